#include "chaos/consumer.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace belay::chaos {
namespace {

// A gap is told by arrival, a print by its making: between the two lie the aggregation period and
// the way through the network.
constexpr std::chrono::milliseconds kOnTheWay{500};

}  // namespace

void Consumer::take(const dxlink::EventBatch& batch, Tick now) {
  batch.for_each_run([&](std::int64_t, const auto& events) {
    for (const auto& event : events) on(event, now);
  });
  for (auto& [symbol, series] : candles_) static_cast<void>(series.end_of_message());
}

void Consumer::take(std::vector<Gap> gaps) { std::ranges::move(gaps, std::back_inserter(gaps_)); }

std::string Consumer::judge(const dxlink::SubscriptionKey& key, const Market& market) const {
  if (key.type == Schema<Quote>::name) return judge_quote(key.symbol, market);
  if (key.type == Schema<Candle>::name) return judge_candles(key.symbol, market);
  return judge_prints(key.symbol, market);
}

std::string Consumer::judge_quote(Symbol symbol, const Market& market) const {
  const std::optional<Event> truth = market.last(Schema<Quote>::name, symbol);
  if (!truth) return {};
  const double price = std::get<Quote>(*truth).bid_price;
  const auto known = quotes_.find(symbol);
  if (known == quotes_.end()) return fmt::format("no quote of {}", symbol);
  if (known->second == price) return {};
  return fmt::format("the last quote of {} is {}, not {}", symbol, known->second, price);
}

std::string Consumer::judge_candles(Symbol symbol, const Market& market) const {
  const auto truth = market.history(Schema<Candle>::name, symbol, 0);
  const auto known = candles_.find(symbol);
  if (known == candles_.end()) return truth->empty() ? "" : fmt::format("no candle of {}", symbol);
  const std::span<const Candle> rows = known->second.rows();
  const auto same = [](const Candle& row, const Event& event) {
    const Candle& candle = std::get<Candle>(event);
    return row.index == candle.index && row.close == candle.close && row.count == candle.count;
  };
  if (std::ranges::equal(rows, std::views::reverse(*truth), same)) return {};
  return fmt::format("{} has {} candles, not the {} there are, or others", symbol, rows.size(),
                     truth->size());
}

// From the first print that came on, each one came or lies in a gap.
std::string Consumer::judge_prints(Symbol symbol, const Market& market) const {
  const auto known = prints_.find(symbol);
  if (known == prints_.end()) return fmt::format("no print of {}", symbol);
  for (const Market::Print& print : market.prints(symbol)) {
    if (print.index < *known->second.begin() || known->second.contains(print.index)) continue;
    if (is_excused(print.at)) continue;
    return fmt::format("the print of {} at {:.3f} s never came, and no gap says so", symbol,
                       std::chrono::duration<double>{print.at.time_since_epoch()}.count());
  }
  return {};
}

bool Consumer::is_excused(Instant at) const {
  return std::ranges::any_of(gaps_, [&](const Gap& gap) {
    return gap.contract == "STREAM" && gap.from - kOnTheWay <= at && at <= gap.to;
  });
}

}  // namespace belay::chaos
