#include "sim/broker/backtest_desk.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "sim/market/listing.hpp"
#include "sim/market/random.hpp"
#include "sim/market/session.hpp"

namespace belay::sim {
namespace {

using namespace std::chrono;

constexpr int kMostTrials = 60;

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return hash;
}

Decimal cents(double value) { return to_decimal(value, 2).normalized(1); }

std::string at_close(Date date) {
  std::string text = to_iso_utc(close_of(date));
  return text.substr(0, text.find('.')) + "Z";
}

// One trial a week, held for five days.
void add_results(Backtest& test, std::uint64_t seed) {
  const auto first = parse_date(*test.start_date);
  const auto last = parse_date(*test.end_date);
  if (!first || !last) return;
  Random random{seed};
  const Asset* asset = find_asset(test.symbol.value_or(""));
  double level = asset == nullptr ? 100.0 : asset->start_price;
  double total = 0;
  int wins = 0;
  int trials = 0;
  for (sys_days day{*first}; day + days{7} <= sys_days{*last} && trials < kMostTrials;
       day += days{7}, ++trials) {
    const Date opened = trading_day_from(Date{day});
    const Date closed = trading_day_from(Date{sys_days{opened} + days{5}});
    const double gain = random.normal() * 180 + 12;
    total += gain;
    wins += gain > 0 ? 1 : 0;
    level *= 1.0 + random.normal() * 0.01;
    test.trials.push_back({.open_date_time = at_close(opened),
                           .close_date_time = at_close(closed),
                           .profit_loss = cents(gain)});
    test.snapshots.push_back({.date_time = at_close(closed),
                              .profit_loss = cents(total),
                              .underlying_price = cents(level)});
  }
  test.statistics = {{fmt::format(R"({{"name":"Total profit/loss","value":{:.2f}}})", total)},
                     {fmt::format(R"({{"name":"Number of trades","value":{}}})", trials)},
                     {fmt::format(R"({{"name":"Win percentage","value":{:.1f}}})",
                                  trials == 0 ? 0.0 : 100.0 * wins / trials)}};
}

}  // namespace

BacktestDesk::Filed BacktestDesk::file(const NewBacktest& wanted, std::string_view text,
                                       Instant now) {
  const std::uint64_t seed = hash_of(text);
  std::string id = fmt::format("{:08x}-{:04x}-4000-8000-{:012x}", seed >> 32U,
                               (seed >> 16U) & 0xffffU, seed & 0xffff'ffffU);
  if (std::ranges::find(entries_, id, &Entry::id) != entries_.end()) return {std::move(id), true};
  entries_.push_back({.id = id, .wanted = wanted, .seed = seed, .filed = now, .cancelled = {}});
  return {std::move(id), false};
}

std::vector<std::string> BacktestDesk::ids() const {
  std::vector<std::string> ids;
  for (const Entry& entry : entries_) ids.push_back(entry.id);
  return ids;
}

std::optional<Backtest> BacktestDesk::find(std::string_view id, Instant now) const {
  const auto found = std::ranges::find(entries_, id, &Entry::id);
  if (found == entries_.end()) return std::nullopt;
  const auto since = found->cancelled.value_or(now) - found->filed;
  Backtest test{.id = found->id,
                .symbol = found->wanted.symbol,
                .start_date = found->wanted.start_date,
                .end_date = found->wanted.end_date,
                .legs = found->wanted.legs,
                .entry_conditions = found->wanted.entry_conditions,
                .exit_conditions = found->wanted.exit_conditions,
                .progress = Decimal{0},
                .status = "pending"};
  if (since < kPending) return test;
  const double done = duration<double>(since - kPending) / duration<double>(kRunning);
  test.status = done < 1.0 ? "running" : "completed";
  test.progress = cents(std::min(done, 1.0));
  if (done < 1.0) {
    test.eta = cents((1.0 - done) * duration<double>(kRunning).count());
  } else {
    add_results(test, found->seed);
  }
  return test;
}

bool BacktestDesk::cancel(std::string_view id, Instant now) {
  const auto found = std::ranges::find(entries_, id, &Entry::id);
  if (found == entries_.end()) return false;
  if (!found->cancelled) found->cancelled = now;
  return true;
}

}  // namespace belay::sim
