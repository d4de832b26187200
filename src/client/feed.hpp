#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "belay/client/config.hpp"
#include "belay/model/accounts.hpp"
#include "belay/task.hpp"
#include "client/backoff.hpp"
#include "client/queue.hpp"
#include "client/signal.hpp"
#include "net/websocket.hpp"
#include "proto/dxlink/client_session.hpp"

namespace belay::detail {

/// What the feed needs from the world: a token with an address, and a socket for it. Tests bring
/// their own.
struct FeedWorld {
  std::function<Task<QuoteToken>()> token;
  std::function<Task<net::WebSocket>(std::string url)> connect;
  /// How long to wait before the next attempt is decided here; whether that takes real time is up
  /// to the world.
  std::function<std::chrono::milliseconds(std::chrono::milliseconds)> pace = [](auto delay) {
    return delay;
  };
};

/// One dxLink connection for everything subscribed over it: keeps it up, resubscribes after a loss,
/// hands events to the queues. The wanted set lives here, the protocol in dxlink::ClientSession,
/// the bytes in net::WebSocket.
class Feed : public std::enable_shared_from_this<Feed> {
 public:
  Feed(boost::asio::any_io_executor executor, Config config, FeedWorld world);

  /// Connects and returns when the session is READY, or with the first attempt's error. Later
  /// losses are mended in the background.
  Task<void> start();
  /// Ends every queue with `why` and the connection with it. Idempotent.
  void stop(Result<void> why);
  [[nodiscard]] bool stopped() const { return stopped_; }

  void add(const std::shared_ptr<Queue>& queue);
  [[nodiscard]] const boost::asio::any_io_executor& executor() const { return executor_; }
  /// Connections made so far.
  [[nodiscard]] std::uint64_t connections() const { return connections_; }

 private:
  using Key = std::pair<std::string_view, Symbol>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const {
      return std::hash<std::string_view>{}(key.first) ^ key.second.hash();
    }
  };
  struct Connection;

  boost::asio::awaitable<void> run();
  Task<void> converse();
  Task<std::shared_ptr<Connection>> open();
  Task<void> read_frames(std::shared_ptr<Connection> connection);
  boost::asio::awaitable<void> write_frames(std::shared_ptr<Connection> connection);
  void deliver(Connection& connection);
  void report_losses(Connection& connection);
  void want(const Queue& queue);
  void release(const Queue& queue);

  boost::asio::any_io_executor executor_;
  Config config_;
  FeedWorld world_;
  Backoff backoff_;
  std::unordered_map<Key, int, KeyHash> wanted_;  // how many queues want each pair
  std::unordered_map<std::string_view, std::vector<std::weak_ptr<Queue>>> queues_;  // by event type
  std::shared_ptr<Connection> connection_;
  std::optional<Result<void>> first_attempt_;
  Signal changed_;  // first attempt decided, or stop asked for
  bool sign_in_refused_ = false;
  bool running_ = false;
  bool stopped_ = false;
  std::uint64_t connections_ = 0;
};

}  // namespace belay::detail
