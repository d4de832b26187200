#pragma once

#include <algorithm>
#include <chrono>

#include "belay/base/time.hpp"

namespace belay::dxlink {

/// When what waits on a channel goes: at the next end of an aggregation period, periods counted
/// from the opening of the channel; at once when the period is 0 (dxlink.md 4.7).
class FlushClock {
 public:
  static constexpr double kLongest = 86'400.0;  ///< seconds

  FlushClock(double seconds, Tick opened) : opened_{opened} { set(seconds); }

  void set(double seconds) {
    seconds_ = std::clamp(seconds, 0.0, kLongest);
    period_ = std::chrono::duration_cast<Tick::duration>(std::chrono::duration<double>{seconds_});
  }
  [[nodiscard]] double seconds() const { return seconds_; }
  /// Of what begins to wait now.
  [[nodiscard]] Tick next(Tick now) const {
    if (period_ <= Tick::duration::zero() || now < opened_) return now;
    return opened_ + period_ * ((now - opened_) / period_ + 1);
  }

 private:
  Tick opened_;
  double seconds_ = 0;
  Tick::duration period_{0};
};

}  // namespace belay::dxlink
