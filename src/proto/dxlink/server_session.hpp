#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/time.hpp"
#include "belay/model/events.hpp"

namespace belay::dxlink {

struct ServerOptions {
  bool auth_required = true;
  /// Strict refuses AUTH before our first AUTH_STATE and CHANNEL_REQUEST before AUTHORIZED;
  /// tolerant queues the former (dxlink.md 2.2).
  bool strict = false;
  std::string version = "1.0-1.2.3-20240912-171526";
  std::chrono::seconds keepalive_timeout{60};
  std::chrono::seconds setup_limit{10};
  double default_aggregation_period = 1.0;  ///< seconds, when the client names none
  std::size_t max_message = 65'536;         ///< bytes per FEED_DATA
  std::size_t max_rows = 500;               ///< rows per FEED_DATA
  std::size_t max_subscriptions = 25'000;   ///< per session (4.8)
};

/// How the server wants the connection ended.
struct ServerClose {
  std::uint16_t code = 1000;
  std::string reason;
};

/// One dxLink conversation, server side, without a socket (dxlink.md 11.2): frames, market events
/// and time in, frames out.
///
/// The owner asks `wants()` or lists `subscriptions()`, hands last values in through the snapshot
/// function when a pair is added, and publishes every change with `publish()`; the session
/// conflates per channel and aggregation period (TICKER rules, 4.7).
class ServerSession {
 public:
  /// Is this token good? Returns the user id to announce, or nullopt.
  using Authorize = std::function<std::optional<std::string>(std::string_view token)>;
  /// The last known value of (type, symbol), or nullopt: sent at once after a subscription (S-31).
  /// Unknown symbols are silent.
  using Snapshot = std::function<std::optional<Event>(std::string_view type, Symbol symbol)>;

  ServerSession(ServerOptions options, Authorize authorize, Snapshot snapshot);
  ~ServerSession();
  ServerSession(ServerSession&&) noexcept;
  ServerSession& operator=(ServerSession&&) noexcept;

  void start(Tick now);
  void receive(std::string_view frame, Tick now);
  void tick(Tick now);
  /// A new value of some pair; ignored unless a channel of this session subscribes it.
  void publish(const Event& event, Tick now);

  [[nodiscard]] std::vector<std::string> take_outgoing();
  /// Set once the session wants to end: send what is outgoing, then this Close.
  [[nodiscard]] const std::optional<ServerClose>& close() const;
  [[nodiscard]] Tick next_deadline() const;
  /// True when any channel subscribes (type, symbol).
  [[nodiscard]] bool wants(std::string_view type, Symbol symbol) const;
  [[nodiscard]] std::size_t subscription_count() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Java's Double.toString spelling (dxlink.md appendix B); NaN and infinities as JSON strings.
/// Appends to `out`.
void append_java_double(std::string& out, double value);

}  // namespace belay::dxlink
