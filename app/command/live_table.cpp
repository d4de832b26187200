#include "app/command/live_table.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "app/command/live_loop.hpp"
#include "app/render/csv.hpp"
#include "app/render/text.hpp"
#include "app/terminal.hpp"
#include "app/view/row_changes.hpp"

namespace belay::app {
namespace {

/// What was told already where there is no screen.
struct Told {
  RowChanges changes;
  std::string trouble;
  bool heading = false;  ///< of --csv
};

Result<void> draw(Session& session, const LiveTable& table) {
  const std::size_t height = fit_to_terminal(session);
  const Style& style = session.context.style;
  const Result<std::string> body = table.body(style);
  if (!body) return std::unexpected(body.error());
  std::string foot = table.foot();
  if (const std::string trouble = table.trouble(); !trouble.empty()) foot += "  " + trouble;
  foot = ellipsize(foot + "  q: leave", style.width);
  const std::string text =
      session.banner() + *body + paint(foot, Meaning::muted, style.color) + "\n";
  session.context.out.write(LiveScreen::redraw(text, height));
  return {};
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

Result<void> tell_changes(Session& session, const LiveTable& table, Told& told, bool as_csv) {
  const std::string trouble = table.trouble();
  if (trouble != told.trouble && !trouble.empty())
    Context::complain("belay: warning: " + trouble + "\n");
  told.trouble = trouble;
  Result<Table> rows = table.rows();
  if (!rows) return std::unexpected(rows.error());
  const std::vector<std::size_t> changed = told.changes.take(*rows, table.keys());
  if (changed.empty()) return {};
  const Instant at = session.market_now();
  std::string text;
  if (as_csv) {
    text = csv_lines(std::move(*rows), changed, at, !std::exchange(told.heading, true));
  } else {
    for (const std::size_t row : changed) {
      text += session.context.globals.json
                  ? table.json_line(row)
                  : fmt::format("{}  {}\n", to_new_york_text(at), row_line(*rows, row));
    }
  }
  session.context.out.write(text);
  return {};
}

Task<void> show_until_left(Session& session, LiveTable& table, LiveOptions options,
                           bool on_screen) {
  session.context.waiting.end();
  const Tick begun = session.context.clock.tick();
  const auto is_over = [&] {
    return options.run_for && session.context.clock.tick() - begun >= *options.run_for;
  };
  Told told;
  std::optional<LiveScreen> screen;
  if (on_screen) screen.emplace().take_over();
  while (!is_over()) {
    const Result<void> updated = co_await table.update();
    if (!updated) co_return updated;
    const Result<void> shown =
        on_screen ? draw(session, table) : tell_changes(session, table, told, options.csv);
    if (!shown) co_return shown;
    const bool stopped = co_await pause_before_redraw(session);
    if (stopped || (screen && screen->pressed() == 'q')) break;
    if (auto failure = table.failure()) co_return std::unexpected(std::move(*failure));
  }
  co_return Result<void>{};
}

}  // namespace

Task<void> show_live(Session& session, LiveTable& table, LiveOptions options) {
  const Result<Table> fine = table.rows();
  if (!fine) co_return std::unexpected(fine.error());  // a wrong column, before the screen is taken
  const bool data = session.context.globals.json || options.csv;
  const bool on_screen = session.context.terminal && !data;
  const Result<void> shown = co_await show_until_left(session, table, options, on_screen);
  if (!on_screen || !shown) co_return shown;
  const Result<std::string> body = table.body(session.context.style);
  if (body) session.context.out.write(session.banner() + *body);
  co_return Result<void>{};
}

}  // namespace belay::app
