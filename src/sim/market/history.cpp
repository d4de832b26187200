#include "sim/market/history.hpp"

#include <algorithm>
#include <cmath>

#include "belay/model/calendar.hpp"
#include "belay/model/candles.hpp"

namespace belay::sim {
namespace {

using namespace std::chrono;

constexpr days kOptionLife{30};  // options are listed so long before they expire

// Everything that a question for bars is about.
struct Question {
  const CandleSymbol& symbol;
  const Instrument& instrument;
  const Archive& archive;
  const Market& market;

  [[nodiscard]] bool regular_only() const { return symbol.trading_hours_only || instrument.option; }
};

bool is_regular(const Asset& asset, Instant time) {
  return !asset.keeps_hours() || session_at(time) == MarketSession::regular;
}

// The underlying's bar as one of the option.
Bar option_bar(const Question& question, const Bar& bar, Instant end) {
  const auto price = [&](double level, Instant at) {
    return question.market.option_price(question.instrument.symbol, level, at);
  };
  const double open = price(bar.open, bar.time);
  const double close = price(bar.close, end);
  const double one = price(bar.high, end);
  const double other = price(bar.low, end);
  return Bar{.time = bar.time,
             .open = open,
             .high = std::max({open, close, one, other}),
             .low = std::min({open, close, one, other}),
             .close = close,
             .volume = 1.0 + std::floor(std::abs(close - open) * 40.0),
             .count = 1};
}

// An option has not traded in every minute: those stay in which its price moved.
std::vector<Bar> option_bars(const Question& question, const std::vector<Bar>& bars,
                             nanoseconds length) {
  std::vector<Bar> made;
  for (const Bar& bar : bars) {
    if (!made.empty() && bar.close == bar.open) continue;
    made.push_back(option_bar(question, bar, bar.time + length));
  }
  return made;
}

// Both in order of time, which may overlap in one bar.
void append(std::vector<Bar>& bars, std::span<const Bar> later) {
  if (!bars.empty() && !later.empty() && bars.back().time == later.front().time) {
    extend(bars.back(), later.front());
    later = later.subspan(1);
  }
  bars.insert(bars.end(), later.begin(), later.end());
}

std::span<const Bar> within(std::span<const Bar> bars, Instant from, Instant to) {
  const auto first = std::ranges::lower_bound(bars, from, {}, &Bar::time);
  const auto last = std::ranges::lower_bound(bars, to, {}, &Bar::time);
  return {first, last};
}

std::vector<Bar> minutes_of(const Question& question, Date date) {
  const Instrument& instrument = question.instrument;
  std::vector<Bar> bars =
      question.archive.minute_bars(*instrument.asset, date, question.regular_only());
  if (instrument.option) bars = option_bars(question, bars, 1min);
  const local_days day{sys_days{date}.time_since_epoch()};
  append(bars, within(instrument.tape.minutes(), from_new_york(day), from_new_york(day + days{1})));
  if (question.regular_only()) {
    std::erase_if(bars, [&](const Bar& bar) { return !is_regular(*instrument.asset, bar.time); });
  }
  return bars;
}

// Where the tape has no seconds (any more) the minute is taken apart.
std::vector<Bar> seconds_of(const Question& question, const std::vector<Bar>& minutes) {
  const Instrument& instrument = question.instrument;
  const std::span<const Bar> taped = instrument.tape.seconds();
  const Instant first =
      taped.empty() ? Instant::max() : floor<std::chrono::minutes>(taped.front().time);
  std::vector<Bar> bars;
  for (const Bar& minute : minutes) {
    const Instant end = minute.time + 1min;
    if (minute.time > first) {
      append(bars, within(taped, minute.time, end));
      continue;
    }
    const bool started = minute.time < question.archive.start();
    const Instant until = started ? std::min(end, question.archive.start()) : end;
    append(bars, question.archive.second_bars(*instrument.asset, minute, until));
    if (minute.time == first) append(bars, within(taped, std::max(until, minute.time), end));
  }
  return bars;
}

std::vector<Bar> days_of(const Question& question, Instant from) {
  const Instrument& instrument = question.instrument;
  const std::vector<Bar>& past = question.archive.day_bars(*instrument.asset);
  std::vector<Bar> bars;
  if (instrument.option) {
    const auto listed = within(past, question.archive.start() - kOptionLife, Instant::max());
    bars = option_bars(question, {listed.begin(), listed.end()}, 21h);
  } else {
    bars.assign(std::ranges::lower_bound(past, from, {}, &Bar::time), past.end());
  }
  append(bars, instrument.tape.days());
  return bars;
}

std::vector<Bar> bars_of_days(const Question& question, const BarClock& clock, Instant from) {
  const std::vector<Bar> bars = days_of(question, from);
  auto rows = grouped(bars, [&](Instant time) { return clock.begin_of_date(floor<days>(time)); });
  std::ranges::reverse(rows);
  return rows;
}

std::vector<Bar> bars_within_days(const Question& question, const BarClock& clock, Instant from,
                                  std::size_t most_rows) {
  const bool by_minutes = length_of(question.symbol.period) % 1min == 0ms;
  const sys_days first{new_york_date(from)};
  std::vector<Bar> rows;
  sys_days day{new_york_date(question.market.now())};
  for (; day >= first && rows.size() <= most_rows; day -= days{1}) {
    std::vector<Bar> bars = minutes_of(question, Date{day});
    if (!by_minutes) bars = seconds_of(question, bars);
    const auto groups = grouped(bars, [&](Instant time) { return clock.begin(time); });
    rows.insert(rows.end(), groups.rbegin(), groups.rend());
  }
  return rows;
}

bool intraday(CandleUnit unit) {
  return unit == CandleUnit::second || unit == CandleUnit::minute || unit == CandleUnit::hour;
}

}  // namespace

bool BarClock::of_days() const { return first_day_of_bar(symbol_.period, {}).has_value(); }

std::optional<Instant> BarClock::begin_of_date(sys_days date) const {
  const auto first = first_day_of_bar(symbol_.period, date);
  if (!first) return std::nullopt;
  return Instant{*first};
}

std::optional<Instant> BarClock::begin(Instant time) const {
  if (of_days()) return begin_of_date(sys_days{new_york_date(time)});
  const milliseconds length = length_of(symbol_.period);
  if (length < 1s || length % 1s != 0ms) return std::nullopt;
  if (length >= days{365}) return anchor(time);
  const Instant from = anchor(time);
  nanoseconds rest = (time - from) % length;
  if (rest < 0ns) rest += length;
  return time - rest;
}

Instant BarClock::anchor(Instant time) const {
  if (!asset_.keeps_hours()) return floor<days>(time);
  const Date date = new_york_date(time);
  const local_days midnight{sys_days{date}.time_since_epoch()};
  if (symbol_.alignment == CandleAlignment::midnight) return from_new_york(midnight);
  const auto session = session_on(date, belay::Market::equity);
  const bool early = asset_.extended_hours() && !symbol_.trading_hours_only;
  return early || !session ? from_new_york(midnight + 7h) : session->open;
}

std::optional<days> depth_of(const CandleSymbol& symbol) {
  if (symbol.price == CandlePrice::bid || symbol.price == CandlePrice::ask ||
      symbol.price == CandlePrice::mark)
    return days{14};
  const CandlePeriod period = symbol.period;
  switch (period.unit) {
    case CandleUnit::tick:
    case CandleUnit::second:
    case CandleUnit::volume:
    case CandleUnit::price: return days{5};
    case CandleUnit::minute: return days{period.count < 5 ? 43 : 90};
    case CandleUnit::hour: return days{285};
    case CandleUnit::day:
    case CandleUnit::week:
    case CandleUnit::month: return std::nullopt;
    case CandleUnit::price_renko: return days{120};
    case CandleUnit::option_expiration:
    case CandleUnit::year:
    case CandleUnit::price_momentum: break;
  }
  return days{2};
}

Bars bars_of(const CandleSymbol& symbol, const Instrument& instrument, const Archive& archive,
             const Market& market, Instant from, std::size_t most_rows) {
  const Question question{symbol, instrument, archive, market};
  const BarClock clock{symbol, *instrument.asset};
  const std::vector<Bar>& past = archive.day_bars(*instrument.asset);
  const Instant oldest = past.empty() ? archive.start() : past.front().time;
  const auto depth = depth_of(symbol);
  const Instant limit = depth ? std::max(oldest, market.now() - *depth) : oldest;
  const Instant first = std::max(from, clock.begin_of_date(floor<days>(limit)).value_or(limit));
  Bars bars{.rows = {}, .cut = limit > from && limit > oldest};
  if (symbol.price == CandlePrice::settlement && !clock.of_days()) return bars;
  if (clock.of_days()) {
    bars.rows = bars_of_days(question, clock, first);
  } else if (intraday(symbol.period.unit) && clock.begin(market.now())) {
    bars.rows = bars_within_days(question, clock, first, most_rows);
  }
  std::erase_if(bars.rows, [&](const Bar& bar) { return bar.time < first; });
  return bars;
}

}  // namespace belay::sim
