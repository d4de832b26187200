#include "proto/rest/endpoints.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace belay::rest {
namespace {

using enum Effects;
using enum Service;

// clang-format off
constexpr Endpoint kEndpoints[] = {
    // Sign-in
    {"2.1", "POST", "/oauth/token", "(signs in by itself)", "login", "an access token for a grant", none, account, false, false},
    {"2.2", "POST", "/sessions", "(signs in by itself)", "login", "a legacy session", settings, account, false, false},
    {"2.2", "POST", "/device-challenge", "(signs in by itself)", "login", "answers the challenge of a new device", settings, account, false, false},
    {"2.2", "POST", "/sessions/validate", "sessions().validate", "", "who a session belongs to", none},
    {"2.2", "DELETE", "/sessions", "sessions().end", "logout", "ends the session", settings},
    {"2.2", "GET", "/users/me/two-factor-method", "sessions().two_factor_method", "", "how the second factor arrives", none},
    {"2.2", "POST", "/password/reset", "sessions().request_password_reset", "", "sends the mail that resets a password", settings, account, false, false},
    {"2.2", "POST", "/password", "sessions().change_password", "", "changes a password", settings},
    {"2.2", "POST", "/confirmation", "sessions().request_confirmation", "", "sends the confirmation mail again", settings, account, false, false},
    {"2.2", "GET", "/quote-streamer-tokens", "sessions().quote_streamer_token", "", "the predecessor of /api-quote-tokens", none},
    // Customers and accounts
    {"4.1", "GET", "/customers/me", "customer().me", "", "you, as the broker knows you", none},
    {"4.1", "GET", "/customers/me/accounts", "accounts", "accounts", "your accounts", none},
    {"4.1", "GET", "/customers/me/accounts/{account}", "customer().account", "", "one account", none},
    {"4.1", "GET", "/accounts/{account}/trading-status", "customer().trading_status", "status", "what the account may trade", none},
    {"4.1", "GET", "/accounts/{account}/position-limit", "customer().position_limit", "", "how large orders and positions may be", none},
    {"4.1", "GET", "/api-quote-tokens", "quote_token", "doctor", "the way in to market data", none},
    // Balances, positions, net-liq
    {"4.2", "GET", "/accounts/{account}/balances", "balances", "balances", "cash and buying power", none},
    {"4.2", "GET", "/accounts/{account}/balances/{currency}", "portfolio().balance", "", "the same in one currency", none},
    {"4.2", "GET", "/accounts/{account}/balance-snapshots", "portfolio().balance_snapshots", "balances --at", "balances of days past", none, account, true},
    {"4.2", "GET", "/accounts/{account}/positions", "positions", "positions", "what is held", none},
    {"4.2", "GET", "/accounts/{account}/net-liq/history", "portfolio().net_liq_history", "net-liq", "what the account was worth", none},
    {"4.2", "GET", "/accounts/{account}/net-liq", "portfolio().net_liq", "net-liq --now", "what the account is worth", none},
    // Transactions
    {"4.3", "GET", "/accounts/{account}/transactions", "transactions().search", "transactions", "what happened in the account", none, account, true},
    {"4.3", "GET", "/accounts/{account}/transactions/{id}", "transactions().get", "transactions --id", "one transaction", none},
    {"4.3", "GET", "/accounts/{account}/transactions/total-fees", "transactions().total_fees", "fees", "the fees of a day", none},
    // Orders
    {"4.4", "GET", "/accounts/{account}/orders", "orders().search", "order history", "orders of days past", none, order, true},
    {"4.4", "GET", "/accounts/{account}/orders/live", "live_orders", "orders", "orders of today and older working ones", none, order, true},
    {"4.4", "GET", "/accounts/{account}/orders/{id}", "orders().get", "order show", "one order", none, order},
    {"4.4", "POST", "/accounts/{account}/orders", "place", "order place", "sends an order", orders, order},
    {"4.4", "POST", "/accounts/{account}/orders/dry-run", "dry_run", "order place --dry-run", "what an order would do", none, order},
    {"4.4", "PUT", "/accounts/{account}/orders/{id}", "replace", "order replace", "replaces an order's terms", orders, order},
    {"4.4", "PATCH", "/accounts/{account}/orders/{id}", "edit", "order edit", "edits an order's price or time in force", orders, order},
    {"4.4", "DELETE", "/accounts/{account}/orders/{id}", "cancel", "order cancel", "cancels an order", orders, order},
    {"4.4", "POST", "/accounts/{account}/orders/{id}/dry-run", "dry_run_replacement", "order replace --dry-run", "what a replacement would do", none, order},
    {"4.4", "POST", "/accounts/{account}/orders/{id}/reconfirm", "orders().reconfirm", "", "confirms an equity offering again", orders, order},
    {"4.4", "GET", "/customers/me/orders", "orders().search_all", "", "orders of several accounts", none, order, true},
    {"4.4", "GET", "/customers/me/orders/live", "orders().live_all", "", "orders of today, of several accounts", none, order, true},
    // Complex orders
    {"4.5", "GET", "/accounts/{account}/complex-orders", "complex_orders().search", "order complex --all", "complex orders", none, order, true},
    {"4.5", "GET", "/accounts/{account}/complex-orders/live", "complex_orders().live", "order complex", "complex orders with a component placed today", none, order},
    {"4.5", "GET", "/accounts/{account}/complex-orders/{id}", "complex_orders().get", "order show --complex", "one complex order", none, order},
    {"4.5", "POST", "/accounts/{account}/complex-orders", "place", "order place", "sends an OCO, OTO, OTOCO or PAIRS", orders, order},
    {"4.5", "POST", "/accounts/{account}/complex-orders/dry-run", "dry_run", "order place --dry-run", "what a complex order would do", none, order},
    {"4.5", "PATCH", "/accounts/{account}/complex-orders/{id}", "complex_orders().set_ratio", "", "moves the threshold of a pairs order", orders, order},
    {"4.5", "POST", "/accounts/{account}/complex-orders/{id}/dry-run", "complex_orders().dry_run_ratio", "", "what that would do", none, order},
    {"4.5", "DELETE", "/accounts/{account}/complex-orders/{id}", "cancel_complex", "order cancel --complex", "cancels every open part of a complex order", orders, order},
    // Margin and risk
    {"4.6", "GET", "/margin/accounts/{account}/requirements", "margin().report", "margin", "margin by underlying", none},
    {"4.6", "POST", "/margin/accounts/{account}/dry-run", "margin().dry_run", "margin --file", "margin an order would need", none},
    {"4.6", "GET", "/accounts/{account}/margin-requirements/{underlying}/effective", "margin().effective", "margin --underlying", "rates in force for an underlying", none},
    {"4.6", "GET", "/margin-requirements-public-configuration", "margin().public_configuration", "margin --rate", "the risk-free rate", none, account, false, false},
    {"4.6", "GET", "/span/rows", "margin().span_rows", "", "SPAN files, row by row", none, account, true},
    // Instruments
    {"4.7", "GET", "/instruments/equities", "instruments().equities", "instruments equities", "stocks, ETFs and indices", none, account, true},
    {"4.7", "GET", "/instruments/equities/active", "instruments().active_equities", "instruments equities --active", "every stock that trades", none, account, true},
    {"4.7", "GET", "/instruments/equities/{symbol}", "instruments().equity", "", "one stock", none},
    {"4.7", "GET", "/instruments/equity-options", "instruments().equity_options", "", "options by symbol", none, account, true},
    {"4.7", "GET", "/instruments/equity-options/{symbol}", "instruments().equity_option", "instruments equity-options", "one option", none},
    {"4.7", "GET", "/instruments/equity-deliverables", "instruments().equity_deliverables", "", "undocumented; refused so far", none},
    {"4.7", "GET", "/instruments/futures", "instruments().futures", "instruments futures", "futures", none, account, true},
    {"4.7", "GET", "/instruments/futures/{symbol}", "instruments().future", "", "one future", none},
    {"4.7", "GET", "/instruments/future-products", "instruments().future_products", "instruments future-products", "products that futures belong to", none, account, true},
    {"4.7", "GET", "/instruments/future-products/{exchange}/{code}", "instruments().future_product", "instruments future-products", "one product", none},
    {"4.7", "GET", "/instruments/future-options", "instruments().future_options", "", "futures options by symbol", none},
    {"4.7", "GET", "/instruments/future-options/{symbol}", "instruments().future_option", "instruments future-options", "one futures option", none},
    {"4.7", "GET", "/instruments/future-option-products", "instruments().future_option_products", "instruments future-option-products", "products that futures options belong to", none, account, true},
    {"4.7", "GET", "/instruments/future-option-products/{root}", "instruments().future_option_product", "instruments future-option-products", "one such product", none},
    {"4.7", "GET", "/instruments/future-option-products/{exchange}/{root}", "instruments().future_option_product", "instruments future-option-products", "one such product of an exchange", none},
    {"4.7", "GET", "/instruments/future-spreads", "instruments().future_spreads", "", "undocumented; refused so far", none},
    {"4.7", "GET", "/instruments/cryptocurrencies", "instruments().cryptocurrencies", "instruments cryptocurrencies", "cryptocurrencies", none},
    {"4.7", "GET", "/instruments/cryptocurrencies/{symbol}", "instruments().cryptocurrency", "", "one cryptocurrency", none},
    {"4.7", "GET", "/instruments/warrants", "instruments().warrants", "instruments warrants", "warrants", none},
    {"4.7", "GET", "/instruments/warrants/{symbol}", "instruments().warrant", "", "one warrant", none},
    {"4.7", "GET", "/instruments/quantity-decimal-precisions", "instruments().quantity_decimal_precisions", "instruments precisions", "how finely quantities may be cut", none},
    {"4.7", "GET", "/instruments/currency-pairs", "instruments().currency_pairs", "instruments currency-pairs", "currency pairs", none},
    {"4.7", "GET", "/instruments/search", "instruments().search", "search --instruments", "instruments by words", none},
    {"4.7", "POST", "/instruments/ai-search-token", "instruments().ai_search_token", "", "a token for the broker's AI search", settings},
    {"4.7", "GET", "/option-chains/{symbol}", "instruments().option_chain", "", "every option of an underlying", none},
    {"4.7", "GET", "/option-chains/{symbol}/compact", "instruments().compact_option_chain", "", "the same, symbols only", none},
    {"4.7", "GET", "/option-chains/{symbol}/nested", "instruments().nested_option_chain", "chain", "by expiration and strike", none},
    {"4.7", "GET", "/futures-option-chains/{code}", "instruments().future_option_chain", "", "every option of a futures product", none},
    {"4.7", "GET", "/futures-option-chains/{code}/nested", "instruments().nested_future_option_chain", "chain", "by expiration and strike", none},
    // Market data over REST
    {"4.8", "GET", "/market-data/by-type", "market().snapshots", "quote", "quotes of up to 100 symbols, once", none},
    {"4.8", "GET", "/market-data/{type}/{symbol}", "market().snapshot", "", "one quote, once", none},
    {"4.8", "GET", "/market-metrics", "market().metrics", "metrics", "volatility, liquidity, earnings", none},
    {"4.8", "GET", "/market-metrics/historic-corporate-events/dividends/{symbol}", "market().dividends", "dividends", "dividends, newest first", none},
    {"4.8", "GET", "/market-metrics/historic-corporate-events/earnings-reports/{symbol}", "market().earnings", "earnings", "earnings, oldest first", none},
    {"4.8", "GET", "/symbols/search/{text}", "market().search", "search", "symbols that begin like a text", none},
    // Market time
    {"4.9", "GET", "/market-time/sessions", "market_time().sessions", "sessions", "sessions of a range of days", none},
    {"4.9", "GET", "/market-time/sessions/current", "market_time().current_sessions", "sessions", "the session of now, per market", none},
    {"4.9", "GET", "/market-time/equities/sessions/current", "market_time().current_equity_session", "", "the same for stocks", none},
    {"4.9", "GET", "/market-time/equities/sessions/next", "market_time().next_equity_session", "sessions --next", "the session after", none},
    {"4.9", "GET", "/market-time/equities/sessions/previous", "market_time().previous_equity_session", "sessions --previous", "the session before", none},
    {"4.9", "GET", "/market-time/equities/holidays", "market_time().equity_holidays", "holidays", "holidays and half days of stocks", none},
    {"4.9", "GET", "/market-time/futures/sessions/current", "market_time().current_futures_sessions", "", "the session of now, per futures exchange", none},
    {"4.9", "GET", "/market-time/futures/sessions/current/{exchange}", "market_time().current_futures_session", "", "the same for one", none},
    {"4.9", "GET", "/market-time/futures/sessions/next/{exchange}", "market_time().next_futures_session", "", "the session after", none},
    {"4.9", "GET", "/market-time/futures/sessions/previous/{exchange}", "market_time().previous_futures_session", "", "the session before", none},
    {"4.9", "GET", "/market-time/futures/holidays/{exchange}", "market_time().futures_holidays", "holidays --exchange", "holidays of a futures exchange", none},
    // Watchlists and quote alerts
    {"4.10", "GET", "/watchlists", "watchlists().list", "watchlist list", "your watchlists", none},
    {"4.10", "POST", "/watchlists", "watchlists().create", "watchlist create", "a new watchlist", settings},
    {"4.10", "GET", "/watchlists/{name}", "watchlists().get", "watchlist show", "one watchlist", none},
    {"4.10", "PUT", "/watchlists/{name}", "watchlists().replace", "watchlist add", "replaces everything in a watchlist", settings},
    {"4.10", "DELETE", "/watchlists/{name}", "watchlists().remove", "watchlist delete", "deletes a watchlist", settings},
    {"4.10", "GET", "/public-watchlists", "watchlists().public_lists", "watchlist public", "the broker's watchlists", none},
    {"4.10", "GET", "/public-watchlists/{name}", "watchlists().public_list", "watchlist public", "one of them", none},
    {"4.10", "GET", "/pairs-watchlists", "watchlists().pairs_lists", "watchlist pairs", "the broker's lists of pairs", none},
    {"4.10", "GET", "/pairs-watchlists/{name}", "watchlists().pairs_list", "watchlist pairs", "one of them", none},
    {"4.10", "GET", "/quote-alerts", "alerts().list", "alert list", "your quote alerts", none},
    {"4.10", "POST", "/quote-alerts", "alerts().create", "alert add", "a new quote alert", settings},
    {"4.10", "DELETE", "/quote-alerts/{id}", "alerts().remove", "alert remove", "deletes a quote alert", settings},
    // Backtesting
    {"4.11", "GET", "/backtests", "backtests().list", "backtest list", "ids of your backtests", none, backtester},
    {"4.11", "POST", "/backtests", "backtests().create", "backtest run", "starts a backtest", settings, backtester},
    {"4.11", "GET", "/backtests/{id}", "backtests().get", "backtest show", "how far a backtest is, and what came out", none, backtester},
    {"4.11", "GET", "/backtests/{id}/logs", "backtests().logs", "backtest logs", "what a backtest did, day by day", none, backtester},
    {"4.11", "POST", "/backtests/{id}/cancel", "backtests().cancel", "backtest cancel", "ends a backtest", settings, backtester},
    {"4.11", "GET", "/available-dates", "backtests().available_dates", "backtest dates", "which days can be tested", none, backtester},
    {"4.11", "POST", "/simulate-trade", "backtests().simulate_trade", "backtest trade", "what one trade was worth over time", none, backtester},
};
// clang-format on

}  // namespace

std::span<const Endpoint> endpoints() noexcept { return kEndpoints; }

const Endpoint& endpoint(std::string_view method, std::string_view path) {
  const auto found = std::ranges::find_if(
      kEndpoints, [&](const Endpoint& row) { return row.method == method && row.path == path; });
  if (found == std::end(kEndpoints)) {
    std::fputs("belay: a call names no row of endpoints.cpp\n", stderr);
    std::abort();
  }
  return *found;
}

}  // namespace belay::rest
