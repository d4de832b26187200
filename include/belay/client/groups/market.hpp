#pragma once

#include <string>
#include <vector>

#include "belay/client/answer.hpp"
#include "belay/client/pages.hpp"
#include "belay/model/filters.hpp"
#include "belay/model/market_metrics.hpp"
#include "belay/model/market_snapshots.hpp"
#include "belay/model/small_instruments.hpp"

namespace belay {

/// Market data, asked for once (broker-api.md 4.8). Client::market_data() streams it.
template <class C>
class Markets {
 public:
  explicit Markets(C& client) : client_{&client} {}

  /// Quotes once, by type. More than the 100 symbols that one request may name are asked for in
  /// several; unknown symbols are missing in the answer, whose order means nothing.
  [[nodiscard]] Pages<C, MarketSnapshot> snapshots(const SnapshotFilter& filter) const;
  /// One quote, once. Not documented by the broker.
  [[nodiscard]] Answer<C, MarketSnapshot> snapshot(Open<InstrumentType> type,
                                                   const std::string& symbol) const;
  /// Volatility, liquidity and earnings of each symbol.
  [[nodiscard]] Answer<C, std::vector<MarketMetric>> metrics(
      const std::vector<std::string>& symbols) const;
  /// Dividends, newest first.
  [[nodiscard]] Answer<C, std::vector<Dividend>> dividends(const std::string& symbol) const;
  /// Earnings, oldest first.
  [[nodiscard]] Answer<C, std::vector<EarningsReport>> earnings(const std::string& symbol,
                                                                const EarningsFilter& filter) const;
  /// Symbols that begin like `text`. Errors: not_found when none does.
  [[nodiscard]] Answer<C, std::vector<SymbolHit>> search(const std::string& text) const;

 private:
  C* client_;
};

extern template class Markets<Client>;
extern template class Markets<blocking::Client>;

}  // namespace belay
