#pragma once

#include <optional>
#include <string>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/client/answer.hpp"
#include "belay/model/filters.hpp"
#include "belay/model/market_time.hpp"

namespace belay {

/// When markets are open (broker-api.md 4.9).
template <class C>
class MarketTime {
 public:
  explicit MarketTime(C& client) : client_{&client} {}

  /// Sessions of a range of days.
  [[nodiscard]] Answer<C, std::vector<MarketSession>> sessions(const SessionFilter& filter) const;
  /// Where `Equity`, `CME`, `CFE` stand now.
  [[nodiscard]] Answer<C, std::vector<CurrentMarketSession>> current_sessions(
      const std::vector<std::string>& collections) const;
  /// Where stocks stand now, or stood.
  [[nodiscard]] Answer<C, CurrentMarketSession> current_equity_session(
      std::optional<Instant> at = std::nullopt) const;
  /// The session after today, or after `date`.
  [[nodiscard]] Answer<C, MarketSession> next_equity_session(
      std::optional<Date> date = std::nullopt) const;
  /// The session before.
  [[nodiscard]] Answer<C, MarketSession> previous_equity_session(
      std::optional<Date> date = std::nullopt) const;
  /// Days on which stocks do not trade, or not all day.
  [[nodiscard]] Answer<C, MarketHolidays> equity_holidays() const;
  /// Where each futures exchange stands now.
  [[nodiscard]] Answer<C, std::vector<CurrentMarketSession>> current_futures_sessions() const;
  /// The same for `CME` or `CFE`.
  [[nodiscard]] Answer<C, CurrentMarketSession> current_futures_session(
      const std::string& exchange) const;
  /// The session after.
  [[nodiscard]] Answer<C, MarketSession> next_futures_session(
      const std::string& exchange, std::optional<Date> date = std::nullopt) const;
  /// The session before.
  [[nodiscard]] Answer<C, MarketSession> previous_futures_session(
      const std::string& exchange, std::optional<Date> date = std::nullopt) const;
  /// Holidays of a futures exchange.
  [[nodiscard]] Answer<C, MarketHolidays> futures_holidays(const std::string& exchange) const;

 private:
  C* client_;
};

extern template class MarketTime<Client>;
extern template class MarketTime<blocking::Client>;

}  // namespace belay
