#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "belay/client/feed_status.hpp"
#include "belay/model/events.hpp"
#include "belay/model/indexed.hpp"
#include "belay/task.hpp"

namespace belay {

/// What happens to events that a consumer does not take in time. Never unbounded, never silent: see
/// Subscription::lagged().
enum class Delivery : std::uint8_t {
  keep_latest,  ///< one slot per symbol, the newest wins: quotes, greeks, summaries, profiles
  drop_oldest,  ///< a queue of `capacity`; the oldest makes room: trades, prints
  lossless,     ///< a queue of `capacity`; where it is full the subscription ends: time series
};
template <>
struct EnumText<Delivery> {
  static constexpr Delivery fallback = Delivery::keep_latest;
  static constexpr auto names =
      std::to_array<std::pair<Delivery, std::string_view>>({{Delivery::keep_latest, "keep_latest"},
                                                            {Delivery::drop_oldest, "drop_oldest"},
                                                            {Delivery::lossless, "lossless"}});
};

struct DeliveryOptions {
  Delivery policy = Delivery::keep_latest;
  std::size_t capacity = 65'536;  ///< events; memory grows with what really waits
};

namespace detail {
template <class E>
constexpr bool is_sequence = std::same_as<E, Trade> || std::same_as<E, TradeETH> ||
                             std::same_as<E, TimeAndSale> || std::same_as<E, OptionSale> ||
                             std::same_as<E, MessageEvent> || std::same_as<E, ConfigurationEvent>;
template <class E>
constexpr bool is_series = std::same_as<E, Candle> || std::same_as<E, Series> || book_event<E>;
}  // namespace detail

/// Every event of a time series counts; trades keep their order; everything else keeps its newest
/// value.
template <market_event E>
constexpr DeliveryOptions default_delivery{
    .policy = detail::is_series<E>     ? Delivery::lossless
              : detail::is_sequence<E> ? Delivery::drop_oldest
                                       : Delivery::keep_latest,
    .capacity = detail::is_series<E> ? std::size_t{1'000'000} : std::size_t{65'536}};

/// A symbol, and what a time series or an order book needs beside it (dxlink.md 4.3).
struct SeriesKey {
  std::string symbol;                          ///< of candles in any spelling (dxlink.md 7)
  std::optional<std::int64_t> from_time = {};  ///< epoch ms; a time series from there on
  std::string source = {};                     ///< of an order book, e.g. NTV
};

/// A series that keeps itself up to date: belay/client/series.hpp.
template <indexed_event E>
class TimeSeries;

namespace detail {
class Feed;      // one dxLink connection, shared by everything subscribed over it
class Sink;      // where events for one consumer go
class GapQueue;  // gaps waiting for one consumer
template <class E>
class TypedQueue;
/// Lets go of a sink when it goes.
class SinkHandle {
 public:
  SinkHandle() = default;
  explicit SinkHandle(std::shared_ptr<Sink> sink) : sink_{std::move(sink)} {}
  SinkHandle(SinkHandle&&) noexcept = default;
  SinkHandle& operator=(SinkHandle&& other) noexcept {
    std::swap(sink_, other.sink_);
    return *this;
  }
  ~SinkHandle() { close(); }
  void close();
  [[nodiscard]] const std::shared_ptr<Sink>& sink() const { return sink_; }

 private:
  std::shared_ptr<Sink> sink_;
};
}  // namespace detail

/// A stream of events of one type. Take with next() until it says no; status() says why. Movable;
/// destroying it unsubscribes.
template <market_event E>
class Subscription {
 public:
  /// The next event, in arrival order; waits for one. nullopt = the end, see status().
  [[nodiscard]] boost::asio::awaitable<std::optional<E>> next();
  /// Why next() ended: success after close(), else the error.
  [[nodiscard]] Result<void> status() const;
  /// Events that were replaced or dropped because nobody took them in time.
  [[nodiscard]] std::uint64_t lagged() const;
  /// More symbols of the same kind; those that are there already are passed over. Whole or not at
  /// all. Errors: blocked when the server would refuse it for its size, closed after the end.
  Result<void> add(const std::vector<std::string>& symbols);
  Result<void> add_keys(const std::vector<SeriesKey>& keys);
  /// Fewer symbols; those that are not there are passed over. Events that wait already still come.
  void remove(const std::vector<std::string>& symbols);
  void remove_keys(const std::vector<SeriesKey>& keys);
  /// How many symbols it has now.
  [[nodiscard]] std::size_t symbols() const;
  /// Ends the subscription: next() returns nullopt.
  void close() { handle_.close(); }

 private:
  friend class MarketData;
  explicit Subscription(std::shared_ptr<detail::Sink> queue) : handle_{std::move(queue)} {}
  detail::SinkHandle handle_;
};

/// A handler that is called for events until this goes. Movable.
class Listening {
 public:
  void close() { handle_.close(); }
  /// Why it ended by itself; success while it goes on and after close().
  [[nodiscard]] Result<void> status() const;

 private:
  friend class MarketData;
  explicit Listening(std::shared_ptr<detail::Sink> sink) : handle_{std::move(sink)} {}
  detail::SinkHandle handle_;
};

/// Intervals in which market data may have been missed, as they end. Movable.
class Gaps {
 public:
  /// The next gap; waits for one. nullopt when the feed has ended.
  [[nodiscard]] boost::asio::awaitable<std::optional<Gap>> next();

 private:
  friend class MarketData;
  explicit Gaps(std::shared_ptr<detail::GapQueue> queue) : queue_{std::move(queue)} {}
  std::shared_ptr<detail::GapQueue> queue_;
};

/// Market data over dxLink. Connects, authenticates, reconnects and resubscribes by itself. Movable
/// handle; all handles share one feed. What the server would refuse for its size is refused here,
/// Errc::blocked, whole (dxlink.md 4.8).
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
  /// Raw events of time series and books, snapshot flags and all, in the order of the server. A
  /// second reader of a series makes the server send its snapshot again, to both.
  template <market_event E>
  Task<Subscription<E>> subscribe_keys(std::vector<SeriesKey> keys,
                                       DeliveryOptions delivery = {.policy = Delivery::lossless,
                                                                   .capacity = 1'000'000});
  /// A series as a store that keeps itself up to date (belay/client/series.hpp).
  template <indexed_event E>
  Task<TimeSeries<E>> series(SeriesKey key);
  /// Bars that begin at `from` or later; `symbol` as in dxlink.md 7, `SPX{=5m}`.
  Task<TimeSeries<Candle>> candles(std::string symbol, Instant from);
  /// Calls `handler` for each event as soon as it is decoded, on the client's executor: the
  /// shortest way. It must not block, for everything else waits meanwhile, nor throw: then the
  /// listening ends. It may subscribe, and close its own Listening.
  template <market_event E>
  Result<Listening> listen(const std::vector<std::string>& symbols,
                           std::function<void(const E&)> handler);
  [[nodiscard]] Gaps gaps();
  [[nodiscard]] FeedStatus status() const;

 private:
  friend class Client;
  explicit MarketData(std::shared_ptr<detail::Feed> feed) : feed_{std::move(feed)} {}
  std::shared_ptr<detail::Feed> feed_;
};

}  // namespace belay
