#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/secret.hpp"
#include "belay/base/time.hpp"
#include "belay/model/account_events.hpp"
#include "proto/account/frames.hpp"
#include "proto/account/messages.hpp"
#include "proto/json/codec.hpp"

namespace belay::account {

/// What is wanted of the stream.
struct SessionOptions {
  std::vector<std::string> accounts;
  bool public_watchlists = false;
  bool quote_alerts = false;
  std::string user_external_id;  ///< whose messages; empty = nobody's
  std::string source;            ///< tells the broker who speaks; free text
  Ask opening = Ask::connect;    ///< or account_subscribe, its predecessor
  std::chrono::seconds heartbeat{15};
  std::chrono::seconds reply_limit{10};  ///< of the opening
};

struct SessionCounters {
  std::uint64_t frames = 0;
  std::uint64_t notifications = 0;
  std::uint64_t unknown_types = 0;  ///< notifications this build has no name for
  std::uint64_t unreadable = 0;     ///< frames or parts of them, and data of known types
  std::uint64_t stray_replies = 0;  ///< answers to nothing we asked
  std::uint64_t refused = 0;        ///< wishes beside the accounts that the server refused
};

/// One conversation with the account streamer (broker-api.md 8): says connect, then what else is
/// wanted, and a heartbeat with a fresh token every `heartbeat`. Pure: frames and time in; frames
/// to send, events and the next deadline out. An error of receive() or tick() means: this
/// conversation is over, reconnect. Not thread-safe.
class AccountSession {
 public:
  enum class State : std::uint8_t { idle, opening, connected };

  explicit AccountSession(SessionOptions options);

  /// A new conversation on a new connection.
  void start(Secret authorization, Tick now);
  /// The connection is gone.
  void lost();

  /// Errors: unauthorized when the opening is refused (8.7: reconnect, do not authenticate again in
  /// place), protocol when the server forgot the opening.
  Result<void> receive(std::string_view text, Tick now, Instant received);
  /// Errors: timeout when an answer is missing, or no token came for a heartbeat, for two
  /// intervals.
  Result<void> tick(Tick now);

  /// A heartbeat is due and waits for a token that is good now.
  [[nodiscard]] bool wants_token(Tick now) const {
    return state_ == State::connected && now >= heartbeat_at_;
  }
  void heartbeat(Secret authorization, Tick now);

  [[nodiscard]] std::vector<std::string> take_outgoing() { return std::exchange(outgoing_, {}); }
  [[nodiscard]] std::vector<AccountEvent> take_events() { return std::exchange(events_, {}); }
  /// What a person should know: refusals.
  [[nodiscard]] std::vector<std::string> take_warnings() { return std::exchange(warnings_, {}); }
  /// When tick() is due at the latest.
  [[nodiscard]] Tick next_deadline() const;
  /// When the next heartbeat is due; then wants_token().
  [[nodiscard]] Tick heartbeat_due() const { return heartbeat_at_; }
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const SessionCounters& counters() const { return counters_; }
  [[nodiscard]] const json::Drift& drift() const { return drift_; }

 private:
  struct Pending {
    std::int64_t id;
    Ask ask;
    Tick sent;
  };

  void ask(Ask what, std::vector<std::string> values, Tick now);
  void ask_for_more(Tick now);
  Result<void> take(const Reply& reply, Tick now);
  Result<void> take_refusal(Ask refused, const Reply& reply);
  void take(AccountEvent event);
  std::optional<Pending> settle(const Reply& reply);
  [[nodiscard]] Tick answer_due() const;
  [[nodiscard]] Tick heartbeat_overdue() const;

  SessionOptions options_;
  State state_ = State::idle;
  Secret authorization_;
  std::int64_t last_id_ = 0;
  std::deque<Pending> pending_;  // oldest first
  std::vector<Ask> refused_;     // not asked for again, on this connection or the next
  Tick heartbeat_at_ = Tick::max();
  std::vector<std::string> outgoing_;
  std::vector<AccountEvent> events_;
  std::vector<std::string> warnings_;
  SessionCounters counters_;
  json::Drift drift_;
};

}  // namespace belay::account
