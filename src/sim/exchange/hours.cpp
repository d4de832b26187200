#include "sim/exchange/hours.hpp"

#include <chrono>

#include "belay/model/calendar.hpp"
#include "sim/market/session.hpp"

namespace belay::sim {
namespace {

using namespace std::chrono;

enum class Hours : std::uint8_t { regular, extended, overnight };

constexpr auto kEvening = 20h;  // New York: the extended session's end, the 24-hour session's both
constexpr auto kMorning = 7h;

Hours hours_of(TimeInForce tif) {
  switch (tif) {
    case TimeInForce::ext:
    case TimeInForce::gtc_ext: return Hours::extended;
    case TimeInForce::ext_overnight:
    case TimeInForce::gtc_ext_overnight: return Hours::overnight;
    default: return Hours::regular;
  }
}

// The day whose 24 hours `at` belongs to: from 20:00 on the next one.
Date long_day(Instant at) { return new_york_date(at + (24h - kEvening)); }

Date tomorrow(Date date) { return Date{sys_days{date} + days{1}}; }

Instant on(Date date, hours clock) { return from_new_york(local_days{date} + clock); }

}  // namespace

bool works_at(TimeInForce tif, Instant at) {
  switch (hours_of(tif)) {
    case Hours::regular: return session_at(at) == MarketSession::regular;
    case Hours::extended: return session_at(at) != MarketSession::closed;
    case Hours::overnight: return is_trading_day(long_day(at), belay::Market::equity);
  }
  return false;
}

std::optional<Instant> next_working(TimeInForce tif, Instant at) {
  if (works_at(tif, at)) return at;
  switch (hours_of(tif)) {
    case Hours::regular: return next_open(at, belay::Market::equity);
    case Hours::extended: {
      const Date today = new_york_date(at);
      const bool missed = at >= on(today, kEvening);
      return on(trading_day_from(missed ? tomorrow(today) : today), kMorning);
    }
    case Hours::overnight: {
      const Date day = trading_day_from(long_day(at));
      return on(Date{sys_days{day} - days{1}}, kEvening);
    }
  }
  return std::nullopt;
}

std::optional<Instant> end_of(TimeInForce tif, std::optional<Date> gtc_date, Instant at) {
  switch (tif) {
    case TimeInForce::day: return close_of(trade_day(at, belay::Market::equity));
    case TimeInForce::ext:
    case TimeInForce::ext_overnight: return on(trading_day_from(long_day(at)), kEvening);
    case TimeInForce::gtd:
      if (gtc_date) return close_of(*gtc_date);
      return std::nullopt;
    default: return std::nullopt;
  }
}

}  // namespace belay::sim
