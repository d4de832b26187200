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

namespace belay::dxlink {

/// (event type, symbol) as subscribed.
struct SubscriptionKey {
  std::string_view type;  ///< Schema<E>::name
  Symbol symbol;
  friend bool operator==(const SubscriptionKey&, const SubscriptionKey&) = default;
};

struct ClientOptions {
  Secret token;  ///< from /api-quote-tokens; empty = none (demo servers)
  std::string version = "0.1-belay/0.1.0";
  std::chrono::seconds keepalive_timeout{60};
  std::chrono::seconds step_limit{10};  ///< SETUP, AUTH_STATE, CHANNEL_OPENED each
  std::chrono::seconds config_wait{5};  ///< for the first FEED_CONFIG before subscribing
  double aggregation_period = 0.1;      ///< seconds, as wished
  std::size_t max_entries = 200;        ///< per FEED_SUBSCRIPTION
  std::size_t max_message = 32'768;     ///< bytes per FEED_SUBSCRIPTION
  std::chrono::milliseconds chunk_spacing{150};
};

/// What was counted and survived.
struct ClientCounters {
  std::uint64_t frames = 0;
  std::uint64_t events = 0;
  std::uint64_t unknown_messages = 0;    ///< unknown `type`
  std::uint64_t malformed_messages = 0;  ///< not JSON, not an object, no type or channel
  std::uint64_t bad_rows = 0;  ///< pairs dropped: wrong length, unknown layout, unreadable value
  std::uint64_t unknown_events = 0;
  std::uint64_t unknown_fields = 0;  ///< columns skipped by position
  std::uint64_t channel_errors = 0;  ///< ERROR messages of any channel
  /// Pairs never sent: their entry alone exceeds ClientOptions::max_message.
  std::uint64_t unsendable_subscriptions = 0;
};

/// One dxLink conversation, client side, without a socket: frames and time in, frames and events
/// out (dxlink.md 2–4, 11.1).
///
/// A session lives as long as its connection: after a failure make a new one and subscribe again.
/// One FEED channel, contract AUTO, COMPACT wished, every field of the subscribed types; rows are
/// decoded by the latest FEED_CONFIG and by the actual shape. Time goes in with each call and only
/// forward. Not thread-safe.
class ClientSession {
 public:
  enum class State : std::uint8_t { idle, setup_sent, auth_sent, ready, failed };

  explicit ClientSession(ClientOptions options);
  ~ClientSession();
  ClientSession(ClientSession&&) noexcept;
  ClientSession& operator=(ClientSession&&) noexcept;

  /// The transport is open: says SETUP.
  void start(Tick now);
  /// One text message. An Error means that this session is over: drop the connection, back off,
  /// start anew. `received` is stamped on the events. Errors before READY: unauthorized (token
  /// refused), protocol (ERROR from the server).
  Result<void> receive(std::string_view frame, Tick now, Instant received);
  /// Call at or after next_deadline(). Errors: timeout (a step took too long, or the server fell
  /// silent).
  Result<void> tick(Tick now);

  /// Wants one more pair; sent when the channel is open, in paced chunks. Adding a wanted pair
  /// again does nothing.
  void subscribe(SubscriptionKey key, Tick now);
  /// No longer wants it; says so byte-identically.
  void unsubscribe(SubscriptionKey key, Tick now);

  /// Frames to send, in order. Empties the queue.
  [[nodiscard]] std::vector<std::string> take_outgoing();
  /// Events since clear_events(), in arrival order; valid until the next receive() or
  /// clear_events().
  [[nodiscard]] std::span<const Event> events() const;
  void clear_events();

  /// When tick() is due at the latest; Tick::max() when nothing is.
  [[nodiscard]] Tick next_deadline() const;
  [[nodiscard]] State state() const;
  [[nodiscard]] const ClientCounters& counters() const;
  /// The last ERROR text of the server, for people.
  [[nodiscard]] const std::optional<std::string>& last_server_error() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace belay::dxlink
