#pragma once

#include <cstddef>
#include <list>
#include <unordered_map>
#include <vector>

#include "proto/dxlink/feed_key.hpp"

namespace belay::dxlink {

/// TICKER events that wait: newest wins per key, keys in the order in which they were first
/// dirtied, types apart (dxlink.md 4.7). Never more than one event per key, whoever reads slowly.
class EventLanes {
 public:
  void put(const FeedKey& key, const Event& event);
  /// False when nothing of `key` waits here.
  bool replace(const FeedKey& key, const Event& event);
  void drop(const FeedKey& key);
  void drop_all();

  [[nodiscard]] bool empty() const { return places_.empty(); }
  [[nodiscard]] std::size_t size() const { return places_.size(); }
  /// At most `most` events, all of the type that waits longest.
  [[nodiscard]] std::vector<Event> take(std::size_t most);

 private:
  struct Waiting {
    FeedKey key;
    Event event;
  };
  struct Lane {
    std::size_t type = 0;  ///< index in the Event variant
    std::list<Waiting> events;
  };
  [[nodiscard]] Lane& lane_of(std::size_t type);

  std::vector<Lane> lanes_;  // none empty
  std::unordered_map<FeedKey, std::list<Waiting>::iterator, FeedKeyHash> places_;
};

}  // namespace belay::dxlink
