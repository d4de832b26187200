#include "chaos/consumer.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace belay::chaos {

void Consumer::take(const dxlink::EventBatch& batch, Tick now) {
  batch.for_each_run([&](std::int64_t, const auto& events) {
    for (const auto& event : events) on(event, now);
  });
  for (auto& [symbol, series] : candles_) static_cast<void>(series.end_of_message());
}

void Consumer::take(std::vector<Gap> gaps) { std::ranges::move(gaps, std::back_inserter(gaps_)); }

std::vector<std::string> Consumer::judge(const std::set<std::size_t>& wanted, const Market& market,
                                         std::chrono::nanoseconds on_the_way) const {
  std::vector<std::string> complaints;
  const auto add = [&](std::string complaint) {
    if (!complaint.empty()) complaints.push_back(std::move(complaint));
  };
  for (const std::size_t which : wanted) {
    const auto& [type, symbol, source, from_time] = market.keys()[which];
    if (type == Schema<Quote>::name) add(judge_quote(symbol, market));
    if (type == Schema<TimeAndSale>::name) add(judge_prints(symbol, market, on_the_way));
    if (type == Schema<Candle>::name) add(judge_candles(symbol, market));
  }
  for (const Gap& gap : gaps_) {
    if (gap.from <= gap.to && !gap.reason.empty()) continue;
    add(fmt::format("a gap that ends before it begins, or without a reason: '{}'", gap.reason));
  }
  return complaints;
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
  std::span<const Candle> rows;
  if (const auto known = candles_.find(symbol); known != candles_.end())
    rows = known->second.rows();
  if (const auto seen = seen_.find(symbol); seen != seen_.end()) rows = seen->second;
  const auto truth = market.history(Schema<Candle>::name, symbol, 0);
  const auto same = [](const Candle& row, const Event& event) {
    const Candle& candle = std::get<Candle>(event);
    return row.index == candle.index && row.close == candle.close && row.count == candle.count;
  };
  if (std::ranges::equal(rows, std::views::reverse(*truth), same)) return {};
  return fmt::format("{} has {} candles, not the {} there are, or others", symbol, rows.size(),
                     truth->size());
}

// From the first print that came on, each one came or lies in a gap.
std::string Consumer::judge_prints(Symbol symbol, const Market& market,
                                   std::chrono::nanoseconds on_the_way) const {
  const auto known = prints_.find(symbol);
  if (known == prints_.end()) return fmt::format("no print of {}", symbol);
  for (const Market::Print& print : market.prints(symbol)) {
    if (print.index < *known->second.begin() || known->second.contains(print.index)) continue;
    if (is_excused(print.at, on_the_way)) continue;
    return fmt::format("the print of {} at {:.3f} s never came, and no gap says so", symbol,
                       std::chrono::duration<double>{print.at.time_since_epoch()}.count());
  }
  return {};
}

bool Consumer::is_excused(Instant at, std::chrono::nanoseconds on_the_way) const {
  return std::ranges::any_of(gaps_, [&](const Gap& gap) {
    return gap.contract == "STREAM" && gap.from - on_the_way <= at && at <= gap.to;
  });
}

}  // namespace belay::chaos
