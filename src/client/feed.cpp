#include "client/feed.hpp"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace belay::detail {
namespace {

// The table's name of an event's type; empty for a type without a table, which nobody can
// subscribe.
std::string_view type_of(const Event& event) {
  return std::visit(
      []<class E>(const E&) -> std::string_view {
        if constexpr (has_schema<E>) {
          return Schema<E>::name;
        } else {
          return {};
        }
      },
      event);
}

}  // namespace

// One connection's life: when it ends, a new one is made and the wanted set said again.
struct Feed::Connection {
  Connection(const boost::asio::any_io_executor& executor, net::WebSocket connected,
             dxlink::ClientOptions options)
      : socket{std::move(connected)},
        session{std::move(options)},
        outgoing{executor},
        finished{executor} {}

  net::WebSocket socket;
  dxlink::ClientSession session;
  Signal outgoing;  // the session may have something to say, or the connection is over
  Signal finished;  // the writer has returned
  bool over = false;
  bool writing = true;
  Result<void> writer_status;
  std::optional<Tick> ready_since;
  std::uint64_t told_errors = 0;
  std::uint64_t told_bad_rows = 0;
};

Feed::Feed(boost::asio::any_io_executor executor, Config config, FeedWorld world)
    : executor_{std::move(executor)},
      config_{std::move(config)},
      world_{std::move(world)},
      backoff_{static_cast<std::uint64_t>(config_.clock.tick().time_since_epoch().count())},
      changed_{executor_} {}

Task<void> Feed::start() {
  if (!running_ && !stopped_) {
    running_ = true;
    boost::asio::co_spawn(
        executor_, [self = shared_from_this()] { return self->run(); }, boost::asio::detached);
  }
  while (!first_attempt_ && !stopped_) {
    const bool cancelled = co_await changed_.wait();
    if (cancelled) co_return fail(Errc::cancelled, "stopped while connecting to market data");
  }
  if (first_attempt_) co_return *first_attempt_;
  co_return fail(Errc::closed, "market data was closed");
}

void Feed::stop(Result<void> why) {
  if (stopped_) return;
  stopped_ = true;
  for (auto& [type, queues] : queues_) {
    for (const std::weak_ptr<Queue>& queue : queues) {
      if (const auto alive = queue.lock()) alive->end(why);
    }
  }
  if (connection_) connection_->socket.abort();
  changed_.notify();
}

void Feed::add(const std::shared_ptr<Queue>& queue) {
  auto& queues = queues_[queue->type()];
  std::erase_if(queues, [](const std::weak_ptr<Queue>& known) { return known.expired(); });
  queues.push_back(queue);
  queue->on_release = [weak = weak_from_this(), released = queue.get()] {
    if (const auto self = weak.lock()) self->release(*released);
  };
  want(*queue);
}

void Feed::want(const Queue& queue) {
  for (const Symbol symbol : queue.symbols()) {
    if (++wanted_[Key{queue.type(), symbol}] > 1 || !connection_) continue;
    connection_->session.subscribe(dxlink::SubscriptionKey{queue.type(), symbol},
                                   config_.clock.tick());
  }
  if (connection_) connection_->outgoing.notify();
}

void Feed::release(const Queue& queue) {
  for (const Symbol symbol : queue.symbols()) {
    const auto wanted = wanted_.find(Key{queue.type(), symbol});
    if (wanted == wanted_.end() || --wanted->second > 0) continue;
    wanted_.erase(wanted);
    if (connection_) {
      connection_->session.unsubscribe(dxlink::SubscriptionKey{queue.type(), symbol},
                                       config_.clock.tick());
    }
  }
  if (connection_) connection_->outgoing.notify();
}

boost::asio::awaitable<void> Feed::run() {
  co_await boost::asio::this_coro::throw_if_cancelled(false);
  while (!stopped_) {
    const Result<void> ended = co_await converse();
    if (!first_attempt_) {  // never READY: the caller decides what to do about it
      first_attempt_ = ended ? fail(Errc::closed, "market data ended before it began") : ended;
      stop(*first_attempt_);
    }
    if (stopped_) break;
    if (sign_in_refused_) {
      stop(ended);  // asking again would get this address blocked (product.md W2)
      break;
    }
    const auto delay = world_.pace(backoff_.next());
    config_.log(LogLevel::warning, "market data lost ({}); trying again in {} ms",
                ended ? "closed" : ended.error().message, delay.count());
    co_await changed_.wait(config_.clock.tick() + delay);
  }
  changed_.notify();
}

// Opens a connection, talks until it ends, and says why it ended.
Task<void> Feed::converse() {
  Result<std::shared_ptr<Connection>> opened = co_await open();
  if (!opened) co_return std::unexpected(opened.error());
  const std::shared_ptr<Connection> connection = *opened;
  connection_ = connection;
  boost::asio::co_spawn(
      executor_, [self = shared_from_this(), connection] { return self->write_frames(connection); },
      boost::asio::detached);
  Result<void> ended = co_await read_frames(connection);
  connection_.reset();
  connection->over = true;
  connection->outgoing.notify();
  while (connection->writing) co_await connection->finished.wait();
  if (connection->ready_since) backoff_.lasted(config_.clock.tick() - *connection->ready_since);
  if (!connection->writer_status) ended = connection->writer_status;
  co_return ended;
}

Task<std::shared_ptr<Feed::Connection>> Feed::open() {
  Result<QuoteToken> token = co_await world_.token();
  if (!token) {
    sign_in_refused_ = token.error().code == Errc::unauthorized;
    co_return std::unexpected(token.error());
  }
  if (token->dxlink_url.find("delayed") != std::string::npos || token->level == "demo") {
    config_.log(LogLevel::warning, "market data is DELAYED (level {}, {})",
                token->level.value_or("?"), token->dxlink_url);
  }
  Result<net::WebSocket> socket = co_await world_.connect(token->dxlink_url);
  if (!socket) co_return std::unexpected(socket.error());
  if (stopped_) co_return fail(Errc::closed, "market data was closed");
  ++connections_;
  dxlink::ClientOptions options{.token = std::move(token->token),
                                .aggregation_period = config_.aggregation_period};
  auto connection = std::make_shared<Connection>(executor_, std::move(*socket), std::move(options));
  const Tick now = config_.clock.tick();
  connection->session.start(now);
  for (const auto& [key, count] : wanted_) {
    connection->session.subscribe(dxlink::SubscriptionKey{key.first, key.second}, now);
  }
  co_return connection;
}

Task<void> Feed::read_frames(std::shared_ptr<Connection> connection) {
  for (;;) {
    const Result<std::string_view> frame = co_await connection->socket.read();
    if (!frame) co_return std::unexpected(frame.error());
    const Tick now = config_.clock.tick();
    const Result<void> outcome = connection->session.receive(*frame, now, config_.clock.now());
    deliver(*connection);
    report_losses(*connection);
    connection->outgoing.notify();
    if (!outcome) {
      connection->socket.abort();
      co_return outcome;
    }
    if (!connection->ready_since &&
        connection->session.state() == dxlink::ClientSession::State::ready) {
      connection->ready_since = now;
      first_attempt_.emplace();
      changed_.notify();
      config_.log(LogLevel::info, "market data is ready");
    }
  }
}

boost::asio::awaitable<void> Feed::write_frames(std::shared_ptr<Connection> connection) {
  co_await boost::asio::this_coro::throw_if_cancelled(false);
  while (!connection->over && connection->writer_status) {
    if (config_.clock.tick() >= connection->session.next_deadline()) {
      connection->writer_status = connection->session.tick(config_.clock.tick());
    }
    const std::vector<std::string> frames = connection->session.take_outgoing();
    for (const std::string& frame : frames) {
      const Result<void> sent = co_await connection->socket.write(frame);
      if (!sent) connection->over = true;
      if (connection->over) break;
    }
    const bool idle = frames.empty() && !connection->over && connection->writer_status;
    if (idle) co_await connection->outgoing.wait(connection->session.next_deadline());
  }
  connection->socket.abort();
  connection->writing = false;
  connection->finished.notify();
}

// What the session survived and a person should know: refused subscriptions, rows nobody could
// read.
void Feed::report_losses(Connection& connection) {
  const dxlink::ClientCounters& counters = connection.session.counters();
  if (counters.channel_errors > connection.told_errors) {
    config_.log(LogLevel::warning, "the market-data server refuses something: {}",
                connection.session.last_server_error().value_or("no text"));
  }
  if (counters.bad_rows > connection.told_bad_rows) {
    config_.log(LogLevel::warning, "{} market-data rows could not be read and were dropped",
                counters.bad_rows - connection.told_bad_rows);
  }
  connection.told_errors = counters.channel_errors;
  connection.told_bad_rows = counters.bad_rows;
}

void Feed::deliver(Connection& connection) {
  for (const Event& event : connection.session.events()) {
    const std::string_view type = type_of(event);
    const auto queues = queues_.find(type);
    if (queues == queues_.end()) continue;
    for (const std::weak_ptr<Queue>& queue : queues->second) {
      if (const auto alive = queue.lock()) alive->offer(event);
    }
  }
  connection.session.clear_events();
}

}  // namespace belay::detail
