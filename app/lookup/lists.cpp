#include "app/lookup/show.hpp"
#include "app/show_table.hpp"
#include "app/text_file.hpp"
#include "belay/client/groups/alerts.hpp"
#include "belay/client/groups/backtests.hpp"
#include "belay/client/groups/watchlists.hpp"
#include "belay/model/symbology.hpp"

// broker-api.md 4.10 and 4.11.

namespace belay::app {
namespace {

std::vector<std::string> after_the_first(const std::vector<std::string>& names) {
  return {names.begin() + 1, names.end()};
}

WatchlistEntry entry_of(const std::string& symbol) {
  WatchlistEntry entry{.symbol = symbol};
  if (const auto type = instrument_type_of(symbol)) entry.instrument_type = *type;
  return entry;
}

NewWatchlist changed(const Watchlist& old) {
  return {.name = old.name,
          .watchlist_entries = old.watchlist_entries,
          .group_name = old.group_name,
          .order_index = old.order_index};
}

bool contains(const NewWatchlist& list, const std::string& symbol) {
  const auto& entries = list.watchlist_entries;
  return std::ranges::find(entries, symbol, &WatchlistEntry::symbol) != entries.end();
}

Result<ExitCode> show_entries(const Session& session, const LookupOptions& options,
                              const Result<Watchlist>& list) {
  if (!list) return std::unexpected(list.error());
  return show_items(session, options, json::encode(list->watchlist_entries));
}

// PUT replaces everything: what is there is read, changed and sent whole.
template <class Change>
Task<Watchlist> change_watchlist(Session& session, std::string name, Change change) {
  const auto watchlists = session.client.watchlists();
  const Result<Watchlist> old = co_await watchlists.get(name);
  if (!old) co_return std::unexpected(old.error());
  NewWatchlist fresh = changed(*old);
  const Result<void> fine = change(fresh);
  if (!fine) co_return std::unexpected(fine.error());
  co_return co_await watchlists.replace(name, fresh);
}

template <class T>
Result<T> read_json(const std::string& file) {
  const Result<std::string> text = text_of_file(file);
  if (!text) return std::unexpected(text.error());
  Result<T> value = json::decode<T>(*text);
  if (value) return value;
  return fail(Errc::usage, fmt::format("{}: {}", file, value.error().message));
}

Result<NewQuoteAlert> alert_of(const std::vector<std::string>& words) {
  if (words.size() != 4) {
    return fail(Errc::usage, "write: alert add SYMBOL last|bid|ask|iv '>'|'<' PRICE");
  }
  NewQuoteAlert alert{.symbol = words[0], .threshold = words[3]};
  const std::string& field = words[1];
  alert.field = field == "last"  ? AlertField::last
                : field == "bid" ? AlertField::bid
                : field == "ask" ? AlertField::ask
                : field == "iv"  ? AlertField::implied_volatility
                                 : AlertField::unknown;
  alert.comparison = Open<AlertComparison>::parse(words[2]);
  const Result<Decimal> price = Decimal::parse(words[3]);
  if (alert.field == AlertField::unknown) {
    return fail(Errc::usage, fmt::format("'{}' is not last, bid, ask or iv", field));
  }
  if (!alert.comparison.is_known()) {
    return fail(Errc::usage, fmt::format("'{}' is not '>' or '<'", words[2]));
  }
  if (!price) return fail(Errc::usage, fmt::format("'{}' is not a price", words[3]));
  alert.threshold_numeric = *price;
  if (const auto type = instrument_type_of(alert.symbol)) alert.instrument_type = *type;
  return alert;
}

}  // namespace

Task<ExitCode> list_watchlists(Session& session, const LookupOptions& options) {
  const Result<std::vector<Watchlist>> all = co_await session.client.watchlists().list();
  co_return show_list(session, options, all);
}

Task<ExitCode> show_watchlist(Session& session, const LookupOptions& options) {
  const Result<Watchlist> one = co_await session.client.watchlists().get(options.names.front());
  co_return show_entries(session, options, one);
}

Task<ExitCode> create_watchlist(Session& session, const LookupOptions& options) {
  NewWatchlist fresh{.name = options.names.front()};
  for (const std::string& symbol : after_the_first(options.names)) {
    if (!contains(fresh, symbol)) fresh.watchlist_entries.push_back(entry_of(symbol));
  }
  const Result<Watchlist> made = co_await session.client.watchlists().create(fresh);
  co_return show_entries(session, options, made);
}

Task<ExitCode> add_to_watchlist(Session& session, const LookupOptions& options) {
  const std::vector<std::string> symbols = after_the_first(options.names);
  const auto add = [&](NewWatchlist& list) -> Result<void> {
    for (const std::string& symbol : symbols) {
      if (!contains(list, symbol)) list.watchlist_entries.push_back(entry_of(symbol));
    }
    return {};
  };
  const Result<Watchlist> now = co_await change_watchlist(session, options.names.front(), add);
  co_return show_entries(session, options, now);
}

Task<ExitCode> remove_from_watchlist(Session& session, const LookupOptions& options) {
  const std::vector<std::string> symbols = after_the_first(options.names);
  const auto remove = [&](NewWatchlist& list) -> Result<void> {
    for (const std::string& symbol : symbols) {
      if (!contains(list, symbol)) {
        return fail(Errc::usage, fmt::format("{} has no '{}'", list.name, symbol));
      }
      std::erase_if(list.watchlist_entries,
                    [&](const WatchlistEntry& entry) { return entry.symbol == symbol; });
    }
    return {};
  };
  const Result<Watchlist> now = co_await change_watchlist(session, options.names.front(), remove);
  co_return show_entries(session, options, now);
}

Task<ExitCode> delete_watchlist(Session& session, const LookupOptions& options) {
  const std::string& name = options.names.front();
  const Result<Watchlist> gone = co_await session.client.watchlists().remove(name);
  if (!gone) co_return std::unexpected(gone.error());
  co_return show_done(session, options, name, fmt::format("deleted watchlist {}", name));
}

Task<ExitCode> public_watchlists(Session& session, const LookupOptions& options) {
  const auto watchlists = session.client.watchlists();
  if (options.names.empty()) {
    const Result<std::vector<Watchlist>> all = co_await watchlists.public_lists(true);
    co_return show_list(session, options, all);
  }
  const Result<Watchlist> one = co_await watchlists.public_list(options.names.front());
  co_return show_one(session, options, one);
}

Task<ExitCode> pairs_watchlists(Session& session, const LookupOptions& options) {
  const auto watchlists = session.client.watchlists();
  if (options.names.empty()) {
    const Result<std::vector<PairsWatchlist>> all = co_await watchlists.pairs_lists();
    co_return show_list(session, options, all);
  }
  const Result<PairsWatchlist> one = co_await watchlists.pairs_list(options.names.front());
  co_return show_one(session, options, one);
}

Task<ExitCode> list_alerts(Session& session, const LookupOptions& options) {
  const Result<std::vector<QuoteAlert>> all = co_await session.client.alerts().list();
  co_return show_list(session, options, all);
}

Task<ExitCode> add_alert(Session& session, const LookupOptions& options) {
  const Result<NewQuoteAlert> alert = alert_of(options.names);
  if (!alert) co_return std::unexpected(alert.error());
  const Result<QuoteAlert> made = co_await session.client.alerts().create(*alert);
  co_return show_one(session, options, made);
}

Task<ExitCode> remove_alert(Session& session, const LookupOptions& options) {
  const std::string& id = options.names.front();
  const Result<Done> gone = co_await session.client.alerts().remove(id);
  if (!gone) co_return std::unexpected(gone.error());
  co_return show_done(session, options, id, fmt::format("deleted alert {}", id));
}

Task<ExitCode> list_backtests(Session& session, const LookupOptions& options) {
  const Result<std::vector<std::string>> ids = co_await session.client.backtests().list();
  if (!ids) co_return std::unexpected(ids.error());
  JsonObject document = session.document(options.lookup->schema);
  std::vector<std::string> quoted;
  Table table{.columns = {{"Id"}}, .rows = {}};
  for (const std::string& id : *ids) {
    quoted.push_back(json::quoted(id));
    table.rows.push_back({Cell{id}});
  }
  document.raw("items", json_array(quoted));
  const Shown shown{.table = std::move(table), .nothing = "no backtests\n"};
  co_return show_table(session, options.table, shown, document);
}

Task<ExitCode> run_backtest(Session& session, const LookupOptions& options) {
  const Result<NewBacktest> wanted = read_json<NewBacktest>(options.names.front());
  if (!wanted) co_return std::unexpected(wanted.error());
  const Result<Backtest> started = co_await session.client.backtests().create(*wanted);
  co_return show_one(session, options, started);
}

Task<ExitCode> show_backtest(Session& session, const LookupOptions& options) {
  const Result<Backtest> one = co_await session.client.backtests().get(options.names.front());
  co_return show_one(session, options, one);
}

Task<ExitCode> backtest_logs(Session& session, const LookupOptions& options) {
  const Result<std::string> logs = co_await session.client.backtests().logs(options.names.front());
  if (!logs) co_return std::unexpected(logs.error());
  JsonObject document = session.document(options.lookup->schema);
  document.text("logs", *logs);
  session.show(*logs, document);
  co_return ExitCode::ok;
}

Task<ExitCode> cancel_backtest(Session& session, const LookupOptions& options) {
  const std::string& id = options.names.front();
  const Result<Done> ended = co_await session.client.backtests().cancel(id);
  if (!ended) co_return std::unexpected(ended.error());
  co_return show_done(session, options, id, fmt::format("cancelled backtest {}", id));
}

Task<ExitCode> backtest_dates(Session& session, const LookupOptions& options) {
  const Result<std::vector<BacktestDates>> dates =
      co_await session.client.backtests().available_dates();
  co_return show_list(session, options, dates);
}

Task<ExitCode> backtest_trade(Session& session, const LookupOptions& options) {
  const Result<NewSimulatedTrade> trade = read_json<NewSimulatedTrade>(options.names.front());
  if (!trade) co_return std::unexpected(trade.error());
  const Result<std::vector<SimulatedTradePoint>> points =
      co_await session.client.backtests().simulate_trade(*trade);
  co_return show_list(session, options, points);
}

}  // namespace belay::app
