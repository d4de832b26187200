#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "belay/model/account_events.hpp"
#include "belay/model/order_ledger.hpp"

namespace belay {

/// What is true of some accounts now: the last state read, brought up to date by notifications. A
/// notification replaces the whole object; one that is older by `updated-at` changes nothing.
class AccountBook {
 public:
  /// The state as REST told it: what it does not name is gone. Orders are kept, for executions that
  /// are told late. Returns the executions that were not known, at the first time none.
  std::vector<Execution> replace(const std::vector<AccountState>& accounts);

  /// False when the object is older than what is known. New executions of an order go to `news`.
  bool take(const OrderRecord& order, std::vector<Execution>& news);
  bool take(const Position& position);
  bool take(const Balance& balance);

  [[nodiscard]] const OrderLedger& orders() const { return orders_; }
  /// All that are known, closed ones (`Zero`, or of quantity zero) left out.
  [[nodiscard]] std::vector<Position> positions() const;
  [[nodiscard]] std::vector<Balance> balances() const;

 private:
  using PositionKey = std::tuple<std::string, std::string, std::string_view>;

  OrderLedger orders_;
  std::map<PositionKey, Position> positions_;
  std::map<std::string, Balance> balances_;
  bool begun_ = false;
};

}  // namespace belay
