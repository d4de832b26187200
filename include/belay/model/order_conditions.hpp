#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/enum_text.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/schema.hpp"

// What must happen before an order is routed or cancelled: broker-api.md 5.6, 5.8, 6.10. The same
// tables serve requests and answers; where answers say `order-rule` and `order-conditions`, these
// are `rules` and `conditions`.

namespace belay {

/// One part of the price that a condition watches.
struct PriceComponent {
  std::string symbol;
  Open<InstrumentType> instrument_type;
  std::optional<Decimal> quantity;
  Open<PositionSide> quantity_direction;
  Extra extra;
};
template <>
struct Schema<PriceComponent> {
  static constexpr std::string_view name = "PriceComponent";
  static constexpr auto fields = std::tuple{
      Field{"symbol", &PriceComponent::symbol, Unit::symbol},
      Field{"instrument-type", &PriceComponent::instrument_type},
      Field{"quantity", &PriceComponent::quantity, Unit::quantity},
      Field{"quantity-direction", &PriceComponent::quantity_direction},
      Field{"", &PriceComponent::extra, Unit::rest},
  };
};
static_assert(complete_schema<PriceComponent>);

/// `price_components` is filled by the broker with the condition's own symbol when none is sent.
struct OrderCondition {
  std::optional<std::int64_t> id;
  std::optional<std::string> action;  ///< `route`, `cancel`
  std::optional<std::string> symbol;
  std::optional<Open<InstrumentType>> instrument_type;
  std::optional<std::string> indicator;   ///< `last`, `nat`
  std::optional<std::string> comparator;  ///< `gte`, `lte`
  std::optional<Decimal> threshold;
  std::optional<bool> is_threshold_based_on_notional;
  std::optional<std::string> triggered_at;
  std::optional<Decimal> triggered_value;
  std::vector<PriceComponent> price_components;
  Extra extra;
};
template <>
struct Schema<OrderCondition> {
  static constexpr std::string_view name = "OrderCondition";
  static constexpr auto fields = std::tuple{
      Field{"id", &OrderCondition::id},
      Field{"action", &OrderCondition::action},
      Field{"symbol", &OrderCondition::symbol, Unit::symbol},
      Field{"instrument-type", &OrderCondition::instrument_type},
      Field{"indicator", &OrderCondition::indicator},
      Field{"comparator", &OrderCondition::comparator},
      Field{"threshold", &OrderCondition::threshold, Unit::price},
      Field{"is-threshold-based-on-notional", &OrderCondition::is_threshold_based_on_notional},
      Field{"triggered-at", &OrderCondition::triggered_at},
      Field{"triggered-value", &OrderCondition::triggered_value},
      Field{"price-components", &OrderCondition::price_components},
      Field{"", &OrderCondition::extra, Unit::rest},
  };
};
static_assert(complete_schema<OrderCondition>);

struct OrderRules {
  std::optional<std::string> route_after;
  std::optional<std::string> routed_at;
  std::optional<std::string> cancel_at;
  std::optional<std::string> cancelled_at;
  std::vector<OrderCondition> conditions;
  Extra extra;
};
template <>
struct Schema<OrderRules> {
  static constexpr std::string_view name = "OrderRules";
  static constexpr auto fields = std::tuple{
      Field{"route-after", &OrderRules::route_after},
      Field{"routed-at", &OrderRules::routed_at},
      Field{"cancel-at", &OrderRules::cancel_at},
      Field{"cancelled-at", &OrderRules::cancelled_at},
      Field{"conditions", &OrderRules::conditions},
      Field{"", &OrderRules::extra, Unit::rest},
  };
  static constexpr auto aliases = std::to_array<FieldAlias>({{"order-conditions", "conditions"}});
};
static_assert(complete_schema<OrderRules>);

}  // namespace belay
