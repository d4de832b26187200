#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/exit_code.hpp"
#include "app/table_options.hpp"
#include "belay/base/time.hpp"
#include "belay/task.hpp"

// Commands that ask the broker something and show the answer as rows: one table says their names,
// their flags, their columns and the function that asks.

namespace belay::app {

struct Session;
struct Lookup;

/// What the flags of a lookup say. A lookup takes those that its row names.
struct LookupOptions {
  const Lookup* lookup = nullptr;
  std::vector<std::string> names;  ///< what stands behind the command
  std::optional<Date> from;
  std::optional<Date> to;
  std::vector<std::string> types;
  std::string symbol;
  std::string underlying;
  std::string exchange;
  std::string id;
  std::string back;
  std::string file;
  bool wide = false;  ///< --active, --all, --instruments: more than usual
  bool next = false;
  bool previous = false;
  TableOptions table;
  std::optional<std::size_t> limit;
};

/// Flags beyond those of a table, which all have that show one.
enum class Flag : std::uint8_t {
  from,
  to,
  type,
  symbol,
  underlying,
  exchange,
  id,
  back,
  file,
  wide,
  next,
  previous
};

/// What may stand behind a command.
enum class Behind : std::uint8_t { nothing, one, some, many };

struct Lookup {
  std::string_view name;  ///< `watchlist show`: a word per level
  std::string_view about;
  std::string_view example;
  std::string_view schema;  ///< of the --json document
  /// The usual ones, by their names on the wire; none where one object is shown.
  std::string_view columns;
  bool sentence = false;  ///< it answers with a sentence or a text: no table
  Behind behind = Behind::nothing;
  std::string_view behind_name;
  std::vector<Flag> flags;
  std::string_view wide;  ///< `--active: every one that trades`: name and meaning of the wide flag
  Task<ExitCode> (*run)(Session& session, const LookupOptions& options) = nullptr;
};

[[nodiscard]] std::span<const Lookup> lookups();

// One function per row; a file per section of the broker's reference.
Task<ExitCode> ask_transactions(Session& session, const LookupOptions& options);
Task<ExitCode> ask_fees(Session& session, const LookupOptions& options);
Task<ExitCode> ask_net_liq(Session& session, const LookupOptions& options);
Task<ExitCode> ask_margin(Session& session, const LookupOptions& options);
Task<ExitCode> ask_status(Session& session, const LookupOptions& options);
Task<ExitCode> ask_order(Session& session, const LookupOptions& options);
Task<ExitCode> ask_past_orders(Session& session, const LookupOptions& options);
Task<ExitCode> ask_complex_orders(Session& session, const LookupOptions& options);

Task<ExitCode> ask_equities(Session& session, const LookupOptions& options);
Task<ExitCode> ask_equity_options(Session& session, const LookupOptions& options);
Task<ExitCode> ask_futures(Session& session, const LookupOptions& options);
Task<ExitCode> ask_future_products(Session& session, const LookupOptions& options);
Task<ExitCode> ask_future_options(Session& session, const LookupOptions& options);
Task<ExitCode> ask_future_option_products(Session& session, const LookupOptions& options);
Task<ExitCode> ask_cryptocurrencies(Session& session, const LookupOptions& options);
Task<ExitCode> ask_warrants(Session& session, const LookupOptions& options);
Task<ExitCode> ask_precisions(Session& session, const LookupOptions& options);
Task<ExitCode> ask_currency_pairs(Session& session, const LookupOptions& options);

Task<ExitCode> ask_quotes(Session& session, const LookupOptions& options);
Task<ExitCode> ask_metrics(Session& session, const LookupOptions& options);
Task<ExitCode> ask_dividends(Session& session, const LookupOptions& options);
Task<ExitCode> ask_earnings(Session& session, const LookupOptions& options);
Task<ExitCode> ask_search(Session& session, const LookupOptions& options);
Task<ExitCode> ask_sessions(Session& session, const LookupOptions& options);
Task<ExitCode> ask_holidays(Session& session, const LookupOptions& options);

Task<ExitCode> list_watchlists(Session& session, const LookupOptions& options);
Task<ExitCode> show_watchlist(Session& session, const LookupOptions& options);
Task<ExitCode> create_watchlist(Session& session, const LookupOptions& options);
Task<ExitCode> add_to_watchlist(Session& session, const LookupOptions& options);
Task<ExitCode> remove_from_watchlist(Session& session, const LookupOptions& options);
Task<ExitCode> delete_watchlist(Session& session, const LookupOptions& options);
Task<ExitCode> public_watchlists(Session& session, const LookupOptions& options);
Task<ExitCode> pairs_watchlists(Session& session, const LookupOptions& options);
Task<ExitCode> list_alerts(Session& session, const LookupOptions& options);
Task<ExitCode> add_alert(Session& session, const LookupOptions& options);
Task<ExitCode> remove_alert(Session& session, const LookupOptions& options);
Task<ExitCode> list_backtests(Session& session, const LookupOptions& options);
Task<ExitCode> run_backtest(Session& session, const LookupOptions& options);
Task<ExitCode> show_backtest(Session& session, const LookupOptions& options);
Task<ExitCode> backtest_logs(Session& session, const LookupOptions& options);
Task<ExitCode> cancel_backtest(Session& session, const LookupOptions& options);
Task<ExitCode> backtest_dates(Session& session, const LookupOptions& options);
Task<ExitCode> backtest_trade(Session& session, const LookupOptions& options);

}  // namespace belay::app
