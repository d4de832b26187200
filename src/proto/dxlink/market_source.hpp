#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "belay/model/events.hpp"
#include "proto/dxlink/depth_book.hpp"
#include "proto/dxlink/history_queue.hpp"
#include "proto/dxlink/quirk_schedule.hpp"
#include "proto/dxlink/server_options.hpp"

namespace belay::dxlink {

/// Where a server session gets what it was not told by publish(). Each may be empty. What was
/// published is contained in what they answer.
struct MarketSource {
  /// The last known value of (type, symbol), or nullopt: sent at once after a subscription (S-31).
  using Snapshot = std::function<std::optional<Event>(std::string_view type, Symbol symbol)>;

  Snapshot snapshot;
  HistoryQueue::Fetch history;
  Depth depth;
};

/// What all channels of one session share.
struct ServerContext {
  const ServerOptions& options;
  const MarketSource& source;
  QuirkSchedule& quirks;
};

}  // namespace belay::dxlink
