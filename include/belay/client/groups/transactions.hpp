#pragma once

#include <cstdint>
#include <optional>

#include "belay/base/time.hpp"
#include "belay/client/answer.hpp"
#include "belay/client/pages.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/filters.hpp"
#include "belay/model/transactions.hpp"

namespace belay {

/// What happened in an account (broker-api.md 4.3).
template <class C>
class Transactions {
 public:
  explicit Transactions(C& client) : client_{&client} {}

  /// Newest first unless the filter says otherwise.
  [[nodiscard]] Pages<C, Transaction> search(const Account& account,
                                             const TransactionFilter& filter = {}) const;
  /// One transaction. Errors: not_found.
  [[nodiscard]] Answer<C, Transaction> get(const Account& account, std::int64_t id) const;
  /// The fees of a day of New York; today unless said.
  [[nodiscard]] Answer<C, TotalFees> total_fees(const Account& account,
                                                std::optional<Date> date = std::nullopt) const;

 private:
  C* client_;
};

extern template class Transactions<Client>;
extern template class Transactions<blocking::Client>;

}  // namespace belay
