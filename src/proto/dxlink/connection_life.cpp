#include "proto/dxlink/connection_life.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace belay::dxlink {
namespace {

using std::chrono::milliseconds;

// A live connection whose token could not be renewed tries again so much later.
constexpr std::chrono::minutes kRenewalPause{5};

// An upgrade refused with these asks for other credentials (dxlink.md 10.2).
Error as_refusal(Error error) {
  if (error.http_status == 401 || error.http_status == 403) error.code = Errc::unauthorized;
  return error;
}

Error timed_out(std::string message) {
  return Error{.code = Errc::timeout, .message = std::move(message)};
}

}  // namespace

ConnectionLife::ConnectionLife(LifeOptions options)
    : options_{std::move(options)},
      session_{options_.session},
      backoff_{options_.seed, options_.backoff_unit},
      watchdog_{options_.silence} {}

bool ConnectionLife::has_transport() const {
  return state_ == FeedState::handshaking || state_ == FeedState::ready;
}

void ConnectionLife::start(Moment now) {
  if (state_ == FeedState::idle || state_ == FeedState::failed) attempt(now);
}

void ConnectionLife::stop(Moment now) {
  session_.end_gaps(now.wall);
  if (has_transport()) leave_transport(Action::Kind::close, "stopped");
  if (state_ == FeedState::connecting) act(Action::Kind::drop);
  state_ = FeedState::idle;
  fetching_ = false;
  ready_since_.reset();
}

void ConnectionLife::attempt(Moment now) {
  if (token_is_good(now.tick)) {
    connect(now);
    return;
  }
  state_ = FeedState::token_refresh;
  if (!fetching_) fetch_token(now);
}

void ConnectionLife::fetch_token(Moment now) {
  fetching_ = true;
  fetch_deadline_ = now.tick + options_.token_limit;
  act(Action::Kind::fetch_token);
}

void ConnectionLife::connect(Moment now) {
  state_ = FeedState::connecting;
  deadline_ = now.tick + options_.connect_limit;
  act(Action::Kind::connect, url_);
}

void ConnectionLife::token_arrived(Secret token, std::string url, Moment now) {
  const bool asked = std::exchange(fetching_, false);
  session_.use_token(std::move(token));
  url_ = std::move(url);
  has_token_ = true;
  renew_at_ = now.tick + options_.token_life + backoff_.jitter(options_.token_jitter);
  if (state_ == FeedState::token_refresh) connect(now);
  if (state_ != FeedState::ready || !asked) return;
  // Whether a server keeps its channels through a second AUTH is not known (dxlink.md 2.3).
  note(LogLevel::info, "the market-data token was renewed in time; connecting anew");
  ready_since_.reset();
  leave_transport(Action::Kind::close, "the token was renewed");
  connect(now);
}

void ConnectionLife::token_failed(const Error& error, Moment now) {
  if (!std::exchange(fetching_, false)) return;
  last_error_ = error;
  if (state_ == FeedState::ready) {
    renew_at_ = now.tick + kRenewalPause;
    note(LogLevel::warning,
         fmt::format("the market-data token could not be renewed yet: {}", error.message));
  } else if (state_ == FeedState::token_refresh && error.code == Errc::unauthorized) {
    state_ = FeedState::failed;
    note(LogLevel::error, fmt::format("market data ended: {}", error.message));
  } else if (state_ == FeedState::token_refresh) {
    back_off(error.retry_after.value_or(milliseconds{0}), now);
  }
}

void ConnectionLife::transport_opened(Moment now) {
  if (state_ != FeedState::connecting) return;
  state_ = FeedState::handshaking;
  ++connections_;
  watchdog_.begin(now.tick);
  session_.start(now.tick);
  seen_data_ = session_.last_data();
}

void ConnectionLife::transport_failed(const Error& error, Moment now) {
  if (state_ == FeedState::connecting) give_up(as_refusal(error), now);
}

void ConnectionLife::transport_closed(std::uint16_t code, std::string_view reason, Moment now) {
  if (!has_transport()) return;
  give_up(
      Error{.code = Errc::closed,
            .message = fmt::format("the market-data connection was closed: {} '{}'", code, reason)},
      now);
}

void ConnectionLife::receive(std::string_view frame, Moment now) {
  if (has_transport()) received(session_.receive(frame, now.tick, now.wall), now);
}

void ConnectionLife::receive(PaddedFrame frame, Moment now) {
  if (has_transport()) received(session_.receive(frame, now.tick, now.wall), now);
}

std::size_t ConnectionLife::receive_some(std::span<const std::string_view> frames,
                                         std::size_t enough, Moment now) {
  if (!has_transport()) return frames.size();
  const std::size_t taken = session_.receive_rows(frames, enough, now.tick, now.wall);
  if (taken == 0) {
    receive(PaddedFrame{frames.front()}, now);
    return 1;
  }
  received({}, now);
  return taken;
}

void ConnectionLife::received(const Result<void>& outcome, Moment now) {
  if (session_.last_data() != seen_data_) {
    seen_data_ = session_.last_data();
    watchdog_.data(now.tick);
  }
  if (state_ == FeedState::handshaking && session_.state() == ClientSession::State::ready) {
    become_ready(now);
  }
  if (!outcome) give_up(outcome.error(), now);
}

void ConnectionLife::become_ready(Moment now) {
  state_ = FeedState::ready;
  ready_since_ = now.tick;
  note(LogLevel::info, "market data is ready");
}

// Where a transport is left behind, how long it was good decides how soon the next one may come.
void ConnectionLife::give_up(const Error& error, Moment now) {
  last_error_ = error;
  if (const auto since = std::exchange(ready_since_, std::nullopt)) {
    backoff_.lasted(now.tick - *since);
    if (now.tick - *since >= Backoff::kGoodLife) refusals_ = 0;
  }
  if (has_transport()) {
    leave_transport(Action::Kind::drop, error.message);
  } else if (state_ == FeedState::connecting) {
    act(Action::Kind::drop);
  }
  if (error.code == Errc::unauthorized) {
    after_refusal(now);
  } else {
    back_off(error.retry_after.value_or(milliseconds{0}), now);
  }
}

// One fresh token and one more attempt at once, then slowly (dxlink.md 2.3, C-10).
void ConnectionLife::after_refusal(Moment now) {
  has_token_ = false;
  if (refusals_++ > 0) {
    back_off(options_.refused_pause, now);
    return;
  }
  note(LogLevel::warning, fmt::format("{}; fetching a new token", last_error_->message));
  attempt(now);
}

void ConnectionLife::back_off(milliseconds at_least, Moment now) {
  const milliseconds delay = std::max(backoff_.next(), at_least);
  state_ = FeedState::backoff;
  deadline_ = now.tick + delay;
  note(LogLevel::warning, fmt::format("no market data ({}); trying again in {} ms",
                                      last_error_->message, delay.count()));
}

void ConnectionLife::leave_transport(Action::Kind how, std::string_view reason) {
  session_.lost(reason);
  act(how);
}

void ConnectionLife::tick(Moment now) {
  if (fetching_ && now.tick >= fetch_deadline_) {
    token_failed(timed_out("the broker did not answer with a market-data token in time"), now);
  }
  if (state_ == FeedState::backoff && now.tick >= deadline_) attempt(now);
  if (state_ == FeedState::connecting && now.tick >= deadline_) {
    give_up(timed_out(fmt::format("no connection to {} within {} s", url_,
                                  options_.connect_limit.count())),
            now);
  }
  if (!has_transport()) return;
  const Result<void> outcome = session_.tick(now.tick);
  if (!outcome) give_up(outcome.error(), now);
  if (state_ == FeedState::ready) tick_ready(now);
}

void ConnectionLife::tick_ready(Moment now) {
  const std::uint64_t bad_rows = session_.counters().bad_rows;
  if (bad_rows > told_bad_rows_) {
    note(LogLevel::warning, fmt::format("{} market-data rows could not be read and were dropped",
                                        bad_rows - std::exchange(told_bad_rows_, bad_rows)));
  }
  if (!fetching_ && now.tick >= renew_at_) fetch_token(now);
  if (!watchdog_.stalled(now.tick)) return;
  if (!session_.expects_data() || (options_.market_open && !options_.market_open(now.wall))) {
    watchdog_.excuse(now.tick);
    return;
  }
  has_token_ = false;  // an expired one shows itself like this (dxlink.md 2.3)
  const auto limit = std::chrono::duration_cast<std::chrono::seconds>(watchdog_.limit());
  give_up(timed_out(fmt::format("the server sends no market data any more, for {} s in an open "
                                "market",
                                limit.count())),
          now);
  watchdog_.gave_up();
}

std::vector<Action> ConnectionLife::take_actions() {
  if (has_transport()) {
    for (std::string& frame : session_.take_outgoing()) act(Action::Kind::send, std::move(frame));
  }
  return std::exchange(actions_, {});
}

std::vector<Notice> ConnectionLife::take_notices() {
  for (Notice& notice : session_.take_notices()) notices_.push_back(std::move(notice));
  return std::exchange(notices_, {});
}

Tick ConnectionLife::next_deadline() const {
  Tick next = fetching_ ? fetch_deadline_ : Tick::max();
  if (state_ == FeedState::backoff || state_ == FeedState::connecting) {
    next = std::min(next, deadline_);
  }
  if (has_transport()) next = std::min(next, session_.next_deadline());
  if (state_ != FeedState::ready) return next;
  if (!fetching_) next = std::min(next, renew_at_);
  return std::min(next, watchdog_.due());
}

}  // namespace belay::dxlink
