#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "belay/client/market_data.hpp"
#include "belay/task.hpp"

namespace belay::app {

/// One subscription per event type, whose symbols come and go, all into one sink. Owned by a
/// shared_ptr, because what it started may end after the command.
class Taps : public std::enable_shared_from_this<Taps> {
 public:
  using Sink = std::function<void(const Event&)>;
  /// Candles begin at `candles_from`.
  Taps(boost::asio::any_io_executor executor, MarketData feed, Instant candles_from, Sink sink)
      : executor_{std::move(executor)},
        feed_{std::move(feed)},
        candles_from_{candles_from},
        sink_{std::move(sink)} {}

  /// Subscribes `type` (its name on the wire) of `symbols` too. What is opened twice has to be
  /// closed twice.
  Task<void> open(std::string_view type, std::vector<std::string> symbols);
  /// Unsubscribes `symbols`, of every type.
  void close(const std::vector<std::string>& symbols);
  void close_all();

  /// False once every subscription ended.
  [[nodiscard]] bool is_flowing() const { return flowing_ > 0; }
  /// Why one ended that nobody closed.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
  /// Events that were replaced or dropped before we took them.
  [[nodiscard]] std::uint64_t lagged() const;
  [[nodiscard]] MarketData& feed() { return feed_; }

 private:
  using Symbols = std::vector<std::string>;
  struct Tap {
    std::function<Result<void>(const Symbols&)> add;
    std::function<void(const Symbols&)> remove;
    std::function<void()> close;
    std::function<std::uint64_t()> lagged;
    std::unordered_map<std::string, int> opened;  ///< how many times, by symbol
  };
  template <class E>
  [[nodiscard]] std::vector<SeriesKey> keys_of(const Symbols& symbols) const;
  template <class E>
  Task<void> begin(Symbols symbols);
  template <class E>
  static boost::asio::awaitable<void> pump(std::shared_ptr<Taps> taps,
                                           std::shared_ptr<Subscription<E>> subscription);

  boost::asio::any_io_executor executor_;
  MarketData feed_;
  Instant candles_from_;
  Sink sink_;
  std::map<std::string_view, Tap> taps_;  // by type
  std::optional<Error> failure_;
  std::size_t flowing_ = 0;
  std::uint64_t lagged_before_ = 0;  // of those closed since
};

}  // namespace belay::app
