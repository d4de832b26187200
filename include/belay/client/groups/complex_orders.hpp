#pragma once

#include <cstdint>
#include <vector>

#include "belay/client/answer.hpp"
#include "belay/client/pages.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/complex_orders.hpp"
#include "belay/model/filters.hpp"
#include "belay/model/orders.hpp"

namespace belay {

/// OCO, OTO, OTOCO and PAIRS, read (broker-api.md 4.5).
template <class C>
class ComplexOrders {
 public:
  explicit ComplexOrders(C& client) : client_{&client} {}

  /// All of them, newest first.
  [[nodiscard]] Pages<C, ComplexOrder> search(const Account& account) const;
  /// Those with a component placed today.
  [[nodiscard]] Answer<C, std::vector<ComplexOrder>> live(const Account& account) const;
  /// One complex order. Errors: not_found.
  [[nodiscard]] Answer<C, ComplexOrder> get(const Account& account, std::int64_t id) const;
  /// Moves the threshold of a pairs order.
  [[nodiscard]] Answer<C, PlacedOrder> set_ratio(const Account& account, std::int64_t id,
                                                 const EditComplexOrder& change) const;
  /// What that would do.
  [[nodiscard]] Answer<C, PlacedOrder> dry_run_ratio(const Account& account, std::int64_t id,
                                                     const EditComplexOrder& change) const;

 private:
  C* client_;
};

extern template class ComplexOrders<Client>;
extern template class ComplexOrders<blocking::Client>;

}  // namespace belay
