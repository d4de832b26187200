#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "belay/base/error.hpp"

namespace belay {

/// A point of wall-clock time, UTC, nanoseconds since 1970-01-01. The default (epoch 0) means
/// "none".
using Instant = std::chrono::sys_time<std::chrono::nanoseconds>;
/// A point of monotonic time: deadlines, keepalives. Tests make their own.
using Tick = std::chrono::steady_clock::time_point;
using Date = std::chrono::year_month_day;

/// Wall clock and monotonic clock, handed in: nothing below `app` reads the machine's clocks by
/// itself.
struct Clock {
  std::function<Instant()> now;
  std::function<Tick()> tick;
  /// The machine's own clocks.
  [[nodiscard]] static Clock system();
};

/// Milliseconds since 1970 as they stand on the wire; 0 = none. A value outside 1740…2199, which
/// only a broken peer sends, becomes the nearer end: an Instant cannot hold every 64-bit number.
[[nodiscard]] constexpr Instant from_epoch_ms(std::int64_t ms) {
  constexpr std::int64_t kEnd = 7'258'118'400'000;  // 2200-01-01
  return Instant{std::chrono::milliseconds{std::clamp(ms, -kEnd, kEnd)}};
}
[[nodiscard]] constexpr std::int64_t to_epoch_ms(Instant at) {
  return std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count();
}

/// New York's offset from UTC at `at`: −5 h, or −4 h in daylight time (rules in force since 2007;
/// right for 2007…).
[[nodiscard]] std::chrono::seconds new_york_offset(Instant at);
/// New York's wall-clock reading at `at`.
[[nodiscard]] std::chrono::local_time<std::chrono::nanoseconds> to_new_york(Instant at);
/// The instant at which New York's clocks show `local`. A reading skipped in March maps to the
/// instant after the jump; one that happens twice in November maps to the first.
[[nodiscard]] Instant from_new_york(std::chrono::local_time<std::chrono::nanoseconds> local);
[[nodiscard]] Date new_york_date(Instant at);

/// `2025-01-13T15:31:07.123+00:00`, the broker's timestamp A (broker-api.md 0.3).
[[nodiscard]] std::string to_iso_utc(Instant at);
/// `2025-01-13 10:31:07 EST`: for people.
[[nodiscard]] std::string to_new_york_text(Instant at);
/// `2025-01-13`
[[nodiscard]] std::string to_iso_date(Date date);

/// Reads the broker's timestamps A, B, C and D: `T` or space, optional fraction, `Z`, `+00:00`,
/// `-0400` or `+00`.
[[nodiscard]] Result<Instant> parse_timestamp(std::string_view text);
/// Reads `2025-01-13`; a text that continues after a space is accepted (broker-api.md 0.3,
/// `maturity-date`).
[[nodiscard]] Result<Date> parse_date(std::string_view text);

}  // namespace belay
