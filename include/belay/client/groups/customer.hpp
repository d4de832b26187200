#pragma once

#include <string>

#include "belay/client/answer.hpp"
#include "belay/model/account_status.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/customers.hpp"

namespace belay {

/// Who you are, and what your accounts may do (broker-api.md 4.1).
template <class C>
class Customers {
 public:
  explicit Customers(C& client) : client_{&client} {}

  /// You, as the broker knows you.
  [[nodiscard]] Answer<C, Customer> me() const;
  /// One account, by its number. Errors: not_found.
  [[nodiscard]] Answer<C, Account> account(const std::string& number) const;
  /// What the account may trade.
  [[nodiscard]] Answer<C, AccountTradingStatus> trading_status(const Account& account) const;
  /// How large orders and positions may be. Other clients found it broken.
  [[nodiscard]] Answer<C, PositionLimit> position_limit(const Account& account) const;

 private:
  C* client_;
};

extern template class Customers<Client>;
extern template class Customers<blocking::Client>;

}  // namespace belay
