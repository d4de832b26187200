#pragma once

#include <utility>
#include <vector>

#include "proto/dxlink/event_batch.hpp"

namespace belay::test {

/// The events of a batch one by one, in arrival order.
[[nodiscard]] inline std::vector<Event> all_events(const dxlink::EventBatch& batch) {
  std::vector<Event> events;
  events.reserve(batch.size());
  batch.for_each_run([&](std::int64_t, const auto& run) {
    for (const auto& event : run) events.emplace_back(event);
  });
  return events;
}

}  // namespace belay::test
