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

// A series of bars has to say from when (dxlink.md 4.3).
template <class E>
std::vector<SeriesKey> Taps::keys_of(const Symbols& symbols) const {
  std::optional<std::int64_t> from;
  if constexpr (std::same_as<E, Candle>) from = to_epoch_ms(candles_from_);
  std::vector<SeriesKey> keys;
  keys.reserve(symbols.size());
  for (const std::string& symbol : symbols) keys.push_back({.symbol = symbol, .from_time = from});
  return keys;
}

template <class E>
Task<void> Taps::begin(Symbols symbols) {
  const std::shared_ptr<Taps> self = shared_from_this();
  const DeliveryOptions delivery = default_delivery<E>;
  Result<Subscription<E>> made = co_await feed_.subscribe_keys<E>(keys_of<E>(symbols), delivery);
  if (!made) co_return std::unexpected(made.error());
  const auto flow = std::make_shared<Subscription<E>>(std::move(*made));
  Tap& tap = taps_[Schema<E>::name];
  tap.add = [this, flow](const Symbols& more) { return flow->add_keys(keys_of<E>(more)); };
  tap.remove = [this, flow](const Symbols& less) { flow->remove_keys(keys_of<E>(less)); };
  tap.close = [flow] { flow->close(); };
  tap.lagged = [flow] { return flow->lagged(); };
  for (const std::string& symbol : symbols) ++tap.opened[symbol];
  ++flowing_;
  boost::asio::co_spawn(executor_, pump<E>(self, flow), boost::asio::detached);
  co_return Result<void>{};
}

Task<void> Taps::open(std::string_view type, std::vector<std::string> symbols) {
  const auto found = taps_.find(type);
  if (found == taps_.end()) {
    std::optional<Task<void>> beginning;
    for_each_event_type([&]<class E>() {
      if (type == Schema<E>::name) beginning.emplace(begin<E>(std::move(symbols)));
    });
    co_return co_await std::move(beginning.value());
  }
  Tap& tap = found->second;
  Symbols fresh;
  for (const std::string& symbol : symbols) {
    if (!tap.opened.contains(symbol)) fresh.push_back(symbol);
  }
  if (!fresh.empty()) {
    const Result<void> added = tap.add(fresh);
    if (!added) co_return added;
  }
  for (const std::string& symbol : symbols) ++tap.opened[symbol];
  co_return Result<void>{};
}

void Taps::close(const std::vector<std::string>& symbols) {
  for (auto& [type, tap] : taps_) {
    Symbols over;
    for (const std::string& symbol : symbols) {
      const auto found = tap.opened.find(symbol);
      if (found == tap.opened.end() || --found->second > 0) continue;
      tap.opened.erase(found);
      over.push_back(symbol);
    }
    if (!over.empty()) tap.remove(over);
  }
}

void Taps::close_all() {
  lagged_before_ = lagged();
  for (const auto& [type, tap] : taps_) tap.close();
  taps_.clear();
}

std::uint64_t Taps::lagged() const {
  std::uint64_t sum = lagged_before_;
  for (const auto& [type, tap] : taps_) sum += tap.lagged();
  return sum;
}

}  // namespace belay::app
