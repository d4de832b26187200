#pragma once

#include <string>
#include <vector>

namespace belay::app {

/// What the command line says about a table; every command that shows one takes these.
struct TableOptions {
  std::vector<std::string> columns;  ///< instead of the usual ones, in this order
  bool csv = false;                  ///< comma-separated values instead of a table
};

}  // namespace belay::app
