#include "app/view/accounts.hpp"

namespace belay::app {
namespace {

Cell state_cell(const Account& account) {
  const bool closed = account.is_closed.value_or(false) || account.closed_at.has_value();
  return closed ? Cell{"closed", Meaning::muted} : Cell{"open"};
}

/// An amount with its direction in the sign.
std::optional<Decimal> directed(const std::optional<Decimal>& amount,
                                const std::optional<Open<Effect>>& effect) {
  const bool debit = amount && effect == Open<Effect>{Effect::debit};
  return debit ? std::optional{-*amount} : amount;
}

}  // namespace

Table accounts_table(const std::vector<Account>& accounts) {
  Table table{.columns = {{"Account", Align::left, 0},
                          {"Nickname", Align::left, 1},
                          {"Type", Align::left, 2},
                          {"Margin", Align::left, 3},
                          {"Options", Align::left, 4},
                          {"Authority", Align::left, 5},
                          {"State", Align::left, 2}}};
  for (const Account& a : accounts) {
    table.rows.push_back({Cell{a.account_number}, cell(a.nickname), cell(a.account_type_name),
                          cell(a.margin_or_cash), cell(a.suitable_options_level),
                          cell(a.authority_level), state_cell(a)});
  }
  return table;
}

Table balances_table(const std::vector<Balance>& balances) {
  Table table{.columns = {{"Account", Align::left, 0},
                          {"Currency", Align::left, 5},
                          {"Net liq", Align::decimal, 0},
                          {"Cash", Align::decimal, 1},
                          {"Equity BP", Align::decimal, 2},
                          {"Option BP", Align::decimal, 2},
                          {"Maint.", Align::decimal, 3},
                          {"Pending", Align::decimal, 4}}};
  for (const Balance& b : balances) {
    table.rows.push_back({Cell{b.account_number}, cell(b.currency),
                          money_cell(b.net_liquidating_value), money_cell(b.cash_balance),
                          money_cell(b.equity_buying_power), money_cell(b.derivative_buying_power),
                          money_cell(b.maintenance_requirement),
                          money_cell(directed(b.pending_cash, b.pending_cash_effect))});
  }
  return table;
}

}  // namespace belay::app
