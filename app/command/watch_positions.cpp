#include "app/command/watch_positions.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "app/command/live_table.hpp"
#include "app/command/taps.hpp"
#include "app/holdings.hpp"
#include "app/render/text.hpp"
#include "app/view/board.hpp"
#include "app/view/columns.hpp"
#include "app/view/positions.hpp"
#include "belay/model/capabilities.hpp"
#include "proto/json/codec.hpp"

namespace belay::app {
namespace {

namespace asio = boost::asio;

/// What the account stream has told, shared with the coroutine that listens to it.
struct Told {
  std::optional<AccountStream> stream;  ///< none where it could not be had
  bool news = false;                    ///< of positions or orders
  std::string lost;                     ///< why nothing is known now; empty while all is well

  void take(const AccountEvent& event) {
    if (const auto* gone = event.as<Interruption>()) {
      lost = fmt::format("positions not known since {}: {}", to_new_york_text(gone->since),
                         escape_control(gone->reason));
    }
    if (event.as<Resync>() != nullptr) lost.clear();
    news = news || event.as<Resync>() != nullptr || event.as<Position>() != nullptr ||
           event.as<OrderRecord>() != nullptr;
  }
};

asio::awaitable<void> listen(std::shared_ptr<Told> told) {
  while (const std::optional<AccountEvent> event = co_await told->stream->next()) {
    told->take(*event);
  }
  const Result<void> status = told->stream->status();
  if (!status) told->lost = "the account stream ended: " + escape_control(status.error().message);
}

class WatchedPositions final : public LiveTable {
 public:
  WatchedPositions(Session& session, PositionsOptions options, Holdings holdings)
      : session_{session}, options_{std::move(options)}, holdings_{std::move(holdings)} {}

  Task<void> open();
  void close();
  [[nodiscard]] ExitCode unread() const { return holdings_.unread; }

  Task<void> update() override;
  [[nodiscard]] Result<Table> rows() const override;
  [[nodiscard]] std::vector<std::string> keys() const override;
  [[nodiscard]] std::string json_line(std::size_t row) const override;
  [[nodiscard]] Result<std::string> body(const Style& style) const override;
  [[nodiscard]] std::string foot() const override;
  [[nodiscard]] std::string trouble() const override;
  [[nodiscard]] std::optional<Error> failure() const override { return taps_->failure(); }

 private:
  Task<void> open_account_stream();
  void take_news();
  Task<void> follow();

  Session& session_;
  PositionsOptions options_;
  Holdings holdings_;
  std::shared_ptr<EventBoard> board_ = std::make_shared<EventBoard>();
  std::shared_ptr<Taps> taps_;
  std::shared_ptr<Told> told_ = std::make_shared<Told>();
  std::vector<std::string> symbols_;  // subscribed
  std::vector<PositionRow> rows_;     // as of the last update()
};

/// Those that were there stay where they were, new ones come last.
void keep_order(std::vector<Position>& positions, const std::vector<Position>& before) {
  const auto place = [&](const Position& position) {
    return std::ranges::find_if(before,
                                [&](const Position& old) {
                                  return old.symbol == position.symbol &&
                                         old.account_number == position.account_number;
                                }) -
           before.begin();
  };
  std::ranges::stable_sort(positions, {}, place);
}

std::vector<std::string> without(const std::vector<std::string>& these,
                                 const std::vector<std::string>& those) {
  std::vector<std::string> left;
  std::ranges::set_difference(these, those, std::back_inserter(left));
  return left;
}

Marks marks_of(const EventBoard& board) {
  Marks marks;
  for (const BoardRow& row : board.rows()) {
    if (const auto mark = mark_of(row)) marks.emplace(row.symbol, *mark);
  }
  return marks;
}

Task<void> WatchedPositions::open() {
  Result<MarketData> feed = co_await session_.client.market_data();
  if (!feed) co_return std::unexpected(feed.error());
  const auto sink = [board = board_](const Event& event) { board->put(event); };
  taps_ = std::make_shared<Taps>(session_.executor, std::move(*feed), session_.market_now(), sink);
  co_return co_await open_account_stream();
}

Task<void> WatchedPositions::open_account_stream() {
  Result<AccountStream> stream = co_await session_.client.account_stream(holdings_.accounts);
  const bool stopped = co_await was_stopped();
  if (stopped) co_return fail(Errc::cancelled, "stopped");
  if (!stream) {
    session_.context.log(LogLevel::warning, "no account stream: {}", stream.error().message);
    told_->lost = "fills from now on are not seen, there is no account stream: " +
                  escape_control(stream.error().message);
    co_return Result<void>{};
  }
  told_->stream.emplace(std::move(*stream));
  asio::co_spawn(session_.executor, listen(told_), asio::detached);
  co_return Result<void>{};
}

void WatchedPositions::close() {
  taps_->close_all();
  if (told_->stream) told_->stream->close();
}

Task<void> WatchedPositions::update() {
  take_news();
  rows_ = position_rows(holdings_.positions, holdings_.orders, marks_of(*board_));
  co_return co_await follow();
}

void WatchedPositions::take_news() {
  if (!told_->stream || !std::exchange(told_->news, false)) return;
  const AccountBook& book = told_->stream->book();
  std::vector<Position> positions = book.positions();
  keep_order(positions, holdings_.positions);
  holdings_.positions = std::move(positions);
  holdings_.orders = book.orders().orders();
}

/// Subscribes what is held, and no more of what is not.
Task<void> WatchedPositions::follow() {
  const std::vector<std::string> held = holdings_.streamer_symbols();
  const std::vector<std::string> fresh = without(held, symbols_);
  const std::vector<std::string> over = without(symbols_, held);
  symbols_ = held;
  if (!over.empty()) taps_->close(over);
  for (const std::string& symbol : over) board_->forget(symbol);
  if (fresh.empty()) co_return Result<void>{};
  for (const std::string_view type : {Schema<Quote>::name, Schema<Trade>::name}) {
    std::vector<std::string> symbols = fresh;
    const Result<void> opened = co_await taps_->open(type, std::move(symbols));
    if (!opened) co_return opened;
  }
  co_return Result<void>{};
}

Result<Table> WatchedPositions::rows() const {
  return with_columns(positions_table(rows_, session_.context.clock.now(), session_.market_now()),
                      options_.table.columns, json::encode(holdings_.positions),
                      wire_names<Position>);
}

std::vector<std::string> WatchedPositions::keys() const {
  std::vector<std::string> keys;
  for (const PositionRow& row : rows_) {
    keys.push_back(row.position.account_number + ' ' + row.position.symbol);
  }
  return keys;
}

std::string WatchedPositions::json_line(std::size_t row) const {
  const Date today = new_york_date(session_.market_now());
  JsonObject line = session_.document("belay.position/1");
  return line.raw("item", position_json(rows_.at(row), today)).str() + "\n";
}

Result<std::string> WatchedPositions::body(const Style& style) const {
  const Result<Table> table = rows();
  if (!table) return std::unexpected(table.error());
  return render(*table, style);
}

std::string WatchedPositions::foot() const {
  std::string out = totals_text(rows_, new_york_date(session_.market_now()));
  if (taps_->lagged() > 0) out += fmt::format("  lag {}", taps_->lagged());
  return out;
}

std::string WatchedPositions::trouble() const {
  std::string out = told_->lost;
  if (taps_->feed().status().state != FeedState::ready) {
    out += fmt::format("{}market data is not connected", out.empty() ? "" : "; ");
  }
  return out;
}

}  // namespace

Task<ExitCode> watch_positions(Session& session, PositionsOptions options) {
  Result<Holdings> holdings = co_await read_holdings(session);
  if (!holdings) co_return std::unexpected(holdings.error());
  const LiveOptions live{.csv = options.table.csv, .run_for = options.run_for};
  WatchedPositions positions{session, std::move(options), std::move(*holdings)};
  const Result<void> opened = co_await positions.open();
  if (!opened) co_return std::unexpected(opened.error());
  const Result<void> shown = co_await show_live(session, positions, live);
  positions.close();
  if (!shown) co_return std::unexpected(shown.error());
  co_return positions.unread();
}

}  // namespace belay::app
