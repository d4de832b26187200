#include "app/look.hpp"
#include "app/lookup/show.hpp"
#include "belay/client/groups/instruments.hpp"
#include "belay/client/groups/market.hpp"
#include "belay/client/groups/market_time.hpp"
#include "belay/model/symbology.hpp"

// broker-api.md 4.8 and 4.9.

namespace belay::app {
namespace {

// In the order asked for, each once (the broker's order means nothing); `missing` are those it did
// not know.
std::vector<MarketSnapshot> in_order(const std::vector<MarketSnapshot>& found,
                                     const std::vector<std::string>& wanted,
                                     std::vector<std::string>& missing) {
  std::vector<MarketSnapshot> ordered;
  for (const std::string& symbol : wanted) {
    const auto at = std::ranges::find_if(
        found, [&](const MarketSnapshot& snapshot) { return snapshot.symbol == symbol; });
    if (at == found.end()) {
      missing.push_back(symbol);
    } else {
      ordered.push_back(*at);
    }
  }
  return ordered;
}

Task<ExitCode> sessions_of_days(Session& session, const LookupOptions& options) {
  SessionFilter filter;
  filter.from_date = options.from;
  filter.to_date = options.to ? options.to : options.from;
  filter.instrument_collection = options.exchange;
  const Result<std::vector<MarketSession>> all =
      co_await session.client.market_time().sessions(filter);
  co_return show_list(session, options, all);
}

Task<ExitCode> neighbour_session(Session& session, const LookupOptions& options) {
  const auto time = session.client.market_time();
  const bool futures = !options.exchange.empty() && options.exchange != "Equity";
  Result<MarketSession> one;
  if (options.next && futures) {
    one = co_await time.next_futures_session(options.exchange);
  } else if (options.next) {
    one = co_await time.next_equity_session();
  } else if (futures) {
    one = co_await time.previous_futures_session(options.exchange);
  } else {
    one = co_await time.previous_equity_session();
  }
  co_return show_one(session, options, one);
}

}  // namespace

Task<ExitCode> ask_quotes(Session& session, const LookupOptions& options) {
  SnapshotFilter filter;
  for (const std::string& symbol : options.names) add_symbol(filter, symbol);
  Pages<Client, MarketSnapshot> pages = session.client.market().snapshots(filter);
  const Result<std::vector<MarketSnapshot>> all = co_await pages.all();
  if (!all) co_return std::unexpected(all.error());
  std::vector<std::string> missing;
  const std::vector<MarketSnapshot> ordered = in_order(*all, options.names, missing);
  const Result<ExitCode> shown =
      show_items(session, options, json::encode(ordered), wire_names<MarketSnapshot>);
  if (!shown || missing.empty()) co_return shown;
  for (const std::string& symbol : missing) {
    Context::complain(fmt::format("belay: the broker has no quote of '{}'\n", symbol));
  }
  co_return ordered.empty() ? ExitCode::rejected : ExitCode::partly;
}

Task<ExitCode> ask_metrics(Session& session, const LookupOptions& options) {
  const Result<std::vector<MarketMetric>> all =
      co_await session.client.market().metrics(options.names);
  co_return show_list(session, options, all);
}

Task<ExitCode> ask_dividends(Session& session, const LookupOptions& options) {
  const Result<std::vector<Dividend>> all =
      co_await session.client.market().dividends(options.names.front());
  co_return show_list(session, options, all);
}

Task<ExitCode> ask_earnings(Session& session, const LookupOptions& options) {
  EarningsFilter filter;
  const Date today = new_york_date(session.market_now());
  filter.start_date = options.from.value_or(
      Date{today.year() - std::chrono::years{5}, today.month(), std::chrono::day{1}});
  filter.end_date = options.to;
  const Result<std::vector<EarningsReport>> all =
      co_await session.client.market().earnings(options.names.front(), filter);
  co_return show_list(session, options, all);
}

Task<ExitCode> ask_search(Session& session, const LookupOptions& options) {
  if (options.wide) {
    InstrumentSearch search;
    search.query = options.names.front();
    if (options.limit) search.limit = static_cast<std::int64_t>(*options.limit);
    const Result<std::vector<SearchableInstrument>> found =
        co_await session.client.instruments().search(search);
    co_return show_list(session, options, found);
  }
  const Result<std::vector<SymbolHit>> hits =
      co_await session.client.market().search(options.names.front());
  co_return show_list(session, options, hits);
}

Task<ExitCode> ask_sessions(Session& session, const LookupOptions& options) {
  if (options.next || options.previous) co_return co_await neighbour_session(session, options);
  if (options.from || options.to) co_return co_await sessions_of_days(session, options);
  std::vector<std::string> collections{"Equity", "CME", "CFE"};
  if (!options.exchange.empty()) collections = {options.exchange};
  const Result<std::vector<CurrentMarketSession>> now =
      co_await session.client.market_time().current_sessions(collections);
  co_return show_list(session, options, now);
}

Task<ExitCode> ask_holidays(Session& session, const LookupOptions& options) {
  const auto time = session.client.market_time();
  const bool futures = !options.exchange.empty() && options.exchange != "Equity";
  Result<MarketHolidays> days;
  if (futures) {
    days = co_await time.futures_holidays(options.exchange);
  } else {
    days = co_await time.equity_holidays();
  }
  co_return show_one(session, options, days);
}

}  // namespace belay::app
