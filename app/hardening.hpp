#pragma once

#include <string>

namespace belay::app {

/// For a process that will hold real credentials: no core file, and no other process of this user
/// may read its memory. Returns what could not be had, for the log; empty when all is well.
[[nodiscard]] std::string harden_process();

}  // namespace belay::app
