#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/base/time.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/orders.hpp"
#include "sim/market/market.hpp"

namespace belay::sim {

inline constexpr std::string_view kAccountNumber = "5WT00001";

/// One open position of the simulated account.
struct Holding {
  InstrumentType type = InstrumentType::equity;
  std::string symbol;
  Symbol streamer_symbol;
  std::string underlying;
  Decimal quantity;  ///< never negative
  PositionSide side = PositionSide::long_;
  Decimal average_open_price;  ///< per unit
  int multiplier = 1;
  Instant opened;
  std::optional<Instant> expires;

  [[nodiscard]] bool is_long() const { return side == PositionSide::long_; }
};

/// What the account holds and has ordered.
struct Book {
  std::string account_number;
  Decimal cash;
  std::vector<Holding> holdings;
  std::vector<OrderRecord> orders;  ///< newest first

  [[nodiscard]] const Holding* find(std::string_view symbol) const;
};

/// The flight-school account: positions and orders that teach what protects a position and what
/// only looks as if it did.
///  - AAPL: half of it under a working GTC stop.
///  - SPY: bare; its stop was cancelled this morning.
///  - TSLA: bare; its Day stop expired at the last close.
///  - INTC: short and bare.
///  - NVDA: a fraction of a share, which no stop can cover whole.
///  - an SPXW put credit spread that expires today, opened by an order that filled this morning.
[[nodiscard]] Book make_book(const Market& market, Instant start);

}  // namespace belay::sim
