#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/secret.hpp"
#include "belay/base/time.hpp"
#include "belay/model/events.hpp"
#include "belay/model/feed.hpp"
#include "proto/dxlink/client_channels.hpp"
#include "proto/dxlink/client_counters.hpp"
#include "proto/dxlink/client_messages.hpp"
#include "proto/dxlink/contract.hpp"
#include "proto/dxlink/frame_decoder.hpp"
#include "proto/dxlink/notice.hpp"
#include "proto/dxlink/padded_frame.hpp"
#include "proto/dxlink/subscription_key.hpp"

namespace belay::dxlink {

struct ClientOptions {
  Secret token;  ///< from /api-quote-tokens; empty = none (demo servers)
  std::string version = "0.1-belay/0.1.0";
  std::chrono::seconds keepalive_timeout{60};
  std::chrono::seconds step_limit{10};  ///< SETUP, AUTH_STATE, CHANNEL_OPENED each
  std::chrono::seconds config_wait{5};  ///< for the first FEED_CONFIG before subscribing
  double aggregation_period = 0.1;      ///< seconds, as wished for quotes, trades, prints
  double history_period = 1.0;          ///< the same for time series
  FieldWishes fields;                   ///< none for a type: all its fields
  SubscriptionLimits limits;
  RowPath rows = RowPath::fastest;
};

/// The client's side of dxLink conversations, one after the other, without a socket: frames and
/// time in, frames and events out (dxlink.md 2-4, 11.1).
///
/// What is wanted outlives a conversation: after lost() the next start() says it all again. Up to
/// three FEED channels, AUTO, HISTORY and STREAM, each opened when something is wanted on it (AUTO
/// at once), COMPACT wished; rows are decoded by the latest FEED_CONFIG and by the actual shape.
/// Time goes in with each call and only forward. Not thread-safe.
class ClientSession {
 public:
  enum class State : std::uint8_t { idle, setup_sent, auth_sent, ready, failed };

  explicit ClientSession(ClientOptions options);
  ~ClientSession();
  ClientSession(ClientSession&&) noexcept;
  ClientSession& operator=(ClientSession&&) noexcept;

  /// For the next start().
  void use_token(Secret token);
  /// The transport is open: says SETUP.
  void start(Tick now);
  /// The connection is gone. Keeps what is wanted; events already decoded can still be taken.
  void lost(std::string_view reason);
  /// One text message. An Error means that this conversation is over: drop the connection, tell
  /// lost(), back off, start again. `received` is stamped on the events. Errors before READY:
  /// unauthorized (token refused), protocol (ERROR from the server).
  Result<void> receive(std::string_view frame, Tick now, Instant received);
  /// The same without copying the frame.
  Result<void> receive(PaddedFrame frame, Tick now, Instant received);
  /// Takes market data from the front of `frames`, which came together and are padded, until
  /// `enough` events are in the batch. Returns how many frames were taken; the next one, if any, is
  /// for receive().
  std::size_t receive_rows(std::span<const std::string_view> frames, std::size_t enough, Tick now,
                           Instant received);
  /// Call at or after next_deadline(). Errors: timeout (a step took too long, or the server fell
  /// silent). When the call itself comes late, the server is given time to be read first.
  Result<void> tick(Tick now);

  /// Wants one more; said when its channel is open, in paced chunks. Wanting it again does nothing;
  /// wanting a time series from another time asks for a new snapshot. Errc::blocked when the server
  /// would refuse it.
  Result<void> subscribe(const SubscriptionKey& key, Tick now);
  /// No longer wants it; says so byte-identically. The same key as for subscribe(), but for its
  /// beginning.
  void unsubscribe(const SubscriptionKey& key, Tick now);
  [[nodiscard]] bool is_wanted(const SubscriptionKey& key) const;

  /// Frames to send, in order. Empties the queue.
  [[nodiscard]] std::vector<std::string> take_outgoing();
  /// Events since clear_batch(), in arrival order; valid until the next receive() or clear_batch().
  [[nodiscard]] const EventBatch& batch() const;
  /// Keeps the storage.
  void clear_batch();
  /// Intervals in which data may have been missed, now over.
  [[nodiscard]] std::vector<Gap> take_gaps();
  /// Nobody waits any longer: intervals that are not over end now.
  void end_gaps(Instant now);
  [[nodiscard]] std::vector<Notice> take_notices();

  /// When tick() is due at the latest; Tick::max() when nothing is.
  [[nodiscard]] Tick next_deadline() const;
  [[nodiscard]] State state() const;
  /// Since this object began.
  [[nodiscard]] ClientCounters counters() const;
  /// The last ERROR text of the server, for people.
  [[nodiscard]] const std::optional<std::string>& last_server_error() const;
  [[nodiscard]] std::vector<ChannelView> channels() const;
  /// Of a channel of this conversation, open or not.
  [[nodiscard]] std::optional<Contract> contract_of(std::int64_t channel) const;
  /// When FEED_DATA came last; Tick::min() before the first of this conversation.
  [[nodiscard]] Tick last_data() const;
  /// The last frame of any kind.
  [[nodiscard]] Instant last_received() const;
  /// Data may be missing since then.
  [[nodiscard]] std::optional<Instant> missing_since() const;
  /// Something is subscribed: silence is not simply nothing to say.
  [[nodiscard]] bool expects_data() const;
  /// Everything wanted has been said, on this conversation.
  [[nodiscard]] bool is_settled() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace belay::dxlink
