#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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
  Instant updated;         ///< by the last fill; the epoch when there was none
  Decimal realized_today;  ///< dollars gained by closing on `realized_on`, fees apart
  Date realized_on{};

  [[nodiscard]] bool is_long() const { return side == PositionSide::long_; }
};

/// What one execution moved: a row of the account's history (broker-api.md 5.11). An execution that
/// closes and opens gives two rows, each with the action that it was.
struct TradeRow {
  std::int64_t id = 0;  ///< above 2^31
  std::int64_t order_id = 0;
  Instant at;
  InstrumentType type = InstrumentType::equity;
  std::string symbol;
  std::string underlying;
  Action action = Action::unknown;
  Decimal quantity;
  Decimal price;       ///< per unit
  Decimal value;       ///< dollars: received above zero, paid below
  Decimal commission;  ///< dollars paid, never negative; so are the others
  Decimal clearing_fees;
  Decimal regulatory_fees;
  Decimal proprietary_fees;
  Decimal net_value;    ///< value less everything paid
  std::string exec_id;  ///< of the fill
  std::string venue;
  Decimal realized_gain;  ///< of what it closed, fees apart
};

/// What an underlying earned and cost in one year.
struct YearGain {
  InstrumentType type = InstrumentType::equity;
  Decimal fees;         ///< dollars paid
  Decimal commissions;  ///< dollars paid
  Decimal realized;
  Decimal last_lot;  ///< of the last closing fill
};

/// Orders that depend on each other (broker-api.md 5.10). Components are in Book::orders.
struct ComplexRecord {
  std::int64_t id = 0;
  std::string type;  ///< `OCO`, `OTO`, `OTOCO`, `PAIRS`
  std::optional<std::int64_t> trigger;
  std::vector<std::int64_t> orders;   ///< without the trigger
  std::vector<std::int64_t> related;  ///< components that were replaced
  std::optional<Decimal> ratio;       ///< PAIRS
  bool at_least = true;               ///< PAIRS: `gte`, else `lte`
  bool by_notional = false;           ///< PAIRS
  Instant received;
  std::optional<Instant> terminal;
};

/// What the account holds and has ordered.
struct Book {
  std::string account_number;
  Decimal cash;
  std::vector<Holding> holdings;
  std::vector<Holding> closed;                ///< positions that ended: quantity 0, side `zero`
  std::vector<OrderRecord> orders;            ///< newest first
  std::vector<ComplexRecord> complex_orders;  ///< newest first
  std::vector<TradeRow> trades;               ///< newest first
  std::map<std::pair<int, std::string>, YearGain> gains;  ///< by year and underlying

  [[nodiscard]] const Holding* find(std::string_view symbol) const;
  [[nodiscard]] OrderRecord* order(std::int64_t id);
  [[nodiscard]] const OrderRecord* order(std::int64_t id) const;
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
