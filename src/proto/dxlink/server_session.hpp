#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/time.hpp"
#include "belay/model/events.hpp"
#include "proto/dxlink/feed_key.hpp"
#include "proto/dxlink/market_source.hpp"
#include "proto/dxlink/server_options.hpp"

namespace belay::dxlink {

/// One dxLink conversation, server side, without a socket (dxlink.md 11.2): frames, market events
/// and time in, frames out.
///
/// Output is pulled: market data wait as events, conflated per channel (4.7), and become frames
/// when take_outgoing() asks for them. A carrier asks while has_output() and its socket has room,
/// so a client that does not read costs no more than its subscriptions (10.1).
class ServerSession {
 public:
  /// Is this token good? Returns the user id to announce, or nullopt.
  using Authorize = std::function<std::optional<std::string>(std::string_view token)>;
  using Snapshot = MarketSource::Snapshot;
  using History = HistoryQueue::Fetch;
  /// (type, symbol) has got its first, or lost its last, subscription of this session.
  using Interest = std::function<void(const FeedKey& pair, bool wanted)>;

  static constexpr std::size_t kEverything = static_cast<std::size_t>(-1);

  ServerSession(ServerOptions options, Authorize authorize, Snapshot snapshot, History history = {},
                Depth depth = {});
  ~ServerSession();
  ServerSession(ServerSession&&) noexcept;
  ServerSession& operator=(ServerSession&&) noexcept;

  void on_interest(Interest interest);

  void start(Tick now);
  void receive(std::string_view frame, Tick now);
  /// A frame came that the carrier did not take because of its length (S-14).
  void too_long(Tick now);
  void tick(Tick now);
  /// A new value of some pair; ignored unless a channel of this session subscribes it.
  void publish(const Event& event, Tick now);
  /// The connection is gone: every subscription ends, which the listener of interest is told.
  void abandon();
  /// Another session took this one's place: says so and ends (dxlink.md 2.3).
  void evict(Tick now);

  /// Something can be said now.
  [[nodiscard]] bool has_output() const;
  /// What is to be said: replies, then market data until about `room` bytes are full.
  [[nodiscard]] std::vector<std::string> take_outgoing(std::size_t room = kEverything);
  /// Market data that are still said after the client's Close (Quirk::data_after_close).
  [[nodiscard]] std::vector<std::string> take_farewell();
  /// Set once the session wants to end: send what is outgoing, then this Close.
  [[nodiscard]] const std::optional<ServerClose>& close() const;
  /// When tick() is to be called next; what has_output() tells already is no deadline.
  [[nodiscard]] Tick next_deadline() const;

  /// True when any channel subscribes (type, symbol), whatever the source.
  [[nodiscard]] bool wants(std::string_view type, Symbol symbol) const;
  [[nodiscard]] std::size_t subscription_count() const;
  /// Channel and key of each subscription, in no order.
  [[nodiscard]] std::vector<std::pair<std::int64_t, FeedKey>> subscriptions() const;
  /// Events that wait to be said.
  [[nodiscard]] std::size_t waiting() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Java's Double.toString spelling (dxlink.md appendix B); NaN and infinities as JSON strings.
/// Appends to `out`.
void append_java_double(std::string& out, double value);

}  // namespace belay::dxlink
