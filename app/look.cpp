#include "app/look.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <boost/asio/steady_timer.hpp>

#include "app/render/text.hpp"

namespace belay::app {
namespace {

/// Ends a subscription after a while; next() then says no.
template <class E>
class Deadline {
 public:
  Deadline(const boost::asio::any_io_executor& executor, std::chrono::milliseconds after,
           const std::shared_ptr<Subscription<E>>& subscription)
      : timer_{executor, after} {
    timer_.async_wait([weak = std::weak_ptr{subscription}](const auto& error) {
      if (const auto open = weak.lock(); open && !error) open->close();
    });
  }

 private:
  boost::asio::steady_timer timer_;
};

/// The first event of each symbol that satisfies, until all have one or time is up.
template <class E>
Task<void> collect(Session& session, MarketData& feed, std::vector<std::string> symbols,
                   std::chrono::milliseconds limit, Marks& marks) {
  Result<Subscription<E>> made = co_await feed.subscribe_to<E>(symbols);
  if (!made) co_return std::unexpected(made.error());
  const auto subscription = std::make_shared<Subscription<E>>(std::move(*made));
  const Deadline<E> deadline{session.executor, limit, subscription};
  const auto is_marked = [&](const std::string& symbol) { return marks.contains(symbol); };
  while (!std::ranges::all_of(symbols, is_marked)) {
    const std::optional<E> event = co_await subscription->next();
    if (!event) co_return subscription->status();
    Mark mark = mark_of(*event);
    if (mark.price) marks.insert_or_assign(std::string{event->symbol.view()}, mark);
  }
  co_return Result<void>{};
}

}  // namespace

Task<Marks> look_at_market(Session& session, std::vector<std::string> symbols) {
  Marks marks;
  if (symbols.empty()) co_return marks;
  Result<MarketData> feed = co_await session.client.market_data();
  if (!feed) co_return std::unexpected(feed.error());
  const auto quotes_limit = kLookTime * 3 / 4;
  const Result<void> quotes = co_await collect<Quote>(session, *feed, symbols, quotes_limit, marks);
  if (!quotes) co_return std::unexpected(quotes.error());
  std::erase_if(symbols, [&](const std::string& symbol) { return marks.contains(symbol); });
  if (symbols.empty()) co_return marks;
  const auto trades_limit = kLookTime - quotes_limit;
  const Result<void> trades = co_await collect<Trade>(session, *feed, symbols, trades_limit, marks);
  if (!trades) co_return std::unexpected(trades.error());
  co_return marks;
}

Task<Marks> marks_or_warning(Session& session, std::vector<std::string> symbols) {
  Result<Marks> marks = co_await look_at_market(session, std::move(symbols));
  const bool stopped = co_await was_stopped();
  if (stopped) co_return fail(Errc::cancelled, "stopped while looking at the market");
  if (marks) co_return marks;
  const std::string why = escape_control(marks.error().message);
  session.context.log(LogLevel::warning, "no market prices: {}", marks.error().message);
  Context::complain("belay: warning: no market prices: " + why + "\n");
  co_return Marks{};
}

}  // namespace belay::app
