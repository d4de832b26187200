#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "belay/base/time.hpp"
#include "net/websocket.hpp"
#include "proto/account/server_session.hpp"

namespace belay::sim {

namespace asio = boost::asio;

/// Carries one account streamer session over its socket: one coroutine reads, one keeps the
/// session's deadlines, one writes. Everything runs on the simulator's strand.
class AccountConnection : public std::enable_shared_from_this<AccountConnection> {
 public:
  AccountConnection(asio::any_io_executor executor, net::WebSocket socket,
                    account::ServerSession session, Clock clock);

  /// Serves until either side ends it.
  static asio::awaitable<void> run(std::shared_ptr<AccountConnection> self);
  void publish(const account::Notification& notice);
  /// Drops the connection.
  void stop();

 private:
  static asio::awaitable<void> read_all(std::shared_ptr<AccountConnection> self);
  static asio::awaitable<void> keep_time(std::shared_ptr<AccountConnection> self);
  static asio::awaitable<void> write_all(std::shared_ptr<AccountConnection> self);
  void limit_farewell();
  void poke();

  asio::any_io_executor executor_;
  net::WebSocket socket_;
  account::ServerSession session_;
  Clock clock_;
  asio::steady_timer deadline_;
  asio::steady_timer output_;
  asio::steady_timer grace_;  // for a farewell that is not read
  std::vector<std::string> writing_;
  bool theirs_ = false;  // the client said goodbye
  bool graced_ = false;
  bool over_ = false;
};

}  // namespace belay::sim
