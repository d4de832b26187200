#include "sim/server/account_connection.hpp"

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
constexpr std::chrono::minutes kLongestSleep{1};
constexpr std::chrono::milliseconds kShortestSleep{1};
constexpr std::chrono::seconds kGrace{5};
constexpr std::uint16_t kNoClose = 1006;

}  // namespace

AccountConnection::AccountConnection(asio::any_io_executor executor, net::WebSocket socket,
                                     account::ServerSession session, Clock clock)
    : executor_{executor},
      socket_{std::move(socket)},
      session_{std::move(session)},
      clock_{std::move(clock)},
      deadline_{executor},
      output_{executor},
      grace_{executor} {}

asio::awaitable<void> AccountConnection::run(std::shared_ptr<AccountConnection> self) {
  self->session_.start(self->clock_.tick());
  auto keeper = keep_time(self);
  asio::co_spawn(self->executor_, std::move(keeper), asio::detached);
  auto reader = read_all(self);
  asio::co_spawn(self->executor_, std::move(reader), asio::detached);
  co_await write_all(self);
  self->stop();
}

asio::awaitable<void> AccountConnection::read_all(std::shared_ptr<AccountConnection> self) {
  while (!self->over_) {
    const Result<std::string_view> text = co_await self->socket_.read();
    if (!text || self->over_) break;
    self->session_.receive(*text, self->clock_.tick());
    self->poke();
  }
  self->theirs_ = true;
  self->poke();
}

asio::awaitable<void> AccountConnection::keep_time(std::shared_ptr<AccountConnection> self) {
  while (!self->over_) {
    const Tick now = self->clock_.tick();
    const bool ends = self->session_.close() || self->theirs_;
    if (ends && !self->graced_) self->limit_farewell();
    const Tick due =
        ends ? now + kLongestSleep : std::min(self->session_.next_deadline(), now + kLongestSleep);
    self->deadline_.expires_after(std::max<Tick::duration>(due - now, kShortestSleep));
    co_await self->deadline_.async_wait(kToken);
    if (self->over_) co_return;
    if (self->session_.close()) continue;
    self->session_.tick(self->clock_.tick());
    self->output_.cancel();
  }
}

// Whoever does not read is dropped after a while.
void AccountConnection::limit_farewell() {
  graced_ = true;
  grace_.expires_after(kGrace);
  grace_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (!error) self->stop();
  });
}

asio::awaitable<void> AccountConnection::write_all(std::shared_ptr<AccountConnection> self) {
  while (!self->over_) {
    self->writing_ = self->session_.take_outgoing();
    const bool lost = self->session_.close() && self->session_.close()->code == kNoClose;
    for (std::size_t i = 0; i < self->writing_.size() && !lost; ++i) {
      const std::string_view text = self->writing_[i];
      const Result<void> written = co_await self->socket_.write(text);
      if (!written || self->over_) co_return;
    }
    if (self->theirs_) {
      const std::uint16_t code = self->socket_.close_reason().code;
      if (code != kNoClose) co_await self->socket_.close(code, "");
      co_return;
    }
    if (const auto end = self->session_.close()) {
      const std::string_view reason = end->reason;
      if (!lost) co_await self->socket_.close(end->code, reason);
      co_return;
    }
    if (!self->writing_.empty()) continue;
    self->output_.expires_at(Tick::max());
    co_await self->output_.async_wait(kToken);
  }
}

void AccountConnection::publish(const account::Notification& notice) {
  session_.publish(notice, clock_.tick());
  poke();
}

void AccountConnection::poke() {
  deadline_.cancel();
  output_.cancel();
}

void AccountConnection::stop() {
  if (std::exchange(over_, true)) return;
  socket_.abort();
  deadline_.cancel();
  output_.cancel();
  grace_.cancel();
}

}  // namespace belay::sim
