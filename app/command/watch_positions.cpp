#include "app/command/watch_positions.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "app/command/live_loop.hpp"
#include "app/command/taps.hpp"
#include "app/holdings.hpp"
#include "app/render/csv.hpp"
#include "app/render/text.hpp"
#include "app/terminal.hpp"
#include "app/view/board.hpp"
#include "app/view/columns.hpp"
#include "app/view/positions.hpp"
#include "app/view/row_changes.hpp"
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

struct Watch {
  PositionsOptions options;
  Holdings holdings;
  std::shared_ptr<EventBoard> board = std::make_shared<EventBoard>();
  std::shared_ptr<Taps> taps;
  std::shared_ptr<Told> told = std::make_shared<Told>();
  std::vector<std::string> symbols;  ///< subscribed
  RowChanges changes;
  std::string complained;  ///< the trouble that was told last
  bool begun = false;      ///< the heading of --csv is written
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

void bring_up_to_date(Watch& watch) {
  if (!watch.told->stream || !std::exchange(watch.told->news, false)) return;
  const AccountBook& book = watch.told->stream->book();
  std::vector<Position> positions = book.positions();
  keep_order(positions, watch.holdings.positions);
  watch.holdings.positions = std::move(positions);
  watch.holdings.orders = book.orders().orders();
}

std::vector<std::string> without(const std::vector<std::string>& these,
                                 const std::vector<std::string>& those) {
  std::vector<std::string> left;
  std::ranges::set_difference(these, those, std::back_inserter(left));
  return left;
}

/// Subscribes what is held, and no more of what is not.
Task<void> follow(Watch& watch) {
  const std::vector<std::string> held = watch.holdings.streamer_symbols();
  const std::vector<std::string> fresh = without(held, watch.symbols);
  const std::vector<std::string> over = without(watch.symbols, held);
  watch.symbols = held;
  if (!over.empty()) watch.taps->close(over);
  for (const std::string& symbol : over) watch.board->forget(symbol);
  if (fresh.empty()) co_return Result<void>{};
  for (const std::string_view type : {Schema<Quote>::name, Schema<Trade>::name}) {
    std::vector<std::string> symbols = fresh;
    const Result<void> opened = co_await watch.taps->open(type, std::move(symbols));
    if (!opened) co_return opened;
  }
  co_return Result<void>{};
}

Marks marks_of(const EventBoard& board) {
  Marks marks;
  for (const BoardRow& row : board.rows()) {
    if (const auto mark = mark_of(row)) marks.emplace(row.symbol, *mark);
  }
  return marks;
}

std::vector<PositionRow> rows_of(const Watch& watch) {
  return position_rows(watch.holdings.positions, watch.holdings.orders, marks_of(*watch.board));
}

Result<Table> table_of(const Session& session, const Watch& watch,
                       const std::vector<PositionRow>& rows) {
  return with_columns(positions_table(rows, session.context.clock.now(), session.market_now()),
                      watch.options.table.columns, json::encode(watch.holdings.positions),
                      wire_names<Position>);
}

/// What is not known now; empty while all is well.
std::string trouble(const Watch& watch) {
  std::string out = watch.told->lost;
  if (watch.taps->feed().status().state != FeedState::ready) {
    out += fmt::format("{}market data is not connected", out.empty() ? "" : "; ");
  }
  return out;
}

std::string foot(const Watch& watch, const std::vector<PositionRow>& rows, Date today) {
  std::string out = totals_text(rows, today);
  if (watch.taps->lagged() > 0) out += fmt::format("  lag {}", watch.taps->lagged());
  if (const std::string lost = trouble(watch); !lost.empty()) out += "  " + lost;
  return out + "  q: leave";
}

Result<void> draw(Session& session, const Watch& watch) {
  const std::size_t height = fit_to_terminal(session);
  const Style& style = session.context.style;
  const std::vector<PositionRow> rows = rows_of(watch);
  const Result<Table> table = table_of(session, watch, rows);
  if (!table) return std::unexpected(table.error());
  const std::string last =
      ellipsize(foot(watch, rows, new_york_date(session.market_now())), style.width);
  const std::string text =
      session.banner() + render(*table, style) + paint(last, Meaning::muted, style.color) + "\n";
  session.context.out.write(LiveScreen::redraw(text, height));
  return {};
}

std::vector<std::string> keys_of(const std::vector<PositionRow>& rows) {
  std::vector<std::string> keys;
  for (const PositionRow& row : rows) {
    keys.push_back(row.position.account_number + ' ' + row.position.symbol);
  }
  return keys;
}

std::string json_line(const Session& session, const PositionRow& row) {
  const Date today = new_york_date(session.market_now());
  JsonObject line = session.document("belay.position/1");
  return line.raw("item", position_json(row, today)).str() + "\n";
}

/// The changed rows, each with the time.
std::string csv_lines(Table table, const std::vector<std::size_t>& changed, Instant at,
                      bool heading) {
  Table lines{.columns = {{"Time", Align::left, 0}}, .rows = {}};
  std::ranges::move(table.columns, std::back_inserter(lines.columns));
  for (const std::size_t row : changed) {
    std::vector<Cell>& cells = lines.rows.emplace_back(1, Cell{json_time(at)});
    std::ranges::move(table.rows[row], std::back_inserter(cells));
  }
  std::string text = csv(lines);
  return heading ? text : text.substr(text.find('\n') + 1);
}

/// Without a screen: a line for every position that says something new.
Result<void> tell_changes(Session& session, Watch& watch) {
  const std::string lost = trouble(watch);
  if (lost != watch.complained && !lost.empty())
    Context::complain("belay: warning: " + lost + "\n");
  watch.complained = lost;
  const std::vector<PositionRow> rows = rows_of(watch);
  Result<Table> table = table_of(session, watch, rows);
  if (!table) return std::unexpected(table.error());
  const std::vector<std::size_t> changed = watch.changes.take(*table, keys_of(rows));
  if (changed.empty()) return {};
  const Instant at = session.market_now();
  std::string text;
  if (watch.options.table.csv) {
    text = csv_lines(std::move(*table), changed, at, !std::exchange(watch.begun, true));
  } else {
    for (const std::size_t row : changed) {
      const bool json = session.context.globals.json;
      text += json ? json_line(session, rows[row])
                   : fmt::format("{}  {}\n", to_new_york_text(at), row_line(*table, row));
    }
  }
  session.context.out.write(text);
  return {};
}

bool time_is_up(const Session& session, const Watch& watch, Tick begun) {
  return watch.options.run_for && session.context.clock.tick() - begun >= *watch.options.run_for;
}

Task<void> show_until_left(Session& session, Watch& watch, bool on_screen) {
  session.context.waiting.end();
  const Tick begun = session.context.clock.tick();
  std::optional<LiveScreen> screen;
  if (on_screen) screen.emplace().take_over();
  while (!time_is_up(session, watch, begun)) {
    bring_up_to_date(watch);
    const Result<void> followed = co_await follow(watch);
    if (!followed) co_return followed;
    const Result<void> shown = on_screen ? draw(session, watch) : tell_changes(session, watch);
    if (!shown) co_return shown;
    const bool stopped = co_await pause_before_redraw(session);
    if (stopped || (screen && screen->pressed() == 'q')) break;
    if (watch.taps->failure()) co_return std::unexpected(*watch.taps->failure());
  }
  co_return Result<void>{};
}

Task<void> open_account_stream(Session& session, Watch& watch) {
  Result<AccountStream> stream = co_await session.client.account_stream(watch.holdings.accounts);
  const bool stopped = co_await was_stopped();
  if (stopped) co_return fail(Errc::cancelled, "stopped");
  if (!stream) {
    session.context.log(LogLevel::warning, "no account stream: {}", stream.error().message);
    watch.told->lost = "fills from now on are not seen, there is no account stream: " +
                       escape_control(stream.error().message);
    co_return Result<void>{};
  }
  watch.told->stream.emplace(std::move(*stream));
  asio::co_spawn(session.executor, listen(watch.told), asio::detached);
  co_return Result<void>{};
}

}  // namespace

Task<ExitCode> watch_positions(Session& session, PositionsOptions options) {
  Watch watch{.options = std::move(options)};
  Result<Holdings> holdings = co_await read_holdings(session);
  if (!holdings) co_return std::unexpected(holdings.error());
  watch.holdings = std::move(*holdings);
  const Result<Table> fine = table_of(session, watch, rows_of(watch));
  if (!fine) co_return std::unexpected(fine.error());  // a wrong column, before the screen is taken
  Result<MarketData> feed = co_await session.client.market_data();
  if (!feed) co_return std::unexpected(feed.error());
  const auto sink = [board = watch.board](const Event& event) { board->put(event); };
  watch.taps =
      std::make_shared<Taps>(session.executor, std::move(*feed), session.market_now(), sink);
  const Result<void> opened = co_await open_account_stream(session, watch);
  if (!opened) co_return std::unexpected(opened.error());
  const bool data = session.context.globals.json || watch.options.table.csv;
  const bool on_screen = session.context.terminal && !data;
  const Result<void> shown = co_await show_until_left(session, watch, on_screen);
  if (on_screen && shown) {  // what stood there last stays
    const std::vector<PositionRow> rows = rows_of(watch);
    const Result<Table> table = table_of(session, watch, rows);
    if (table) session.context.out.write(session.banner() + render(*table, session.context.style));
  }
  watch.taps->close_all();
  if (watch.told->stream) watch.told->stream->close();
  if (!shown) co_return std::unexpected(shown.error());
  co_return watch.holdings.unread;
}

}  // namespace belay::app
