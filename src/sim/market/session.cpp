#include "sim/market/session.hpp"

#include <chrono>

#include "belay/model/calendar.hpp"

namespace belay::sim {
namespace {

using namespace std::chrono;

constexpr belay::Market kEquity = belay::Market::equity;

Date plus_days(Date date, int count) { return Date{sys_days{date} + days{count}}; }

// Every weekday of a year that the calendar does not know counts, so that looking for one ends.
bool has_session(Date date) {
  if (date.year() >= year{2007} && date.year() <= year{2199}) return is_trading_day(date, kEquity);
  const weekday day{sys_days{date}};
  return day != Saturday && day != Sunday;
}

}  // namespace

MarketSession session_at(Instant at) {
  if (is_open(at, kEquity)) return MarketSession::regular;
  if (!is_trading_day(new_york_date(at), kEquity)) return MarketSession::closed;
  const auto local = to_new_york(at);
  const auto clock = local - floor<days>(local);
  return clock >= 7h && clock < 20h ? MarketSession::extended : MarketSession::closed;
}

Date trading_day_from(Date date) {
  while (!has_session(date)) date = plus_days(date, 1);
  return date;
}

Date trading_day_before(Date date) {
  do {
    date = plus_days(date, -1);
  } while (!has_session(date));
  return date;
}

Date friday_after(Date date) {
  date = plus_days(date, 1);
  while (weekday{sys_days{date}} != Friday) date = plus_days(date, 1);
  return has_session(date) ? date : trading_day_before(date);
}

Date third_friday_of(year_month month) {
  const Date date{month / Friday[3]};
  return has_session(date) ? date : trading_day_before(date);
}

Instant open_of(Date date) {
  const auto session = session_on(date, kEquity);
  return session ? session->open : from_new_york(local_days{date} + 9h + 30min);
}

Instant close_of(Date date) {
  const auto session = session_on(date, kEquity);
  return session ? session->close : from_new_york(local_days{date} + 16h);
}

}  // namespace belay::sim
