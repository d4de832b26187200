#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/secret.hpp"
#include "belay/base/time.hpp"
#include "belay/model/feed.hpp"
#include "proto/dxlink/backoff.hpp"
#include "proto/dxlink/client_session.hpp"
#include "proto/dxlink/data_watchdog.hpp"
#include "proto/dxlink/moment.hpp"

namespace belay::dxlink {

/// What a carrier has to do for a ConnectionLife, in the order given.
struct Action {
  enum class Kind : std::uint8_t {
    fetch_token,  ///< answer with token_arrived() or token_failed()
    connect,      ///< to `text`; answer with transport_opened() or transport_failed()
    send,         ///< `text` as one message, after those before it
    drop,         ///< the transport, at once; nothing of it must be told any more
    close,        ///< the transport, with Close 1000; nothing of it must be told any more
  };
  Kind kind = Kind::send;
  std::string text = {};
  friend bool operator==(const Action&, const Action&) = default;
};

struct LifeOptions {
  ClientOptions session;                          ///< its token is set here
  std::uint64_t seed = 0;                         ///< of the jitter
  std::chrono::milliseconds backoff_unit{1'000};  ///< of 1, 2, 4, 8, 16, 30, 30 …
  /// Silence is suspicious only then (dxlink.md P4); empty = always.
  std::function<bool(Instant)> market_open;
  DataWatchdog::Limits silence;
  std::chrono::seconds token_limit{60};    ///< for the answer to fetch_token
  std::chrono::seconds connect_limit{10};  ///< for the answer to connect
  std::chrono::hours token_life{22};       ///< older ones are renewed, ± token_jitter
  std::chrono::seconds token_jitter{600};
  std::chrono::seconds refused_pause{60};  ///< at least, after a fresh token was refused
};

/// The life of one market-data connection through all its transports (dxlink.md 2.6, 2.7): when to
/// fetch a token, connect, talk, give up, wait, and begin again. Decides everything and does
/// nothing: facts and time go in, actions, events, gaps and notices come out. Facts that do not fit
/// the state are ignored. Time goes only forward. Not thread-safe.
class ConnectionLife {
 public:
  explicit ConnectionLife(LifeOptions options);

  void start(Moment now);
  /// Ours to end: no reconnection. start() may follow.
  void stop(Moment now);

  void token_arrived(Secret token, std::string url, Moment now);
  /// Errc::unauthorized: the broker refuses the sign-in, which is final (FeedState::failed).
  void token_failed(const Error& error, Moment now);
  void transport_opened(Moment now);
  void transport_failed(const Error& error, Moment now);
  /// The other side or the network ended it; 1006 = without a Close frame.
  void transport_closed(std::uint16_t code, std::string_view reason, Moment now);
  /// One text message.
  void receive(std::string_view frame, Moment now);
  /// The same without copying the frame.
  void receive(PaddedFrame frame, Moment now);
  /// Some messages of those that came together, padded, from the front: at least one, and market
  /// data until about `enough` events are in the batch. All have `now` as their receive time.
  /// Returns how many were taken.
  [[nodiscard]] std::size_t receive_some(std::span<const std::string_view> frames,
                                         std::size_t enough, Moment now);
  /// Call at or after next_deadline().
  void tick(Moment now);

  /// As ClientSession's, in any state.
  Result<void> subscribe(const SubscriptionKey& key, Tick now) {
    return session_.subscribe(key, now);
  }
  void unsubscribe(const SubscriptionKey& key, Tick now) { session_.unsubscribe(key, now); }

  /// Empties the list.
  [[nodiscard]] std::vector<Action> take_actions();
  [[nodiscard]] const EventBatch& batch() const { return session_.batch(); }
  void clear_batch() { session_.clear_batch(); }
  [[nodiscard]] std::vector<Gap> take_gaps() { return session_.take_gaps(); }
  [[nodiscard]] std::vector<Notice> take_notices();

  /// When tick() is due at the latest; Tick::max() when nothing is.
  [[nodiscard]] Tick next_deadline() const;
  [[nodiscard]] FeedState state() const { return state_; }
  [[nodiscard]] const ClientSession& session() const { return session_; }
  /// Why the last attempt or connection ended.
  [[nodiscard]] const std::optional<Error>& last_error() const { return last_error_; }
  [[nodiscard]] const std::string& address() const { return url_; }
  /// Transports opened.
  [[nodiscard]] std::uint64_t connections() const { return connections_; }

 private:
  void attempt(Moment now);
  void fetch_token(Moment now);
  void connect(Moment now);
  void give_up(const Error& error, Moment now);
  void after_refusal(Moment now);
  void back_off(std::chrono::milliseconds at_least, Moment now);
  void leave_transport(Action::Kind how, std::string_view reason);
  void check(const Result<void>& outcome, Moment now);
  void received(const Result<void>& outcome, Moment now);
  void become_ready(Moment now);
  void tick_ready(Moment now);
  [[nodiscard]] bool has_transport() const;
  [[nodiscard]] bool token_is_good(Tick now) const { return has_token_ && now < renew_at_; }
  void act(Action::Kind kind, std::string text = {}) {
    actions_.push_back({kind, std::move(text)});
  }
  void note(LogLevel level, std::string text) { notices_.push_back({level, std::move(text)}); }

  LifeOptions options_;
  ClientSession session_;
  Backoff backoff_;
  DataWatchdog watchdog_;
  FeedState state_ = FeedState::idle;
  Tick deadline_ = Tick::max();  // of token_refresh, connecting and backoff
  std::string url_;
  bool has_token_ = false;
  Tick renew_at_ = Tick::max();        // the token
  bool fetching_ = false;              // a token is on its way
  Tick fetch_deadline_ = Tick::max();  // while fetching
  std::optional<Tick> ready_since_;
  Tick seen_data_ = Tick::min();  // what the watchdog was told
  int refusals_ = 0;              // UNAUTHORIZED since the last good connection
  std::vector<Action> actions_;
  std::vector<Notice> notices_;
  std::optional<Error> last_error_;
  std::uint64_t connections_ = 0;
  std::uint64_t told_bad_rows_ = 0;
};

}  // namespace belay::dxlink
