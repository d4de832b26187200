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

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
// How long a client that was told to go may take to read it.
constexpr std::chrono::seconds kGrace{2};
// The longest and the shortest sleep between two looks at the session's deadlines.
constexpr std::chrono::minutes kLongestSleep{1};
constexpr std::chrono::milliseconds kShortestSleep{1};
// Asked from the session at a time: what a client that stops reading can make us keep, beside what
// the sockets' buffers hold.
constexpr std::size_t kRoom = std::size_t{256} << 10;
constexpr std::uint16_t kNoClose = 1006;

}  // namespace

StreamConnection::StreamConnection(asio::any_io_executor executor, net::WebSocket socket,
                                   dxlink::ServerSession session, Clock clock, Log log)
    : executor_{executor},
      socket_{std::move(socket)},
      session_{std::move(session)},
      clock_{std::move(clock)},
      log_{std::move(log)},
      deadline_{executor},
      output_{executor},
      grace_{executor} {}

asio::awaitable<void> StreamConnection::run(std::shared_ptr<StreamConnection> self) {
  self->session_.start(self->clock_.tick());
  auto keeper = keep_time(self);
  asio::co_spawn(self->executor_, std::move(keeper), asio::detached);
  auto reader = read_all(self);
  asio::co_spawn(self->executor_, std::move(reader), asio::detached);
  co_await write_all(self);
  self->stop();
}

asio::awaitable<void> StreamConnection::read_all(std::shared_ptr<StreamConnection> self) {
  while (!self->over_) {
    const Result<std::string_view> frame = co_await self->socket_.read();
    if (!frame || self->over_) break;
    self->session_.receive(*frame, self->clock_.tick());
    self->poke();
  }
  if (!self->over_) self->hear_close();
}

// The writer finishes: with what is under way, a farewell, and the client's own code.
void StreamConnection::hear_close() {
  if (socket_.exceeded_limit() != 0) {
    session_.too_long(clock_.tick());
  } else if (socket_.close_reason().code == kNoClose) {
    stop();
  } else {
    their_end_ = dxlink::ServerClose{.code = socket_.close_reason().code, .reason = {}};
    farewell_ = session_.take_farewell();
  }
  poke();
}

asio::awaitable<void> StreamConnection::keep_time(std::shared_ptr<StreamConnection> self) {
  while (!self->over_) {
    const Tick now = self->clock_.tick();
    const Tick due = std::min(self->session_.next_deadline(), now + kLongestSleep);
    self->deadline_.expires_after(std::max<Tick::duration>(due - now, kShortestSleep));
    co_await self->deadline_.async_wait(kToken);
    if (self->over_) co_return;
    self->session_.tick(self->clock_.tick());
    self->output_.cancel();
    self->limit_farewell();
  }
}

std::optional<dxlink::ServerClose> StreamConnection::ending() const {
  return their_end_ ? their_end_ : session_.close();
}

// Whoever does not read its Close is dropped after a while; a lost connection at once.
void StreamConnection::limit_farewell() {
  const auto end = ending();
  if (!end || std::exchange(graced_, true)) return;
  if (end->code == kNoClose) return stop();
  grace_.expires_after(kGrace);
  grace_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (!error) self->stop();
  });
}

std::vector<std::string> StreamConnection::next_frames() {
  if (their_end_) return std::exchange(farewell_, {});
  return session_.take_outgoing(kRoom);
}

asio::awaitable<void> StreamConnection::write_all(std::shared_ptr<StreamConnection> self) {
  while (!self->over_) {
    std::vector<std::string> frames = self->next_frames();
    if (!frames.empty()) {
      const bool written = co_await self->write_frames(std::move(frames));
      if (!written) co_return;
      continue;
    }
    if (const auto end = self->ending()) {
      const std::string_view reason = end->reason;
      if (end->code != kNoClose) co_await self->socket_.close(end->code, reason);
      co_return;
    }
    self->output_.expires_at(Tick::max());
    co_await self->output_.async_wait(kToken);
  }
}

asio::awaitable<bool> StreamConnection::write_frames(std::vector<std::string> frames) {
  for (std::string& frame : frames) {
    writing_ = std::move(frame);
    const std::string_view text = writing_;
    const Result<void> written = co_await socket_.write(text);
    if (!written || over_) co_return false;
  }
  co_return true;
}

void StreamConnection::poke() {
  deadline_.cancel();
  output_.cancel();
}

void StreamConnection::evict() {
  session_.evict(clock_.tick());
  poke();
}

void StreamConnection::stop() {
  if (std::exchange(over_, true)) return;
  socket_.abort();
  deadline_.cancel();
  output_.cancel();
  grace_.cancel();
}

}  // namespace belay::sim
