#include "client/wire.hpp"

#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "client/signal.hpp"

namespace belay::detail {

/// A socket as long as the owner wants it.
struct Wire::Transport {
  Transport(const boost::asio::any_io_executor& executor, net::WebSocket connected)
      : socket{std::move(connected)}, changed{executor} {}
  net::WebSocket socket;
  std::deque<std::string> outgoing;
  Signal changed;     // something to send, or over
  bool over = false;  // nothing of it counts any more
  bool polite = false;
};

/// A socket in the making.
struct Wire::Attempt {
  boost::asio::cancellation_signal cancel;
  bool over = false;
};

Wire::Wire(boost::asio::any_io_executor executor, Owner owner)
    : executor_{std::move(executor)}, owner_{std::move(owner)} {}

void Wire::connect() {
  leave(false);
  attempt_ = std::make_shared<Attempt>();
  boost::asio::co_spawn(
      executor_, [self = shared_from_this(), attempt = attempt_] { return self->make(attempt); },
      boost::asio::bind_cancellation_slot(attempt_->cancel.slot(), boost::asio::detached));
}

boost::asio::awaitable<void> Wire::make(std::shared_ptr<Attempt> attempt) {
  co_await boost::asio::this_coro::throw_if_cancelled(false);
  Result<net::WebSocket> socket = co_await owner_.connect();
  if (attempt->over) co_return;
  attempt_.reset();
  if (!socket) {
    owner_.failed(socket.error());
    co_return;
  }
  const auto self = shared_from_this();
  const auto transport = std::make_shared<Transport>(executor_, std::move(*socket));
  transport_ = transport;
  owner_.opened();  // before anything is read
  boost::asio::co_spawn(
      executor_, [self, transport] { return self->read(transport); }, boost::asio::detached);
  boost::asio::co_spawn(
      executor_, [self, transport] { return self->write(transport); }, boost::asio::detached);
}

void Wire::send(std::string text) {
  if (!transport_) return;
  transport_->outgoing.push_back(std::move(text));
  transport_->changed.notify();
}

void Wire::leave(bool politely) {
  if (const auto attempt = std::exchange(attempt_, nullptr)) {
    attempt->over = true;
    attempt->cancel.emit(boost::asio::cancellation_type::terminal);
  }
  if (const auto transport = std::exchange(transport_, nullptr)) {
    transport->over = true;
    transport->polite = politely;
    if (!politely) transport->socket.abort();
    transport->changed.notify();
  }
}

boost::asio::awaitable<void> Wire::read(std::shared_ptr<Transport> transport) {
  co_await boost::asio::this_coro::throw_if_cancelled(false);
  while (!transport->over) {
    const Result<net::WebSocket::Messages> frames = co_await transport->socket.read_batch();
    if (transport->over) co_return;
    if (frames) {
      owner_.received(*frames);
      continue;
    }
    const net::CloseReason& said = transport->socket.close_reason();
    const bool spoken = said.code != net::CloseReason{}.code;
    owner_.closed(said.code, spoken ? said.reason : frames.error().message);
    if (!transport->over) leave(false);
  }
}

boost::asio::awaitable<void> Wire::write(std::shared_ptr<Transport> transport) {
  co_await boost::asio::this_coro::throw_if_cancelled(false);
  while (!transport->over) {
    if (transport->outgoing.empty()) {
      co_await transport->changed.wait();
      continue;
    }
    const std::string frame = std::move(transport->outgoing.front());
    transport->outgoing.pop_front();
    const Result<void> sent = co_await transport->socket.write(frame);
    if (!sent) co_return;  // the reader learns why
  }
  if (transport->polite) co_await transport->socket.close(1000, "");
}

}  // namespace belay::detail
