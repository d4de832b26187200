#include <memory>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/steady_timer.hpp>

#include "app/command/commands.hpp"
#include "app/render/csv.hpp"
#include "app/render/text.hpp"
#include "app/session.hpp"
#include "app/view/candles.hpp"
#include "app/view/columns.hpp"
#include "belay/client/series.hpp"

namespace belay::app {
namespace {

using Bars = TimeSeries<Candle>;

constexpr std::chrono::seconds kPatience{10};  // for the first snapshot

/// Ends a series after a while; next_change() then says no.
class Deadline {
 public:
  Deadline(const boost::asio::any_io_executor& executor, const std::shared_ptr<Bars>& bars)
      : timer_{executor, kPatience} {
    timer_.async_wait([weak = std::weak_ptr{bars}](const auto& error) {
      if (const auto open = weak.lock(); open && !error) open->close();
    });
  }

 private:
  boost::asio::steady_timer timer_;
};

Task<std::shared_ptr<Bars>> open_series(MarketData& feed, CandleQuery query) {
  std::string symbol = to_string(query.symbol);
  Result<Bars> made = co_await feed.candles(std::move(symbol), query.from);
  if (!made) co_return std::unexpected(made.error());
  co_return std::make_shared<Bars>(std::move(*made));
}

/// Returns when the first snapshot is whole.
Task<void> await_snapshot(Session& session, std::shared_ptr<Bars> bars, CandleQuery query) {
  const Deadline deadline{session.executor, bars};
  while (!bars->store().ready()) {
    const std::optional<SeriesChange> change = co_await bars->next_change();
    if (change) continue;
    const Result<void> status = bars->status();
    if (!status) co_return status;
    co_return fail(Errc::not_found,
                   fmt::format("no candles came for {} within {} s: the feed does not know the "
                               "symbol, or these candles are not part of the subscription; look "
                               "the streamer symbol up with belay chain or belay positions --json",
                               to_string(query.symbol), kPatience.count()));
  }
  co_return Result<void>{};
}

std::string heading(const CandleQuery& query) {
  return escape_control(to_string(query.symbol)) + "\n";
}

/// Without the heading; the columns were checked before anything was asked.
std::string csv_text(std::span<const CandleLine> lines, const CandleQuery& query,
                     const TableOptions& options, std::int64_t newest, Instant now) {
  const std::string text =
      csv(with_columns(candle_values(lines, query, newest, now), options.columns).value());
  return text.substr(text.find('\n') + 1);
}

std::string csv_heading(const TableOptions& options) {
  return csv(with_columns(candle_values({}, {}, 0, {}), options.columns).value());
}

std::string table_text(std::span<const CandleLine> lines, const CandleQuery& query,
                       const TableOptions& options, Instant now, const Style& style) {
  std::string text = heading(query);
  if (lines.empty()) return text + "no bars in this span\n";
  return text +
         render(with_columns(candles_table(lines, query, now), options.columns).value(), style);
}

Result<void> check_columns(const CandlesOptions& options, const CandleQuery& query) {
  Table table = options.table.csv ? candle_values({}, query, 0, {}) : candles_table({}, query, {});
  const Result<Table> chosen = with_columns(std::move(table), options.table.columns);
  return chosen ? Result<void>{} : std::unexpected(chosen.error());
}

/// What a command that does not follow prints, of all series together.
struct Printout {
  std::string text;
  std::vector<std::string> items;  // of the --json document

  void add(const Session& session, const CandlesOptions& options, const CandleQuery& query,
           const SeriesStore<Candle>& store) {
    const Instant now = session.market_now();
    const std::vector<CandleLine> lines = candle_lines(store, query, now);
    if (options.table.csv) {
      text += csv_text(lines, query, options.table, newest_index(lines), now);
    } else if (session.context.globals.json) {
      items.push_back(candles_json(lines, query, store.snipped(), now));
    } else {
      text += table_text(lines, query, options.table, now, session.context.style);
    }
  }
  void show(const Session& session, const CandlesOptions& options) const {
    if (options.table.csv) return session.context.out.write(csv_heading(options.table) + text);
    JsonObject document = session.document("belay.candles/1");
    document.raw("series", json_array(items));
    session.show(text, document);
  }
};

/// Prints the bars of one update, each on a line of its own.
void print_update(const Session& session, const CandlesOptions& options, const CandleQuery& query,
                  const SeriesStore<Candle>& store, const std::vector<std::int64_t>& indices) {
  const Instant now = session.market_now();
  const std::int64_t newest = store.last() == nullptr ? 0 : store.last()->index;
  for (const std::int64_t index : indices) {
    const Candle* bar = store.find(index);
    if (bar == nullptr || from_epoch_ms(bar->time) < query.from) continue;
    const CandleLine line{*bar};
    const bool final_bar = is_final_line(line, query, newest, now);
    session.context.out.write(
        options.table.csv              ? csv_text({&line, 1}, query, options.table, newest, now)
        : session.context.globals.json ? candle_json(line, query, final_bar) + "\n"
                                       : candle_text(*bar, query, final_bar) + "\n");
  }
}

/// A loss is told when it is noticed; all bars follow when the service has sent them again.
void print_gap(const Session& session, const CandlesOptions& options, const CandleQuery& query,
               const SeriesGap& gap) {
  const Instant now = session.market_now();
  const CandleLine line{CandleGap{gap.from, now, gap.reason}};
  session.context.out.write(options.table.csv ? csv_text({&line, 1}, query, options.table, 0, now)
                            : session.context.globals.json ? candle_json(line, query, true) + "\n"
                                                           : gap_text(line, query) + "\n");
}

Task<void> follow(Session& session, CandlesOptions options, std::shared_ptr<Bars> bars,
                  CandleQuery query) {
  session.context.waiting.end();
  while (!session.context.out.broken()) {
    const std::optional<SeriesChange> change = co_await bars->next_change();
    if (!change) co_return bars->status();
    const SeriesStore<Candle>& store = bars->store();
    if (change->kind == SeriesChange::Kind::gap && store.gap()) {
      print_gap(session, options, query, *store.gap());
    }
    std::vector<std::int64_t> indices = change->indices;
    if (change->kind == SeriesChange::Kind::snapshot) {
      for (const Candle& bar : store.rows()) indices.push_back(bar.index);
    }
    print_update(session, options, query, store, indices);
  }
  co_return Result<void>{};
}

Task<ExitCode> show_candles(Session& session, CandlesOptions options) {
  const auto queries = candle_queries(options, session.market_now());
  if (!queries) co_return std::unexpected(queries.error());
  const Result<void> fine = check_columns(options, queries->front());
  if (!fine) co_return std::unexpected(fine.error());
  Result<MarketData> feed = co_await session.client.market_data();
  if (!feed) co_return std::unexpected(feed.error());
  std::vector<std::shared_ptr<Bars>> series;
  for (const CandleQuery& query : *queries) {
    const Result<std::shared_ptr<Bars>> bars = co_await open_series(*feed, query);
    if (!bars) co_return std::unexpected(bars.error());
    series.push_back(*bars);
  }
  Printout printout;
  for (std::size_t i = 0; i < series.size(); ++i) {
    const CandleQuery query = queries->at(i);
    const std::shared_ptr<Bars>& bars = series.at(i);
    const Result<void> arrived = co_await await_snapshot(session, bars, query);
    if (!arrived) co_return std::unexpected(arrived.error());
    printout.add(session, options, query, bars->store());
  }
  printout.show(session, options);
  if (!options.follow) co_return ExitCode::ok;
  const std::shared_ptr<Bars> first = series.front();
  const CandleQuery asked = queries->front();
  const Result<void> followed = co_await follow(session, options, first, asked);
  if (!followed) co_return std::unexpected(followed.error());
  co_return ExitCode::ok;
}

}  // namespace

Result<ExitCode> run_candles(Context& context, const CandlesOptions& options) {
  const auto outcome =
      with_client(context, [&](Session& session) { return show_candles(session, options); });
  return options.follow ? unless_stopped(outcome) : outcome;
}

}  // namespace belay::app
