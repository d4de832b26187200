#include <fmt/format.h>

#include "app/render/text.hpp"
#include "app/view/candles.hpp"
#include "belay/model/candles.hpp"

// The command line's words become queries.

namespace belay::app {
namespace {

using namespace std::chrono;

constexpr std::size_t kMostSeries = 100;  // of candles, per session (dxlink.md 4.8)

std::unexpected<Error> usage(std::string message) { return fail(Errc::usage, std::move(message)); }

Result<CandlePeriod> read_interval(const std::string& text) {
  const auto period = parse_candle_period(text);
  if (period && period->count > 0) return *period;
  return usage(
      fmt::format("'{}' is not an interval; write 15s, 5m, 2h, d, w or mo", escape_control(text)));
}

Result<CandlePrice> read_price(const std::string& text) {
  if (const auto price = parse_candle_price(text)) return *price;
  return usage(
      fmt::format("'{}' is not a price of bars; write last, bid, ask, mark or s for "
                  "settlement",
                  escape_control(text)));
}

Result<std::string> read_symbol(const std::string& text) {
  const bool plain = !text.empty() && text.find_first_of("{} \t\r\n") == std::string::npos;
  if (plain && escape_control(text) == text) return text;
  return usage(
      fmt::format("'{}' is not a streamer symbol; write for example belay candles SPX "
                  "--interval 5m",
                  escape_control(text)));
}

// Where bars of `date` begin: dates stand at 00:00 UTC of their first day, times are New York's.
Instant begin_of(CandlePeriod period, sys_days date) {
  if (const auto first = first_day_of_bar(period, date)) return Instant{*first};
  return from_new_york(local_days{date.time_since_epoch()});
}

// Where what follows `date` begins.
Instant end_of(CandlePeriod period, sys_days date) {
  const sys_days next = date + days{1};
  if (first_day_of_bar(period, next)) return Instant{next};
  return from_new_york(local_days{next.time_since_epoch()});
}

/// A date as `of_date` of it, or a time.
Result<Instant> read_time(const char* flag, const std::string& text, CandlePeriod period,
                          Instant (*of_date)(CandlePeriod, sys_days)) {
  const bool date_only = text.size() <= std::string_view{"2025-01-10"}.size();
  const Result<Date> date = parse_date(text);
  if (date_only && date) return of_date(period, sys_days{*date});
  const Result<Instant> time = parse_timestamp(text);
  if (!date_only && time) return *time;
  return usage(
      fmt::format("{} '{}' is neither a date like 2025-01-10 nor a time like "
                  "2025-01-10T15:30:00Z",
                  flag, escape_control(text)));
}

// Today for bars within a day, else a year; everything there is when the newest bars are wanted.
Instant usual_begin(const CandlesOptions& options, CandlePeriod period, Instant now) {
  if (options.last) return Instant{};
  const sys_days today{new_york_date(now)};
  if (first_day_of_bar(period, today)) return begin_of(period, today - days{365});
  sys_days day = today;
  while (!is_trading_day(Date{day}, Market::equity) && day > today - days{10}) day -= days{1};
  return begin_of(period, day);
}

Result<void> check_span(const CandlesOptions& options, Instant from, std::optional<Instant> to,
                        Instant now) {
  if (from > now) return usage(fmt::format("--from {} is in the future", options.from));
  if (!to || *to > from) return {};
  return usage(fmt::format("--to {} is before --from {}", options.to,
                           options.from.empty() ? to_iso_date(new_york_date(from)) : options.from));
}

// Everything but the symbol.
Result<CandleQuery> read_query(const CandlesOptions& options, Instant now) {
  const auto period = read_interval(options.interval);
  if (!period) return std::unexpected(period.error());
  const auto price = read_price(options.price);
  if (!price) return std::unexpected(price.error());
  Result<Instant> from = usual_begin(options, *period, now);
  if (!options.from.empty()) from = read_time("--from", options.from, *period, begin_of);
  if (!from) return std::unexpected(from.error());
  CandleQuery query;
  query.symbol.period = *period;
  query.symbol.price = *price;
  query.symbol.trading_hours_only = options.trading_hours_only;
  query.from = *from;
  query.last = options.last;
  if (!options.to.empty()) {
    const auto to = read_time("--to", options.to, *period, end_of);
    if (!to) return std::unexpected(to.error());
    query.to = *to;
  }
  if (const auto fine = check_span(options, *from, query.to, now); !fine)
    return std::unexpected(fine.error());
  return query;
}

}  // namespace

Result<std::vector<CandleQuery>> candle_queries(const CandlesOptions& options, Instant now) {
  if (options.symbols.size() > kMostSeries)
    return usage(fmt::format("{} series of candles: a service allows {} at once; ask for fewer",
                             options.symbols.size(), kMostSeries));
  Result<CandleQuery> query = read_query(options, now);
  if (!query) return std::unexpected(query.error());
  std::vector<CandleQuery> queries;
  for (const std::string& text : options.symbols) {
    const auto symbol = read_symbol(text);
    if (!symbol) return std::unexpected(symbol.error());
    query->symbol.base = *symbol;
    queries.push_back(*query);
  }
  return queries;
}

}  // namespace belay::app
