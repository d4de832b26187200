#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "belay/base/time.hpp"
#include "belay/model/candle_symbol.hpp"
#include "belay/model/events.hpp"

// What bars mean (dxlink.md 6.5).

namespace belay {

/// False for dummy bars: no price in the interval, a reset. Not to be used as prices.
[[nodiscard]] bool has_prices(const Candle& bar);

/// The first date of the bar that holds `day`: itself, Monday, the first of a month or year, a
/// third Friday. Nullopt for periods shorter than days.
[[nodiscard]] std::optional<std::chrono::sys_days> first_day_of_bar(CandlePeriod period,
                                                                    std::chrono::sys_days day);

/// When a bar that began at `time_ms` ends. Days and longer are dates, which begin at 00:00 UTC on
/// the wire and end when New York's day does, so that the extended session is within. Nullopt for
/// periods that do not end by time.
[[nodiscard]] std::optional<Instant> bar_end(CandlePeriod period, std::int64_t time_ms);

/// How long after its end a bar may still change: two aggregation periods and five seconds.
[[nodiscard]] std::chrono::milliseconds bar_grace(std::chrono::milliseconds aggregation_period);

/// No message says that a bar is closed: it is when a newer one exists, or its end and `grace`
/// have passed. Late corrections may change it even so.
[[nodiscard]] bool is_final(const Candle& bar, CandlePeriod period, std::int64_t newest_index,
                            Instant now, std::chrono::milliseconds grace);

}  // namespace belay
