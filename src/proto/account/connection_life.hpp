#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/log.hpp"
#include "belay/base/secret.hpp"
#include "belay/base/time.hpp"
#include "belay/model/account_book.hpp"
#include "belay/model/account_events.hpp"
#include "belay/model/feed.hpp"
#include "proto/account/session.hpp"
#include "proto/dxlink/backoff.hpp"
#include "proto/dxlink/moment.hpp"
#include "proto/dxlink/notice.hpp"

namespace belay::account {

using dxlink::Moment;

/// What a carrier has to do for a ConnectionLife, in the order given.
struct Action {
  enum class Kind : std::uint8_t {
    fetch_token,  ///< what REST sends as Authorization; answer with token_arrived() or
                  ///< token_failed()
    renew_token,  ///< the same, and not the one that was given last
    connect,      ///< answer with transport_opened() or transport_failed()
    read_state,   ///< of every account, over REST; answer with state_arrived() or state_failed()
    send,         ///< `text` as one message, after those before it
    drop,         ///< the transport, at once; nothing of it must be told any more
    close,        ///< the transport, with Close 1000; nothing of it must be told any more
  };
  Kind kind = Kind::send;
  std::string text = {};  ///< of send
  friend bool operator==(const Action&, const Action&) = default;
};

struct LifeOptions {
  SessionOptions session;
  std::uint64_t seed = 0;                         ///< of the jitter
  std::chrono::milliseconds backoff_unit{1'000};  ///< of 1, 2, 4, 8, 16, 30, 30 …
  std::chrono::seconds token_limit{60};           ///< for the answer to fetch_token
  std::chrono::seconds token_pause{5};            ///< between attempts while connected
  std::chrono::seconds connect_limit{10};
  std::chrono::seconds state_limit{60};
  std::size_t most_early = 10'000;  ///< events that wait for the state to be read
};

/// The life of one account stream through all its transports (broker-api.md 8): when to fetch a
/// token, connect, read the state again, give up, wait and begin anew. Decides everything and does
/// nothing: facts and time go in, actions, events and notices come out. The first event is a
/// Resync; a loss is told at once (Interruption) and mended by the next Resync, with its gap. Facts
/// that do not fit the state are ignored. Time goes only forward. Not thread-safe.
class ConnectionLife {
 public:
  explicit ConnectionLife(LifeOptions options);

  void start(Moment now);
  /// Ours to end: no reconnection. start() may follow.
  void stop(Moment now);

  void token_arrived(Secret authorization, Moment now);
  /// Errc::unauthorized: the broker refuses the sign-in, which is final (FeedState::failed).
  void token_failed(const Error& error, Moment now);
  void transport_opened(Moment now);
  void transport_failed(const Error& error, Moment now);
  /// The other side or the network ended it; 1006 = without a Close frame.
  void transport_closed(std::uint16_t code, std::string_view reason, Moment now);
  void receive(std::string_view frame, Moment now);
  /// `connection`: connections() when it was asked for; an answer for an older one is ignored.
  void state_arrived(std::uint64_t connection, std::vector<AccountState> accounts, Moment now);
  void state_failed(std::uint64_t connection, const Error& error, Moment now);
  /// Call at or after next_deadline().
  void tick(Moment now);

  /// Empties the list.
  [[nodiscard]] std::vector<Action> take_actions();
  [[nodiscard]] std::vector<AccountEvent> take_events() { return std::exchange(events_, {}); }
  [[nodiscard]] std::vector<dxlink::Notice> take_notices() { return std::exchange(notices_, {}); }

  /// When tick() is due at the latest; Tick::max() when nothing is.
  [[nodiscard]] Tick next_deadline() const;
  [[nodiscard]] FeedState state() const { return state_; }
  [[nodiscard]] const AccountSession& session() const { return session_; }
  /// The token given last: what a renewed one must not be.
  [[nodiscard]] const Secret& authorization() const { return authorization_; }
  [[nodiscard]] const AccountBook& book() const { return book_; }
  /// Nothing is known since then.
  [[nodiscard]] std::optional<Instant> missing_since() const { return missing_since_; }
  /// Why the last attempt or connection ended.
  [[nodiscard]] const std::optional<Error>& last_error() const { return last_error_; }
  /// Transports opened.
  [[nodiscard]] std::uint64_t connections() const { return connections_; }
  [[nodiscard]] std::uint64_t gaps() const { return gaps_; }
  /// Notifications that were older than what was known.
  [[nodiscard]] std::uint64_t stale() const { return stale_; }

 private:
  void attempt(Moment now);
  void fetch_token(Moment now);
  void hear_session(const Result<void>& outcome, Moment now);
  void opened(Moment now);
  void deliver(AccountEvent event);
  void tell(std::vector<Execution> news, Instant received);
  void distrust();
  void give_up(const Error& error, Moment now);
  void back_off(std::chrono::milliseconds at_least, Moment now);
  void leave_transport(Action::Kind how, std::string_view reason);
  void tick_session(Moment now);
  [[nodiscard]] bool has_transport() const;
  void act(Action::Kind kind, std::string text = {}) {
    actions_.push_back({kind, std::move(text)});
  }
  void note(LogLevel level, std::string text) { notices_.push_back({level, std::move(text)}); }

  LifeOptions options_;
  AccountSession session_;
  AccountBook book_;
  dxlink::Backoff backoff_;
  FeedState state_ = FeedState::idle;
  Tick deadline_ = Tick::max();  // of connecting, backoff and reading the state
  bool reading_ = false;         // the state, on this connection
  bool fetching_ = false;        // a token is on its way
  bool distrusted_ = false;      // the last token was refused, and is to be renewed
  bool renewed_ = false;         // since a connection was accepted
  Tick fetch_deadline_ = Tick::max();
  Tick fetch_pause_ = Tick::min();  // no earlier than this, while connected
  Secret authorization_;
  std::optional<Tick> ready_since_;
  Instant last_received_{};  // the last sign of life
  Instant complete_from_{};  // notifications of this connection are complete since then
  std::optional<Instant> missing_since_;  // until the next Resync
  std::string missing_reason_;
  std::vector<AccountEvent> early_;  // came before the state was read
  std::vector<Action> actions_;
  std::vector<AccountEvent> events_;
  std::vector<dxlink::Notice> notices_;
  std::optional<Error> last_error_;
  std::uint64_t connections_ = 0;
  std::uint64_t gaps_ = 0;
  std::uint64_t stale_ = 0;
};

}  // namespace belay::account
