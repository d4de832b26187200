#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "belay/base/error.hpp"
#include "belay/task.hpp"
#include "net/websocket.hpp"

namespace belay::detail {

/// One WebSocket at a time, made, used and left as its owner says. It tells the owner what happens
/// to the present one only: after leave() nothing of it is told any more.
class Wire : public std::enable_shared_from_this<Wire> {
 public:
  struct Owner {
    std::function<Task<net::WebSocket>()> connect;
    std::function<void()> opened;
    std::function<void(const Error&)> failed;
    std::function<void(net::WebSocket::Messages)> received;  ///< may leave()
    std::function<void(std::uint16_t code, const std::string& reason)> closed;
  };

  /// A feed as owner, as long as it lives and is not stopped: its `life_` is told what happens, its
  /// `received` takes what comes, and then it may act(). A feed has Wire for a friend.
  template <class Feed>
  [[nodiscard]] static Owner owner_of(std::weak_ptr<Feed> feed,
                                      std::function<Task<net::WebSocket>()> connect,
                                      void (Feed::*received)(net::WebSocket::Messages));

  Wire(boost::asio::any_io_executor executor, Owner owner);

  void connect();
  /// After those before it; nothing when there is no socket.
  void send(std::string text);
  /// The socket, or the attempt to make one, is left: with a Close, or at once.
  void leave(bool politely);
  /// There is a socket, and it was not left.
  [[nodiscard]] bool connected() const { return transport_ != nullptr; }

 private:
  struct Transport;
  struct Attempt;

  boost::asio::awaitable<void> make(std::shared_ptr<Attempt> attempt);
  boost::asio::awaitable<void> read(std::shared_ptr<Transport> transport);
  boost::asio::awaitable<void> write(std::shared_ptr<Transport> transport);

  boost::asio::any_io_executor executor_;
  Owner owner_;
  std::shared_ptr<Transport> transport_;
  std::shared_ptr<Attempt> attempt_;
};

template <class Feed>
Wire::Owner Wire::owner_of(std::weak_ptr<Feed> feed, std::function<Task<net::WebSocket>()> connect,
                           void (Feed::*received)(net::WebSocket::Messages)) {
  const auto with = [feed = std::move(feed)](auto tell) {
    const auto self = feed.lock();
    if (!self || self->stopped_) return;
    tell(*self);
    self->act();
  };
  return {.connect = std::move(connect),
          .opened = [with] { with([](Feed& me) { me.life_.transport_opened(me.now()); }); },
          .failed =
              [with](const Error& error) {
                with([&](Feed& me) { me.life_.transport_failed(error, me.now()); });
              },
          .received =
              [with, received](net::WebSocket::Messages frames) {
                with([&](Feed& me) { (me.*received)(frames); });
              },
          .closed =
              [with](std::uint16_t code, const std::string& reason) {
                with([&](Feed& me) { me.life_.transport_closed(code, reason, me.now()); });
              }};
}

}  // namespace belay::detail
