#include "app/holdings.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "app/render/text.hpp"

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

namespace {

/// Both or nothing: positions without their orders would look unprotected.
Task<Holdings> read_account(Session& session, Account account) {
  Holdings holdings;
  Result<std::vector<Position>> held = co_await session.client.positions(account);
  if (!held) co_return std::unexpected(held.error());
  holdings.positions = std::move(*held);
  Result<std::vector<OrderRecord>> orders = co_await session.client.live_orders(account);
  if (!orders) co_return std::unexpected(orders.error());
  holdings.orders = std::move(*orders);
  co_return holdings;
}

void tell_unread(Session& session, const Account& account, const Error& error) {
  const std::string who = masked_account(account.account_number);
  session.context.log(LogLevel::error, "account {} not read: {}", who, error.message);
  Context::complain("belay: warning: account " + who + " could not be read and is missing here: " +
                    escape_control(error.message) + "\n");
}

}  // namespace

Task<Holdings> read_holdings(Session& session) {
  Result<std::vector<Account>> accounts = co_await chosen_accounts(session);
  if (!accounts) co_return std::unexpected(accounts.error());
  Holdings all{.accounts = std::move(*accounts)};
  std::size_t failed = 0;
  for (const Account& account : all.accounts) {
    const Result<Holdings> one = co_await read_account(session, account);
    if (one) {
      std::ranges::copy(one->positions, std::back_inserter(all.positions));
      std::ranges::copy(one->orders, std::back_inserter(all.orders));
      continue;
    }
    const bool stopped = co_await was_stopped();
    if (stopped || ++failed == all.accounts.size()) co_return std::unexpected(one.error());
    tell_unread(session, account, one.error());
    all.unread = worst_of(all.unread, exit_code_for(one.error()));
  }
  co_return all;
}

}  // namespace belay::app
