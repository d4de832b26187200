#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sim/market/bar.hpp"

namespace belay::sim {

/// What one instrument has traded since the market was started, as bars: the last seconds and
/// minutes, and every day. Bounded: the oldest leave.
class Tape {
 public:
  struct Bounds {
    std::size_t seconds = 3'600;
    std::size_t minutes = 20'000;
  };
  explicit Tape(Bounds bounds) : bounds_{bounds} {}
  /// What had traded on the day of the start.
  void begin_with(const Bar& today) { days_.push_back(today); }

  /// `regular`: counts for the bar of the day.
  void add(Instant time, double price, double size, bool regular);

  [[nodiscard]] std::span<const Bar> seconds() const { return seconds_; }
  [[nodiscard]] std::span<const Bar> minutes() const { return minutes_; }
  /// At 00:00 UTC of their New York dates; the first may hold trades from before.
  [[nodiscard]] std::span<const Bar> days() const { return days_; }

 private:
  Bounds bounds_;
  std::vector<Bar> seconds_;
  std::vector<Bar> minutes_;
  std::vector<Bar> days_;
};

}  // namespace belay::sim
