#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/feed.hpp"

namespace belay {

/// A look at a market-data feed, taken by MarketData::status(): plain values, nothing live.
struct FeedStatus {
  /// One FEED channel (dxlink.md 3, 4.1).
  struct Channel {
    std::int64_t id = -1;           ///< on the wire; -1 while it is not open
    std::string_view contract;      ///< AUTO, HISTORY or STREAM
    std::size_t subscriptions = 0;  ///< wanted
    std::size_t unsent = 0;         ///< changes that wait for their turn (dxlink.md 4.8)
    std::size_t silent = 0;         ///< subscribed, and nothing came yet
  };
  /// What waits for one consumer.
  struct Queue {
    std::string_view type;    ///< Quote, Trade, …
    std::string_view policy;  ///< keep_latest, drop_oldest, lossless, or handler
    std::size_t symbols = 0;
    std::size_t depth = 0;     ///< events waiting now
    std::size_t deepest = 0;   ///< the most that ever waited
    std::size_t capacity = 0;  ///< events
    std::uint64_t delivered = 0;
    std::uint64_t lagged = 0;  ///< replaced or dropped because nobody took them in time
  };
  /// What was counted since the feed began.
  struct Counters {
    std::uint64_t frames = 0;
    std::uint64_t events = 0;
    std::uint64_t unknown_messages = 0;
    std::uint64_t malformed_messages = 0;
    std::uint64_t bad_rows = 0;
    std::uint64_t unknown_events = 0;
    std::uint64_t unknown_fields = 0;
    std::uint64_t channel_errors = 0;
  };

  FeedState state = FeedState::idle;
  std::string address;            ///< of the current or last connection
  std::uint64_t connections = 0;  ///< made so far
  std::vector<Channel> channels;
  std::vector<Queue> queues;
  Counters counters;
  std::uint64_t unwanted_events = 0;  ///< arrived for nobody: just unsubscribed
  std::optional<std::chrono::nanoseconds> last_frame_age;
  std::optional<Instant> gap_since;  ///< data may be missing since then
  std::uint64_t gaps = 0;            ///< intervals reported
  std::string last_error;            ///< why the last attempt or connection ended
  std::string last_server_error;     ///< the last ERROR text of the server
};

}  // namespace belay
