#pragma once

#include <optional>
#include <span>
#include <string>

#include "belay/guard/coverage.hpp"
#include "belay/model/orders.hpp"

// One leg of one order, seen from one position.

namespace belay::guard {

/// What the ledger asks of a position before it looks at orders.
struct Target {
  std::string account_number;
  std::string symbol;
  std::optional<std::string> underlying;  ///< as the broker sent it
  Open<InstrumentType> instrument_type;
  PositionSide side = PositionSide::unknown;
  Decimal quantity;
  std::optional<Decimal> mark;
};

using Orders = std::span<const OrderRecord* const>;

/// How much of a leg is left to fill.
struct Remaining {
  std::optional<Decimal> quantity;  ///< absent when it cannot be known
  bool derived = false;             ///< computed as quantity − fills
};
[[nodiscard]] Remaining remaining_of(const OrderLegRecord& leg);

/// A leg that closes the target, or looks as if it did.
struct ClosingLeg {
  std::optional<Exclusion> exclusion;  ///< absent: it protects
  Remaining remaining;
  Decimal units;  ///< what it may still take from the position; 0 when it cannot
};

/// Absent when the leg has nothing to do with the target: another account, another symbol, or it
/// opens. `all` is every order of the account, for what belongs together.
[[nodiscard]] std::optional<ClosingLeg> judge(const OrderRecord& order, const OrderLegRecord& leg,
                                              const Target& target, Orders all);

/// True when a leg is missing from what the order says.
[[nodiscard]] bool has_unreadable_legs(const OrderRecord& order);
/// The same for an order with unreadable legs, as a whole. Absent when it cannot touch the target:
/// over, of another account, or on another underlying.
[[nodiscard]] std::optional<ClosingLeg> judge_unreadable(const OrderRecord& order,
                                                         const Target& target);

}  // namespace belay::guard
