#include "chaos/wire.hpp"

#include <array>
#include <chrono>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace belay::chaos {
namespace {

namespace asio = boost::asio;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

}  // namespace

struct Wire::Link {
  Link(tcp::socket from, const asio::any_io_executor& executor)
      : client{std::move(from)}, server{executor} {}
  void end() {
    boost::system::error_code ignored;
    client.close(ignored);
    server.close(ignored);
  }
  tcp::socket client;
  tcp::socket server;
  bool vanishing = false;
};

Wire::Wire(asio::any_io_executor executor, std::uint16_t to)
    : executor_{std::move(executor)},
      acceptor_{executor_, tcp::endpoint{asio::ip::address_v4::loopback(), 0}},
      server_{asio::ip::address_v4::loopback(), to} {
  asio::co_spawn(executor_, accept_all(), asio::detached);
}

Wire::~Wire() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  cut();
}

std::uint16_t Wire::port() const { return acceptor_.local_endpoint().port(); }

void Wire::cut() {
  for (const auto& link : std::exchange(links_, {})) link->end();
}

void Wire::vanish() {
  for (const auto& link : links_) link->vanishing = true;
}

asio::awaitable<void> Wire::accept_all() {
  while (true) {
    auto [error, socket] = co_await acceptor_.async_accept(kToken);
    if (error) co_return;
    if (std::chrono::steady_clock::now() < refused_until_) continue;
    const auto link = std::make_shared<Link>(std::move(socket), executor_);
    links_.push_back(link);
    asio::co_spawn(executor_, begin(link), asio::detached);
  }
}

asio::awaitable<void> Wire::begin(std::shared_ptr<Link> link) {
  const auto [error] = co_await link->server.async_connect(server_, kToken);
  if (error) {
    link->end();
    co_return;
  }
  link->client.set_option(tcp::no_delay{true});
  link->server.set_option(tcp::no_delay{true});
  asio::co_spawn(executor_, carry(link, true), asio::detached);
  asio::co_spawn(executor_, carry(link, false), asio::detached);
}

// One end that is over ends the other, unless bytes vanish. `this` is looked at only while the
// link's sockets are open: the destructor closes them.
asio::awaitable<void> Wire::carry(std::shared_ptr<Link> link, bool to_server) {
  tcp::socket& from = to_server ? link->client : link->server;
  tcp::socket& to = to_server ? link->server : link->client;
  asio::steady_timer timer{executor_};
  std::array<char, 16'384> bytes{};
  while (true) {
    const auto room = asio::buffer(bytes);
    const auto [failed, count] = co_await from.async_read_some(room, kToken);
    if (!link->client.is_open() && !link->server.is_open()) co_return;
    if (failed) break;
    while (from.is_open() && std::chrono::steady_clock::now() < held_until_) {
      timer.expires_at(held_until_);
      co_await timer.async_wait(kToken);
    }
    if (link->vanishing) continue;
    const auto said = asio::buffer(bytes.data(), count);
    const auto [broken, written] = co_await asio::async_write(to, said, kToken);
    if (broken) break;
  }
  if (!link->vanishing) link->end();
}

}  // namespace belay::chaos
