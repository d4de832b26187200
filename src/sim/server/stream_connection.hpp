#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "belay/base/log.hpp"
#include "belay/base/time.hpp"
#include "belay/model/events.hpp"
#include "net/websocket.hpp"
#include "proto/dxlink/server_session.hpp"

namespace belay::sim {

namespace asio = boost::asio;

/// Carries one dxLink session over its socket. Three coroutines: one reads, one keeps the session's
/// deadlines, one writes what the session has to say, and asks for more only when the socket has
/// taken what it got. Everything runs on the simulator's strand.
class StreamConnection : public std::enable_shared_from_this<StreamConnection> {
 public:
  StreamConnection(asio::any_io_executor executor, net::WebSocket socket,
                   dxlink::ServerSession session, Clock clock, Log log);

  /// Serves until either side ends it.
  static asio::awaitable<void> run(std::shared_ptr<StreamConnection> self);
  /// A market event; nothing is sent before poke().
  void publish(const Event& event, Tick now) { session_.publish(event, now); }
  /// The session may have something to say, or another deadline.
  void poke();
  /// Another session takes this one's place.
  void evict();
  /// Drops the connection.
  void stop();
  [[nodiscard]] const dxlink::ServerSession& session() const { return session_; }
  /// It is over: the session tells nobody of its subscriptions any more.
  void forget() { session_.abandon(); }

 private:
  static asio::awaitable<void> read_all(std::shared_ptr<StreamConnection> self);
  static asio::awaitable<void> keep_time(std::shared_ptr<StreamConnection> self);
  static asio::awaitable<void> write_all(std::shared_ptr<StreamConnection> self);
  asio::awaitable<bool> write_frames(std::vector<std::string> frames);
  [[nodiscard]] std::vector<std::string> next_frames();
  [[nodiscard]] std::optional<dxlink::ServerClose> ending() const;
  void hear_close();
  void limit_farewell();

  asio::any_io_executor executor_;
  net::WebSocket socket_;
  dxlink::ServerSession session_;
  Clock clock_;
  Log log_;
  asio::steady_timer deadline_;
  asio::steady_timer output_;
  asio::steady_timer grace_;
  std::string writing_;
  std::vector<std::string> farewell_;             // said after the client's Close
  std::optional<dxlink::ServerClose> their_end_;  // the client's Close, to be echoed (S-15)
  bool graced_ = false;
  bool over_ = false;
};

}  // namespace belay::sim
