#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>

#include "belay/base/time.hpp"

namespace belay::dxlink {

/// At most `limit` things in any 60 s (dxlink.md 4.8).
class RateWindow {
 public:
  explicit RateWindow(std::size_t limit) : limit_{limit} {}

  /// How many more are allowed now.
  [[nodiscard]] std::size_t allowed(Tick now) {
    forget(now);
    return used_ >= limit_ ? 0 : limit_ - used_;
  }
  void spend(std::size_t count, Tick now) {
    if (count == 0) return;
    spent_.push_back({now, count});
    used_ += count;
  }
  /// When something is allowed again.
  [[nodiscard]] Tick free_at() const {
    return used_ < limit_ || spent_.empty() ? Tick::min() : spent_.front().at + kWindow;
  }

 private:
  static constexpr std::chrono::seconds kWindow{60};
  struct Spent {
    Tick at;
    std::size_t count;
  };

  void forget(Tick now) {
    while (!spent_.empty() && spent_.front().at + kWindow <= now) {
      used_ -= spent_.front().count;
      spent_.pop_front();
    }
  }

  std::size_t limit_;
  std::size_t used_ = 0;
  std::deque<Spent> spent_;
};

}  // namespace belay::dxlink
