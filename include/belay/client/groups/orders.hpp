#pragma once

#include <cstdint>
#include <vector>

#include "belay/client/answer.hpp"
#include "belay/client/pages.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/filters.hpp"
#include "belay/model/orders.hpp"

namespace belay {

/// Orders, read (broker-api.md 4.4). Client::dry_run(), place(), replace(), edit() and cancel()
/// change them.
template <class C>
class Orders {
 public:
  explicit Orders(C& client) : client_{&client} {}

  /// Orders of days past; `filter` needs a start.
  [[nodiscard]] Pages<C, OrderRecord> search(const Account& account,
                                             const OrderFilter& filter) const;
  /// Orders of today in any status, and older working ones. Not for polling: the broker throttles
  /// who does; see Client::account_stream().
  [[nodiscard]] Pages<C, OrderRecord> live(const Account& account,
                                           const LiveOrderFilter& filter) const;
  /// One order. Errors: not_found.
  [[nodiscard]] Answer<C, OrderRecord> get(const Account& account, std::int64_t id) const;
  /// Orders of several accounts.
  [[nodiscard]] Pages<C, OrderRecord> search_all(const std::vector<Account>& accounts,
                                                 const OrderFilter& filter) const;
  /// Orders of today, of several accounts.
  [[nodiscard]] Pages<C, OrderRecord> live_all(const std::vector<Account>& accounts,
                                               const LiveOrderFilter& filter = {}) const;
  /// Confirms an equity offering again; the broker refuses it for anything else.
  [[nodiscard]] Answer<C, OrderRecord> reconfirm(const Account& account, std::int64_t id) const;

 private:
  C* client_;
};

extern template class Orders<Client>;
extern template class Orders<blocking::Client>;

}  // namespace belay
