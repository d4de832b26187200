#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/time.hpp"
#include "proto/account/server_messages.hpp"

namespace belay::account {

/// How the server behaves where the broker's way is not known, and how it misbehaves on demand
/// (broker-api.md 8, 11).
struct ServerOptions {
  std::chrono::milliseconds idle_limit{60'000};  ///< without a word of the client
  bool batch = false;                            ///< what is due together goes as `{"results":[…]}`
  bool sequence = false;                         ///< notifications carry `ws-sequence`
  bool connect_extends = false;    ///< a second `connect` adds accounts instead of replacing them
  bool close_after_error = false;  ///< an error ends the conversation
  std::chrono::milliseconds delay{0};       ///< notifications come that much later
  std::optional<std::uint64_t> drop_after;  ///< the connection is lost after so many notifications
  std::size_t most_waiting = 10'000;        ///< frames; a client that lets more pile up is dropped
};

/// One conversation with a client of the account streamer, without a socket: texts and time in,
/// texts out. Nothing is replayed: what is published before `connect` is not heard.
class ServerSession {
 public:
  struct Doors {
    /// Is this the Authorization a REST request would be let in with?
    std::function<bool(std::string_view authorization, Tick now)> admits;
    /// May its owner hear of this account?
    std::function<bool(std::string_view account)> owns;
  };
  /// Why the server ends it; code 1006 = the connection is dropped without a word.
  struct Close {
    std::uint16_t code = 1000;
    std::string reason;
  };

  /// `id`: eight hexadecimal digits, the same for the whole conversation.
  ServerSession(std::string id, Doors doors, ServerOptions options);

  void start(Tick now);
  void receive(std::string_view text, Tick now);
  /// Heard when its account, or its kind, was subscribed to.
  void publish(const Notification& notice, Tick now);
  void tick(Tick now);
  [[nodiscard]] Tick next_deadline() const;
  /// Whole messages to send, in order.
  [[nodiscard]] std::vector<std::string> take_outgoing();
  [[nodiscard]] const std::optional<Close>& close() const { return close_; }

 private:
  struct Held {
    Tick due;
    std::string message;
  };
  void refuse(std::string_view action, std::string_view message);
  void answer(const ClientMessage& request, Tick now);
  void connect(const ClientMessage& request);
  [[nodiscard]] bool hears(const Notification& notice) const;
  void release(Tick now);
  void say(std::string message);

  std::string id_;
  Doors doors_;
  ServerOptions options_;
  Tick heard_;
  bool connected_ = false;
  std::set<std::string, std::less<>> accounts_;
  std::set<std::string, std::less<>> kinds_;  // PublicWatchlists, QuoteAlert, UserMessage
  std::deque<Held> held_;
  std::vector<std::string> outgoing_;
  std::uint64_t sent_ = 0;
  std::optional<Close> close_;
};

}  // namespace belay::account
