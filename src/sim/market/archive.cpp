#include "sim/market/archive.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "belay/model/calendar.hpp"

namespace belay::sim {
namespace {

using namespace std::chrono;

constexpr std::int64_t kTicksPerMinute = 40;

// FNV-1a: the same on every machine, which std::hash is not.
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325U;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return value;
}

double on_tick(const Asset& asset, double price) {
  const double least = 1.0 / asset.ticks_per_unit;
  return std::max(least, std::round(price * asset.ticks_per_unit) / asset.ticks_per_unit);
}

bool trades_on(const Asset& asset, sys_days day) {
  return !asset.keeps_hours() || is_trading_day(Date{day}, belay::Market::equity);
}

Instant at_utc(sys_days day) { return Instant{day}; }

// A bar between two prices that reaches beyond them by `reach`, a fraction.
Bar between(const Asset& asset, Instant time, double open, double close, double reach) {
  return Bar{.time = time,
             .open = open,
             .high = on_tick(asset, std::max(open, close) * (1.0 + reach)),
             .low = on_tick(asset, std::min(open, close) * (1.0 - reach)),
             .close = close,
             .volume = asset.day_volume > 0 ? 0.0 : kNaN,
             .count = kTicksPerMinute};
}

std::size_t minutes_between(Instant from, Instant to) {
  return to > from ? static_cast<std::size_t>(ceil<minutes>(to - from).count()) : 0;
}

}  // namespace

Archive::Archive(std::uint64_t seed, const Market& market)
    : seed_{seed}, start_{market.now()}, today_{new_york_date(market.now())} {
  for (const Asset& asset : assets()) {
    const Symbol symbol{asset.streamer_symbol};
    const auto trade = std::get<Trade>(market.last(Schema<Trade>::name, symbol).value());
    const auto summary = std::get<Summary>(market.last(Schema<Summary>::name, symbol).value());
    todays_[&asset] = Today{.bar = Bar{.time = at_utc(sys_days{today_}),
                                       .open = summary.day_open_price,
                                       .high = summary.day_high_price,
                                       .low = summary.day_low_price,
                                       .close = trade.price,
                                       .volume = trade.day_volume,
                                       .count = kTicksPerMinute * 60},
                            .previous_close = summary.prev_day_close_price};
  }
}

Random Archive::random(const Asset& asset, std::int64_t moment) const {
  return Random{seed_ ^ hash(asset.symbol) ^
                (static_cast<std::uint64_t>(moment) * 0x9e3779b97f4a7c15U)};
}

const std::vector<Bar>& Archive::day_bars(const Asset& asset) const {
  auto& made = days_[&asset];
  if (made.empty()) made = make_days(asset);
  return made;
}

// Backwards from the close before the start, with a drift that makes old prices lower.
std::vector<Bar> Archive::make_days(const Asset& asset) const {
  const double year = asset.keeps_hours() ? 252.0 : 365.0;
  const double deviation = asset.volatility / std::sqrt(year);
  const double drift = (asset.keeps_hours() ? 0.08 : 0.25) / year;
  const sys_days first = asset.keeps_hours() ? kFirstDay : kFirstCryptoDay;
  std::vector<Bar> days_back;
  double close = todays_.at(&asset).previous_close;
  for (sys_days day = sys_days{today_} - days{1}; day >= first; day -= days{1}) {
    if (!trades_on(asset, day)) continue;
    Random luck = random(asset, day.time_since_epoch().count());
    const double before = on_tick(asset, close / std::exp(drift + deviation * luck.normal()));
    const double open = on_tick(asset, before * std::exp(0.4 * deviation * luck.normal()));
    const double reach = 0.5 * deviation * std::abs(luck.normal());
    Bar bar = between(asset, at_utc(day), open, close, reach);
    if (asset.day_volume > 0)
      bar.volume = std::round(asset.day_volume * std::exp(0.25 * luck.normal()));
    bar.count = kTicksPerMinute * 390;
    days_back.push_back(bar);
    close = before;
  }
  std::ranges::reverse(days_back);
  return days_back;
}

std::vector<Archive::Part> Archive::parts(const Asset& asset, Date date) const {
  const std::vector<Bar>& past = day_bars(asset);
  const Instant day = at_utc(sys_days{date});
  const auto found = std::ranges::lower_bound(past, day, {}, &Bar::time);
  const bool is_today = date == today_;
  if (!is_today && (found == past.end() || found->time != day)) return {};
  const Today& today = todays_.at(&asset);
  Bar regular = is_today ? today.bar : *found;
  const local_days local{sys_days{date}.time_since_epoch()};
  if (!asset.keeps_hours()) {
    regular.time = from_new_york(local);
    return {{from_new_york(local + days{1}), regular}};
  }
  const auto session = session_on(date, belay::Market::equity);
  if (!session) return {};
  regular.time = session->open;
  if (!asset.extended_hours()) return {{session->close, regular}};
  const double before = is_today                ? today.previous_close
                        : found == past.begin() ? regular.open
                                                : std::prev(found)->close;
  Random luck = random(asset, to_epoch_ms(session->close));
  const double after = on_tick(asset, regular.close * (1.0 + 0.001 * luck.normal()));
  Bar early = between(asset, from_new_york(local + 7h), before, regular.open, 0.0006);
  Bar late = between(asset, session->close, regular.close, after, 0.0006);
  early.volume = late.volume = std::round(0.02 * regular.volume);
  return {{session->open, early}, {session->close, regular}, {from_new_york(local + 20h), late}};
}

// What was under way at the start ends there, at `price`.
std::vector<Archive::Part> Archive::parts_before_start(std::vector<Part> parts,
                                                       double price) const {
  std::erase_if(parts, [&](const Part& part) { return part.bar.time >= start_; });
  if (parts.empty()) return parts;
  Part& part = parts.back();
  part.end = std::min(part.end, start_);
  part.bar.close = price;
  part.bar.high = std::max(part.bar.high, price);
  part.bar.low = std::min(part.bar.low, price);
  return parts;
}

std::vector<Bar> Archive::minute_bars(const Asset& asset, Date date, bool regular_only) const {
  std::vector<Part> traded = parts(asset, date);
  if (date == today_) traded = parts_before_start(std::move(traded), todays_.at(&asset).bar.close);
  if (regular_only && asset.keeps_hours()) {
    std::erase_if(traded, [](const Part& part) {
      return session_at(part.bar.time) != MarketSession::regular;
    });
  }
  std::vector<Bar> all;
  for (const Part& part : traded) {
    Random luck = random(asset, to_epoch_ms(part.bar.time));
    const std::vector<Bar> bars =
        split(part.bar, 1min, minutes_between(part.bar.time, part.end), luck, asset.ticks_per_unit);
    all.insert(all.end(), bars.begin(), bars.end());
  }
  return all;
}

std::vector<Bar> Archive::second_bars(const Asset& asset, const Bar& minute, Instant end) const {
  Random luck = random(asset, to_epoch_ms(minute.time) + 1);
  const std::int64_t count = ceil<std::chrono::seconds>(end - minute.time).count();
  std::vector<Bar> bars =
      split(minute, 1s, static_cast<std::size_t>(std::clamp<std::int64_t>(count, 0, 60)), luck,
            asset.ticks_per_unit);
  const double none = std::pow(1.0 - asset.trade_chance, 10);  // of ten steps a second
  return thinned(std::move(bars), 1.0 - none, luck);
}

}  // namespace belay::sim
