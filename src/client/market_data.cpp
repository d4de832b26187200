#include "belay/client/market_data.hpp"

#include "client/feed.hpp"
#include "client/queue.hpp"

namespace belay {
namespace detail {

void SinkHandle::close() {
  if (!sink_) return;
  if (const auto release = std::exchange(sink_->on_release, nullptr)) release();
  sink_->end({});
}

namespace {

using dxlink::SubscriptionKey;

// In canonical form, each once.
template <class E>
std::vector<SubscriptionKey> keys_of(const std::vector<SeriesKey>& wanted) {
  std::vector<SubscriptionKey> keys;
  keys.reserve(wanted.size());
  for (const SeriesKey& key : wanted) {
    keys.push_back(dxlink::canonical({.type = Schema<E>::name,
                                      .symbol = Symbol{key.symbol},
                                      .source = key.source.empty() ? Symbol{} : Symbol{key.source},
                                      .from_time = key.from_time}));
  }
  const auto identity = [](const SubscriptionKey& key) {
    return std::tuple{key.symbol.id(), key.source.id(), key.from_time};
  };
  std::ranges::sort(keys, {}, identity);
  const auto repeated = std::ranges::unique(keys, {}, [](const SubscriptionKey& key) {
    return std::pair{key.symbol.id(), key.source.id()};
  });
  keys.erase(repeated.begin(), repeated.end());
  return keys;
}

template <class E>
std::vector<SubscriptionKey> keys_of(const std::vector<std::string>& symbols) {
  std::vector<SeriesKey> wanted;
  wanted.reserve(symbols.size());
  for (const std::string& symbol : symbols) wanted.push_back({.symbol = symbol});
  return keys_of<E>(wanted);
}

template <class E>
Result<void> check(const Feed& feed, std::size_t keys, std::size_t capacity) {
  if (keys == 0)
    return fail(Errc::usage, fmt::format("no symbol to subscribe {} for", Schema<E>::name));
  if (capacity == 0)
    return fail(Errc::usage,
                "a queue with room for nothing would deliver nothing; give a capacity of at "
                "least 1");
  if (feed.stopped())
    return fail(Errc::closed, "market data was closed; ask the client for it again");
  return {};
}

template <class E>
Result<std::shared_ptr<Sink>> begin(Feed& feed, std::vector<SubscriptionKey> keys,
                                    DeliveryOptions delivery) {
  if (auto fine = check<E>(feed, keys.size(), delivery.capacity); !fine)
    return std::unexpected(fine.error());
  std::shared_ptr<Sink> queue = make_queue<E>(feed.executor(), std::move(keys), delivery);
  if (auto added = feed.add(queue); !added) return std::unexpected(added.error());
  return queue;
}

Result<void> extend(const std::shared_ptr<Sink>& sink, std::vector<SubscriptionKey> keys) {
  const auto feed = sink->feed.lock();
  if (!feed || feed->stopped() || sink->ended())
    return fail(Errc::closed, "this subscription has ended; make another one");
  return feed->extend(sink, std::move(keys));
}

void shrink(const std::shared_ptr<Sink>& sink, const std::vector<SubscriptionKey>& keys) {
  const auto feed = sink->feed.lock();
  if (feed && !sink->ended()) feed->shrink(sink, keys);
}

}  // namespace
}  // namespace detail

template <market_event E>
Task<Subscription<E>> MarketData::subscribe_to(std::vector<std::string> symbols,
                                               DeliveryOptions delivery) {
  Result<std::shared_ptr<detail::Sink>> queue =
      detail::begin<E>(*feed_, detail::keys_of<E>(symbols), delivery);
  if (!queue) co_return std::unexpected(queue.error());
  co_return Subscription<E>{std::move(*queue)};
}

template <market_event E>
Task<Subscription<E>> MarketData::subscribe_keys(std::vector<SeriesKey> keys,
                                                 DeliveryOptions delivery) {
  Result<std::shared_ptr<detail::Sink>> queue =
      detail::begin<E>(*feed_, detail::keys_of<E>(keys), delivery);
  if (!queue) co_return std::unexpected(queue.error());
  co_return Subscription<E>{std::move(*queue)};
}

template <market_event E>
Result<Listening> MarketData::listen(const std::vector<std::string>& symbols,
                                     std::function<void(const E&)> handler) {
  auto keys = detail::keys_of<E>(symbols);
  if (auto fine = detail::check<E>(*feed_, keys.size(), 1); !fine)
    return std::unexpected(fine.error());
  const auto sink = std::make_shared<detail::Listener<E>>(std::move(keys), std::move(handler));
  if (auto added = feed_->add(sink); !added) return std::unexpected(added.error());
  return Listening{sink};
}

Gaps MarketData::gaps() { return Gaps{feed_->gaps()}; }
FeedStatus MarketData::status() const { return feed_->status(); }

template <market_event E>
boost::asio::awaitable<std::optional<E>> Subscription<E>::next() {
  return detail::TypedQueue<E>::next(
      std::static_pointer_cast<detail::TypedQueue<E>>(handle_.sink()));
}

template <market_event E>
Result<void> Subscription<E>::status() const {
  return handle_.sink()->status();
}

template <market_event E>
std::uint64_t Subscription<E>::lagged() const {
  return handle_.sink()->lagged();
}

template <market_event E>
std::size_t Subscription<E>::symbols() const {
  return handle_.sink()->symbols();
}

template <market_event E>
Result<void> Subscription<E>::add(const std::vector<std::string>& symbols) {
  return detail::extend(handle_.sink(), detail::keys_of<E>(symbols));
}

template <market_event E>
Result<void> Subscription<E>::add_keys(const std::vector<SeriesKey>& keys) {
  return detail::extend(handle_.sink(), detail::keys_of<E>(keys));
}

template <market_event E>
void Subscription<E>::remove(const std::vector<std::string>& symbols) {
  detail::shrink(handle_.sink(), detail::keys_of<E>(symbols));
}

template <market_event E>
void Subscription<E>::remove_keys(const std::vector<SeriesKey>& keys) {
  detail::shrink(handle_.sink(), detail::keys_of<E>(keys));
}

Result<void> Listening::status() const { return handle_.sink()->status(); }

boost::asio::awaitable<std::optional<Gap>> Gaps::next() { return detail::GapQueue::next(queue_); }

// NOLINTBEGIN(bugprone-macro-parentheses): E is a type
#define BELAY_EVENT(E)                                                                 \
  template class Subscription<E>;                                                      \
  template Task<Subscription<E>> MarketData::subscribe_to<E>(std::vector<std::string>, \
                                                             DeliveryOptions);         \
  template Task<Subscription<E>> MarketData::subscribe_keys<E>(std::vector<SeriesKey>, \
                                                               DeliveryOptions);       \
  template Result<Listening> MarketData::listen<E>(const std::vector<std::string>&,    \
                                                   std::function<void(const E&)>);
BELAY_MARKET_EVENTS(BELAY_EVENT)
#undef BELAY_EVENT
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace belay
