#pragma once

#include <optional>

#include "belay/base/time.hpp"
#include "belay/model/orders.hpp"

// When a time in force works, and when it ends (broker-api.md 6.3). US equities and their options.

namespace belay::sim {

/// Is a session of `tif` running? Regular 09:30–16:00 in New York (half days 13:00), extended
/// 07:00–20:00, the 24-hour session from 20:00 of the evening before; none on the eve of a full
/// holiday.
[[nodiscard]] bool works_at(TimeInForce tif, Instant at);

/// `at` itself when a session of `tif` is running, else the start of the next; nullopt outside the
/// years the calendar knows.
[[nodiscard]] std::optional<Instant> next_working(TimeInForce tif, Instant at);

/// When an order received at `at` expires by itself: Day with its session, Ext and Ext Overnight at
/// 20:00, GTD with the session of `gtc_date`. Nullopt: never.
[[nodiscard]] std::optional<Instant> end_of(TimeInForce tif, std::optional<Date> gtc_date,
                                            Instant at);

}  // namespace belay::sim
