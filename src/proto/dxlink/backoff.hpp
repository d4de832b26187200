#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <random>

namespace belay::dxlink {

/// How long to wait before the next connection attempt: 1, 2, 4, 8, 16, 30 s, ±20 %, from the start
/// again once a connection stayed READY for a minute (dxlink.md 2.7).
class Backoff {
 public:
  /// A connection that was READY for so long was a good one.
  static constexpr std::chrono::seconds kGoodLife{60};

  /// `unit`: what the table counts in; tests take shorter ones.
  explicit Backoff(std::uint64_t seed, std::chrono::milliseconds unit = std::chrono::seconds{1})
      : random_{seed}, unit_{unit} {}

  [[nodiscard]] std::chrono::milliseconds next() {
    static constexpr std::array kUnits{1, 2, 4, 8, 16, 30};
    const int units = kUnits[std::min(attempt_, kUnits.size() - 1)];
    ++attempt_;
    const auto percent = static_cast<std::int64_t>(80 + random_() % 41);
    return unit_ * units * percent / 100;
  }

  /// Tells how long the last connection was READY.
  void lasted(std::chrono::nanoseconds ready_for) {
    if (ready_for >= kGoodLife) attempt_ = 0;
  }

  /// Up to `reach` earlier or later: so that a thousand clients do not do the same thing at once.
  [[nodiscard]] std::chrono::seconds jitter(std::chrono::seconds reach) {
    const auto width = static_cast<std::uint64_t>(2 * reach.count() + 1);
    return std::chrono::seconds{static_cast<std::int64_t>(random_() % width)} - reach;
  }

 private:
  std::size_t attempt_ = 0;
  std::mt19937_64 random_;
  std::chrono::milliseconds unit_;
};

}  // namespace belay::dxlink
