#pragma once

#include "app/exit_code.hpp"
#include "app/options.hpp"
#include "app/session.hpp"
#include "belay/task.hpp"

// The bodies of commands, for commands that are made of others (demo). Each prints its own result.

namespace belay::app {

Task<ExitCode> show_stream(Session& session, StreamOptions options);
Task<ExitCode> show_positions(Session& session, PositionsOptions options);
Task<ExitCode> show_audit(Session& session, StopOptions options);
/// Plans stops and asks the broker about each; sends nothing to the market.
Task<ExitCode> show_trials(Session& session, StopOptions options);

}  // namespace belay::app
