#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/complex_orders.hpp"
#include "belay/model/enum_text.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/order_records.hpp"
#include "belay/model/schema.hpp"

// The answer to placing or dry-running: broker-api.md 5.9.

namespace belay {

/// What an order does to buying power (broker-api.md 5.9). Magnitudes with effects beside them.
struct BuyingPowerEffect {
  std::optional<Decimal> change_in_margin_requirement;
  std::optional<Open<Effect>> change_in_margin_requirement_effect;
  std::optional<Decimal> change_in_buying_power;
  std::optional<Open<Effect>> change_in_buying_power_effect;
  std::optional<Decimal> current_buying_power;
  std::optional<Open<Effect>> current_buying_power_effect;
  std::optional<Decimal> new_buying_power;
  std::optional<Open<Effect>> new_buying_power_effect;
  std::optional<Decimal> isolated_order_margin_requirement;
  std::optional<Open<Effect>> isolated_order_margin_requirement_effect;
  std::optional<bool> is_spread;
  std::optional<Decimal> impact;
  std::optional<Open<Effect>> effect;
  Extra extra;
};
template <>
struct Schema<BuyingPowerEffect> {
  static constexpr std::string_view name = "BuyingPowerEffect";
  static constexpr auto fields = std::tuple{
      Field{"change-in-margin-requirement", &BuyingPowerEffect::change_in_margin_requirement,
            Unit::money},
      Field{"change-in-margin-requirement-effect",
            &BuyingPowerEffect::change_in_margin_requirement_effect},
      Field{"change-in-buying-power", &BuyingPowerEffect::change_in_buying_power, Unit::money},
      Field{"change-in-buying-power-effect", &BuyingPowerEffect::change_in_buying_power_effect},
      Field{"current-buying-power", &BuyingPowerEffect::current_buying_power, Unit::money},
      Field{"current-buying-power-effect", &BuyingPowerEffect::current_buying_power_effect},
      Field{"new-buying-power", &BuyingPowerEffect::new_buying_power, Unit::money},
      Field{"new-buying-power-effect", &BuyingPowerEffect::new_buying_power_effect},
      Field{"isolated-order-margin-requirement",
            &BuyingPowerEffect::isolated_order_margin_requirement, Unit::money},
      Field{"isolated-order-margin-requirement-effect",
            &BuyingPowerEffect::isolated_order_margin_requirement_effect},
      Field{"is-spread", &BuyingPowerEffect::is_spread},
      Field{"impact", &BuyingPowerEffect::impact, Unit::money},
      Field{"effect", &BuyingPowerEffect::effect},
      Field{"", &BuyingPowerEffect::extra, Unit::rest},
  };
};
static_assert(complete_schema<BuyingPowerEffect>);

struct FeeItem {
  std::string name;
  std::optional<Decimal> value;
  Open<Effect> effect;
  Extra extra;
};
template <>
struct Schema<FeeItem> {
  static constexpr std::string_view name = "FeeItem";
  static constexpr auto fields = std::tuple{
      Field{"name", &FeeItem::name},
      Field{"value", &FeeItem::value, Unit::money},
      Field{"effect", &FeeItem::effect},
      Field{"", &FeeItem::extra, Unit::rest},
  };
};
static_assert(complete_schema<FeeItem>);

struct FeeCalculation {
  std::optional<Decimal> regulatory_fees;
  std::optional<Open<Effect>> regulatory_fees_effect;
  std::vector<FeeItem> regulatory_fees_breakdown;
  std::optional<Decimal> clearing_fees;
  std::optional<Open<Effect>> clearing_fees_effect;
  std::vector<FeeItem> clearing_fees_breakdown;
  std::optional<Decimal> commission;
  std::optional<Open<Effect>> commission_effect;
  std::vector<FeeItem> commission_breakdown;
  std::optional<Decimal> proprietary_index_option_fees;
  std::optional<Open<Effect>> proprietary_index_option_fees_effect;
  std::vector<FeeItem> proprietary_fees_breakdown;
  std::optional<Decimal> total_fees;
  std::optional<Open<Effect>> total_fees_effect;
  std::optional<Decimal> rebates;
  std::optional<Open<Effect>> rebates_effect;
  std::vector<FeeItem> rebates_breakdown;
  std::optional<bool> per_quantity;
  Extra extra;
};
template <>
struct Schema<FeeCalculation> {
  static constexpr std::string_view name = "FeeCalculation";
  static constexpr auto fields = std::tuple{
      Field{"regulatory-fees", &FeeCalculation::regulatory_fees, Unit::money},
      Field{"regulatory-fees-effect", &FeeCalculation::regulatory_fees_effect},
      Field{"regulatory-fees-breakdown", &FeeCalculation::regulatory_fees_breakdown, Unit::sparse},
      Field{"clearing-fees", &FeeCalculation::clearing_fees, Unit::money},
      Field{"clearing-fees-effect", &FeeCalculation::clearing_fees_effect},
      Field{"clearing-fees-breakdown", &FeeCalculation::clearing_fees_breakdown, Unit::sparse},
      Field{"commission", &FeeCalculation::commission, Unit::money},
      Field{"commission-effect", &FeeCalculation::commission_effect},
      Field{"commission-breakdown", &FeeCalculation::commission_breakdown, Unit::sparse},
      Field{"proprietary-index-option-fees", &FeeCalculation::proprietary_index_option_fees,
            Unit::money},
      Field{"proprietary-index-option-fees-effect",
            &FeeCalculation::proprietary_index_option_fees_effect},
      Field{"proprietary-fees-breakdown", &FeeCalculation::proprietary_fees_breakdown,
            Unit::sparse},
      Field{"total-fees", &FeeCalculation::total_fees, Unit::money},
      Field{"total-fees-effect", &FeeCalculation::total_fees_effect},
      Field{"rebates", &FeeCalculation::rebates, Unit::money},
      Field{"rebates-effect", &FeeCalculation::rebates_effect},
      Field{"rebates-breakdown", &FeeCalculation::rebates_breakdown, Unit::sparse},
      Field{"per-quantity", &FeeCalculation::per_quantity},
      Field{"", &FeeCalculation::extra, Unit::rest},
  };
};
static_assert(complete_schema<FeeCalculation>);

/// A warning or a refusal inside an answer. `preflight_id` ties it to one order of a complex order.
struct Notice {
  std::optional<std::string> code;
  std::optional<std::string> message;
  std::optional<std::string> preflight_id;
  Extra extra;
};
template <>
struct Schema<Notice> {
  static constexpr std::string_view name = "Notice";
  static constexpr auto fields = std::tuple{
      Field{"code", &Notice::code},
      Field{"message", &Notice::message},
      Field{"preflight-id", &Notice::preflight_id},
      Field{"", &Notice::extra, Unit::rest},
  };
};
static_assert(complete_schema<Notice>);

/// The broker's answer to placing or dry-running an order (broker-api.md 5.9).
struct PlacedOrder {
  std::optional<OrderRecord> order;
  std::optional<ComplexOrder> complex_order;
  std::vector<Notice> warnings;
  std::vector<Notice> errors;
  std::vector<RawJson> notes;  ///< seen empty only
  std::optional<BuyingPowerEffect> buying_power_effect;
  std::optional<FeeCalculation> fee_calculation;
  std::optional<FeeCalculation> closing_fee_calculation;
  Extra extra;
};
template <>
struct Schema<PlacedOrder> {
  static constexpr std::string_view name = "PlacedOrder";
  static constexpr auto fields = std::tuple{
      Field{"order", &PlacedOrder::order},
      Field{"complex-order", &PlacedOrder::complex_order},
      Field{"warnings", &PlacedOrder::warnings},
      Field{"errors", &PlacedOrder::errors, Unit::sparse},
      Field{"notes", &PlacedOrder::notes, Unit::sparse},
      Field{"buying-power-effect", &PlacedOrder::buying_power_effect},
      Field{"fee-calculation", &PlacedOrder::fee_calculation},
      Field{"closing-fee-calculation", &PlacedOrder::closing_fee_calculation},
      Field{"", &PlacedOrder::extra, Unit::rest},
  };
};
static_assert(complete_schema<PlacedOrder>);

}  // namespace belay
