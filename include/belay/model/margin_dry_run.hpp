#pragma once

#include <cstdint>
#include <map>
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
#include "belay/model/margin.hpp"
#include "belay/model/order_enums.hpp"
#include "belay/model/schema.hpp"

// What an order would do to margin: broker-api.md 4.6, 5.27.

namespace belay {

struct MarginOrderLeg {
  std::string symbol;
  std::optional<Open<InstrumentType>> instrument_type;
  Open<Action> action;
  std::optional<Decimal> quantity;
  std::optional<Decimal> remaining_quantity;
  Extra extra;
};
template <>
struct Schema<MarginOrderLeg> {
  static constexpr std::string_view name = "MarginOrderLeg";
  static constexpr auto fields = std::tuple{
      Field{"symbol", &MarginOrderLeg::symbol, Unit::symbol},
      Field{"instrument-type", &MarginOrderLeg::instrument_type},
      Field{"action", &MarginOrderLeg::action},
      Field{"quantity", &MarginOrderLeg::quantity, Unit::size},
      Field{"remaining-quantity", &MarginOrderLeg::remaining_quantity, Unit::size},
      Field{"", &MarginOrderLeg::extra, Unit::rest},
  };
};
static_assert(complete_schema<MarginOrderLeg>);

/// Body of POST /margin/accounts/{n}/dry-run; numbers are written as texts.
struct NewMarginOrder {
  std::string account_number;
  std::string underlying_symbol;
  Open<OrderType> order_type;
  Open<TimeInForce> time_in_force;
  std::optional<std::string> gtc_date;
  std::optional<Decimal> price;
  std::optional<Open<Effect>> price_effect;
  std::optional<Decimal> stop_trigger;
  std::optional<std::string> replaces_order_id;
  std::vector<MarginOrderLeg> legs;
  Extra extra;
};
template <>
struct Schema<NewMarginOrder> {
  static constexpr std::string_view name = "NewMarginOrder";
  static constexpr auto fields = std::tuple{
      Field{"account-number", &NewMarginOrder::account_number},
      Field{"underlying-symbol", &NewMarginOrder::underlying_symbol, Unit::symbol},
      Field{"order-type", &NewMarginOrder::order_type},
      Field{"time-in-force", &NewMarginOrder::time_in_force},
      Field{"gtc-date", &NewMarginOrder::gtc_date},
      Field{"price", &NewMarginOrder::price, Unit::price},
      Field{"price-effect", &NewMarginOrder::price_effect},
      Field{"stop-trigger", &NewMarginOrder::stop_trigger, Unit::price},
      Field{"replaces-order-id", &NewMarginOrder::replaces_order_id},
      Field{"legs", &NewMarginOrder::legs},
      Field{"", &NewMarginOrder::extra, Unit::rest},
  };
};
static_assert(complete_schema<NewMarginOrder>);

/// The order as the answer repeats it; `id` is `dry-run-0`.
struct MarginOrder {
  std::optional<std::string> id;
  std::optional<std::string> account_number;
  Open<TimeInForce> time_in_force;
  Open<OrderType> order_type;
  std::optional<Decimal> size;
  std::optional<Decimal> price;
  std::optional<Open<Effect>> price_effect;
  std::optional<Decimal> value;
  std::optional<Open<Effect>> value_effect;
  std::optional<Decimal> stop_trigger;
  std::optional<std::string> gtc_date;
  std::optional<bool> cancellable;
  std::optional<bool> editable;
  std::optional<bool> edited;
  std::optional<std::string> underlying_symbol;
  std::vector<MarginOrderLeg> legs;
  Extra extra;
};
template <>
struct Schema<MarginOrder> {
  static constexpr std::string_view name = "MarginOrder";
  static constexpr auto fields = std::tuple{
      Field{"id", &MarginOrder::id},
      Field{"account-number", &MarginOrder::account_number},
      Field{"time-in-force", &MarginOrder::time_in_force},
      Field{"order-type", &MarginOrder::order_type},
      Field{"size", &MarginOrder::size, Unit::size},
      Field{"price", &MarginOrder::price, Unit::price},
      Field{"price-effect", &MarginOrder::price_effect},
      Field{"value", &MarginOrder::value, Unit::money},
      Field{"value-effect", &MarginOrder::value_effect},
      Field{"stop-trigger", &MarginOrder::stop_trigger, Unit::price},
      Field{"gtc-date", &MarginOrder::gtc_date},
      Field{"cancellable", &MarginOrder::cancellable},
      Field{"editable", &MarginOrder::editable},
      Field{"edited", &MarginOrder::edited},
      Field{"underlying-symbol", &MarginOrder::underlying_symbol, Unit::symbol},
      Field{"legs", &MarginOrder::legs},
      Field{"", &MarginOrder::extra, Unit::rest},
  };
};
static_assert(complete_schema<MarginOrder>);

struct MarginNetLiq {
  std::optional<Decimal> long_equity_value;
  std::optional<Decimal> short_equity_value;
  std::optional<Decimal> long_derivative_value;
  std::optional<Decimal> short_derivative_value;
  std::optional<Decimal> long_cryptocurrency_value;
  std::optional<Decimal> short_cryptocurrency_value;
  Extra extra;
};
template <>
struct Schema<MarginNetLiq> {
  static constexpr std::string_view name = "MarginNetLiq";
  static constexpr auto fields = std::tuple{
      Field{"long-equity-value", &MarginNetLiq::long_equity_value, Unit::money},
      Field{"short-equity-value", &MarginNetLiq::short_equity_value, Unit::money},
      Field{"long-derivative-value", &MarginNetLiq::long_derivative_value, Unit::money},
      Field{"short-derivative-value", &MarginNetLiq::short_derivative_value, Unit::money},
      Field{"long-cryptocurrency-value", &MarginNetLiq::long_cryptocurrency_value, Unit::money},
      Field{"short-cryptocurrency-value", &MarginNetLiq::short_cryptocurrency_value, Unit::money},
      Field{"", &MarginNetLiq::extra, Unit::rest},
  };
};
static_assert(complete_schema<MarginNetLiq>);

/// The positions of a strategy; which member stands there depends on the strategy.
struct MarginStrategyEntries {
  std::optional<std::string> margin_strategy;
  std::optional<MarginEntry> underlying_entry;
  Extra extra;
};
template <>
struct Schema<MarginStrategyEntries> {
  static constexpr std::string_view name = "MarginStrategyEntries";
  static constexpr auto fields = std::tuple{
      Field{"margin-strategy", &MarginStrategyEntries::margin_strategy},
      Field{"underlying-entry", &MarginStrategyEntries::underlying_entry},
      Field{"", &MarginStrategyEntries::extra, Unit::rest},
  };
};
static_assert(complete_schema<MarginStrategyEntries>);

struct MarginGroupResult {
  std::optional<MarginStrategyEntries> group;
  std::optional<Decimal> margin;
  std::optional<Decimal> maintenance_requirement;
  std::optional<Open<Effect>> maintenance_requirement_effect;
  std::optional<MarginNetLiq> net_liq_result;
  Extra extra;
};
template <>
struct Schema<MarginGroupResult> {
  static constexpr std::string_view name = "MarginGroupResult";
  static constexpr auto fields = std::tuple{
      Field{"group", &MarginGroupResult::group},
      Field{"margin", &MarginGroupResult::margin, Unit::money},
      Field{"maintenance-requirement", &MarginGroupResult::maintenance_requirement, Unit::money},
      Field{"maintenance-requirement-effect", &MarginGroupResult::maintenance_requirement_effect},
      Field{"net-liq-result", &MarginGroupResult::net_liq_result},
      Field{"", &MarginGroupResult::extra, Unit::rest},
  };
};
static_assert(complete_schema<MarginGroupResult>);

/// The margin of one underlying in one state of the account.
struct MarginResults {
  std::optional<std::string> code;
  std::optional<std::string> description;
  std::optional<std::int64_t> entity_count;
  std::optional<std::string> underlying_symbol;
  std::optional<std::string> underlying_type;
  std::optional<Decimal> underlying_price;
  std::optional<Decimal> margin_requirement;
  std::optional<Open<Effect>> margin_requirement_effect;
  std::optional<Decimal> maintenance_requirement;
  std::optional<Open<Effect>> maintenance_requirement_effect;
  std::optional<Decimal> buying_power_impact;
  std::optional<Open<Effect>> buying_power_impact_effect;
  std::optional<Decimal> base_margin_requirement;
  std::optional<Open<Effect>> base_margin_requirement_effect;
  std::optional<std::string> margin_calculation_type;
  std::optional<Decimal> cash_adjustment;
  std::optional<Open<Effect>> cash_adjustment_effect;
  std::optional<Decimal> working_margin;
  std::optional<Open<Effect>> working_margin_effect;
  std::optional<Decimal> position_margin;
  std::optional<Open<Effect>> position_margin_effect;
  std::optional<Decimal> position_equity_adjustment;
  std::optional<Open<Effect>> position_equity_adjustment_effect;
  std::optional<Decimal> cash_settlement_value;
  std::optional<Open<Effect>> cash_settlement_value_effect;
  std::optional<Decimal> long_equity_value;
  std::optional<Open<Effect>> long_equity_value_effect;
  std::optional<Decimal> short_equity_value;
  std::optional<Open<Effect>> short_equity_value_effect;
  std::optional<Decimal> long_derivative_value;
  std::optional<Decimal> short_derivative_value;
  std::optional<Decimal> long_cryptocurrency_value;
  std::optional<Decimal> short_cryptocurrency_value;
  std::vector<MarginGroupResult> group_results;
  std::vector<std::string> order_ids;
  std::optional<std::string> calculated_at;
  std::map<std::string, Decimal> marks;  ///< price by symbol
  Extra extra;
};
template <>
struct Schema<MarginResults> {
  static constexpr std::string_view name = "MarginResults";
  static constexpr auto fields = std::tuple{
      Field{"code", &MarginResults::code},
      Field{"description", &MarginResults::description},
      Field{"entity-count", &MarginResults::entity_count},
      Field{"underlying-symbol", &MarginResults::underlying_symbol, Unit::symbol},
      Field{"underlying-type", &MarginResults::underlying_type},
      Field{"underlying-price", &MarginResults::underlying_price, Unit::price},
      Field{"margin-requirement", &MarginResults::margin_requirement, Unit::money},
      Field{"margin-requirement-effect", &MarginResults::margin_requirement_effect},
      Field{"maintenance-requirement", &MarginResults::maintenance_requirement, Unit::money},
      Field{"maintenance-requirement-effect", &MarginResults::maintenance_requirement_effect},
      Field{"buying-power-impact", &MarginResults::buying_power_impact, Unit::money},
      Field{"buying-power-impact-effect", &MarginResults::buying_power_impact_effect},
      Field{"base-margin-requirement", &MarginResults::base_margin_requirement, Unit::money},
      Field{"base-margin-requirement-effect", &MarginResults::base_margin_requirement_effect},
      Field{"margin-calculation-type", &MarginResults::margin_calculation_type},
      Field{"cash-adjustment", &MarginResults::cash_adjustment, Unit::money},
      Field{"cash-adjustment-effect", &MarginResults::cash_adjustment_effect},
      Field{"working-margin", &MarginResults::working_margin, Unit::money},
      Field{"working-margin-effect", &MarginResults::working_margin_effect},
      Field{"position-margin", &MarginResults::position_margin, Unit::money},
      Field{"position-margin-effect", &MarginResults::position_margin_effect},
      Field{"position-equity-adjustment", &MarginResults::position_equity_adjustment, Unit::money},
      Field{"position-equity-adjustment-effect", &MarginResults::position_equity_adjustment_effect},
      Field{"cash-settlement-value", &MarginResults::cash_settlement_value, Unit::money},
      Field{"cash-settlement-value-effect", &MarginResults::cash_settlement_value_effect},
      Field{"long-equity-value", &MarginResults::long_equity_value, Unit::money},
      Field{"long-equity-value-effect", &MarginResults::long_equity_value_effect},
      Field{"short-equity-value", &MarginResults::short_equity_value, Unit::money},
      Field{"short-equity-value-effect", &MarginResults::short_equity_value_effect},
      Field{"long-derivative-value", &MarginResults::long_derivative_value, Unit::money},
      Field{"short-derivative-value", &MarginResults::short_derivative_value, Unit::money},
      Field{"long-cryptocurrency-value", &MarginResults::long_cryptocurrency_value, Unit::money},
      Field{"short-cryptocurrency-value", &MarginResults::short_cryptocurrency_value, Unit::money},
      Field{"group-results", &MarginResults::group_results},
      Field{"order-ids", &MarginResults::order_ids},
      Field{"calculated-at", &MarginResults::calculated_at},
      Field{"marks", &MarginResults::marks, Unit::price},
      Field{"", &MarginResults::extra, Unit::rest},
  };
};
static_assert(complete_schema<MarginResults>);

struct MarginDryRun {
  std::vector<MarginOrder> orders;
  std::optional<MarginResults> last_results;
  std::optional<MarginResults> base_results;
  std::optional<MarginResults> new_order_results;
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
  std::optional<Decimal> isolated_order_buying_power_effect;  ///< an amount, whatever its name says
  std::optional<Open<Effect>> isolated_order_buying_power_effect_effect;
  std::optional<bool> is_spread;
  std::vector<std::string> order_ids;
  Extra extra;
};
template <>
struct Schema<MarginDryRun> {
  static constexpr std::string_view name = "MarginDryRun";
  static constexpr auto fields = std::tuple{
      Field{"orders", &MarginDryRun::orders},
      Field{"last-results", &MarginDryRun::last_results},
      Field{"base-results", &MarginDryRun::base_results},
      Field{"new-order-results", &MarginDryRun::new_order_results},
      Field{"change-in-margin-requirement", &MarginDryRun::change_in_margin_requirement,
            Unit::money},
      Field{"change-in-margin-requirement-effect",
            &MarginDryRun::change_in_margin_requirement_effect},
      Field{"change-in-buying-power", &MarginDryRun::change_in_buying_power, Unit::money},
      Field{"change-in-buying-power-effect", &MarginDryRun::change_in_buying_power_effect},
      Field{"current-buying-power", &MarginDryRun::current_buying_power, Unit::money},
      Field{"current-buying-power-effect", &MarginDryRun::current_buying_power_effect},
      Field{"new-buying-power", &MarginDryRun::new_buying_power, Unit::money},
      Field{"new-buying-power-effect", &MarginDryRun::new_buying_power_effect},
      Field{"isolated-order-margin-requirement", &MarginDryRun::isolated_order_margin_requirement,
            Unit::money},
      Field{"isolated-order-margin-requirement-effect",
            &MarginDryRun::isolated_order_margin_requirement_effect},
      Field{"isolated-order-buying-power-effect", &MarginDryRun::isolated_order_buying_power_effect,
            Unit::money},
      Field{"isolated-order-buying-power-effect-effect",
            &MarginDryRun::isolated_order_buying_power_effect_effect},
      Field{"is-spread", &MarginDryRun::is_spread},
      Field{"order-ids", &MarginDryRun::order_ids},
      Field{"", &MarginDryRun::extra, Unit::rest},
  };
};
static_assert(complete_schema<MarginDryRun>);

}  // namespace belay
