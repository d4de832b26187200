#pragma once

#include <string>

#include "belay/base/error.hpp"

namespace belay::app {

/// The whole file. Errors: io, naming it.
[[nodiscard]] Result<std::string> text_of_file(const std::string& path);

}  // namespace belay::app
