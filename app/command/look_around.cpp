#include "app/command/look_around.hpp"

#include <functional>
#include <set>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "app/command/taps.hpp"
#include "belay/model/capabilities.hpp"

namespace belay::app {
namespace {

namespace asio = boost::asio;

/// What has not arrived yet, by symbol and type.
class Awaited {
 public:
  Awaited(const std::vector<std::string>& symbols, const EventTypes& types) {
    for (const std::string& symbol : symbols) {
      for (const std::string_view type : types) {
        if (can_have(kind_of_symbol(symbol), type)) missing_.emplace(symbol, type);
      }
    }
  }
  void take(const Event& event) {
    std::visit(
        [this]<class E>(const E& value) {
          if constexpr (!std::same_as<E, UnknownEvent>) {
            missing_.erase(Key{std::string{value.symbol.view()}, Schema<E>::name});
          }
        },
        event);
  }
  [[nodiscard]] bool is_over() const { return missing_.empty(); }

 private:
  using Key = std::pair<std::string, std::string_view>;
  std::set<Key> missing_;
};

/// Shared with the subscriptions, which may end after the look.
struct Look {
  Look(const asio::any_io_executor& executor, const std::vector<std::string>& symbols,
       const EventTypes& types)
      : awaited{symbols, types}, timer{executor, kLookTime} {}

  EventBoard board;
  Awaited awaited;
  asio::steady_timer timer;

  void take(const Event& event) {
    board.put(event);
    awaited.take(event);
    if (awaited.is_over()) timer.cancel();
  }
};

}  // namespace

Task<void> open_all(Taps& taps, std::vector<std::string> symbols, EventTypes types) {
  for (const std::string_view type : types) {
    std::vector<std::string> capable;
    for (const std::string& symbol : symbols) {
      if (can_have(kind_of_symbol(symbol), type)) capable.push_back(symbol);
    }
    if (capable.empty()) continue;
    const Result<void> opened = co_await taps.open(type, std::move(capable));
    if (!opened) co_return opened;
  }
  co_return Result<void>{};
}

namespace {

asio::awaitable<void> until_over(std::shared_ptr<Look> look) {
  if (look->awaited.is_over()) co_return;
  const auto token = asio::as_tuple(asio::use_awaitable);
  co_await look->timer.async_wait(token);
}

}  // namespace

Task<std::shared_ptr<const EventBoard>> board_now(Session& session,
                                                  std::vector<std::string> symbols,
                                                  EventTypes types) {
  Result<MarketData> feed = co_await session.client.market_data();
  if (!feed) co_return std::unexpected(feed.error());
  const auto look = std::make_shared<Look>(session.executor, symbols, types);
  const auto sink = [look](const Event& event) { look->take(event); };
  const auto taps =
      std::make_shared<Taps>(session.executor, std::move(*feed), session.market_now(), sink);
  const Result<void> opened = co_await open_all(*taps, std::move(symbols), std::move(types));
  if (!opened) co_return std::unexpected(opened.error());
  co_await until_over(look);
  taps->close_all();
  const bool stopped = co_await was_stopped();
  if (stopped) co_return fail(Errc::cancelled, "stopped while looking at the market");
  if (taps->failure()) co_return std::unexpected(*taps->failure());
  co_return std::shared_ptr<const EventBoard>{look, &look->board};
}

}  // namespace belay::app
