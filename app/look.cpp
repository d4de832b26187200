#include "app/look.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <boost/asio/steady_timer.hpp>

#include "app/render/text.hpp"
#include "belay/client/groups/market.hpp"
#include "belay/model/symbology.hpp"

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

/// Under the kind of instrument, as the broker asks for it; what it has no quotes of is left out.
void add(SnapshotFilter& filter, InstrumentType type, const std::string& symbol) {
  switch (type) {
    case InstrumentType::equity: filter.equities.push_back(symbol); break;
    case InstrumentType::index: filter.indices.push_back(symbol); break;
    case InstrumentType::equity_option: filter.equity_options.push_back(symbol); break;
    case InstrumentType::future: filter.futures.push_back(symbol); break;
    case InstrumentType::future_option: filter.future_options.push_back(symbol); break;
    case InstrumentType::cryptocurrency: filter.cryptocurrencies.push_back(symbol); break;
    default: break;
  }
}

}  // namespace

void add_symbol(SnapshotFilter& filter, const std::string& symbol) {
  const InstrumentType type = instrument_type_of(symbol).value_or(InstrumentType::equity);
  add(filter, type, symbol);
  if (type == InstrumentType::equity) filter.indices.push_back(symbol);
}

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

Task<Marks> snapshot_marks(Session& session, std::vector<Position> positions) {
  Marks marks;
  if (positions.empty()) co_return marks;
  SnapshotFilter filter;
  for (const Position& position : positions) {
    add(filter, position.instrument_type.value(), position.symbol);
  }
  Pages<Client, MarketSnapshot> pages = session.client.market().snapshots(filter);
  while (const std::optional<MarketSnapshot> snapshot = co_await pages.next()) {
    const Mark mark = mark_of(*snapshot, session.context.clock.now(), session.market_now());
    for (const Position& position : positions) {
      if (position.symbol != snapshot->symbol) continue;
      marks.insert_or_assign(position.streamer_symbol.value_or(position.symbol), mark);
    }
  }
  const Result<void> status = pages.status();
  if (!status) co_return std::unexpected(status.error());
  co_return marks;
}

namespace {

constexpr std::chrono::seconds kFresh{15};

/// None when the broker knows no price of it.
Task<std::optional<Mark>> snapshot_mark(Session& session, std::string symbol) {
  SnapshotFilter filter;
  add_symbol(filter, symbol);
  Pages<Client, MarketSnapshot> pages = session.client.market().snapshots(filter);
  while (const std::optional<MarketSnapshot> snapshot = co_await pages.next()) {
    if (snapshot->symbol != symbol) continue;
    const Mark mark = mark_of(*snapshot, session.context.clock.now(), session.market_now());
    if (mark.price) co_return mark;
  }
  const Result<void> status = pages.status();
  if (!status) co_return std::unexpected(status.error());
  co_return std::nullopt;
}

}  // namespace

Task<std::optional<Mark>> mark_now(Session& session, std::string symbol) {
  const Result<std::optional<Mark>> snapshot = co_await snapshot_mark(session, symbol);
  const std::optional<Mark> known = snapshot ? *snapshot : std::nullopt;
  if (known && session.context.clock.now() - known->received < kFresh) co_return known;
  const Date today = new_york_date(session.market_now());
  const Result<std::string> named = to_streamer_symbol(symbol, std::nullopt, today);
  const std::string streamer = named.value_or(symbol);
  std::vector<std::string> symbols{streamer};
  const Result<Marks> marks = co_await marks_or_warning(session, std::move(symbols));
  if (!marks) co_return std::unexpected(marks.error());
  const auto mark = marks->find(streamer);
  co_return mark == marks->end() ? known : std::optional{mark->second};
}

Task<Marks> marks_or_warning(Session& session, std::vector<std::string> symbols) {
  Task<Marks> looking = look_at_market(session, std::move(symbols));
  co_return co_await marks_or_warning(session, std::move(looking));
}

Task<Marks> marks_or_warning(Session& session, Task<Marks> looking) {
  Result<Marks> marks = co_await std::move(looking);
  const bool stopped = co_await was_stopped();
  if (stopped) co_return fail(Errc::cancelled, "stopped while looking at the market");
  if (marks) co_return marks;
  const std::string why = escape_control(marks.error().message);
  session.context.log(LogLevel::warning, "no market prices: {}", marks.error().message);
  Context::complain("belay: warning: no market prices: " + why + "\n");
  co_return Marks{};
}

}  // namespace belay::app
