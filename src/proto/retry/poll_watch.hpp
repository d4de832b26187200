#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <string>

#include "belay/base/time.hpp"

namespace belay::retry {

/// Notices a program that reads the live orders again and again instead of listening to the account
/// stream: the broker discourages it and may throttle or suspend (broker-api.md 3.6). Pure.
class PollWatch {
 public:
  static constexpr std::size_t kOften = 6;
  static constexpr std::chrono::minutes kWithin{1};

  /// True when `target` was just read for the sixth time within a minute; then counts anew.
  [[nodiscard]] bool is_polling(const std::string& target, Tick now) {
    if (!target.contains("/orders/live")) return false;
    std::deque<Tick>& reads = reads_[target];
    reads.push_back(now);
    while (now - reads.front() > kWithin) reads.pop_front();
    if (reads.size() < kOften) return false;
    reads.clear();
    return true;
  }

 private:
  std::map<std::string, std::deque<Tick>> reads_;  // one entry per account and page
};

}  // namespace belay::retry
