#pragma once

#include <string>

#include "app/session.hpp"
#include "belay/task.hpp"

namespace belay::app {

/// Yes is a word somebody said: `said` before (--yes), or at a terminal now, to `question`. The
/// loop goes on while the person thinks. Errors: blocked, when nobody did; cancelled, by Ctrl-C.
Task<void> agreed(Session& session, bool said, std::string question);

}  // namespace belay::app
