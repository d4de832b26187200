#pragma once

#include <array>
#include <cstdint>

#include "belay/model/orders.hpp"

namespace belay::rules {

/// Whether an order type takes a member of the request.
enum class Needs : std::uint8_t { forbidden, required };

/// A set of times in force.
class TimesInForce {
 public:
  template <class... T>
  [[nodiscard]] static constexpr TimesInForce of(T... values) {
    TimesInForce set;
    ((set.bits_ |= bit(values)), ...);
    return set;
  }
  [[nodiscard]] constexpr bool contains(TimeInForce value) const {
    return (bits_ & bit(value)) != 0;
  }

 private:
  [[nodiscard]] static constexpr std::uint32_t bit(TimeInForce value) {
    return std::uint32_t{1} << static_cast<unsigned>(value);
  }
  std::uint32_t bits_ = 0;
};

/// One row of the broker's table of order types (broker-api.md 6.1).
struct OrderTypeRule {
  OrderType type = OrderType::unknown;
  Needs price = Needs::forbidden;    ///< price and price-effect, together
  Needs trigger = Needs::forbidden;  ///< stop-trigger
  Needs value = Needs::forbidden;    ///< value and value-effect, together
  Needs quantity = Needs::required;  ///< quantity of each leg
  std::size_t max_legs = 0;
  TimesInForce opening;  ///< when at least one leg may open a position
  TimesInForce closing;  ///< when every leg closes
};

inline constexpr auto kAnyTime = TimesInForce::of(
    TimeInForce::day, TimeInForce::ext, TimeInForce::ext_overnight, TimeInForce::gtc,
    TimeInForce::gtc_ext, TimeInForce::gtc_ext_overnight, TimeInForce::gtd, TimeInForce::ioc);
inline constexpr auto kNotResting = TimesInForce::of(TimeInForce::day, TimeInForce::ext,
                                                     TimeInForce::ext_overnight, TimeInForce::ioc);
inline constexpr auto kDayOnly = TimesInForce::of(TimeInForce::day);
/// Stops work in the regular session only (product.md S1-68), so no extended times in force.
inline constexpr auto kRegularResting =
    TimesInForce::of(TimeInForce::day, TimeInForce::gtc, TimeInForce::gtd);
inline constexpr auto kNotional =
    TimesInForce::of(TimeInForce::day, TimeInForce::gtc, TimeInForce::ioc);

inline constexpr auto kOrderTypeRules = std::to_array<OrderTypeRule>({
    {.type = OrderType::limit,
     .price = Needs::required,
     .max_legs = 4,
     .opening = kAnyTime,
     .closing = kAnyTime},
    {.type = OrderType::market, .max_legs = 1, .opening = kNotResting, .closing = kNotResting},
    {.type = OrderType::stop,
     .trigger = Needs::required,
     .max_legs = 1,
     .opening = kDayOnly,
     .closing = kRegularResting},
    {.type = OrderType::stop_limit,
     .price = Needs::required,
     .trigger = Needs::required,
     .max_legs = 1,
     .opening = kAnyTime,
     .closing = kAnyTime},
    {.type = OrderType::notional_market,
     .value = Needs::required,
     .quantity = Needs::forbidden,
     .max_legs = 1,
     .opening = kNotional,
     .closing = kNotional},
    {.type = OrderType::marketable_limit, .max_legs = 4, .opening = kAnyTime, .closing = kAnyTime},
});

/// The row of `type`; nullptr for a type the broker's table does not have.
[[nodiscard]] constexpr const OrderTypeRule* rule_of(OrderType type) {
  for (const OrderTypeRule& rule : kOrderTypeRules) {
    if (rule.type == type) return &rule;
  }
  return nullptr;
}

}  // namespace belay::rules
