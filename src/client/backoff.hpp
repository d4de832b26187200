#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <random>

#include "belay/base/time.hpp"

namespace belay::detail {

/// How long to wait before the next connection attempt: 1, 2, 4, 8, 16, 30 s, ±20 %, from the start
/// again once a connection stayed READY for a minute (dxlink.md 2.7).
class Backoff {
 public:
  explicit Backoff(std::uint64_t seed) : random_{seed} {}

  [[nodiscard]] std::chrono::milliseconds next() {
    static constexpr std::array kSeconds{1, 2, 4, 8, 16, 30};
    const int seconds = kSeconds[std::min(attempt_, kSeconds.size() - 1)];
    ++attempt_;
    const auto percent = static_cast<std::int64_t>(80 + random_() % 41);
    return std::chrono::milliseconds{seconds * 10 * percent};
  }

  /// Tells how long the last connection was READY.
  void lasted(std::chrono::nanoseconds ready_for) {
    if (ready_for >= std::chrono::seconds{60}) attempt_ = 0;
  }

 private:
  std::size_t attempt_ = 0;
  std::mt19937_64 random_;
};

}  // namespace belay::detail
