#pragma once

#include "app/cli_tree.hpp"

namespace CLI {
class App;
}

namespace belay::app {

/// Only for cli.cpp, which owns the CLI11 tree.
[[nodiscard]] CommandShape shape_of(const CLI::App& app);

}  // namespace belay::app
