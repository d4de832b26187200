#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/events.hpp"
#include "sim/market/random.hpp"

namespace belay::sim {

/// What traded in an interval. Volume is NaN for indices.
struct Bar {
  Instant time;  ///< begin of the interval
  double open = kNaN;
  double high = kNaN;
  double low = kNaN;
  double close = kNaN;
  double volume = kNaN;
  std::int64_t count = 0;
};

/// A single trade.
[[nodiscard]] Bar trade_bar(Instant time, double price, double size);
/// `bar` and what came after it, as one.
void extend(Bar& bar, const Bar& later);
/// `bars` joined into groups of equal `begin(time)`, in order; those without a begin leave.
template <class Begin>
[[nodiscard]] std::vector<Bar> grouped(const std::vector<Bar>& bars, Begin begin) {
  std::vector<Bar> groups;
  for (const Bar& bar : bars) {
    const auto first = begin(bar.time);
    if (!first) continue;
    if (!groups.empty() && groups.back().time == *first) {
      extend(groups.back(), bar);
    } else {
      groups.push_back(bar);
      groups.back().time = *first;
    }
  }
  return groups;
}

/// Bars of `step` that make `whole` when they are joined again: the same open, high, low, close and
/// volume. Each opens where the one before closed. Prices stand on `ticks_per_unit`.
[[nodiscard]] std::vector<Bar> split(const Bar& whole, std::chrono::nanoseconds step,
                                     std::size_t count, Random& random, int ticks_per_unit);

/// Bars lose what did not trade: each but the first, the last and the extremes stays with
/// `probability`.
[[nodiscard]] std::vector<Bar> thinned(std::vector<Bar> bars, double probability, Random& random);

}  // namespace belay::sim
