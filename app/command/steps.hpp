#pragma once

#include <cstdint>

#include "app/exit_code.hpp"
#include "app/options.hpp"
#include "app/session.hpp"
#include "belay/task.hpp"

// The bodies of commands, for commands that are made of others (demo). Each prints its own result.

namespace belay::app {

/// How a person left the market.
enum class Left : std::uint8_t { by_itself, next, quit };

/// Enter leaves too, and means "go on", only where the caller asks for it.
Task<Left> watch_stream(Session& session, StreamOptions options, bool enter_goes_on);
Task<ExitCode> show_positions(Session& session, PositionsOptions options);
Task<ExitCode> show_audit(Session& session, StopOptions options);
/// Plans stops and asks the broker about each; sends nothing to the market.
Task<ExitCode> show_trials(Session& session, StopOptions options);

/// Tries an order, shows it, and sends it when the person agrees.
Task<ExitCode> trade(Session& session, TradeOptions options);

}  // namespace belay::app
