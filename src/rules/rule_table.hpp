#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "belay/base/error.hpp"

namespace belay::rules {

/// Every rule that can refuse an order offline.
enum class Rule : std::uint8_t {
  order_type,
  no_legs,
  too_many_legs,
  duplicate_symbol,
  no_symbol,
  instrument_type,
  crypto_suspended,
  action,
  plain_action,
  single_leg_type,
  quantity,
  fractional_quantity,
  notional_quantity,
  missing_price,
  forbidden_price,
  price,
  price_effect,
  missing_trigger,
  forbidden_trigger,
  trigger,
  stop_future_option,
  missing_value,
  forbidden_value,
  value,
  time_in_force,
  stop_tif,
  market_tif,
  extended_tif,
  gtd_date,
};

/// What a refusal says beside its own facts, the id and the next step; and where the rule is
/// written down.
struct RuleRow {
  Rule rule;
  std::string_view id;
  std::string_view next_step;
  std::string_view source;
};

inline constexpr auto kRules = std::to_array<RuleRow>({
    {Rule::order_type, "order-type",
     "use Limit, Market, Stop, Stop Limit, Notional Market or "
     "Marketable Limit",
     "broker-api.md 6.1"},
    {Rule::no_legs, "no-legs", "name at least one symbol, action and quantity",
     "broker-api.md 6.1"},
    {Rule::too_many_legs, "too-many-legs",
     "send the legs as separate orders, or as a Limit order "
     "of up to 4 legs",
     "broker-api.md 6.1"},
    {Rule::duplicate_symbol, "duplicate-symbol", "add the quantities up in one leg",
     "broker-api.md 6.12"},
    {Rule::no_symbol, "no-symbol", "give the broker's symbol of the leg", "broker-api.md 5.8"},
    {Rule::instrument_type, "instrument-type", "give the instrument type of the leg",
     "broker-api.md 5.8"},
    {Rule::crypto_suspended, "crypto-suspended",
     "trade it elsewhere; its market data still "
     "streams",
     "product.md W21"},
    {Rule::action, "action", "use Buy to Open, Buy to Close, Sell to Open or Sell to Close",
     "broker-api.md 6.7"},
    {Rule::plain_action, "plain-action", "say whether the leg opens or closes",
     "broker-api.md 6.7"},
    {Rule::single_leg_type, "single-leg-type", "send that leg as an order of its own",
     "broker-api.md 6.12"},
    {Rule::quantity, "quantity", "give a quantity above zero; the action says buy or sell",
     "broker-api.md 6.12"},
    {Rule::fractional_quantity, "fractional-quantity",
     "send whole units; a fraction trades only "
     "by amount, as a Notional Market order",
     "product.md W7"},
    {Rule::notional_quantity, "notional-quantity", "leave the quantity out; the amount decides it",
     "broker-api.md 6.1"},
    {Rule::missing_price, "missing-price", "give the limit price with debit() or credit()",
     "broker-api.md 6.1"},
    {Rule::forbidden_price, "forbidden-price", "leave price and price-effect out",
     "broker-api.md 6.1"},
    {Rule::price, "price", "give a price above zero; debit or credit says which way it goes",
     "broker-api.md 6.2"},
    {Rule::price_effect, "price-effect",
     "a single leg that buys is a debit and one that sells is a "
     "credit",
     "broker-api.md 6.2"},
    {Rule::missing_trigger, "missing-trigger", "give the trigger price", "broker-api.md 6.1"},
    {Rule::forbidden_trigger, "forbidden-trigger",
     "leave the trigger out, or use Stop or Stop "
     "Limit",
     "broker-api.md 6.1"},
    {Rule::trigger, "trigger", "give a trigger price above zero", "broker-api.md 6.2"},
    {Rule::stop_future_option, "stop-future-option",
     "watch the price and close it yourself; no "
     "stop can rest at the broker",
     "product.md W9"},
    {Rule::missing_value, "missing-value", "give the amount of money and its effect",
     "broker-api.md 6.1"},
    {Rule::forbidden_value, "forbidden-value",
     "leave value and value-effect out, or use Notional "
     "Market",
     "broker-api.md 6.1"},
    {Rule::value, "value", "give an amount above zero, Debit to buy or Credit to sell",
     "broker-api.md 6.2"},
    {Rule::time_in_force, "time-in-force", "use Day", "broker-api.md 6.1"},
    {Rule::stop_tif, "stop-tif", "use Day to open; Day, GTC or GTD to close", "broker-api.md 6.1"},
    {Rule::market_tif, "market-tif", "use Day, or a Limit order", "broker-api.md 6.1"},
    {Rule::extended_tif, "extended-tif", "use Day or GTC", "broker-api.md 6.3"},
    {Rule::gtd_date, "gtd-date", "give a date with GTD and only with GTD", "broker-api.md 6.3"},
});

/// `rule <id>: <what>; <next step>`, Errc::blocked, the id in `reasons[0].code`.
[[nodiscard]] std::unexpected<Error> refuse(Rule rule, const std::string& what);

}  // namespace belay::rules
