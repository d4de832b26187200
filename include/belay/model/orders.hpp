// budget: tables; one place for every shape an order takes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/base/time.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/enum_text.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/schema.hpp"

// Orders. Three shapes, three names:
//   Order        what a user wants, as few words as possible; illegal combinations have no place to
//   stand NewOrder     the request body the broker takes (broker-api.md 5.8); made from an Order by
//   rules::to_request OrderRecord  what the broker says an order is (5.6); PlacedOrder is its
//   answer to placing or dry-running (5.9)

namespace belay {

enum class Action : std::uint8_t {
  unknown,
  buy_to_open,
  buy_to_close,
  sell_to_open,
  sell_to_close,
  buy,
  sell,
  allocate
};
template <>
struct EnumText<Action> {
  static constexpr Action fallback = Action::unknown;
  static constexpr auto names =
      std::to_array<std::pair<Action, std::string_view>>({{Action::unknown, "Unknown"},
                                                          {Action::buy_to_open, "Buy to Open"},
                                                          {Action::buy_to_close, "Buy to Close"},
                                                          {Action::sell_to_open, "Sell to Open"},
                                                          {Action::sell_to_close, "Sell to Close"},
                                                          {Action::buy, "Buy"},
                                                          {Action::sell, "Sell"},
                                                          {Action::allocate, "Allocate"}});
};
[[nodiscard]] constexpr bool is_buy(Action a) {
  return a == Action::buy_to_open || a == Action::buy_to_close || a == Action::buy;
}
[[nodiscard]] constexpr bool is_sell(Action a) {
  return a == Action::sell_to_open || a == Action::sell_to_close || a == Action::sell;
}
[[nodiscard]] constexpr bool is_closing(Action a) {
  return a == Action::buy_to_close || a == Action::sell_to_close;
}

enum class OrderType : std::uint8_t {
  unknown,
  limit,
  market,
  marketable_limit,
  stop,
  stop_limit,
  notional_market
};
template <>
struct EnumText<OrderType> {
  static constexpr OrderType fallback = OrderType::unknown;
  static constexpr auto names = std::to_array<std::pair<OrderType, std::string_view>>(
      {{OrderType::unknown, "Unknown"},
       {OrderType::limit, "Limit"},
       {OrderType::market, "Market"},
       {OrderType::marketable_limit, "Marketable Limit"},
       {OrderType::stop, "Stop"},
       {OrderType::stop_limit, "Stop Limit"},
       {OrderType::notional_market, "Notional Market"}});
};

enum class TimeInForce : std::uint8_t {
  unknown,
  day,
  ext,
  ext_overnight,
  gtc,
  gtc_ext,
  gtc_ext_overnight,
  gtd,
  ioc
};
template <>
struct EnumText<TimeInForce> {
  static constexpr TimeInForce fallback = TimeInForce::unknown;
  static constexpr auto names = std::to_array<std::pair<TimeInForce, std::string_view>>(
      {{TimeInForce::unknown, "Unknown"},
       {TimeInForce::day, "Day"},
       {TimeInForce::ext, "Ext"},
       {TimeInForce::ext_overnight, "Ext Overnight"},
       {TimeInForce::gtc, "GTC"},
       {TimeInForce::gtc_ext, "GTC Ext"},
       {TimeInForce::gtc_ext_overnight, "GTC Ext Overnight"},
       {TimeInForce::gtd, "GTD"},
       {TimeInForce::ioc, "IOC"}});
};

/// Every status of broker-api.md 6.4. An unknown status is neither working nor terminal: it never
/// counts as protection.
enum class OrderStatus : std::uint8_t {
  unknown,
  received,
  routed,
  in_flight,
  contingent,
  live,
  cancel_requested,
  replace_requested,
  filled,
  cancelled,
  expired,
  rejected,
  removed,
  partially_removed,
};
template <>
struct EnumText<OrderStatus> {
  static constexpr OrderStatus fallback = OrderStatus::unknown;
  static constexpr auto names = std::to_array<std::pair<OrderStatus, std::string_view>>(
      {{OrderStatus::unknown, "Unknown"},
       {OrderStatus::received, "Received"},
       {OrderStatus::routed, "Routed"},
       {OrderStatus::in_flight, "In Flight"},
       {OrderStatus::contingent, "Contingent"},
       {OrderStatus::live, "Live"},
       {OrderStatus::cancel_requested, "Cancel Requested"},
       {OrderStatus::replace_requested, "Replace Requested"},
       {OrderStatus::filled, "Filled"},
       {OrderStatus::cancelled, "Cancelled"},
       {OrderStatus::expired, "Expired"},
       {OrderStatus::rejected, "Rejected"},
       {OrderStatus::removed, "Removed"},
       {OrderStatus::partially_removed, "Partially Removed"}});
};
/// Where a status stands: `working` rests at the broker or a venue and can fill; `waiting` needs
/// something else to happen first; `leaving` is on its way out and may still fill; `terminal` is
/// over; `unknown` is a status this build has not heard of.
enum class OrderPhase : std::uint8_t { unknown, working, waiting, leaving, terminal };
[[nodiscard]] OrderPhase phase_of(Open<OrderStatus> status) noexcept;

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

// ---- request
// ----------------------------------------------------------------------------------------------------------------

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
      Field{"legs", &NewOrder::legs},
      Field{"", &NewOrder::extra, Unit::rest},
  };
};
static_assert(complete_schema<NewOrder>);

// ---- what the broker says
// ---------------------------------------------------------------------------------------------------

struct Fill {
  std::optional<std::string> fill_id;  ///< unique: de-duplicate by it
  std::optional<Decimal> quantity;
  std::optional<Decimal> fill_price;
  std::optional<std::string> filled_at;
  std::optional<std::string> destination_venue;
  std::optional<std::string> ext_exec_id;
  std::optional<std::string> ext_group_fill_id;
  Extra extra;
};
template <>
struct Schema<Fill> {
  static constexpr std::string_view name = "Fill";
  static constexpr auto fields = std::tuple{
      Field{"fill-id", &Fill::fill_id},
      Field{"quantity", &Fill::quantity, Unit::quantity},
      Field{"fill-price", &Fill::fill_price, Unit::price},
      Field{"filled-at", &Fill::filled_at},
      Field{"destination-venue", &Fill::destination_venue},
      Field{"ext-exec-id", &Fill::ext_exec_id},
      Field{"ext-group-fill-id", &Fill::ext_group_fill_id},
      Field{"", &Fill::extra, Unit::rest},
  };
};
static_assert(complete_schema<Fill>);

struct OrderLegRecord {
  Open<InstrumentType> instrument_type;
  std::string symbol;
  std::optional<Decimal> quantity;
  std::optional<Decimal> remaining_quantity;
  Open<Action> action;
  std::vector<Fill> fills;
  Extra extra;
};
template <>
struct Schema<OrderLegRecord> {
  static constexpr std::string_view name = "OrderLegRecord";
  static constexpr auto fields = std::tuple{
      Field{"instrument-type", &OrderLegRecord::instrument_type},
      Field{"symbol", &OrderLegRecord::symbol, Unit::symbol},
      Field{"quantity", &OrderLegRecord::quantity, Unit::quantity},
      Field{"remaining-quantity", &OrderLegRecord::remaining_quantity, Unit::quantity},
      Field{"action", &OrderLegRecord::action},
      Field{"fills", &OrderLegRecord::fills},
      Field{"", &OrderLegRecord::extra, Unit::rest},
  };
};
static_assert(complete_schema<OrderLegRecord>);

/// An order as the broker describes it (broker-api.md 5.6). `id` is absent on a dry-run;
/// `updated_at` is epoch milliseconds. Conditions (`rules`, `order-rule`) are kept whole in
/// `extra`.
struct OrderRecord {
  std::optional<std::int64_t> id;
  std::optional<std::string> account_number;
  std::optional<std::string> cancel_user_id;
  std::optional<std::string> cancel_username;
  std::optional<bool> cancellable;
  std::optional<std::string> cancelled_at;
  std::optional<Decimal> cancelled_size;
  std::optional<std::int64_t> complex_order_id;
  std::optional<std::string> complex_order_tag;
  std::optional<std::string> confirmation_status;
  std::optional<std::string> contingent_status;
  std::optional<bool> editable;
  std::optional<bool> edited;
  std::optional<std::string> ext_client_order_id;
  std::optional<std::string> ext_exchange_order_number;
  std::optional<std::int64_t> ext_global_order_number;
  std::optional<std::string> external_identifier;
  std::optional<std::string> global_request_id;
  std::optional<std::string> gtc_date;
  std::optional<std::string> in_flight_at;
  std::optional<std::int64_t> leg_count;
  std::optional<std::string> live_at;
  Open<OrderType> order_type;
  std::optional<std::string> preflight_id;
  std::optional<Decimal> price;
  std::optional<Open<Effect>> price_effect;
  std::optional<std::string> received_at;
  std::optional<std::string> reject_reason;
  std::optional<std::int64_t> replaces_order_id;
  std::optional<std::int64_t> replacing_order_id;
  std::optional<Decimal> size;
  std::optional<std::string> source;
  Open<OrderStatus> status;
  std::optional<Decimal> stop_trigger;
  std::optional<std::string> terminal_at;
  Open<TimeInForce> time_in_force;
  std::optional<Open<InstrumentType>> underlying_instrument_type;
  std::optional<std::string> underlying_symbol;
  std::optional<std::int64_t> updated_at;
  std::optional<std::string> user_id;
  std::optional<std::string> username;
  std::optional<Decimal> value;
  std::optional<Open<Effect>> value_effect;
  std::vector<OrderLegRecord> legs;
  Extra extra;
};
template <>
struct Schema<OrderRecord> {
  static constexpr std::string_view name = "OrderRecord";
  static constexpr auto fields = std::tuple{
      Field{"id", &OrderRecord::id},
      Field{"account-number", &OrderRecord::account_number},
      Field{"cancel-user-id", &OrderRecord::cancel_user_id},
      Field{"cancel-username", &OrderRecord::cancel_username},
      Field{"cancellable", &OrderRecord::cancellable},
      Field{"cancelled-at", &OrderRecord::cancelled_at},
      Field{"cancelled-size", &OrderRecord::cancelled_size, Unit::quantity},
      Field{"complex-order-id", &OrderRecord::complex_order_id},
      Field{"complex-order-tag", &OrderRecord::complex_order_tag},
      Field{"confirmation-status", &OrderRecord::confirmation_status},
      Field{"contingent-status", &OrderRecord::contingent_status},
      Field{"editable", &OrderRecord::editable},
      Field{"edited", &OrderRecord::edited},
      Field{"ext-client-order-id", &OrderRecord::ext_client_order_id},
      Field{"ext-exchange-order-number", &OrderRecord::ext_exchange_order_number},
      Field{"ext-global-order-number", &OrderRecord::ext_global_order_number},
      Field{"external-identifier", &OrderRecord::external_identifier},
      Field{"global-request-id", &OrderRecord::global_request_id},
      Field{"gtc-date", &OrderRecord::gtc_date},
      Field{"in-flight-at", &OrderRecord::in_flight_at},
      Field{"leg-count", &OrderRecord::leg_count},
      Field{"live-at", &OrderRecord::live_at},
      Field{"order-type", &OrderRecord::order_type},
      Field{"preflight-id", &OrderRecord::preflight_id},
      Field{"price", &OrderRecord::price, Unit::price},
      Field{"price-effect", &OrderRecord::price_effect},
      Field{"received-at", &OrderRecord::received_at},
      Field{"reject-reason", &OrderRecord::reject_reason},
      Field{"replaces-order-id", &OrderRecord::replaces_order_id},
      Field{"replacing-order-id", &OrderRecord::replacing_order_id},
      Field{"size", &OrderRecord::size, Unit::quantity},
      Field{"source", &OrderRecord::source},
      Field{"status", &OrderRecord::status},
      Field{"stop-trigger", &OrderRecord::stop_trigger, Unit::price},
      Field{"terminal-at", &OrderRecord::terminal_at},
      Field{"time-in-force", &OrderRecord::time_in_force},
      Field{"underlying-instrument-type", &OrderRecord::underlying_instrument_type},
      Field{"underlying-symbol", &OrderRecord::underlying_symbol, Unit::symbol},
      Field{"updated-at", &OrderRecord::updated_at, Unit::epoch_ms},
      Field{"user-id", &OrderRecord::user_id},
      Field{"username", &OrderRecord::username},
      Field{"value", &OrderRecord::value, Unit::money},
      Field{"value-effect", &OrderRecord::value_effect},
      Field{"legs", &OrderRecord::legs},
      Field{"", &OrderRecord::extra, Unit::rest},
  };
};
static_assert(complete_schema<OrderRecord>);

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
  Decimal value;
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
      Field{"regulatory-fees-breakdown", &FeeCalculation::regulatory_fees_breakdown},
      Field{"clearing-fees", &FeeCalculation::clearing_fees, Unit::money},
      Field{"clearing-fees-effect", &FeeCalculation::clearing_fees_effect},
      Field{"clearing-fees-breakdown", &FeeCalculation::clearing_fees_breakdown},
      Field{"commission", &FeeCalculation::commission, Unit::money},
      Field{"commission-effect", &FeeCalculation::commission_effect},
      Field{"commission-breakdown", &FeeCalculation::commission_breakdown},
      Field{"proprietary-index-option-fees", &FeeCalculation::proprietary_index_option_fees,
            Unit::money},
      Field{"proprietary-index-option-fees-effect",
            &FeeCalculation::proprietary_index_option_fees_effect},
      Field{"proprietary-fees-breakdown", &FeeCalculation::proprietary_fees_breakdown},
      Field{"total-fees", &FeeCalculation::total_fees, Unit::money},
      Field{"total-fees-effect", &FeeCalculation::total_fees_effect},
      Field{"rebates", &FeeCalculation::rebates, Unit::money},
      Field{"rebates-effect", &FeeCalculation::rebates_effect},
      Field{"rebates-breakdown", &FeeCalculation::rebates_breakdown},
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
  std::vector<Notice> warnings;
  std::vector<Notice> errors;
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
      Field{"warnings", &PlacedOrder::warnings},
      Field{"errors", &PlacedOrder::errors},
      Field{"buying-power-effect", &PlacedOrder::buying_power_effect},
      Field{"fee-calculation", &PlacedOrder::fee_calculation},
      Field{"closing-fee-calculation", &PlacedOrder::closing_fee_calculation},
      Field{"", &PlacedOrder::extra, Unit::rest},
  };
};
static_assert(complete_schema<PlacedOrder>);

}  // namespace belay
