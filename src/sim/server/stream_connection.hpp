#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>

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

/// Carries one dxLink session over its socket: frames in, frames out, deadlines. One coroutine
/// reads, one writes. Everything runs on the simulator's strand.
class StreamConnection : public std::enable_shared_from_this<StreamConnection> {
 public:
  /// Bytes that may wait for a client that does not read; beyond, it is closed with 1008
  /// (dxlink.md 10.1).
  static constexpr std::size_t kMostWaiting = std::size_t{8} << 20;

  StreamConnection(asio::any_io_executor executor, net::WebSocket socket,
                   dxlink::ServerSession session, Clock clock, Log log);

  /// Serves until either side ends it.
  static asio::awaitable<void> run(std::shared_ptr<StreamConnection> self);
  /// A market event; nothing is sent before flush().
  void publish(const Event& event, Tick now) { session_.publish(event, now); }
  /// Hands what the session wants said to the writer.
  void flush();
  /// Drops the connection.
  void stop();

 private:
  static asio::awaitable<void> write_all(std::shared_ptr<StreamConnection> self);
  asio::awaitable<void> wait_for_work();
  void limit();

  asio::any_io_executor executor_;
  net::WebSocket socket_;
  dxlink::ServerSession session_;
  Clock clock_;
  Log log_;
  asio::steady_timer wake_;
  asio::steady_timer grace_;
  std::deque<std::string> waiting_;
  std::size_t waiting_bytes_ = 0;  // the frame being written included
  std::string writing_;
  std::optional<dxlink::ServerClose> ending_;
  bool over_ = false;
};

}  // namespace belay::sim
