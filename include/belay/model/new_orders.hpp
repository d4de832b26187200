#pragma once

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
#include "belay/model/order_conditions.hpp"
#include "belay/model/order_enums.hpp"
#include "belay/model/schema.hpp"

// Orders as the broker takes them: broker-api.md 5.8.

namespace belay {

struct NewOrderLeg {
  Open<InstrumentType> instrument_type;
  std::string symbol;
  Open<Action> action;
  std::optional<Decimal> quantity;
  Extra extra;
};
template <>
struct Schema<NewOrderLeg> {
  static constexpr std::string_view name = "NewOrderLeg";
  static constexpr auto fields = std::tuple{
      Field{"instrument-type", &NewOrderLeg::instrument_type},
      Field{"symbol", &NewOrderLeg::symbol, Unit::symbol},
      Field{"action", &NewOrderLeg::action},
      Field{"quantity", &NewOrderLeg::quantity, Unit::quantity},
      Field{"", &NewOrderLeg::extra, Unit::rest},
  };
};
static_assert(complete_schema<NewOrderLeg>);

struct AdvancedInstructions {
  std::optional<bool> strict_position_effect_validation;
  Extra extra;
};
template <>
struct Schema<AdvancedInstructions> {
  static constexpr std::string_view name = "AdvancedInstructions";
  static constexpr auto fields = std::tuple{
      Field{"strict-position-effect-validation",
            &AdvancedInstructions::strict_position_effect_validation},
      Field{"", &AdvancedInstructions::extra, Unit::rest},
  };
};
static_assert(complete_schema<AdvancedInstructions>);

/// The request body of POST /orders and /orders/dry-run (broker-api.md 5.8). `extra` carries what
/// this build has no member for.
struct NewOrder {
  Open<TimeInForce> time_in_force;
  std::optional<std::string> gtc_date;
  Open<OrderType> order_type;
  std::optional<Decimal> price;
  std::optional<Open<Effect>> price_effect;
  std::optional<Decimal> stop_trigger;
  std::optional<Decimal> value;
  std::optional<Open<Effect>> value_effect;
  std::optional<std::string> source;
  std::optional<std::string> external_identifier;
  std::optional<bool> automated_source;
  std::optional<std::string> partition_key;
  std::optional<std::string> preflight_id;
  std::optional<AdvancedInstructions> advanced_instructions;
  std::optional<OrderRules> rules;
  std::vector<NewOrderLeg> legs;
  Extra extra;
};
template <>
struct Schema<NewOrder> {
  static constexpr std::string_view name = "NewOrder";
  static constexpr auto fields = std::tuple{
      Field{"time-in-force", &NewOrder::time_in_force},
      Field{"gtc-date", &NewOrder::gtc_date},
      Field{"order-type", &NewOrder::order_type},
      Field{"price", &NewOrder::price, Unit::price},
      Field{"price-effect", &NewOrder::price_effect},
      Field{"stop-trigger", &NewOrder::stop_trigger, Unit::price},
      Field{"value", &NewOrder::value, Unit::money},
      Field{"value-effect", &NewOrder::value_effect},
      Field{"source", &NewOrder::source},
      Field{"external-identifier", &NewOrder::external_identifier},
      Field{"automated-source", &NewOrder::automated_source},
      Field{"partition-key", &NewOrder::partition_key},
      Field{"preflight-id", &NewOrder::preflight_id},
      Field{"advanced-instructions", &NewOrder::advanced_instructions},
      Field{"rules", &NewOrder::rules},
      Field{"legs", &NewOrder::legs, Unit::none},
      Field{"", &NewOrder::extra, Unit::rest},
  };
};
static_assert(complete_schema<NewOrder>);

}  // namespace belay
