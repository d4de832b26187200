#include "app/holdings.hpp"

#include <algorithm>

namespace belay::app {

const Account* Holdings::account_of(const std::string& number) const {
  const auto found = std::ranges::find(accounts, number, &Account::account_number);
  return found == accounts.end() ? nullptr : &*found;
}

std::vector<std::string> Holdings::streamer_symbols() const {
  std::vector<std::string> symbols;
  for (const Position& p : positions) symbols.push_back(p.streamer_symbol.value_or(p.symbol));
  std::ranges::sort(symbols);
  symbols.erase(std::ranges::unique(symbols).begin(), symbols.end());
  return symbols;
}

Task<Holdings> read_holdings(Session& session) {
  Result<std::vector<Account>> accounts = co_await chosen_accounts(session);
  if (!accounts) co_return std::unexpected(accounts.error());
  Holdings holdings{.accounts = std::move(*accounts)};
  for (const Account& account : holdings.accounts) {
    const Result<std::vector<Position>> held = co_await session.client.positions(account);
    if (!held) co_return std::unexpected(held.error());
    holdings.positions.insert(holdings.positions.end(), held->begin(), held->end());
    const Result<std::vector<OrderRecord>> orders = co_await session.client.live_orders(account);
    if (!orders) co_return std::unexpected(orders.error());
    holdings.orders.insert(holdings.orders.end(), orders->begin(), orders->end());
  }
  co_return holdings;
}

}  // namespace belay::app
