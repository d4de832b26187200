#include "belay/model/calendar.hpp"

#include <algorithm>
#include <array>

namespace belay {
namespace {

using namespace std::chrono;

constexpr year kFirstYear{2007};
constexpr year kLastYear{2199};
constexpr int kLongestGap = 15;  // days; far more than any run of closed days

// Closures no rule foresees, from 2015 on: national days of mourning.
constexpr std::array kDaysOfMourning{
    Date{year{2018}, December, day{5}},  // President G. H. W. Bush
    Date{year{2025}, January, day{9}},   // President Carter
};

// Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher), less two days.
sys_days good_friday(year in) {
  const int y = static_cast<int>(in);
  const int a = y % 19;
  const int b = y / 100;
  const int c = y % 100;
  const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int n = h + l - 7 * m + 114;
  const Date easter{in, month{static_cast<unsigned>(n / 31)},
                    day{static_cast<unsigned>(n % 31 + 1)}};
  return sys_days{easter} - days{2};
}

// A holiday of fixed date is kept on Friday when it falls on Saturday, on Monday after a Sunday.
sys_days observed(sys_days holiday) {
  const weekday on{holiday};
  if (on == Saturday) return holiday - days{1};
  return on == Sunday ? holiday + days{1} : holiday;
}

bool is_new_year(sys_days date, year in) {
  const sys_days first = in / January / 1;
  // On a Saturday it is not kept: the Friday before is the last day of the books.
  return weekday{first} != Saturday && date == observed(first);
}

bool is_rule_holiday(sys_days date, year in) {
  return is_new_year(date, in) || date == sys_days{in / January / Monday[3]} ||
         date == sys_days{in / February / Monday[3]} || date == good_friday(in) ||
         date == sys_days{in / May / Monday[last]} ||
         (in >= year{2022} && date == observed(in / June / 19)) ||
         date == observed(in / July / 4) || date == sys_days{in / September / Monday[1]} ||
         date == sys_days{in / November / Thursday[4]} || date == observed(in / December / 25);
}

bool is_weekend(sys_days date) {
  const weekday on{date};
  return on == Saturday || on == Sunday;
}

bool is_eve_or_bridge(sys_days date, year in) {
  return date == sys_days{in / November / Thursday[4]} + days{1} ||
         date == sys_days{in / December / 24} || date == sys_days{in / July / 3};
}

enum class Kind : std::uint8_t { closed, half, full, mourning };

Kind kind_of(Date date) {
  if (!date.ok() || date.year() < kFirstYear || date.year() > kLastYear) return Kind::closed;
  const sys_days on{date};
  if (is_weekend(on) || is_rule_holiday(on, date.year())) return Kind::closed;
  if (std::ranges::find(kDaysOfMourning, date) != kDaysOfMourning.end()) return Kind::mourning;
  return is_eve_or_bridge(on, date.year()) ? Kind::half : Kind::full;
}

Instant at(Date date, WallTime time) {
  return from_new_york(local_time<nanoseconds>{sys_days{date}.time_since_epoch() + time});
}

constexpr WallTime kOpen = hours{9} + minutes{30};
constexpr WallTime kMourningStop = kOpen;  // index futures halt when shares would open

WallTime close_of(Market market, Kind kind) {
  const bool half = kind == Kind::half;
  switch (market) {
    case Market::equity: return half ? hours{13} : hours{16};
    case Market::index_option:
    case Market::cfe: return half ? kIndexOptionHalfDayClose : kZeroDteCutOff;
    case Market::cme:
      if (kind == Kind::mourning) return kMourningStop;
      return half ? kIndexOptionHalfDayClose : WallTime{hours{17}};
    case Market::crypto: break;
  }
  return hours{24};
}

WallTime open_of(Market market) {
  if (market == Market::cme) return hours{18} - hours{24};
  return market == Market::crypto ? WallTime{0} : kOpen;
}

Kind kind_for(Date date, Market market) {
  if (market == Market::crypto)
    return date.ok() && date.year() >= kFirstYear && date.year() <= kLastYear ? Kind::full
                                                                              : Kind::closed;
  const Kind kind = kind_of(date);
  return kind == Kind::mourning && market != Market::cme ? Kind::closed : kind;
}

// Far enough inside the calendar that no step below leaves what an Instant can hold.
bool is_within(Instant now) {
  const Date date{floor<days>(now)};
  return date.year() >= kFirstYear && date.year() <= kLastYear;
}

std::optional<Session> running_or_next(Instant now, Market market) {
  if (!is_within(now)) return std::nullopt;
  const sys_days today{new_york_date(now)};
  for (int ahead = 0; ahead <= kLongestGap; ++ahead) {
    const auto session = session_on(Date{today + days{ahead}}, market);
    if (session && now < session->close) return session;
  }
  return std::nullopt;
}

}  // namespace

bool is_trading_day(Date date, Market market) { return kind_for(date, market) != Kind::closed; }

std::optional<Session> session_on(Date date, Market market) {
  const Kind kind = kind_for(date, market);
  if (kind == Kind::closed) return std::nullopt;
  return Session{date, at(date, open_of(market)), at(date, close_of(market, kind)),
                 kind != Kind::full};
}

Date trade_day(Instant now, Market market) {
  const auto session = running_or_next(now, market);
  if (session) return session->date;
  return is_within(now) ? new_york_date(now) : Date{floor<days>(now)};
}

bool is_open(Instant now, Market market) {
  const auto session = running_or_next(now, market);
  return session && now >= session->open;
}

std::optional<Instant> next_open(Instant now, Market market) {
  const auto session = running_or_next(now, market);
  if (!session) return std::nullopt;
  return std::max(now, session->open);
}

std::optional<Instant> expiring_index_option_close(Date date) {
  const auto session = session_on(date, Market::index_option);
  if (!session) return std::nullopt;
  return at(date, session->half_day ? kExpiringIndexOptionHalfDayClose : kExpiringIndexOptionClose);
}

}  // namespace belay
