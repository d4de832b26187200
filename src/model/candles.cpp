#include "belay/model/candles.hpp"

#include <algorithm>
#include <cmath>

namespace belay {
namespace {

using namespace std::chrono;

sys_days day_of(std::int64_t time_ms) { return floor<days>(from_epoch_ms(time_ms)); }

sys_days plus_months(sys_days day, int count) {
  const Date date{day};
  const Date later = date + months{count};
  return later.ok() ? sys_days{later} : sys_days{later.year() / later.month() / last};
}

// The third Friday after `day`.
sys_days next_option_expiration(sys_days day) {
  year_month month{Date{day}.year(), Date{day}.month()};
  while (sys_days{month / Friday[3]} <= day) month += months{1};
  return sys_days{month / Friday[3]};
}

// The last third Friday that is not after `day`.
sys_days option_expiration_until(sys_days day) {
  year_month month{Date{day}.year(), Date{day}.month()};
  if (sys_days{month / Friday[3]} > day) month -= months{1};
  return sys_days{month / Friday[3]};
}

int whole_count(CandlePeriod period) {
  return static_cast<int>(std::clamp(period.count, 1.0, 1000.0));
}

// Several of a unit count from 1970 on.
sys_days grouped(sys_days day, sys_days origin, int size) {
  const int since = static_cast<int>((day - origin).count());
  const int place = since - (since % size + size) % size;
  return origin + days{place};
}

sys_days first_of_months(sys_days day, int count) {
  const Date date{day};
  const int month = (static_cast<int>(date.year()) - 1970) * 12 +
                    static_cast<int>(static_cast<unsigned>(date.month())) - 1;
  const int first = month - (month % count + count) % count;
  return sys_days{year_month{1970y, January} / 1d + months{first}};
}

// The day after the last one of a bar of whole days; nullopt for shorter bars.
std::optional<sys_days> day_after(CandlePeriod period, sys_days first) {
  const int count = whole_count(period);
  switch (period.unit) {
    case CandleUnit::day: return first + days{count};
    case CandleUnit::week: return first + weeks{count};
    case CandleUnit::month: return plus_months(first, count);
    case CandleUnit::year: return plus_months(first, 12 * count);
    case CandleUnit::option_expiration: {
      sys_days end = first;
      for (int i = 0; i < count; ++i) end = next_option_expiration(end);
      return end;
    }
    default: return std::nullopt;
  }
}

}  // namespace

bool has_prices(const Candle& bar) {
  return !std::isnan(bar.open) && !std::isnan(bar.high) && !std::isnan(bar.low) &&
         !std::isnan(bar.close);
}

std::optional<sys_days> first_day_of_bar(CandlePeriod period, sys_days day) {
  constexpr sys_days kFirstMonday{year{1970} / January / 5};
  const int count = whole_count(period);
  switch (period.unit) {
    case CandleUnit::day: return grouped(day, sys_days{}, count);
    case CandleUnit::week: return grouped(day, kFirstMonday, 7 * count);
    case CandleUnit::month: return first_of_months(day, count);
    case CandleUnit::year: return first_of_months(day, 12 * count);
    case CandleUnit::option_expiration: return option_expiration_until(day);
    default: return std::nullopt;
  }
}

std::optional<Instant> bar_end(CandlePeriod period, std::int64_t time_ms) {
  constexpr sys_days kLastDay{year{2250} / January / 1};  // what an Instant holds with ease
  if (const auto end = day_after(period, day_of(time_ms)))
    return from_new_york(local_days{std::min(*end, kLastDay).time_since_epoch()});
  const milliseconds length = length_of(period);
  if (length == milliseconds::zero()) return std::nullopt;
  return from_epoch_ms(time_ms) + std::min<milliseconds>(length, floor<milliseconds>(years{50}));
}

milliseconds bar_grace(milliseconds aggregation_period) { return 2 * aggregation_period + 5s; }

bool is_final(const Candle& bar, CandlePeriod period, std::int64_t newest_index, Instant now,
              milliseconds grace) {
  if (newest_index > bar.index) return true;
  const std::optional<Instant> end = bar_end(period, bar.time);
  return end && now >= *end + grace;
}

}  // namespace belay
