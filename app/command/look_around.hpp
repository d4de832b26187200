#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/look.hpp"
#include "app/session.hpp"
#include "app/view/board.hpp"
#include "app/view/events.hpp"
#include "belay/base/decimal.hpp"

// What the market says now, for tables that are shown once. Waits at most kLookTime.

namespace belay::app {

/// A board of `symbols` once each said each of `types` that it can have; what stays silent stays
/// absent. Errors: those of the feed; blocked for more symbols than the feed takes; cancelled.
Task<std::shared_ptr<const EventBoard>> board_now(Session& session,
                                                  std::vector<std::string> symbols,
                                                  EventTypes types);

/// What `symbol` costs: the last trade of an index, else the middle of the quote, else the other
/// one; none when neither arrived.
Task<std::optional<Decimal>> money_now(Session& session, std::string symbol);

}  // namespace belay::app
