#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/cli_tree.hpp"

namespace belay::app {

struct ManPage {
  std::string file;  ///< `belay-stop-audit.1`
  std::string text;  ///< for man(7)
};

/// One page for the program and one for each command that shows itself. `date`: `2025-01-13`.
[[nodiscard]] std::vector<ManPage> man_pages(const CommandShape& tree, std::string_view version,
                                             std::string_view date);

}  // namespace belay::app
