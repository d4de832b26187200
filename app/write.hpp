#pragma once

#include <string_view>

namespace belay::app {

/// Writes all of `text` to the open descriptor `fd` and returns 0, or the errno it failed with. A
/// signal in the midst (Ctrl-C, SIGTERM) costs no byte: the rest follows, unless the reader then
/// takes nothing for a second (EINTR).
[[nodiscard]] int write_all(int fd, std::string_view text);

}  // namespace belay::app
