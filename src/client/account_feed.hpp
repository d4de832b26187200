#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "belay/base/log.hpp"
#include "belay/client/account_stream.hpp"
#include "belay/task.hpp"
#include "client/account_queue.hpp"
#include "client/signal.hpp"
#include "client/wire.hpp"
#include "proto/account/connection_life.hpp"

namespace belay::detail {

/// What the account stream needs from the world. Tests bring their own.
struct AccountWorld {
  /// What REST sends as Authorization, and not `refused` (empty: nothing was).
  std::function<Task<Secret>(Secret refused)> token;
  std::function<Task<net::WebSocket>()> connect;
  std::function<Task<std::vector<AccountState>>()> state;
  /// Told at the end what was not as the tables say, where somebody counts that.
  std::function<void(const json::Drift& drift)> ended = {};
  Clock clock;
  Log log;
  account::LifeOptions life = {};
  std::size_t capacity = 65'536;
};

/// Carries the actions of an account::ConnectionLife to the network, and its events to a queue.
class AccountFeed : public std::enable_shared_from_this<AccountFeed> {
 public:
  AccountFeed(boost::asio::any_io_executor executor, AccountWorld world);

  /// Connects and returns when the first state is known, or with the first attempt's error. Later
  /// losses are mended in the background.
  Task<void> start();
  /// Idempotent.
  void stop(Result<void> why);

  [[nodiscard]] const std::shared_ptr<AccountQueue>& queue() const { return queue_; }
  [[nodiscard]] const AccountBook& book() const { return life_.book(); }
  /// Nothing once it has ended: then it was told to the world.
  [[nodiscard]] json::Drift drift() const {
    return stopped_ ? json::Drift{} : life_.session().drift();
  }
  [[nodiscard]] AccountStreamStatus look() const;

 private:
  friend class Wire;
  [[nodiscard]] account::Moment now() const { return {world_.clock.tick(), world_.clock.now()}; }
  /// Does what the life decided since the last time.
  void act();
  void perform(account::Action& action);
  void settle_first_attempt();
  void take_batch(net::WebSocket::Messages frames);
  boost::asio::awaitable<void> keep_time();
  boost::asio::awaitable<void> fetch_token(Secret refused);
  boost::asio::awaitable<void> read_state(std::uint64_t connection);

  boost::asio::any_io_executor executor_;
  AccountWorld world_;
  account::ConnectionLife life_;
  std::shared_ptr<AccountQueue> queue_;
  std::shared_ptr<Wire> wire_;
  std::optional<Result<void>> first_attempt_;
  Signal decided_;            // the first attempt, or stop asked for
  Signal sooner_;             // the next deadline has moved
  Tick alarm_ = Tick::max();  // for which keep_time() waits
  bool running_ = false;
  bool stopped_ = false;
};

}  // namespace belay::detail
