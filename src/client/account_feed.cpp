#include "client/account_feed.hpp"

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace belay::detail {
namespace {

using ActionKind = account::Action::Kind;

account::LifeOptions with_seed(account::LifeOptions options, const Clock& clock) {
  options.seed = static_cast<std::uint64_t>(clock.tick().time_since_epoch().count());
  return options;
}

}  // namespace

AccountFeed::AccountFeed(boost::asio::any_io_executor executor, AccountWorld world)
    : executor_{std::move(executor)},
      world_{std::move(world)},
      life_{with_seed(world_.life, world_.clock)},
      queue_{std::make_shared<AccountQueue>(executor_, world_.capacity)},
      decided_{executor_},
      sooner_{executor_} {}

Task<void> AccountFeed::start() {
  if (!running_ && !stopped_) {
    running_ = true;
    wire_ = std::make_shared<Wire>(
        executor_, Wire::owner_of(weak_from_this(), world_.connect, &AccountFeed::take_batch));
    life_.start(now());
    boost::asio::co_spawn(
        executor_, [self = shared_from_this()] { return self->keep_time(); },
        boost::asio::detached);
    act();
  }
  while (!first_attempt_ && !stopped_) {
    const bool cancelled = co_await decided_.wait();
    if (cancelled)
      co_return fail(Errc::cancelled, "stopped while connecting to the account stream");
  }
  if (first_attempt_) co_return *first_attempt_;
  co_return fail(Errc::closed, "the account stream was closed");
}

void AccountFeed::stop(Result<void> why) {
  if (std::exchange(stopped_, true)) return;
  life_.stop(now());
  act();
  if (world_.ended) world_.ended(life_.session().drift());
  queue_->end(std::move(why));
  decided_.notify();
  sooner_.notify();
}

void AccountFeed::act() {
  for (account::Action& action : life_.take_actions()) perform(action);
  for (const dxlink::Notice& notice : life_.take_notices()) {
    world_.log(notice.level, "{}", notice.text);
  }
  for (AccountEvent& event : life_.take_events()) queue_->put(std::move(event));
  if (queue_->ended() && !stopped_) stop(queue_->status());
  settle_first_attempt();
  if (life_.next_deadline() < alarm_) sooner_.notify();
}

void AccountFeed::perform(account::Action& action) {
  const auto self = shared_from_this();
  switch (action.kind) {
    case ActionKind::fetch_token:
    case ActionKind::renew_token: {
      const bool renew = action.kind == ActionKind::renew_token;
      boost::asio::co_spawn(
          executor_,
          [self, refused = renew ? life_.authorization() : Secret{}] {
            return self->fetch_token(refused);
          },
          boost::asio::detached);
      break;
    }
    case ActionKind::read_state:
      boost::asio::co_spawn(
          executor_,
          [self, connection = life_.connections()] { return self->read_state(connection); },
          boost::asio::detached);
      break;
    case ActionKind::connect: wire_->connect(); break;
    case ActionKind::send: wire_->send(std::move(action.text)); break;
    case ActionKind::drop: wire_->leave(false); break;
    case ActionKind::close: wire_->leave(true); break;
  }
}

// Whoever asked for the stream decides what to do when the first attempt fails.
void AccountFeed::settle_first_attempt() {
  const FeedState state = life_.state();
  if (state == FeedState::ready && !first_attempt_) {
    first_attempt_.emplace();
    decided_.notify();
  }
  const bool failed =
      state == FeedState::failed || (state == FeedState::backoff && !first_attempt_);
  if (!failed || stopped_) return;
  const Result<void> why = std::unexpected(life_.last_error().value());
  if (!first_attempt_) first_attempt_ = why;
  stop(why);
}

void AccountFeed::take_batch(net::WebSocket::Messages frames) {
  for (const std::string_view frame : frames) life_.receive(frame, now());
}

boost::asio::awaitable<void> AccountFeed::keep_time() {
  co_await boost::asio::this_coro::throw_if_cancelled(false);
  while (!stopped_) {
    const account::Moment moment = now();
    if (moment.tick >= life_.next_deadline()) {
      life_.tick(moment);
      alarm_ = Tick::max();
      act();
    }
    if (stopped_) break;
    alarm_ = life_.next_deadline();
    if (now().tick < alarm_) co_await sooner_.wait(alarm_);
  }
}

boost::asio::awaitable<void> AccountFeed::fetch_token(Secret refused) {
  co_await boost::asio::this_coro::throw_if_cancelled(false);
  Result<Secret> token = co_await world_.token(std::move(refused));
  if (stopped_) co_return;
  if (token) {
    life_.token_arrived(std::move(*token), now());
  } else {
    life_.token_failed(token.error(), now());
  }
  act();
}

boost::asio::awaitable<void> AccountFeed::read_state(std::uint64_t connection) {
  co_await boost::asio::this_coro::throw_if_cancelled(false);
  Result<std::vector<AccountState>> state = co_await world_.state();
  if (stopped_) co_return;
  if (state) {
    life_.state_arrived(connection, std::move(*state), now());
  } else {
    life_.state_failed(connection, state.error(), now());
  }
  act();
}

AccountStreamStatus AccountFeed::look() const {
  const account::SessionCounters& counted = life_.session().counters();
  return {.state = life_.state(),
          .connections = life_.connections(),
          .gaps = life_.gaps(),
          .notifications = counted.notifications,
          .unknown_types = counted.unknown_types,
          .unreadable = counted.unreadable,
          .stale = life_.stale(),
          .depth = queue_->depth(),
          .dropped = queue_->dropped(),
          .missing_since = life_.missing_since(),
          .last_error = life_.last_error() ? life_.last_error()->message : ""};
}

}  // namespace belay::detail
