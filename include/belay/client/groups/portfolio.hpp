#pragma once

#include <string>
#include <vector>

#include "belay/client/answer.hpp"
#include "belay/client/pages.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/filters.hpp"
#include "belay/model/net_liq.hpp"

namespace belay {

/// Balances, positions and what the account was worth (broker-api.md 4.2). Client::balances() and
/// Client::positions() are the everyday forms.
template <class C>
class Portfolio {
 public:
  explicit Portfolio(C& client) : client_{&client} {}

  /// Cash and buying power in one currency.
  [[nodiscard]] Answer<C, Balance> balance(const Account& account,
                                           const std::string& currency = "USD") const;
  /// Balances of days past.
  [[nodiscard]] Pages<C, Balance> balance_snapshots(const Account& account,
                                                    const BalanceSnapshotFilter& filter) const;
  /// What is held, narrowed.
  [[nodiscard]] Answer<C, std::vector<Position>> positions(const Account& account,
                                                           const PositionFilter& filter) const;
  /// Net liquidating value over time, oldest first. Production only.
  [[nodiscard]] Answer<C, std::vector<NetLiqBar>> net_liq_history(const Account& account,
                                                                  const NetLiqFilter& filter) const;
  /// Net liquidating value now. Not documented by the broker.
  [[nodiscard]] Answer<C, NetLiq> net_liq(const Account& account) const;

 private:
  C* client_;
};

extern template class Portfolio<Client>;
extern template class Portfolio<blocking::Client>;

}  // namespace belay
