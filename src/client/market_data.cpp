#include "belay/client/market_data.hpp"

#include "client/feed.hpp"
#include "client/queue.hpp"

namespace belay {

template <market_event E>
Task<Subscription<E>> MarketData::subscribe_to(std::vector<std::string> symbols,
                                               DeliveryOptions delivery) {
  if (symbols.empty())
    co_return fail(Errc::usage, fmt::format("no symbol to subscribe {} for", Schema<E>::name));
  if (delivery.capacity == 0)
    co_return fail(
        Errc::usage,
        "a queue with room for nothing would deliver nothing; give a capacity of at least 1");
  if (feed_->stopped())
    co_return fail(Errc::closed, "market data was closed; ask the client for it again");
  std::vector<Symbol> interned;
  interned.reserve(symbols.size());
  for (const std::string& symbol : symbols) interned.emplace_back(symbol);
  std::ranges::sort(interned);
  const auto repeated = std::ranges::unique(interned);
  interned.erase(repeated.begin(), repeated.end());
  auto queue =
      std::make_shared<detail::TypedQueue<E>>(feed_->executor(), std::move(interned), delivery);
  feed_->add(queue);
  co_return Subscription<E>{std::move(queue)};
}

template <market_event E>
boost::asio::awaitable<std::optional<E>> Subscription<E>::next() {
  const auto queue = std::static_pointer_cast<detail::TypedQueue<E>>(queue_);
  co_return co_await queue->next();
}

template <market_event E>
Result<void> Subscription<E>::status() const {
  return queue_->status();
}

template <market_event E>
std::uint64_t Subscription<E>::lagged() const {
  return queue_->lagged();
}

template <market_event E>
void Subscription<E>::close() {
  if (!queue_) return;
  if (const auto release = std::exchange(queue_->on_release, nullptr)) release();
  queue_->end({});
}

template <market_event E>
Subscription<E>::~Subscription() {
  close();
}

// NOLINTBEGIN(bugprone-macro-parentheses): E is a type
#define BELAY_EVENT(E)                                                                 \
  template class Subscription<E>;                                                      \
  template Task<Subscription<E>> MarketData::subscribe_to<E>(std::vector<std::string>, \
                                                             DeliveryOptions);
BELAY_EVENT(Quote)
BELAY_EVENT(Trade)
BELAY_EVENT(TradeETH)
BELAY_EVENT(Summary)
BELAY_EVENT(Profile)
BELAY_EVENT(Greeks)
#undef BELAY_EVENT
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace belay
