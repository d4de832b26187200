#include "sim/server/stream_connection.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace belay::sim {
namespace {

// How long a client that was told to go may take to read it.
constexpr std::chrono::seconds kGrace{2};
// The longest sleep: the session is asked again at least that often.
constexpr std::chrono::minutes kLongestSleep{1};

}  // namespace

StreamConnection::StreamConnection(asio::any_io_executor executor, net::WebSocket socket,
                                   dxlink::ServerSession session, Clock clock, Log log)
    : executor_{executor},
      socket_{std::move(socket)},
      session_{std::move(session)},
      clock_{std::move(clock)},
      log_{std::move(log)},
      wake_{executor},
      grace_{executor} {}

asio::awaitable<void> StreamConnection::run(std::shared_ptr<StreamConnection> self) {
  self->session_.start(self->clock_.tick());
  auto writer = write_all(self);
  asio::co_spawn(self->executor_, std::move(writer), asio::detached);
  while (!self->over_) {
    const Result<std::string_view> frame = co_await self->socket_.read();
    if (!frame) break;
    self->session_.receive(*frame, self->clock_.tick());
    self->flush();
  }
  self->stop();
}

asio::awaitable<void> StreamConnection::write_all(std::shared_ptr<StreamConnection> self) {
  while (!self->over_) {
    if (self->waiting_.empty() && self->ending_) {
      const dxlink::ServerClose end = *self->ending_;
      const std::string_view reason = end.reason;
      co_await self->socket_.close(end.code, reason);
      break;
    }
    if (self->waiting_.empty()) {
      co_await self->wait_for_work();
      continue;
    }
    self->writing_ = std::move(self->waiting_.front());
    self->waiting_.pop_front();
    const std::string_view text = self->writing_;
    const Result<void> written = co_await self->socket_.write(text);
    self->waiting_bytes_ -= std::min(self->waiting_bytes_, text.size());
    if (!written) break;
  }
  self->stop();
}

asio::awaitable<void> StreamConnection::wait_for_work() {
  const Tick now = clock_.tick();
  const Tick due = std::min(session_.next_deadline(), now + kLongestSleep);
  wake_.expires_after(std::max(due - now, Tick::duration::zero()));
  constexpr auto token = asio::as_tuple(asio::use_awaitable);
  co_await wake_.async_wait(token);
  if (over_) co_return;
  session_.tick(clock_.tick());
  flush();
}

void StreamConnection::flush() {
  if (over_ || ending_) return;
  for (std::string& frame : session_.take_outgoing()) {
    waiting_bytes_ += frame.size();
    waiting_.push_back(std::move(frame));
  }
  if (session_.close()) ending_ = *session_.close();
  if (waiting_bytes_ > kMostWaiting) limit();
  wake_.cancel();
}

// What waits is thrown away; the Close goes out if the client reads at all.
void StreamConnection::limit() {
  log_(LogLevel::warning, "a stream client does not read: closing with {} bytes waiting",
       waiting_bytes_);
  waiting_.clear();
  ending_ = dxlink::ServerClose{.code = 1008, .reason = "slow consumer"};
  grace_.expires_after(kGrace);
  grace_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (!error) self->stop();
  });
}

void StreamConnection::stop() {
  if (std::exchange(over_, true)) return;
  socket_.abort();
  wake_.cancel();
  grace_.cancel();
}

}  // namespace belay::sim
