#pragma once

#include <string>
#include <string_view>

#include "belay/base/error.hpp"

namespace belay::app {

/// What a shell has to read so that TAB asks `belay __complete`: the program that runs knows its
/// own commands, so the script never grows old. Errors: usage, for a shell that is none of bash,
/// zsh and fish.
[[nodiscard]] Result<std::string> completion_script(std::string_view shell);

}  // namespace belay::app
