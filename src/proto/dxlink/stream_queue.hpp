#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "proto/dxlink/feed_key.hpp"

namespace belay::dxlink {

/// STREAM events that wait: every one, in order (dxlink.md 4.7).
class StreamQueue {
 public:
  void put(const FeedKey& key, const Event& event) { waiting_.push_back({key, event}); }
  void drop_oldest() { waiting_.pop_front(); }
  void drop(const FeedKey& key) {
    std::erase_if(waiting_, [&](const Waiting& each) { return each.key == key; });
  }
  void drop_all() { waiting_.clear(); }

  [[nodiscard]] std::size_t size() const { return waiting_.size(); }
  [[nodiscard]] bool empty() const { return waiting_.empty(); }
  /// At most `most` events, the first ones of one type.
  [[nodiscard]] std::vector<Event> take(std::size_t most) {
    std::vector<Event> out;
    while (!waiting_.empty() && out.size() < most) {
      Event& next = waiting_.front().event;
      if (!out.empty() && next.index() != out.front().index()) break;
      out.push_back(std::move(next));
      waiting_.pop_front();
    }
    return out;
  }

 private:
  struct Waiting {
    FeedKey key;
    Event event;
  };
  std::deque<Waiting> waiting_;
};

}  // namespace belay::dxlink
