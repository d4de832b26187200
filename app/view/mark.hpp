#pragma once

#include <map>
#include <optional>
#include <string>

#include "belay/base/decimal.hpp"
#include "belay/base/time.hpp"
#include "belay/model/events.hpp"
#include "belay/model/market_snapshots.hpp"

namespace belay::app {

struct BoardRow;

/// What the market says an instrument is worth.
struct Mark {
  std::optional<Decimal> bid;
  std::optional<Decimal> ask;
  std::optional<Decimal> price;  ///< the middle of bid and ask, else the last trade
  Instant received;
};
/// By streamer symbol.
using Marks = std::map<std::string, Mark, std::less<>>;

/// A feed price as an exact number: the shortest text that means the same double. nullopt for NaN
/// and infinities.
[[nodiscard]] std::optional<Decimal> decimal_of(double price);

/// The middle needs both sides; a worthless option's bid of zero is a side.
[[nodiscard]] Mark mark_of(const Quote& quote);
[[nodiscard]] Mark mark_of(const Trade& trade);
/// Of the last quote, else the last trade; none before either.
[[nodiscard]] std::optional<Mark> mark_of(const BoardRow& row);
/// The broker's own mark, else the middle, else the last trade. It is as old as the broker says:
/// `market_now` is the market's time at `now`.
[[nodiscard]] Mark mark_of(const MarketSnapshot& snapshot, Instant now, Instant market_now);

}  // namespace belay::app
