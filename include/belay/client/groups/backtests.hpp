#pragma once

#include <string>
#include <vector>

#include "belay/client/answer.hpp"
#include "belay/model/backtests.hpp"

namespace belay {

/// The broker's backtester, a host of its own (broker-api.md 4.11).
template <class C>
class Backtests {
 public:
  explicit Backtests(C& client) : client_{&client} {}

  /// Ids of yours.
  [[nodiscard]] Answer<C, std::vector<std::string>> list() const;
  /// Starts one; one that is known already comes back as it stands.
  [[nodiscard]] Answer<C, Backtest> create(const NewBacktest& backtest) const;
  /// How far it is, and what came out.
  [[nodiscard]] Answer<C, Backtest> get(const std::string& id) const;
  /// What it did, as text.
  [[nodiscard]] Answer<C, std::string> logs(const std::string& id) const;
  /// Ends it.
  [[nodiscard]] Answer<C, Done> cancel(const std::string& id) const;
  /// Which days can be tested, per symbol.
  [[nodiscard]] Answer<C, std::vector<BacktestDates>> available_dates() const;
  /// What one trade was worth over time.
  [[nodiscard]] Answer<C, std::vector<SimulatedTradePoint>> simulate_trade(
      const NewSimulatedTrade& trade) const;

 private:
  C* client_;
};

extern template class Backtests<Client>;
extern template class Backtests<blocking::Client>;

}  // namespace belay
