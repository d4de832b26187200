#include "proto/dxlink/event_lanes.hpp"

#include <algorithm>
#include <utility>

namespace belay::dxlink {

bool EventLanes::replace(const FeedKey& key, const Event& event) {
  const auto found = places_.find(key);
  if (found == places_.end()) return false;
  found->second->event = event;
  return true;
}

void EventLanes::put(const FeedKey& key, const Event& event) {
  if (replace(key, event)) return;
  std::list<Waiting>& events = lane_of(event.index()).events;
  events.push_back({key, event});
  places_.emplace(key, std::prev(events.end()));
}

EventLanes::Lane& EventLanes::lane_of(std::size_t type) {
  const auto found = std::ranges::find(lanes_, type, &Lane::type);
  return found != lanes_.end() ? *found : lanes_.emplace_back(Lane{.type = type, .events = {}});
}

void EventLanes::drop(const FeedKey& key) {
  const auto found = places_.find(key);
  if (found == places_.end()) return;
  lane_of(found->second->event.index()).events.erase(found->second);
  places_.erase(found);
  std::erase_if(lanes_, [](const Lane& lane) { return lane.events.empty(); });
}

void EventLanes::drop_all() {
  places_.clear();
  lanes_.clear();
}

std::vector<Event> EventLanes::take(std::size_t most) {
  std::vector<Event> taken;
  if (lanes_.empty()) return taken;
  std::list<Waiting>& events = lanes_.front().events;
  for (; !events.empty() && taken.size() < most; events.pop_front()) {
    places_.erase(events.front().key);
    taken.push_back(std::move(events.front().event));
  }
  if (events.empty()) lanes_.erase(lanes_.begin());
  return taken;
}

}  // namespace belay::dxlink
