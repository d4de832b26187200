#include "app/view/positions.hpp"
#include "app/command/commands.hpp"
#include "app/command/steps.hpp"
#include "app/holdings.hpp"
#include "app/look.hpp"
#include "app/session.hpp"

namespace belay::app {
namespace {

std::string items_json(const std::vector<PositionRow>& rows, Date today) {
  std::vector<std::string> items;
  for (const PositionRow& row : rows) items.push_back(position_json(row, today));
  return json_array(items);
}

}  // namespace

Task<ExitCode> show_positions(Session& session, PositionsOptions options) {
  const Result<Holdings> holdings = co_await read_holdings(session);
  if (!holdings) co_return std::unexpected(holdings.error());
  Result<Marks> marks;
  if (!options.no_marks) marks = co_await marks_or_warning(session, holdings->streamer_symbols());
  if (!marks) co_return std::unexpected(marks.error());
  const auto rows = position_rows(holdings->positions, holdings->orders, *marks);
  const Instant market_now = session.market_now();
  JsonObject document = session.document("belay.positions/1");
  document.raw("items", items_json(rows, new_york_date(market_now)));
  const Table table = positions_table(rows, session.context.clock.now(), market_now);
  session.show(render(table, session.context.style), document);
  co_return holdings->unread;
}

Result<ExitCode> run_positions(Context& context, const PositionsOptions& options) {
  return with_client(context, [&](Session& session) { return show_positions(session, options); });
}

}  // namespace belay::app
