#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "belay/model/account_status.hpp"
#include "proto/json/codec.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/customer.hpp"
#include "sim/broker/state.hpp"
#include "sim/broker/valuation.hpp"

// Customer, account, balances, positions (broker-api.md 4.1, 4.2).

namespace belay::sim {
namespace {

using namespace belay::literals;

HttpResponse failed(const Error& error) {
  return rest::error_response(500, "sim_internal", error.message);
}

std::string item_of(const HeldAccount& account) {
  return fmt::format(R"({{"account":{},"authority-level":"owner"}})",
                     json::encode(account.profile));
}

HttpResponse customer(BrokerState&, const Ask& ask) {
  return data_answer(json::encode(customer_named(ask.captures.front())), ask);
}

HttpResponse accounts(BrokerState& state, const Ask& ask) {
  std::vector<std::string> items;
  for (const HeldAccount& account : state.accounts) items.push_back(item_of(account));
  return items_answer(items, ask);
}

HttpResponse account(BrokerState& state, const Ask& ask) {
  const HeldAccount* found = state.find_account(ask.captures.back());
  if (found == nullptr) return not_found("There is no such account.");
  return data_answer(json::encode(found->profile), ask);
}

HttpResponse balances(BrokerState& state, const Ask& ask) {
  const Result<Balance> row = balance_of(ask.account->book, state.market, ask.now.simulated);
  if (!row) return failed(row.error());
  // One object before the version that has a row per currency (broker-api.md 3.5).
  if (ask.version < kBalanceListVersion) return data_answer(json::encode(*row), ask);
  return items_answer({json::encode(*row)}, ask);
}

HttpResponse balance(BrokerState& state, const Ask& ask) {
  if (ask.captures.back() != "USD") return not_found("The account holds USD only.");
  const Result<Balance> row = balance_of(ask.account->book, state.market, ask.now.simulated);
  return row ? data_answer(json::encode(*row), ask) : failed(row.error());
}

// What a request wants to see of the holdings.
struct PositionWish {
  std::vector<std::string> symbols, underlyings, types;
  bool marks = false;
  bool closed = false;

  explicit PositionWish(const Ask& ask)
      : symbols{ask.target.all("symbol")},
        underlyings{ask.target.all("underlying-symbol")},
        types{ask.target.all("instrument-type")},
        marks{says_true(ask, "include-marks")},
        closed{says_true(ask, "include-closed-positions")} {}

  [[nodiscard]] bool admits_row(const Holding& holding) const {
    return admits(symbols, holding.symbol) && admits(underlyings, holding.underlying) &&
           admits(types, enum_name(holding.type));
  }
};

// What was traded and is not held: quantity 0, direction Zero (broker-api.md 5.5).
std::vector<Holding> closed_holdings(const HeldAccount& account) {
  std::vector<Holding> closed = account.book.closed;
  for (const Transaction& row : account.history.transactions()) {
    if (row.action != Action::sell_to_close && row.action != Action::buy_to_close) continue;
    if (!row.symbol || account.book.find(*row.symbol) != nullptr) continue;
    if (std::ranges::find(closed, *row.symbol, &Holding::symbol) != closed.end()) continue;
    const auto at = parse_timestamp(row.executed_at.value_or(""));
    closed.push_back(Holding{.type = row.instrument_type->value(),
                             .symbol = *row.symbol,
                             .streamer_symbol = Symbol{*row.symbol},
                             .underlying = row.underlying_symbol.value_or(*row.symbol),
                             .side = PositionSide::zero,
                             .opened = at.value_or(Instant{})});
  }
  return closed;
}

// Positions are netted here as they are: an account never holds both sides of one symbol, so
// `net-positions` changes nothing.
HttpResponse positions(BrokerState& state, const Ask& ask) {
  const PositionWish wish{ask};
  const Book& book = ask.account->book;
  std::vector<Holding> holdings = book.holdings;
  if (wish.closed) std::ranges::copy(closed_holdings(*ask.account), std::back_inserter(holdings));
  std::vector<std::string> items;
  for (const Holding& holding : holdings) {
    if (!wish.admits_row(holding)) continue;
    items.push_back(
        json::encode(position_of(book, holding, state.market, ask.now.simulated, wish.marks)));
  }
  return items_answer(items, ask);
}

HttpResponse trading_status(BrokerState&, const Ask& ask) {
  const bool cash = ask.account->profile.margin_or_cash == "Cash";
  const bool closed = ask.account->profile.is_closed.value_or(false);
  return data_answer(
      json::encode(AccountTradingStatus{
          .id = 447'090 + static_cast<std::int64_t>(ask.account->book.account_number.back()),
          .account_number = ask.account->book.account_number,
          .are_far_otm_net_options_restricted = true,
          .day_trade_count = 0,
          .enhanced_fraud_safeguards_enabled_at = ask.account->profile.created_at,
          .equities_margin_calculation_type = cash ? "IRA Margin" : "Reg T",
          .fee_schedule_name = "default",
          .futures_margin_rate_multiplier = 0.0_dec,
          .has_intraday_equities_margin = false,
          .is_aggregated_at_clearing = false,
          .is_closed = closed,
          .is_closing_only = closed,
          .is_cryptocurrency_closing_only = false,
          .is_cryptocurrency_enabled = false,
          .is_equity_offering_closing_only = false,
          .is_equity_offering_enabled = false,
          .is_frozen = false,
          .is_full_equity_margin_required = cash,
          .is_futures_closing_only = false,
          .is_futures_enabled = false,
          .is_futures_intra_day_enabled = false,
          .is_in_day_trade_equity_maintenance_call = false,
          .is_in_margin_call = false,
          .is_pattern_day_trader = false,
          .is_portfolio_margin_enabled = false,
          .is_risk_reducing_only = false,
          .is_roll_the_day_forward_enabled = true,
          .is_small_notional_futures_intra_day_enabled = false,
          .options_level = ask.account->profile.suitable_options_level,
          .short_calls_enabled = !cash,
          .small_notional_futures_margin_rate_multiplier = 0.0_dec,
          .updated_at = ask.account->profile.created_at}),
      ask);
}

HttpResponse position_limit(BrokerState&, const Ask& ask) {
  return data_answer(json::encode(PositionLimit{.account_number = ask.account->book.account_number,
                                                .equity_order_size = 50'000,
                                                .equity_option_order_size = 10'000,
                                                .future_order_size = 2'500,
                                                .future_option_order_size = 2'500,
                                                .underlying_opening_order_limit = 500,
                                                .equity_position_size = 500'000,
                                                .equity_option_position_size = 20'000,
                                                .future_position_size = 5'000,
                                                .future_option_position_size = 5'000}),
                     ask);
}

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/customers/{}", customer},
    {"GET", "/customers/{}/accounts", accounts},
    {"GET", "/customers/{}/accounts/{}", account},
    {"GET", "/accounts/{}/balances", balances},
    {"GET", "/accounts/{}/balances/{}", balance},
    {"GET", "/accounts/{}/positions", positions},
    {"GET", "/accounts/{}/trading-status", trading_status},
    {"GET", "/accounts/{}/position-limit", position_limit},
});

}  // namespace

std::span<const Route> account_routes() { return kRoutes; }

}  // namespace belay::sim
