#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "belay/model/complex_orders.hpp"
#include "belay/model/orders.hpp"

// What a user wants of orders beyond one new one; rules::to_request makes the broker's bodies.

namespace belay {

/// New terms for a working order. Its legs stay: another quantity needs a cancel and a new order
/// (broker-api.md 6.6).
struct Amendment {
  std::int64_t order_id = 0;
  std::optional<NetPrice> limit;
  std::optional<Decimal> stop;  ///< trigger price
  /// Must be given: the broker takes the new terms whole, so what is left out does not stay as it
  /// was.
  std::optional<TimeInForce> time_in_force;
  std::optional<Date> gtd_date;     ///< only with TimeInForce::gtd
  std::string external_identifier;  ///< unique per intent; empty = the client makes one
};

/// Of two symbols, the first one's price by the second one's.
struct PriceRatio {
  RatioComparator comparator = RatioComparator::at_least;
  Decimal threshold;
  bool of_notional = false;  ///< of what the orders are worth, not of prices
};

/// Orders that belong together (broker-api.md 6.8). Made by oco(), oto(), otoco() and pairs().
struct OrderGroup {
  ComplexOrderType type = ComplexOrderType::oco;
  std::optional<Order> trigger;  ///< OTO and OTOCO: the others wait until it is filled
  std::vector<Order> orders;
  std::optional<PriceRatio> ratio;  ///< PAIRS: both work once it is reached
  std::string external_identifier;
};

/// One cancels the other: a limit and a stop that close the same position.
[[nodiscard]] inline OrderGroup oco(Order limit, Order stop) {
  return {.type = ComplexOrderType::oco,
          .trigger = {},
          .orders = {std::move(limit), std::move(stop)},
          .ratio = {},
          .external_identifier = {}};
}
/// `then`, one to three orders, work once `trigger` is filled.
[[nodiscard]] inline OrderGroup oto(Order trigger, std::vector<Order> then) {
  return {.type = ComplexOrderType::oto,
          .trigger = std::move(trigger),
          .orders = std::move(then),
          .ratio = {},
          .external_identifier = {}};
}
/// Once `trigger` is filled, a limit and a stop of which one cancels the other.
[[nodiscard]] inline OrderGroup otoco(Order trigger, Order limit, Order stop) {
  return {.type = ComplexOrderType::otoco,
          .trigger = std::move(trigger),
          .orders = {std::move(limit), std::move(stop)},
          .ratio = {},
          .external_identifier = {}};
}
/// Both work once the ratio of their prices is reached.
[[nodiscard]] inline OrderGroup pairs(Order first, Order second, PriceRatio ratio) {
  return {.type = ComplexOrderType::pairs,
          .trigger = {},
          .orders = {std::move(first), std::move(second)},
          .ratio = std::move(ratio),
          .external_identifier = {}};
}

}  // namespace belay
