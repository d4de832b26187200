#include "app/cli.hpp"
#include "app/cli_parts.hpp"

// Tables of what there is: the account's, and option chains.

namespace belay::app {
namespace {

void add_account_tables(CLI::App& app, const Views& views, const Choose& choose) {
  CLI::App* accounts = add_command(app, "accounts", "List your accounts.", "belay accounts");
  add_table(accounts, views.accounts.table);
  chosen(accounts, choose, views.accounts);
  CLI::App* balances = add_command(app, "balances", "Cash, buying power and net liquidating value.",
                                   "belay balances --all-accounts");
  add_parsed(balances, "--at", views.balances.at, parse_date, "as they were at the end of that day",
             "DATE");
  add_table(balances, views.balances.table);
  chosen(balances, choose, views.balances);
  CLI::App* positions =
      add_command(app, "positions", "What you hold, what it is worth, what covers it.",
                  "belay positions --watch");
  CLI::Option* no_marks =
      positions->add_flag("--no-marks", views.positions.no_marks, "do not ask for market prices");
  positions->add_flag("--live", views.positions.live, "market prices from the stream")
      ->excludes(no_marks);
  CLI::Option* watch = positions
                           ->add_flag("--watch", views.positions.watch,
                                      "live until Ctrl-C; a line per change "
                                      "in a pipe")
                           ->excludes(no_marks);
  add_parsed(positions, "--for", views.positions.run_for, parse_duration,
             "end watching after this long", "15s|2m")
      ->needs(watch);
  add_table(positions, views.positions.table);
  chosen(positions, choose, views.positions);
  CLI::App* orders = add_command(app, "orders", "Orders that are working.", "belay orders --all");
  orders->add_flag("--all", views.orders.all, "also today's orders that are over");
  add_table(orders, views.orders.table);
  chosen(orders, choose, views.orders);
}

Result<WindowRight> parse_right(std::string_view text) {
  if (text == "both") return WindowRight::both;
  if (text == "call") return WindowRight::call;
  if (text == "put") return WindowRight::put;
  return fail(Errc::usage, fmt::format("'{}' is not both, call or put", text));
}

void add_expiration_type(CLI::App* chain, std::string& type) {
  CLI::Option* monthly = chain->add_flag_callback(
      "--monthly", [&type] { type = "Regular"; }, "only monthly expirations");
  chain->add_flag_callback(
           "--weekly", [&type] { type = "Weekly"; }, "only weekly expirations")
      ->excludes(monthly);
}

void add_chain(CLI::App& app, const Views& views, const Choose& choose) {
  CLI::App* chain = add_command(app, "chain", "Options of an underlying, by expiration and strike.",
                                "belay chain SPX --dte 0 --strikes ±10 --quotes");
  chain->add_option("underlying", views.chain.underlying, "e.g. SPX, /ES or /ESH5")
      ->required()
      ->type_name("SYMBOL");
  add_optional(chain, "--dte", views.chain.days_to_expiration, "only this many days to expiration",
               "DAYS");
  add_parsed(chain, "--exp", views.chain.expiration, parse_date, "only this expiration", "DATE");
  add_expiration_type(chain, views.chain.type);
  chain->add_option("--root", views.chain.root, "only this root, e.g. SPXW beside SPX")
      ->type_name("ROOT");
  add_parsed(chain, "--strikes", views.chain.strikes, parse_strikes,
             "around the money, by name or from to", "±10|590,595|5800..5900");
  add_parsed(chain, "--right", views.chain.right, parse_right, "only calls or puts",
             "both|call|put");
  chain->add_flag("--quotes,--live-quotes", views.chain.quotes,
                  "bid, ask, IV and delta from the stream");
  CLI::Option* watch =
      chain->add_flag("--watch", views.chain.watch,
                      "quotes until Ctrl-C; in a pipe a line per change of an option");
  add_parsed(chain, "--for", views.chain.run_for, parse_duration, "end watching after this long",
             "15s|2m")
      ->needs(watch);
  chain->add_flag("--flat", views.chain.flat, "a row per option");
  add_optional(chain, "--limit", views.chain.limit,
               "at most this many expirations, or options with --flat", "N");
  add_table(chain, views.chain.table);
  chosen(chain, choose, views.chain);
}

}  // namespace

void add_table(CLI::App* command, TableOptions& options) {
  command
      ->add_option("--columns", options.columns,
                   "which columns, in this order; a wrong name tells all names")
      ->delimiter(',')
      ->type_name("NAME,...");
  command->add_flag("--csv", options.csv, "comma-separated values");
}

void add_views(CLI::App& app, const Views& views, const Choose& choose) {
  add_account_tables(app, views, choose);
  add_chain(app, views, choose);
}

}  // namespace belay::app
