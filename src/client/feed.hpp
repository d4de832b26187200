#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "belay/client/config.hpp"
#include "belay/client/feed_status.hpp"
#include "belay/model/accounts.hpp"
#include "belay/task.hpp"
#include "client/queue.hpp"
#include "client/router.hpp"
#include "client/signal.hpp"
#include "client/want_counts.hpp"
#include "client/wire.hpp"
#include "net/websocket.hpp"
#include "proto/dxlink/connection_life.hpp"

namespace belay::detail {

/// What the feed needs from the world: a token with an address, and a socket for it. Tests bring
/// their own.
struct FeedWorld {
  std::function<Task<QuoteToken>()> token;
  std::function<Task<net::WebSocket>(std::string url)> connect;
  dxlink::LifeOptions life = {};  ///< seed, market hours and aggregation period are set here
  /// When a timer of the machine has to ring for a time of the config's clock; empty = at that
  /// time.
  std::function<Tick(Tick)> ring_at = {};
};

/// One dxLink connection for everything subscribed over it. What to do is decided by
/// dxlink::ConnectionLife; this carries its actions to the network and its events to the sinks. No
/// consumer is ever waited for.
class Feed : public std::enable_shared_from_this<Feed> {
 public:
  Feed(boost::asio::any_io_executor executor, Config config, FeedWorld world);

  /// Connects and returns when the session is READY, or with the first attempt's error. Later
  /// losses are mended in the background.
  Task<void> start();
  /// Ends every queue with `why` and the connection, or the attempt to make one, with it.
  /// Idempotent.
  void stop(Result<void> why);
  [[nodiscard]] bool stopped() const { return stopped_; }

  /// Subscribes what the sink wants, whole or, when the server's quota forbids it, not at all. The
  /// sink is kept until it is released.
  Result<void> add(const std::shared_ptr<Sink>& sink);
  /// More for a sink that was added; what it has already is passed over. Whole or not at all.
  Result<void> extend(const std::shared_ptr<Sink>& sink, std::vector<dxlink::SubscriptionKey> keys);
  /// Less for it; what it does not have is passed over.
  void shrink(const std::shared_ptr<Sink>& sink, const std::vector<dxlink::SubscriptionKey>& keys);
  /// Has the server send the snapshot of a series that is wanted already once more.
  void repeat(const dxlink::SubscriptionKey& key);
  [[nodiscard]] std::shared_ptr<GapQueue> gaps();
  [[nodiscard]] FeedStatus status() const;
  [[nodiscard]] const boost::asio::any_io_executor& executor() const { return executor_; }
  [[nodiscard]] const Clock& clock() const { return config_.clock; }
  /// Connections made so far.
  [[nodiscard]] std::uint64_t connections() const { return life_.connections(); }

 private:
  friend class Wire;
  [[nodiscard]] dxlink::Moment now() const { return {config_.clock.tick(), config_.clock.now()}; }
  /// Does what the life decided since the last time.
  void act();
  [[nodiscard]] Tick ring_at(Tick due) const {
    return world_.ring_at && due != Tick::max() ? world_.ring_at(due) : due;
  }
  void perform(dxlink::Action& action);
  void tell_interruption();
  void settle_first_attempt();
  void deliver();
  void afterwards(std::function<void()> change);
  void report(const Gap& gap);
  Result<void> want(const std::vector<dxlink::SubscriptionKey>& keys);
  void unwant(const dxlink::SubscriptionKey& key);
  void release(Sink& sink);

  boost::asio::awaitable<void> keep_time();
  boost::asio::awaitable<void> fetch_token();
  static Task<net::WebSocket> reach(std::weak_ptr<Feed> feed);
  void take_batch(net::WebSocket::Messages frames);

  boost::asio::any_io_executor executor_;
  Config config_;
  FeedWorld world_;
  dxlink::ConnectionLife life_;
  WantCounts wants_;
  Router router_;
  std::vector<std::shared_ptr<Sink>> sinks_;
  std::vector<std::weak_ptr<GapQueue>> gap_queues_;
  std::shared_ptr<Wire> wire_;  // since start()
  std::string address_;         // where the life wants to be connected
  std::optional<Result<void>> first_attempt_;
  std::optional<Instant> missing_since_;  // as told to the sinks
  Signal decided_;                        // the first attempt, or stop asked for
  Signal sooner_;                         // the next deadline has moved
  Tick alarm_ = Tick::max();              // for which keep_time() waits
  bool delivering_ = false;
  std::vector<std::function<void()>> afterwards_;  // changes that came while delivering
  bool running_ = false;
  bool stopped_ = false;
  std::uint64_t unwanted_ = 0;
  std::uint64_t gaps_ = 0;
};

}  // namespace belay::detail
