#include "app/command/commands.hpp"
#include "app/command/steps.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "app/command/live_loop.hpp"
#include "app/command/live_window.hpp"
#include "app/command/taps.hpp"
#include "app/render/text.hpp"
#include "app/session.hpp"
#include "app/terminal.hpp"
#include "app/view/board.hpp"
#include "app/view/columns.hpp"
#include "app/view/events.hpp"
#include "app/view/status.hpp"
#include "belay/model/capabilities.hpp"

namespace belay::app {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kTapeRows = 8;                      // of a tape under the board
constexpr Instant kAnyTime{std::chrono::nanoseconds{1}};  // of a table without rows: ages are shown
constexpr std::size_t kAroundBoard = 5;  // lines above and below the board on a screen

/// What is shown, where.
enum class Form : std::uint8_t {
  screen,  ///< drawn again and again
  table,   ///< once, at the end
  lines,   ///< every event as it comes, JSON or CSV
  rows,    ///< the chosen rows at the end, JSON or CSV
  document,
};

struct Plan {
  EventTypes types;
  RowChoice choice;
  Form form = Form::lines;
  bool csv = false;
  std::vector<std::string> columns;
  bool as_rows = false;  ///< rows instead of last values
  EventTypes tapes;      ///< types that only rows can show
};

Form form_of(const Session& session, const StreamOptions& options, const RowChoice& choice) {
  const bool data = session.context.globals.json || options.table.csv;
  if (options.status && data) return Form::document;
  if (data) return choice.is_everything() ? Form::lines : Form::rows;
  if (session.context.terminal) return Form::screen;
  const bool at_the_end = options.last_table || options.status || !choice.is_everything();
  return at_the_end ? Form::table : Form::lines;
}

/// A column of the board is one that it has for these types; of rows, a field of any.
Result<void> check_columns_of(const Plan& plan) {
  if (plan.csv || plan.as_rows) return check_columns(plan.columns, plan.types, !plan.csv);
  EventBoard board;
  for (const std::string_view type : plan.types) board.await_type(type);
  std::vector<std::string> of_board = plan.columns;
  std::erase_if(of_board, [&](const std::string& name) {
    return !plan.tapes.empty() && check_columns({name}, plan.tapes, true).has_value();
  });
  const Result<Table> table = with_columns(board.table(kAnyTime), of_board);
  return table ? Result<void>{} : std::unexpected(table.error());
}

Result<Plan> make_plan(const Session& session, const StreamOptions& options) {
  const Result<EventTypes> types = event_types_named(options.events);
  if (!types) return std::unexpected(types.error());
  Plan plan{.types = *types,
            .choice = {options.head, options.tail, options.sort, options.filter},
            .csv = options.table.csv,
            .columns = options.table.columns};
  plan.form = form_of(session, options, plan.choice);
  plan.as_rows = options.head || options.tail || plan.form == Form::rows;
  for (const std::string_view type : plan.types) {
    if (!has_board_columns(type)) plan.tapes.push_back(type);
  }
  const bool for_board = !plan.as_rows && is_board_column(sort_column(plan.choice.sort).first);
  const bool has_quotes = std::ranges::find(plan.types, Schema<Quote>::name) != plan.types.end();
  if (options.window && options.window->at_forward && !has_quotes) {
    return fail(Errc::usage,
                "the forward comes from quotes of the options: add quote to --events, or take "
                "at=spot");
  }
  const bool has_greeks = std::ranges::find(plan.types, Schema<Greeks>::name) != plan.types.end();
  if (options.window && options.window->deltas && !has_greeks) {
    return fail(Errc::usage, "a window by delta follows the greeks: add greeks to --events");
  }
  const bool json_lines = plan.form == Form::lines && !plan.csv && !session.context.globals.json;
  if (json_lines && !plan.columns.empty()) {
    return fail(Errc::usage, "lines of JSON have every column; add --csv or --table to --columns");
  }
  const Result<void> showable = check_columns_of(plan);
  if (!showable) return std::unexpected(showable.error());
  const Result<void> sortable = for_board ? Result<void>{} : check(plan.choice, plan.types);
  if (!sortable) return std::unexpected(sortable.error());
  return plan;
}

bool is_in(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// What arrived, and what is written at once.
struct Arrivals {
  EventBoard board;
  EventTables tables;
  EventTypes asked;
  EventTypes kept;  ///< types whose rows are kept
  std::vector<std::string> filter;
  std::function<void(const Event&)> write;  ///< empty where only tables are wanted
  std::optional<std::uint64_t> most;        ///< --count
  std::vector<Gap> gaps;                    ///< times of which something may be missing

  void take(const Event& event) {
    if (full()) return;
    board.put(event);
    const auto [type, symbol] = name_of(event);
    if (is_in(kept, type)) tables.append(event);
    const bool wanted = is_in(asked, type) && (filter.empty() || is_in(filter, symbol));
    if (write && wanted) write(event);
  }
  [[nodiscard]] bool full() const { return most && board.events() >= *most; }

 private:
  static std::pair<std::string_view, std::string_view> name_of(const Event& event) {
    return std::visit(
        []<class E>(const E& value) -> std::pair<std::string_view, std::string_view> {
          if constexpr (std::same_as<E, UnknownEvent>) {
            return {value.type, ""};
          } else {
            return {Schema<E>::name, value.symbol.view()};
          }
        },
        event);
  }
};

struct Stream {
  Plan plan;
  std::shared_ptr<Arrivals> arrivals;
  std::shared_ptr<Taps> taps;
  std::unique_ptr<LiveWindow> window;  ///< null without --window

  [[nodiscard]] const EventBoard& board() const { return arrivals->board; }
  [[nodiscard]] bool over() const { return arrivals->full() || !taps->is_flowing(); }
};

std::string gap_json(const Gap& gap) {
  return JsonObject{}
      .text("schema", "belay.gap/1")
      .text("from", json_time(gap.from))
      .text("to", json_time(gap.to))
      .text("contract", gap.contract)
      .text("reason", gap.reason)
      .str();
}

/// Tells of every interval of which something may be missing: never silence.
asio::awaitable<void> watch_gaps(Gaps gaps, std::shared_ptr<Arrivals> arrivals, Output* json) {
  while (const std::optional<Gap> gap = co_await gaps.next()) {
    arrivals->gaps.push_back(*gap);
    if (json != nullptr && arrivals->write) json->write(gap_json(*gap) + "\n");
  }
}

std::function<void(const Event&)> writer(Session& session, const Plan& plan) {
  if (plan.form != Form::lines) return {};
  Output& out = session.context.out;
  if (!plan.csv) return [&out](const Event& event) { out.write(json_event(event) + "\n"); };
  const CsvLines csv{plan.types, plan.columns};
  out.write(csv.header());
  return [&out, csv](const Event& event) { out.write(csv.line(event)); };
}

std::shared_ptr<Arrivals> make_arrivals(Session& session, const Plan& plan,
                                        const StreamOptions& options) {
  auto arrivals = std::make_shared<Arrivals>();
  arrivals->asked = plan.types;
  arrivals->filter = options.filter;
  arrivals->kept = plan.as_rows ? plan.types : plan.tapes;
  arrivals->most = options.count;
  arrivals->write = writer(session, plan);
  for (const std::string& symbol : options.symbols) arrivals->board.await_symbol(symbol);
  for (const std::string_view type : plan.types) {
    const auto may_come = [&](const std::string& s) { return can_have(kind_of_symbol(s), type); };
    const bool in_window = options.window && can_have(SymbolKind::option, type);
    if (in_window || std::ranges::any_of(options.symbols, may_come)) {
      arrivals->board.await_type(type);
    }
  }
  return arrivals;
}

/// Adds to `skipped` what these symbols cannot have (product.md S2-36).
std::vector<std::string> capable(const std::vector<std::string>& symbols, std::string_view type,
                                 std::vector<std::string>& skipped) {
  std::vector<std::string> out;
  for (const std::string& symbol : symbols) {
    const SymbolKind kind = kind_of_symbol(symbol);
    if (can_have(kind, type)) {
      out.push_back(symbol);
    } else {
      skipped.push_back(fmt::format("{} of {} ({})", type, symbol, describe(kind)));
    }
  }
  return out;
}

/// One line; silent when every type was asked for anyway.
void tell_skipped(const std::vector<std::string>& skipped, const StreamOptions& options) {
  constexpr std::size_t kNamed = 5;
  const bool all = std::ranges::find(options.events, "all") != options.events.end();
  if (skipped.empty() || all || !options.tell_skipped) return;
  const auto named = std::span{skipped}.first(std::min(skipped.size(), kNamed));
  std::string line = fmt::format("belay: skipped, there is no {}", fmt::join(named, ", "));
  if (skipped.size() > kNamed) line += fmt::format(" and {} more", skipped.size() - kNamed);
  Context::complain(escape_control(line) + "\n");
}

Task<void> open_symbols(Stream& stream, const StreamOptions& options) {
  std::vector<std::string> skipped;
  bool any = false;
  for (const std::string_view type : stream.plan.types) {
    std::vector<std::string> symbols = capable(options.symbols, type, skipped);
    if (symbols.empty()) continue;
    const Result<void> opened = co_await stream.taps->open(type, std::move(symbols));
    if (!opened) co_return opened;
    any = true;
  }
  if (!any && !options.symbols.empty() && !options.window) {
    co_return fail(Errc::usage, fmt::format("nothing is left to ask for: there is no {}; options "
                                            "look like .SPXW250113C5830",
                                            fmt::join(skipped, ", ")));
  }
  tell_skipped(skipped, options);
  co_return Result<void>{};
}

/// The window's underlying; its trades come even when nobody asked for trades, to follow the money.
Task<void> open_underlying(Stream& stream) {
  const std::string symbol = stream.window->underlying();
  EventTypes types = stream.plan.types;
  for (const std::string_view needed : {Schema<Trade>::name, Schema<Quote>::name}) {
    if (std::ranges::find(types, needed) == types.end()) types.push_back(needed);
  }
  stream.arrivals->board.await_symbol(symbol);
  const std::vector<std::string> symbols{symbol};
  for (const std::string_view type : types) {
    if (!can_have(kind_of_symbol(symbol), type)) continue;
    const Result<void> opened = co_await stream.taps->open(type, symbols);
    if (!opened) co_return opened;
  }
  co_return Result<void>{};
}

/// Midnight in New York.
Instant start_of_day(Instant at) {
  return from_new_york(std::chrono::local_days{new_york_date(at)});
}

Task<void> begin(Session& session, Stream& stream, const StreamOptions& options) {
  if (options.window) {
    WindowSpec spec = *options.window;
    Result<std::unique_ptr<LiveWindow>> window =
        co_await LiveWindow::open(session, std::move(spec));
    if (!window) co_return std::unexpected(window.error());
    stream.window = std::move(*window);
    const Result<void> opened = co_await open_underlying(stream);
    if (!opened) co_return opened;
  }
  co_return co_await open_symbols(stream, options);
}

std::string foot(const Stream& stream, std::string_view keys) {
  std::string out =
      fmt::format("{} events  lag {}", stream.board().events(), stream.taps->lagged());
  const std::string window = stream.window ? stream.window->text() : "";
  const std::size_t gaps = stream.arrivals->gaps.size();
  const std::string lost = gaps == 0 ? "" : fmt::format("gaps {}", gaps);
  for (const std::string& more : {lost, window, stream.board().unknown_text(), std::string{keys}}) {
    if (!more.empty()) out += "  " + more;
  }
  return out;
}

/// What fits on a screen: of a window the strikes nearest to the money.
RowChoice fitting(const Stream& stream, std::size_t height) {
  RowChoice choice = stream.plan.choice;
  if (stream.window && choice.filter.empty() && height > kAroundBoard) {
    choice.filter = stream.window->nearest(height - kAroundBoard);
  }
  return choice;
}

std::string market_text(const Session& session, const Stream& stream, std::size_t height) {
  const Style& style = session.context.style;
  const Instant now = session.context.clock.now();
  const Arrivals& arrivals = *stream.arrivals;
  if (stream.plan.as_rows) {
    return rows_text(arrivals.tables, stream.plan.types, stream.plan.choice, stream.plan.columns,
                     now, style);
  }
  std::string out;
  if (stream.plan.tapes.size() < stream.plan.types.size()) {
    Table table = arrivals.board.table(now, fitting(stream, height));
    out = render(with_those_there_are(std::move(table), stream.plan.columns), style);
  }
  RowChoice tape = stream.plan.choice;
  tape.tail = kTapeRows;
  return out + rows_text(arrivals.tables, stream.plan.tapes, tape, stream.plan.columns, now, style);
}

/// `keys` says what can be pressed; empty where nothing can.
std::string frame(const Session& session, const Stream& stream, bool status, std::size_t height,
                  std::string_view keys) {
  const Style& style = session.context.style;
  const std::string body = status ? status_text(stream.taps->feed().status(), stream.board(),
                                                session.context.clock.now(), style)
                                  : market_text(session, stream, height);
  return session.banner() + body +
         paint(ellipsize(foot(stream, keys), style.width), Meaning::muted, style.color) + "\n";
}

bool time_is_up(const Session& session, const StreamOptions& options, Tick begun) {
  return options.run_for && session.context.clock.tick() - begun >= *options.run_for;
}

/// The screen as it is now, width included: a person may have resized the window.
void draw(Session& session, const Stream& stream, bool status, bool enter_goes_on) {
  const std::size_t height = fit_to_terminal(session);
  const std::string_view keys = enter_goes_on ? "Enter: next  q: leave" : "q: leave";
  const std::string text = frame(session, stream, status, height, keys);
  session.context.out.write(LiveScreen::redraw(text, height));
}

Left meaning_of_key(char key, bool enter_goes_on) {
  if (key == 'q') return Left::quit;
  return enter_goes_on && is_go_on(key) ? Left::next : Left::by_itself;
}

Task<Left> watch(Session& session, Stream& stream, const StreamOptions& options,
                 bool enter_goes_on) {
  session.context.waiting.end();
  const Tick begun = session.context.clock.tick();
  std::optional<LiveScreen> screen;
  if (stream.plan.form == Form::screen) screen.emplace().take_over();
  Left left = Left::by_itself;
  while (left == Left::by_itself && !stream.over() && !time_is_up(session, options, begun)) {
    if (stream.window) {
      const Result<void> followed =
          co_await stream.window->follow(stream.arrivals->board, *stream.taps, stream.plan.types);
      if (!followed) co_return std::unexpected(followed.error());
    }
    if (screen) draw(session, stream, options.status, enter_goes_on);
    const bool stopped = co_await pause_before_redraw(session);
    if (screen) left = meaning_of_key(screen->pressed(), enter_goes_on);
    if (stopped) left = Left::quit;
  }
  co_return left;
}

void write_rows(Session& session, const Stream& stream) {
  const CsvLines csv{stream.plan.types, stream.plan.columns};
  Output& out = session.context.out;
  if (stream.plan.csv) out.write(csv.header());
  visit_rows(stream.arrivals->tables, stream.plan.types, stream.plan.choice,
             [&](const Event& event) {
               out.write(stream.plan.csv ? csv.line(event) : json_event(event) + "\n");
             });
}

void write_status(Session& session, Stream& stream) {
  JsonObject document = session.document("belay.stream.status/1");
  put_status(document, stream.taps->feed().status(), stream.board(), session.context.clock.now());
  session.context.out.write(document.str() + "\n");
}

/// What is left when the stream ends. Taken before the subscriptions are closed.
void conclude(Session& session, Stream& stream, bool status) {
  switch (stream.plan.form) {
    case Form::screen:
    case Form::table: session.context.out.write(frame(session, stream, status, 0, {})); return;
    case Form::rows: write_rows(session, stream); return;
    case Form::document: write_status(session, stream); return;
    case Form::lines: break;
  }
  if (stream.taps->lagged() == 0) return;
  Context::complain(fmt::format(
      "belay: warning: {} events were replaced by newer ones before they could be written\n",
      stream.taps->lagged()));
}

/// What a person should know that the table or the lines do not say.
void remarks(const Stream& stream, const StreamOptions& options) {
  for (const Gap& gap : stream.arrivals->gaps) {
    Context::complain(fmt::format("belay: warning: {} data may be missing from {} to {} ({})\n",
                                  gap.contract, to_new_york_text(gap.from),
                                  to_new_york_text(gap.to), escape_control(gap.reason)));
  }
  for (const std::string& symbol : options.symbols) {
    const auto possible = [kind = kind_of_symbol(symbol)](auto type) {
      return can_have(kind, type);
    };
    if (!stream.board().heard(symbol) && std::ranges::any_of(stream.plan.types, possible)) {
      Context::complain("belay: warning: nothing arrived for " + escape_control(symbol) + "\n");
    }
  }
  if (stream.window && !stream.window->has_opened()) {
    Context::complain(
        fmt::format("belay: warning: no price of {} arrived, so the window around "
                    "the money never opened\n",
                    escape_control(stream.window->underlying())));
  }
}

}  // namespace

Task<Left> watch_stream(Session& session, StreamOptions options, bool enter_goes_on) {
  Result<Plan> plan = make_plan(session, options);
  if (!plan) co_return std::unexpected(plan.error());
  Result<MarketData> feed = co_await session.client.market_data();
  if (!feed) co_return std::unexpected(feed.error());
  Stream stream{.plan = std::move(*plan)};
  stream.arrivals = make_arrivals(session, stream.plan, options);
  stream.taps = std::make_shared<Taps>(
      session.executor, std::move(*feed), start_of_day(session.market_now()),
      [arrivals = stream.arrivals](const Event& event) { arrivals->take(event); });
  const bool json = stream.plan.form == Form::lines && !stream.plan.csv;
  asio::co_spawn(session.executor,
                 watch_gaps(stream.taps->feed().gaps(), stream.arrivals,
                            json ? &session.context.out : nullptr),
                 asio::detached);
  const Result<void> begun = co_await begin(session, stream, options);
  if (!begun) co_return std::unexpected(begun.error());
  const Result<Left> left = co_await watch(session, stream, options, enter_goes_on);
  conclude(session, stream, options.status);
  stream.arrivals->write = nullptr;
  stream.taps->close_all();
  remarks(stream, options);
  if (left && stream.taps->failure() && !stream.arrivals->full()) {
    co_return std::unexpected(*stream.taps->failure());
  }
  co_return left;
}

namespace {

Task<ExitCode> show_stream(Session& session, StreamOptions options) {
  const Result<Left> left = co_await watch_stream(session, std::move(options), false);
  if (!left) co_return std::unexpected(left.error());
  co_return ExitCode::ok;
}

}  // namespace

Result<ExitCode> run_stream(Context& context, const StreamOptions& options) {
  return unless_stopped(
      with_client(context, [&](Session& session) { return show_stream(session, options); }));
}

}  // namespace belay::app
