#pragma once

#include <algorithm>
#include <chrono>

#include "belay/model/events.hpp"

namespace belay {

/// When the market says that it happened, by the exchange's clock: `time`, of a quote the newer of
/// its two sides, else the time of publication; the epoch when the feed does not say (dxlink.md 5).
/// `received` is the other clock, ours: never subtract the two without knowing how far they are
/// apart (product.md S2-66).
template <market_event E>
[[nodiscard]] constexpr Instant exchange_time(const E& event) {
  std::int64_t ms = event.event_time;
  if constexpr (requires { event.time; }) {
    if (event.time != 0) ms = event.time;
  } else if constexpr (requires { event.bid_time; }) {
    ms = std::max({event.bid_time, event.ask_time, event.event_time});
  }
  if (ms == 0) return {};
  Instant at = from_epoch_ms(ms);
  if constexpr (requires { event.time_nano_part; }) {
    at += std::chrono::nanoseconds{event.time_nano_part};
  }
  return at;
}

}  // namespace belay
