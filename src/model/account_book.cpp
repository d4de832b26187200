#include "belay/model/account_book.hpp"

namespace belay {
namespace {

bool older(const std::optional<std::string>& updated_at, const std::optional<std::string>& known) {
  if (!updated_at || !known) return false;
  const Result<Instant> ours = parse_timestamp(*updated_at);
  const Result<Instant> theirs = parse_timestamp(*known);
  return ours && theirs && *ours < *theirs;
}

template <class Key, class Object>
bool put(std::map<Key, Object>& objects, Key key, const Object& object) {
  const auto [at, is_new] = objects.try_emplace(std::move(key), object);
  if (is_new) return true;
  if (older(object.updated_at, at->second.updated_at)) return false;
  at->second = object;
  return true;
}

bool is_flat(const Position& position) {
  return position.quantity_direction == PositionSide::zero ||
         (position.quantity && position.quantity->is_zero());
}

}  // namespace

std::vector<Execution> AccountBook::replace(const std::vector<AccountState>& accounts) {
  std::vector<Execution> news;
  positions_.clear();
  balances_.clear();
  for (const AccountState& account : accounts) {
    for (const OrderRecord& order : account.orders) take(order, news);
    for (const Position& position : account.positions) take(position);
    for (const Balance& balance : account.balances) take(balance);
  }
  if (!std::exchange(begun_, true)) news.clear();
  return news;
}

bool AccountBook::take(const OrderRecord& order, std::vector<Execution>& news) {
  OrderLedger::Update update = orders_.take(order);
  for (Execution& execution : update.executions) news.push_back(std::move(execution));
  return !update.stale;
}

bool AccountBook::take(const Position& position) {
  return put(positions_,
             PositionKey{position.account_number, position.symbol, position.instrument_type.text()},
             position);
}

bool AccountBook::take(const Balance& balance) {
  return put(balances_, balance.account_number, balance);
}

std::vector<Position> AccountBook::positions() const {
  std::vector<Position> open;
  for (const auto& [key, position] : positions_) {
    if (!is_flat(position)) open.push_back(position);
  }
  return open;
}

std::vector<Balance> AccountBook::balances() const {
  std::vector<Balance> all;
  for (const auto& [key, balance] : balances_) all.push_back(balance);
  return all;
}

}  // namespace belay
