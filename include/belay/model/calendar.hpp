#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "belay/base/time.hpp"

// When US markets trade (product.md S2-22, P2-17, 4.20). Pure: the caller brings the time, and the
// machine's own time zone plays no part. Checked against the published stock exchange calendars for
// 2015–2035; the rules are applied as they stand today to any year 2007…2199 and know no closure
// that is not listed in calendar.cpp. Outside those years nothing trades and nothing opens (before
// 2007 the clocks changed on other days, see base/time.hpp).
//
// Not checked: what the futures exchanges do on stock holidays. CME and CFE trade on some of those
// mornings and publish the hours each year anew; here such a morning counts as closed.

namespace belay {

enum class Market : std::uint8_t {
  equity,        ///< shares, funds and their options: 9:30–16:00, half days 13:00
  index_option,  ///< SPX, SPXW, VIX …: 9:30–16:15, half days 13:15
  cfe,           ///< VX futures, the regular hours only: 9:30–16:15, half days 13:15
  cme,           ///< Globex: 18:00 of the evening before to 17:00, half days 13:15
  crypto,        ///< always; a date runs from midnight to midnight
};

/// Reading of the New York clock, as time since midnight.
using WallTime = std::chrono::minutes;

/// Until when "today" is the date of a 0DTE index option chain: the regular close of SPX and SPXW
/// (product.md S2-22, "0DTE until 16:15 for SPXW"). From here on trade_day(index_option) is the
/// next trading day. Half days: kIndexOptionHalfDayClose.
inline constexpr WallTime kZeroDteCutOff = std::chrono::hours{16} + std::chrono::minutes{15};
inline constexpr WallTime kIndexOptionHalfDayClose =
    std::chrono::hours{13} + std::chrono::minutes{15};
/// The contracts that expire today stop trading earlier than the rest of the chain: 16:00, half
/// days 13:00 (the exchange's rule for expiring SPXW). Orders for them must arrive before this.
inline constexpr WallTime kExpiringIndexOptionClose = std::chrono::hours{16};
inline constexpr WallTime kExpiringIndexOptionHalfDayClose = std::chrono::hours{13};

/// The hours that belong to one trade date. Open is inclusive, close exclusive. Times are New
/// York's wall clock, so they stay put when the clocks change.
struct Session {
  Date date;
  Instant open;
  Instant close;
  bool half_day = false;
  friend bool operator==(const Session&, const Session&) = default;
};

/// True when `date` has a session. CME keeps the equity holidays as trade dates without a session
/// of their own (its shortened holiday mornings count for the next trade date and are not
/// modelled); on days of mourning it trades until 9:30.
[[nodiscard]] bool is_trading_day(Date date, Market market);

/// The session of a trade date, or nullopt when there is none.
[[nodiscard]] std::optional<Session> session_on(Date date, Market market);

/// The trade date whose session is running at `now`, or else the next one: rolls forward over
/// weekends, holidays and past the close. Outside 2007…2199: the New York date.
[[nodiscard]] Date trade_day(Instant now, Market market);

[[nodiscard]] bool is_open(Instant now, Market market);

/// `now` when the market is open, else the next opening. Nullopt when none is known (years outside
/// 2007…2199).
[[nodiscard]] std::optional<Instant> next_open(Instant now, Market market);

/// When index options that expire on `date` stop trading, or nullopt when nothing trades that day.
[[nodiscard]] std::optional<Instant> expiring_index_option_close(Date date);

}  // namespace belay
