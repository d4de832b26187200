#pragma once

#include <string>
#include <vector>

namespace belay::app {

/// The whole program: `arguments` without the program's name. Returns the exit code.
int run(const std::vector<std::string>& arguments);

}  // namespace belay::app
