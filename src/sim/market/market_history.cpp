#include "sim/market/market_history.hpp"

#include <algorithm>
#include <array>

namespace belay::sim {
namespace {

constexpr std::array kPrints{Schema<TimeAndSale>::name, Schema<OptionSale>::name};
constexpr std::array kOptions{Schema<Greeks>::name, Schema<TheoPrice>::name,
                              Schema<Underlying>::name, Schema<Series>::name};
constexpr std::array kOrders{Schema<BookOrder>::name, Schema<AnalyticBookOrder>::name,
                             Schema<SpreadBookOrder>::name};

}  // namespace

std::optional<std::vector<Event>> MarketHistory::history(std::string_view type, Symbol symbol,
                                                         std::string_view source,
                                                         std::int64_t from_time) {
  const auto is = [&](const auto& types) { return std::ranges::find(types, type) != types.end(); };
  if (type == Schema<Candle>::name) return candles_.history(symbol, from_time);
  if (is(kPrints)) return prints_.history(type, symbol, from_time);
  if (is(kOptions)) return options_.history(type, symbol, from_time);
  if (is(kOrders)) return orders_.snapshot(type, symbol, source);
  return std::nullopt;
}

void MarketHistory::on_event(const Event& event, const Sink& sink) {
  candles_.on_event(event, [&](const Candle& candle) { sink(candle); });
  prints_.on_event(event, sink);
  options_.on_event(event, sink);
  if (const auto* quote = std::get_if<Quote>(&event)) orders_.on_quote(*quote, sink);
}

void MarketHistory::keep(const Wanted& wanted) {
  candles_.keep([&](Symbol symbol) { return wanted(Schema<Candle>::name, symbol); });
  orders_.keep(wanted);
}

}  // namespace belay::sim
