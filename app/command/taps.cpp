#include "app/command/taps.hpp"

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace belay::app {

template <class E>
boost::asio::awaitable<void> Taps::pump(std::shared_ptr<Taps> taps,
                                        std::shared_ptr<Subscription<E>> subscription) {
  while (const std::optional<E> event = co_await subscription->next()) taps->sink_(Event{*event});
  const Result<void> status = subscription->status();
  if (!status && !taps->failure_) taps->failure_ = status.error();
  --taps->flowing_;
}

// A series of bars has to say from when (dxlink.md 4.3). Not a coroutine.
template <class E>
Task<Subscription<E>> Taps::subscribe(std::vector<std::string> symbols) {
  if constexpr (std::same_as<E, Candle>) {
    std::vector<SeriesKey> keys;
    for (std::string& symbol : symbols) {
      keys.push_back({.symbol = std::move(symbol), .from_time = to_epoch_ms(candles_from_)});
    }
    return feed_.subscribe_keys<E>(std::move(keys));
  } else {
    return feed_.subscribe_to<E>(std::move(symbols));
  }
}

template <class E>
Task<void> Taps::open_as(std::string name, std::vector<std::string> symbols) {
  const std::shared_ptr<Taps> self = shared_from_this();
  Result<Subscription<E>> made = co_await subscribe<E>(std::move(symbols));
  if (!made) co_return std::unexpected(made.error());
  const auto subscription = std::make_shared<Subscription<E>>(std::move(*made));
  open_.emplace(std::move(name), Tap{[subscription] { subscription->close(); },
                                     [subscription] { return subscription->lagged(); }});
  ++flowing_;
  boost::asio::co_spawn(executor_, pump<E>(self, subscription), boost::asio::detached);
  co_return Result<void>{};
}

// Not a coroutine: what it starts takes its own copies.
Task<void> Taps::open(std::string name, std::string_view type, std::vector<std::string> symbols) {
  std::optional<Task<void>> opening;
  for_each_event_type([&]<class E>() {
    if (type == Schema<E>::name) opening.emplace(open_as<E>(name, symbols));
  });
  return std::move(opening.value());
}

void Taps::close(const std::string& name) {
  const auto [first, last] = open_.equal_range(name);
  for (auto at = first; at != last; ++at) {
    lagged_before_ += at->second.lagged();
    at->second.close();
  }
  open_.erase(first, last);
}

void Taps::close_all() {
  for (const auto& [name, tap] : open_) {
    lagged_before_ += tap.lagged();
    tap.close();
  }
  open_.clear();
}

std::uint64_t Taps::lagged() const {
  std::uint64_t sum = lagged_before_;
  for (const auto& [name, tap] : open_) sum += tap.lagged();
  return sum;
}

}  // namespace belay::app
