#pragma once

#include <cstdint>

#include "belay/base/time.hpp"

// The hours of US equities and options as the simulated market keeps them.

namespace belay::sim {

enum class MarketSession : std::uint8_t { closed, extended, regular };

/// Regular 09:30–16:00 in New York, extended 07:00–20:00 (broker-api.md 6.3), on trading days.
/// Closed in years that the calendar does not know (calendar.hpp).
[[nodiscard]] MarketSession session_at(Instant at);

/// `date` itself when it is a trading day, else the next one. Here and below every weekday of a
/// year that the calendar does not know is one, so that there are dates to list.
[[nodiscard]] Date trading_day_from(Date date);
/// The last trading day before `date`.
[[nodiscard]] Date trading_day_before(Date date);
/// The trading Friday after `date` (Thursday where that Friday is a holiday).
[[nodiscard]] Date friday_after(Date date);
/// The third Friday of a month (the trading day before where that Friday is a holiday).
[[nodiscard]] Date third_friday_of(std::chrono::year_month month);
/// When regular trading of `date` begins.
[[nodiscard]] Instant open_of(Date date);
/// When regular trading of `date` ends.
[[nodiscard]] Instant close_of(Date date);

}  // namespace belay::sim
