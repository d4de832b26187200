#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "belay/client/market_data.hpp"
#include "belay/task.hpp"

namespace belay::app {

/// Subscriptions of any event types that come and go one by one, all into one sink. Owned by a
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

  /// Subscribes `type` (its name on the wire) of `symbols`. Everything opened under one `name` is
  /// closed by it.
  Task<void> open(std::string name, std::string_view type, std::vector<std::string> symbols);
  void close(const std::string& name);
  void close_all();

  /// False once every subscription ended.
  [[nodiscard]] bool is_flowing() const { return flowing_ > 0; }
  /// Why one ended that nobody closed.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
  /// Events that were replaced or dropped before we took them.
  [[nodiscard]] std::uint64_t lagged() const;
  [[nodiscard]] MarketData& feed() { return feed_; }

 private:
  struct Tap {
    std::function<void()> close;
    std::function<std::uint64_t()> lagged;
  };
  template <class E>
  Task<Subscription<E>> subscribe(std::vector<std::string> symbols);
  template <class E>
  Task<void> open_as(std::string name, std::vector<std::string> symbols);
  template <class E>
  static boost::asio::awaitable<void> pump(std::shared_ptr<Taps> taps,
                                           std::shared_ptr<Subscription<E>> subscription);

  boost::asio::any_io_executor executor_;
  MarketData feed_;
  Instant candles_from_;
  Sink sink_;
  std::multimap<std::string, Tap> open_;
  std::optional<Error> failure_;
  std::size_t flowing_ = 0;
  std::uint64_t lagged_before_ = 0;  // of those closed since
};

}  // namespace belay::app
