#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "belay/base/decimal.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/schema.hpp"

// An account's value over time: broker-api.md 5.25.

namespace belay {

/// One interval: of the account, of the account with pending cash (`total`), and of pending cash.
struct NetLiqBar {
  std::string time;  ///< `2023-06-08 13:30:00+00`
  std::optional<Decimal> open;
  std::optional<Decimal> high;
  std::optional<Decimal> low;
  std::optional<Decimal> close;
  std::optional<Decimal> pending_cash_open;
  std::optional<Decimal> pending_cash_high;
  std::optional<Decimal> pending_cash_low;
  std::optional<Decimal> pending_cash_close;
  std::optional<Decimal> total_open;
  std::optional<Decimal> total_high;
  std::optional<Decimal> total_low;
  std::optional<Decimal> total_close;
  Extra extra;
};
template <>
struct Schema<NetLiqBar> {
  static constexpr std::string_view name = "NetLiqBar";
  static constexpr auto fields = std::tuple{
      Field{"time", &NetLiqBar::time},
      Field{"open", &NetLiqBar::open, Unit::money},
      Field{"high", &NetLiqBar::high, Unit::money},
      Field{"low", &NetLiqBar::low, Unit::money},
      Field{"close", &NetLiqBar::close, Unit::money},
      Field{"pending-cash-open", &NetLiqBar::pending_cash_open, Unit::money},
      Field{"pending-cash-high", &NetLiqBar::pending_cash_high, Unit::money},
      Field{"pending-cash-low", &NetLiqBar::pending_cash_low, Unit::money},
      Field{"pending-cash-close", &NetLiqBar::pending_cash_close, Unit::money},
      Field{"total-open", &NetLiqBar::total_open, Unit::money},
      Field{"total-high", &NetLiqBar::total_high, Unit::money},
      Field{"total-low", &NetLiqBar::total_low, Unit::money},
      Field{"total-close", &NetLiqBar::total_close, Unit::money},
      Field{"", &NetLiqBar::extra, Unit::rest},
  };
  static constexpr auto aliases =
      std::to_array<FieldAlias>({{"totalOpen", "total-open"},
                                 {"totalHigh", "total-high"},
                                 {"totalLow", "total-low"},
                                 {"totalClose", "total-close"},
                                 {"pendingCashOpen", "pending-cash-open"},
                                 {"pendingCashHigh", "pending-cash-high"},
                                 {"pendingCashLow", "pending-cash-low"},
                                 {"pendingCashClose", "pending-cash-close"}});
  static constexpr auto always = std::to_array<std::string_view>(
      {"open", "high", "low", "close", "total-open", "total-high", "total-low", "total-close",
       "pending-cash-open", "pending-cash-high", "pending-cash-low", "pending-cash-close", "time"});
};
static_assert(complete_schema<NetLiqBar>);

/// The value now (broker-api.md 4.2: one SDK calls it, nothing captured); members are in `extra`.
struct NetLiq {
  std::optional<std::string> account_number;
  std::optional<Decimal> net_liquidating_value;
  Extra extra;
};
template <>
struct Schema<NetLiq> {
  static constexpr std::string_view name = "NetLiq";
  static constexpr auto fields = std::tuple{
      Field{"account-number", &NetLiq::account_number},
      Field{"net-liquidating-value", &NetLiq::net_liquidating_value, Unit::money},
      Field{"", &NetLiq::extra, Unit::rest},
  };
};
static_assert(complete_schema<NetLiq>);

}  // namespace belay
