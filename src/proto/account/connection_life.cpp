#include "proto/account/connection_life.hpp"

#include <algorithm>
#include <type_traits>
#include <variant>

#include <fmt/format.h>

namespace belay::account {
namespace {

using std::chrono::milliseconds;

Error timed_out(std::string message) {
  return Error{.code = Errc::timeout, .message = std::move(message)};
}

}  // namespace

ConnectionLife::ConnectionLife(LifeOptions options)
    : options_{std::move(options)},
      session_{options_.session},
      backoff_{options_.seed, options_.backoff_unit} {}

bool ConnectionLife::has_transport() const {
  return state_ == FeedState::handshaking || state_ == FeedState::ready;
}

// ---- getting there -----------------------------------------------------------------------------

void ConnectionLife::start(Moment now) {
  if (state_ == FeedState::idle || state_ == FeedState::failed) attempt(now);
}

void ConnectionLife::stop(Moment) {
  if (has_transport()) leave_transport(Action::Kind::close, "stopped");
  if (state_ == FeedState::connecting) act(Action::Kind::drop);
  state_ = FeedState::idle;
  fetching_ = false;
  ready_since_.reset();
}

void ConnectionLife::attempt(Moment now) {
  state_ = FeedState::token_refresh;
  if (!fetching_) fetch_token(now);
}

void ConnectionLife::fetch_token(Moment now) {
  fetching_ = true;
  fetch_deadline_ = now.tick + options_.token_limit;
  act(std::exchange(distrusted_, false) ? Action::Kind::renew_token : Action::Kind::fetch_token);
}

void ConnectionLife::token_arrived(Secret authorization, Moment now) {
  if (!std::exchange(fetching_, false)) return;
  authorization_ = std::move(authorization);
  if (has_transport()) {
    session_.heartbeat(authorization_, now.tick);
  } else if (state_ == FeedState::token_refresh) {
    state_ = FeedState::connecting;
    deadline_ = now.tick + options_.connect_limit;
    act(Action::Kind::connect);
  }
}

void ConnectionLife::token_failed(const Error& error, Moment now) {
  if (!std::exchange(fetching_, false)) return;
  if (has_transport() && error.code != Errc::unauthorized) {
    fetch_pause_ = now.tick + options_.token_pause;
    note(LogLevel::warning,
         fmt::format("no access token for the account stream's heartbeat yet: {}", error.message));
    return;
  }
  last_error_ = error;
  if (has_transport()) leave_transport(Action::Kind::close, error.message);
  if (error.code == Errc::unauthorized) {
    if (state_ == FeedState::connecting) act(Action::Kind::drop);
    state_ = FeedState::failed;
    note(LogLevel::error, fmt::format("the account stream ended: {}", error.message));
  } else if (state_ == FeedState::token_refresh) {
    back_off(error.retry_after.value_or(milliseconds{0}), now);
  }
}

void ConnectionLife::transport_opened(Moment now) {
  if (state_ != FeedState::connecting) return;
  state_ = FeedState::handshaking;
  ++connections_;
  last_received_ = now.wall;
  fetch_pause_ = Tick::min();
  session_.start(authorization_, now.tick);
}

void ConnectionLife::transport_failed(const Error& error, Moment now) {
  if (state_ != FeedState::connecting) return;
  if (error.http_status == 401 || error.http_status == 403) distrust();
  give_up(error, now);
}

// ---- being there -------------------------------------------------------------------------------

void ConnectionLife::receive(std::string_view frame, Moment now) {
  if (!has_transport()) return;
  last_received_ = now.wall;
  hear_session(session_.receive(frame, now.tick, now.wall), now);
}

void ConnectionLife::hear_session(const Result<void>& outcome, Moment now) {
  for (std::string& warning : session_.take_warnings()) note(LogLevel::warning, std::move(warning));
  const bool connected = session_.state() == AccountSession::State::connected;
  if (connected && state_ == FeedState::handshaking && !reading_) opened(now);
  for (AccountEvent& event : session_.take_events()) {
    if (state_ == FeedState::ready) {
      deliver(std::move(event));
    } else {
      early_.push_back(std::move(event));
    }
  }
  if (!outcome) {
    if (outcome.error().code == Errc::unauthorized) distrust();
    give_up(outcome.error(), now);
  } else if (early_.size() > options_.most_early) {
    give_up(Error{.code = Errc::overflow,
                  .message = fmt::format("{} notifications came before the accounts could be read",
                                         early_.size())},
            now);
  }
}

// From here on every notification is heard; what was before has to be read.
void ConnectionLife::opened(Moment now) {
  reading_ = true;
  renewed_ = false;
  complete_from_ = now.wall;
  deadline_ = now.tick + options_.state_limit;
  act(Action::Kind::read_state);
}

void ConnectionLife::state_arrived(std::uint64_t connection, std::vector<AccountState> accounts,
                                   Moment now) {
  if (!reading_ || state_ != FeedState::handshaking || connection != connections_) return;
  state_ = FeedState::ready;
  reading_ = false;
  ready_since_ = now.tick;
  Resync resync{.accounts = std::move(accounts)};
  if (const auto since = std::exchange(missing_since_, std::nullopt)) {
    resync.gap = AccountGap{.from = *since, .to = complete_from_, .reason = missing_reason_};
    ++gaps_;
    note(LogLevel::warning,
         fmt::format("account notifications from {} to {} were lost ({}); the accounts were read "
                     "again",
                     to_iso_utc(resync.gap->from), to_iso_utc(resync.gap->to), missing_reason_));
  } else {
    note(LogLevel::info, "the account stream is ready");
  }
  std::vector<Execution> news = book_.replace(resync.accounts);
  events_.push_back({.body = std::move(resync), .received = now.wall});
  tell(std::move(news), now.wall);
  for (AccountEvent& event : std::exchange(early_, {})) deliver(std::move(event));
}

void ConnectionLife::state_failed(std::uint64_t connection, const Error& error, Moment now) {
  if (!reading_ || connection != connections_) return;
  give_up(error, now);
}

void ConnectionLife::tell(std::vector<Execution> news, Instant received) {
  for (Execution& execution : news) {
    events_.push_back({.body = std::move(execution), .received = received});
  }
}

// An order first, then what of it was executed.
void ConnectionLife::deliver(AccountEvent event) {
  std::vector<Execution> news;
  const bool fresh = std::visit(
      [&]<class T>(const T& body) {
        if constexpr (std::is_same_v<T, OrderRecord>) {
          return book_.take(body, news) || !body.id;
        } else if constexpr (requires { book_.take(body); }) {
          return book_.take(body);
        } else {
          return true;
        }
      },
      event.body);
  const Instant received = event.received;
  if (fresh) {
    events_.push_back(std::move(event));
  } else {
    ++stale_;
  }
  tell(std::move(news), received);
}

// ---- losing it ---------------------------------------------------------------------------------

void ConnectionLife::transport_closed(std::uint16_t code, std::string_view reason, Moment now) {
  if (!has_transport()) return;
  give_up(Error{.code = Errc::closed,
                .message = fmt::format("the account stream was closed: {} '{}'", code, reason)},
          now);
}

// A renewed token that is refused as well is not what is wrong, and renewing costs: each time is a
// login, for a legacy session one that uses up a remember token.
void ConnectionLife::distrust() { distrusted_ = !std::exchange(renewed_, true); }

void ConnectionLife::give_up(const Error& error, Moment now) {
  last_error_ = error;
  if (const auto since = std::exchange(ready_since_, std::nullopt)) {
    backoff_.lasted(now.tick - *since);
  }
  if (has_transport()) {
    leave_transport(Action::Kind::drop, error.message);
  } else if (state_ == FeedState::connecting) {
    act(Action::Kind::drop);
  }
  back_off(error.retry_after.value_or(milliseconds{0}), now);
}

void ConnectionLife::back_off(milliseconds at_least, Moment now) {
  const milliseconds delay = std::max(backoff_.next(), at_least);
  state_ = FeedState::backoff;
  deadline_ = now.tick + delay;
  note(LogLevel::warning, fmt::format("no account stream ({}); trying again in {} ms",
                                      last_error_->message, delay.count()));
}

// What we end ourselves is no interruption.
void ConnectionLife::leave_transport(Action::Kind how, std::string_view reason) {
  session_.lost();
  reading_ = false;
  early_.clear();
  if (state_ == FeedState::ready) {
    missing_since_ = last_received_;
    missing_reason_ = reason;
    if (how == Action::Kind::drop)
      events_.push_back({.body = Interruption{*missing_since_, missing_reason_}});
  }
  act(how);
}

// ---- time --------------------------------------------------------------------------------------

void ConnectionLife::tick(Moment now) {
  if (fetching_ && now.tick >= fetch_deadline_) {
    token_failed(timed_out("the broker did not answer with an access token in time"), now);
  }
  if (state_ == FeedState::backoff && now.tick >= deadline_) attempt(now);
  if (state_ == FeedState::connecting && now.tick >= deadline_) {
    give_up(timed_out(fmt::format("no connection to the account streamer within {} s",
                                  options_.connect_limit.count())),
            now);
  }
  if (reading_ && now.tick >= deadline_) {
    give_up(timed_out(fmt::format("the accounts could not be read within {} s",
                                  options_.state_limit.count())),
            now);
  }
  if (has_transport()) tick_session(now);
}

void ConnectionLife::tick_session(Moment now) {
  const Result<void> outcome = session_.tick(now.tick);
  if (!outcome) {
    give_up(outcome.error(), now);
  } else if (!fetching_ && session_.wants_token(now.tick) && now.tick >= fetch_pause_) {
    fetch_token(now);
  }
}

std::vector<Action> ConnectionLife::take_actions() {
  if (has_transport()) {
    for (std::string& frame : session_.take_outgoing()) act(Action::Kind::send, std::move(frame));
  }
  return std::exchange(actions_, {});
}

Tick ConnectionLife::next_deadline() const {
  Tick next = fetching_ ? fetch_deadline_ : Tick::max();
  const bool waits = state_ == FeedState::backoff || state_ == FeedState::connecting || reading_;
  if (waits) next = std::min(next, deadline_);
  if (!has_transport()) return next;
  next = std::min(next, session_.next_deadline());
  return fetching_ ? next : std::min(next, std::max(session_.heartbeat_due(), fetch_pause_));
}

}  // namespace belay::account
