#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

#include "belay/base/manners.hpp"
#include "belay/base/time.hpp"

namespace belay::retry {

/// Spaces requests to one host. Pure: the caller waits as long as it is told to.
class TokenBucket {
 public:
  explicit TokenBucket(Pace pace) : pace_{pace}, level_{pace.burst} {}

  /// Takes a turn and says how long to wait for it; takes none when that would be `most` or longer.
  /// Turns are kept in the order of taking.
  [[nodiscard]] std::optional<std::chrono::nanoseconds> take(Tick now,
                                                             std::chrono::nanoseconds most) {
    using std::chrono::nanoseconds;
    if (pace_.per_second <= 0)
      return most.count() > 0 ? std::optional{nanoseconds{0}} : std::nullopt;
    const std::chrono::duration<double> passed = now - last_;
    if (last_ != Tick{}) level_ += std::max(0.0, passed.count()) * pace_.per_second;
    last_ = std::max(last_, now);
    level_ = std::min(level_, pace_.burst);
    std::erase_if(free_, [&](Tick due) { return due < now; });
    if (const auto first = std::ranges::min_element(free_); first != free_.end()) {
      const nanoseconds wait = *first - now;
      if (wait >= most) return std::nullopt;
      free_.erase(first);
      return wait;
    }
    const std::chrono::duration<double> turn{std::max(0.0, 1 - level_) / pace_.per_second};
    const nanoseconds wait = std::chrono::ceil<nanoseconds>(turn);
    if (wait >= most) return std::nullopt;
    level_ -= 1;
    return wait;
  }
  /// A turn that was taken and will not be used: whoever comes next has it, and nobody's turn
  /// moves.
  void give_back(Tick due) { free_.push_back(due); }

 private:
  Pace pace_;
  double level_;            // below zero: turns that are waited for
  std::vector<Tick> free_;  // of those, the ones given back
  Tick last_{};
};

}  // namespace belay::retry
