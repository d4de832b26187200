#pragma once

#include "app/options.hpp"
#include "app/session.hpp"

namespace belay::app {

/// `positions --watch`: until stopped, or for --for. Marks come from the market stream, positions
/// and orders from the account stream; where that cannot be had, as they were at the beginning, and
/// it is said.
Task<ExitCode> watch_positions(Session& session, PositionsOptions options);

}  // namespace belay::app
