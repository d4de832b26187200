#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "belay/model/events.hpp"
#include "belay/task.hpp"

namespace belay {

/// What happens to events that a consumer does not take in time. Never unbounded, never silent: see
/// Subscription::lagged().
enum class Delivery : std::uint8_t {
  keep_latest,  ///< one slot per symbol, the newest wins: quotes, greeks, summaries, profiles
  drop_oldest,  ///< a queue of `capacity`; the oldest makes room: trades
};

struct DeliveryOptions {
  Delivery policy = Delivery::keep_latest;
  std::size_t capacity = 4096;  ///< events (drop_oldest) or symbols (keep_latest)
};
/// Trades keep their order, everything else keeps its newest value.
template <market_event E>
constexpr DeliveryOptions default_delivery{
    .policy = std::same_as<E, Trade> || std::same_as<E, TradeETH> ? Delivery::drop_oldest
                                                                  : Delivery::keep_latest};

namespace detail {
class Feed;   // one dxLink connection, shared by everything subscribed over it
class Queue;  // events waiting for one consumer
}  // namespace detail

/// A stream of events of one type. Take with next() until it says no; status() says why. Movable;
/// destroying it unsubscribes.
template <market_event E>
class Subscription {
 public:
  Subscription(Subscription&&) noexcept = default;
  Subscription& operator=(Subscription&& other) noexcept {
    std::swap(queue_, other.queue_);
    return *this;
  }
  ~Subscription();

  /// The next event, in arrival order; waits for one. nullopt = the end, see status().
  [[nodiscard]] boost::asio::awaitable<std::optional<E>> next();
  /// Why next() ended: success after close(), else the error.
  [[nodiscard]] Result<void> status() const;
  /// Events that were replaced or dropped because nobody took them in time.
  [[nodiscard]] std::uint64_t lagged() const;
  /// Ends the subscription: next() returns nullopt.
  void close();

 private:
  friend class MarketData;
  explicit Subscription(std::shared_ptr<detail::Queue> queue) : queue_{std::move(queue)} {}
  std::shared_ptr<detail::Queue> queue_;
};

/// Market data over dxLink. Connects, authenticates, reconnects and resubscribes by itself. Movable
/// handle; all handles share one feed.
class MarketData {
 public:
  /// `co_await feed->subscribe<Quote>("SPY", "AAPL")`: streamer symbols (dxlink.md 8).
  template <market_event E, std::convertible_to<std::string_view>... Text>
  Task<Subscription<E>> subscribe(Text... symbols) {
    return subscribe_to<E>(std::vector<std::string>{std::string{symbols}...}, default_delivery<E>);
  }
  template <market_event E>
  Task<Subscription<E>> subscribe_to(std::vector<std::string> symbols,
                                     DeliveryOptions delivery = default_delivery<E>);

 private:
  friend class Client;
  explicit MarketData(std::shared_ptr<detail::Feed> feed) : feed_{std::move(feed)} {}
  std::shared_ptr<detail::Feed> feed_;
};

}  // namespace belay
