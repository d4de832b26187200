#include "chaos/market.hpp"

#include <fmt/format.h>

#include "belay/model/indexed.hpp"

namespace belay::chaos {
namespace {

constexpr std::int64_t kBar = 5'000;  // ms

std::int64_t to_ms(Instant at) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

}  // namespace

Market::Market() {
  for (std::size_t i = 0; i < kQuotes; ++i) {
    keys_.push_back({.type = Schema<Quote>::name, .symbol = Symbol{fmt::format("Q{}", i)}});
  }
  for (std::size_t i = 0; i < kCandles; ++i) {
    keys_.push_back({.type = Schema<Candle>::name,
                     .symbol = Symbol{fmt::format("C{}{{=5s}}", i)},
                     .from_time = 0});
  }
  for (std::size_t i = 0; i < kPrints; ++i) {
    keys_.push_back({.type = Schema<TimeAndSale>::name, .symbol = Symbol{fmt::format("T{}", i)}});
  }
  for (const dxlink::SubscriptionKey& key : keys_) {
    if (key.type == Schema<TimeAndSale>::name) prints_[key.symbol];
    if (key.type == Schema<Candle>::name) candles_[key.symbol];
  }
}

std::vector<Event> Market::step(Instant now, std::uint64_t luck) {
  const auto key = [this](std::size_t at) { return keys_[at].symbol; };
  std::vector<Event> made;
  made.push_back(quote(key(luck % kQuotes)));
  made.push_back(quote(key(luck / kQuotes % kQuotes)));
  made.push_back(candle(key(kQuotes + luck / 7 % kCandles), now));
  made.push_back(print(key(kQuotes + kCandles + luck / 11 % kPrints), now));
  return made;
}

Event Market::quote(Symbol symbol) {
  Quote& quote = quotes_[symbol];
  quote.symbol = symbol;
  quote.sequence = ++made_;
  quote.bid_price = made_;
  return quote;
}

Event Market::print(Symbol symbol, Instant now) {
  TimeAndSale print;
  print.symbol = symbol;
  print.sequence = ++made_ & kMostSequence;
  print.time = to_ms(now);
  print.index = pack_index(print.time, print.sequence);
  print.price = made_;
  prints_[symbol].push_back({print.index, now});
  return print;
}

Event Market::candle(Symbol symbol, Instant now) {
  const std::int64_t time = to_ms(now) / kBar * kBar;
  const std::int64_t index = pack_index(time, 0);
  Candle& candle = candles_[symbol][index];
  candle.symbol = symbol;
  candle.time = time;
  candle.index = index;
  candle.close = ++made_;
  ++candle.count;
  return candle;
}

std::optional<Event> Market::last(std::string_view type, Symbol symbol) const {
  const auto found = quotes_.find(symbol);
  if (type != Schema<Quote>::name || found == quotes_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::vector<Event>> Market::history(std::string_view type, Symbol symbol,
                                                  std::int64_t from_time) const {
  const auto found = candles_.find(symbol);
  if (type != Schema<Candle>::name || found == candles_.end()) return std::nullopt;
  std::vector<Event> rows;
  for (auto bar = found->second.rbegin(); bar != found->second.rend(); ++bar) {
    if (bar->second.time >= from_time) rows.emplace_back(bar->second);
  }
  return rows;
}

}  // namespace belay::chaos
