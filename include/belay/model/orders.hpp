#pragma once

#include <optional>
#include <string>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/base/time.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/new_orders.hpp"
#include "belay/model/order_enums.hpp"
#include "belay/model/order_records.hpp"
#include "belay/model/placed_orders.hpp"

// Orders. Three shapes, three names:
//   Order        what a user wants, as few words as possible; illegal combinations have no place to
//                stand
//   NewOrder     the request body the broker takes (broker-api.md 5.8); made from an Order by
//                rules::to_request
//   OrderRecord  what the broker says an order is (5.6); PlacedOrder is its answer to placing or
//                dry-running (5.9)

namespace belay {

/// A net price with its direction as a word. Made by debit() and credit().
struct NetPrice {
  Decimal price;  ///< never negative
  Effect effect = Effect::debit;
  friend bool operator==(const NetPrice&, const NetPrice&) = default;
};
/// You pay `price`. `debit(598.50_usd)`
[[nodiscard]] constexpr NetPrice debit(Decimal price) {
  return NetPrice{price.abs(), Effect::debit};
}
/// You receive `price`.
[[nodiscard]] constexpr NetPrice credit(Decimal price) {
  return NetPrice{price.abs(), Effect::credit};
}

/// One instrument of an Order. `symbol` is the broker's (OCC for options); the type is told from it
/// when not given.
struct Leg {
  std::string symbol;
  Action action = Action::unknown;
  Decimal quantity;
  std::optional<InstrumentType> instrument_type;
  friend bool operator==(const Leg&, const Leg&) = default;
};

/// What a user wants. The order type follows from what is given: limit → Limit, stop → Stop, both →
/// Stop Limit, neither → Market. A stop therefore cannot carry a price by accident. Closing legs
/// always get strict position effect (product.md W6).
struct Order {
  std::vector<Leg> legs;
  std::optional<NetPrice> limit;
  std::optional<Decimal> stop;  ///< trigger price
  TimeInForce time_in_force = TimeInForce::day;
  std::optional<Date> gtd_date;     ///< only with TimeInForce::gtd
  std::string external_identifier;  ///< unique per intent, for reconciling; empty = none
  friend bool operator==(const Order&, const Order&) = default;
};

}  // namespace belay
