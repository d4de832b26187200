#pragma once

#include <algorithm>
#include <chrono>

#include "belay/base/time.hpp"

namespace belay::retry {

/// How fast one host may be asked. The broker publishes no limit (broker-api.md 3.6); whoever goes
/// over it is throttled or suspended.
struct Pace {
  double per_second = 0;  ///< 0 = as fast as one likes
  double burst = 1;       ///< requests at once after a pause
};

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
