#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/command/taps.hpp"
#include "app/look.hpp"
#include "app/session.hpp"
#include "app/view/board.hpp"
#include "app/view/events.hpp"

// What the market says now, for tables that are shown once. Waits at most kLookTime.

namespace belay::app {

/// Subscribes each of `types` for those of `symbols` that can have it.
Task<void> open_all(Taps& taps, std::vector<std::string> symbols, EventTypes types);

/// A board of `symbols` once each said each of `types` that it can have; what stays silent stays
/// absent. Errors: those of the feed; blocked for more symbols than the feed takes; cancelled.
Task<std::shared_ptr<const EventBoard>> board_now(Session& session,
                                                  std::vector<std::string> symbols,
                                                  EventTypes types);

}  // namespace belay::app
