#include "app/view/positions.hpp"
#include "app/command/commands.hpp"
#include "app/command/steps.hpp"
#include "app/command/watch_positions.hpp"
#include "app/holdings.hpp"
#include "app/look.hpp"
#include "app/session.hpp"
#include "app/show_table.hpp"
#include "proto/json/codec.hpp"

namespace belay::app {
namespace {

std::string items_json(const std::vector<PositionRow>& rows, Date today) {
  std::vector<std::string> items;
  for (const PositionRow& row : rows) items.push_back(position_json(row, today));
  return json_array(items);
}

}  // namespace

Task<ExitCode> show_positions(Session& session, PositionsOptions options) {
  if (options.watch) co_return co_await watch_positions(session, std::move(options));
  const Result<Holdings> holdings = co_await read_holdings(session);
  if (!holdings) co_return std::unexpected(holdings.error());
  Result<Marks> marks;
  if (options.live) {
    marks = co_await marks_or_warning(session, holdings->streamer_symbols());
  } else if (!options.no_marks) {
    Task<Marks> asking = snapshot_marks(session, holdings->positions);
    marks = co_await marks_or_warning(session, std::move(asking));
  }
  if (!marks) co_return std::unexpected(marks.error());
  const auto rows = position_rows(holdings->positions, holdings->orders, *marks);
  const Instant market_now = session.market_now();
  JsonObject document = session.document("belay.positions/1");
  document.raw("items", items_json(rows, new_york_date(market_now)));
  const Shown shown{.table = positions_table(rows, session.context.clock.now(), market_now),
                    .records = json::encode(holdings->positions),
                    .known = wire_names<Position>};
  const Result<ExitCode> printed = show_table(session, options.table, shown, document);
  if (!printed) co_return printed;
  co_return holdings->unread;
}

Result<ExitCode> run_positions(Context& context, const PositionsOptions& options) {
  Result<ExitCode> outcome =
      with_client(context, [&](Session& session) { return show_positions(session, options); });
  return options.watch ? unless_stopped(std::move(outcome)) : outcome;
}

}  // namespace belay::app
