#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "app/session.hpp"
#include "app/view/mark.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/filters.hpp"

namespace belay::app {

/// How long a table waits for market prices.
inline constexpr std::chrono::milliseconds kLookTime{2000};

/// The prices of `symbols` (streamer symbols) that arrive within kLookTime, from quotes; from the
/// last trade for those without a two-sided quote. Returns as soon as all are there. Symbols that
/// stay silent are absent. Errors: those of the feed.
Task<Marks> look_at_market(Session& session, std::vector<std::string> symbols);

/// What the broker says over REST that `positions` are worth now: one request per hundred, and no
/// stream. Errors: those of the call.
Task<Marks> snapshot_marks(Session& session, std::vector<Position> positions);

/// The same for tables that do without: on failure says why on standard error and returns none.
/// Errors: cancelled, when the person stopped the program; that is no lack of prices.
Task<Marks> marks_or_warning(Session& session, std::vector<std::string> symbols);
Task<Marks> marks_or_warning(Session& session, Task<Marks> marks);

/// Asks for the broker's `symbol` by its kind; what looks like a stock may be an index.
void add_symbol(SnapshotFilter& filter, const std::string& symbol);

/// What the broker's `symbol` is worth now: one request; where the broker does not answer it or
/// knows no price of the last seconds, the stream too, for at most kLookTime. What is older is
/// taken only when the stream is silent. None when neither knows. Errors: cancelled.
Task<std::optional<Mark>> mark_now(Session& session, std::string symbol);

}  // namespace belay::app
