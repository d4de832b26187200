#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/events.hpp"
#include "proto/dxlink/subscription_key.hpp"

namespace belay::chaos {

/// What is traded in a chaos world: every event carries the number of its making as its price, so
/// that the truth is known. Quotes are lasting values, prints a stream, candles of five seconds a
/// series.
class Market {
 public:
  static constexpr std::size_t kQuotes = 40;
  static constexpr std::size_t kPrints = 3;
  static constexpr std::size_t kCandles = 6;
  /// The index and the time of a print.
  struct Print {
    std::int64_t index = 0;
    Instant at;
  };

  Market();

  /// Everything that can be subscribed: quotes, then candles, then prints.
  [[nodiscard]] const std::vector<dxlink::SubscriptionKey>& keys() const { return keys_; }

  /// One step of trading; the events in the order of their making.
  [[nodiscard]] std::vector<Event> step(Instant now, std::uint64_t luck);

  [[nodiscard]] std::optional<Event> last(std::string_view type, Symbol symbol) const;
  /// Newest first, from `from_time` on.
  [[nodiscard]] std::optional<std::vector<Event>> history(std::string_view type, Symbol symbol,
                                                          std::int64_t from_time) const;
  [[nodiscard]] const std::vector<Print>& prints(Symbol symbol) const { return prints_.at(symbol); }

 private:
  Event quote(Symbol symbol);
  Event print(Symbol symbol, Instant now);
  Event candle(Symbol symbol, Instant now);

  std::vector<dxlink::SubscriptionKey> keys_;
  std::map<Symbol, Quote> quotes_;
  std::map<Symbol, std::vector<Print>> prints_;
  std::map<Symbol, std::map<std::int64_t, Candle>> candles_;  // by index
  std::int32_t made_ = 0;
};

}  // namespace belay::chaos
