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
#include "belay/model/order_conditions.hpp"
#include "belay/model/order_enums.hpp"
#include "belay/model/schema.hpp"

// Orders as the broker describes them: broker-api.md 5.6, 5.7.

namespace belay {

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
/// `updated_at` is epoch milliseconds. Conditions come as
/// `rules` or as `order-rule`.
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
  std::optional<OrderRules> rules;
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
      Field{"rules", &OrderRecord::rules},
      Field{"legs", &OrderRecord::legs},
      Field{"", &OrderRecord::extra, Unit::rest},
  };
  static constexpr auto aliases = std::to_array<FieldAlias>({{"order-rule", "rules"}});
  static constexpr auto always = std::to_array<std::string_view>(
      {"account-number", "cancellable", "editable", "edited", "order-type", "size", "status",
       "time-in-force", "underlying-symbol", "legs"});
};
static_assert(complete_schema<OrderRecord>);

}  // namespace belay
