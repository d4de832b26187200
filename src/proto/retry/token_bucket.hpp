#pragma once

#include <algorithm>
#include <chrono>

#include "belay/base/manners.hpp"
#include "belay/base/time.hpp"

namespace belay::retry {

/// Spaces requests to one host. Pure: the caller waits as long as it is told to.
class TokenBucket {
 public:
  explicit TokenBucket(Pace pace) : pace_{pace}, level_{pace.burst} {}

  /// Takes a turn and says how long to wait for it. Turns are kept in the order of taking.
  [[nodiscard]] std::chrono::nanoseconds take(Tick now) {
    if (pace_.per_second <= 0) return {};
    const std::chrono::duration<double> passed = now - last_;
    if (last_ != Tick{}) level_ += std::max(0.0, passed.count()) * pace_.per_second;
    last_ = std::max(last_, now);
    level_ = std::min(level_, pace_.burst) - 1;
    if (level_ >= 0) return {};
    const std::chrono::duration<double> wait{-level_ / pace_.per_second};
    return std::chrono::ceil<std::chrono::nanoseconds>(wait);
  }

 private:
  Pace pace_;
  double level_;  // below zero: turns that are waited for
  Tick last_{};
};

}  // namespace belay::retry
