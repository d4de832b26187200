#include "belay/rules/order_rules.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "belay/model/symbology.hpp"
#include "belay/rules/order_type_rules.hpp"
#include "rules/rule_table.hpp"

namespace belay::rules {
namespace {

using Checked = Result<void>;

bool is_plain(const NewOrderLeg& leg) {
  return leg.action == Action::buy || leg.action == Action::sell;
}

// ---- legs, one by one

Checked check_instrument(const NewOrderLeg& leg) {
  if (leg.symbol.empty()) return refuse(Rule::no_symbol, "a leg has no symbol");
  if (!leg.instrument_type.is_known()) return {};  // a type newer than this build: the broker knows
  switch (leg.instrument_type.value()) {
    case InstrumentType::equity:
    case InstrumentType::equity_option:
    case InstrumentType::event_contract:
    case InstrumentType::fixed_income_security:
    case InstrumentType::future:
    case InstrumentType::future_option:
    case InstrumentType::liquidity_pool: return {};
    case InstrumentType::cryptocurrency:
      return refuse(Rule::crypto_suspended,
                    fmt::format("'{}' is a cryptocurrency, and the broker suspended trading them "
                                "through its API on 2026-06-29",
                                leg.symbol));
    default: break;
  }
  return refuse(Rule::instrument_type,
                fmt::format("'{}' is of the type {}, which orders do not take", leg.symbol,
                            leg.instrument_type));
}

Checked check_action(const NewOrder& request, const NewOrderLeg& leg) {
  if (is_plain(leg)) {
    if (request.legs.size() == 1 && leg.instrument_type == InstrumentType::future) return {};
    return refuse(Rule::plain_action,
                  fmt::format("plain {} is for single futures, and '{}' is of the type {} in an "
                              "order of {} legs",
                              leg.action, leg.symbol, leg.instrument_type, request.legs.size()));
  }
  if (is_buy(leg.action.value()) || is_sell(leg.action.value())) return {};
  return refuse(Rule::action,
                fmt::format("the action of '{}' is {}", leg.symbol, leg.action.text()));
}

Checked check_quantity(const NewOrderLeg& leg, Needs quantity) {
  if (quantity == Needs::forbidden) {
    if (!leg.quantity) return {};
    return refuse(
        Rule::notional_quantity,
        fmt::format("'{}' has the quantity {} in an order by amount", leg.symbol, *leg.quantity));
  }
  if (!leg.quantity || leg.quantity->sign() <= 0) {
    return refuse(Rule::quantity,
                  fmt::format("the quantity of '{}' is {}", leg.symbol,
                              leg.quantity ? leg.quantity->to_string() : "missing"));
  }
  if (leg.quantity->is_integer()) return {};
  return refuse(Rule::fractional_quantity,
                fmt::format("the quantity of '{}' is {}", leg.symbol, *leg.quantity));
}

Checked check_leg(const NewOrder& request, const NewOrderLeg& leg, const OrderTypeRule& rule) {
  if (auto checked = check_instrument(leg); !checked) return checked;
  if (auto checked = check_action(request, leg); !checked) return checked;
  return check_quantity(leg, rule.quantity);
}

// ---- legs, together

bool trades_alone(const NewOrderLeg& leg) {
  return leg.instrument_type == InstrumentType::equity ||
         leg.instrument_type == InstrumentType::future ||
         leg.instrument_type == InstrumentType::cryptocurrency;
}

Checked check_leg_count(const NewOrder& request, const OrderTypeRule& rule) {
  if (request.legs.empty()) return refuse(Rule::no_legs, "the order has no legs");
  if (request.legs.size() <= rule.max_legs) return {};
  return refuse(
      Rule::too_many_legs,
      fmt::format("a {} order takes at most {} {}, and this one has {}", request.order_type,
                  rule.max_legs, rule.max_legs == 1 ? "leg" : "legs", request.legs.size()));
}

Checked check_combination(const NewOrder& request) {
  const auto& legs = request.legs;
  for (auto leg = legs.begin(); leg != legs.end(); ++leg) {
    if (std::any_of(legs.begin(), leg, [&](const auto& l) { return l.symbol == leg->symbol; })) {
      return refuse(Rule::duplicate_symbol, fmt::format("'{}' stands in two legs", leg->symbol));
    }
  }
  const auto alone = std::ranges::count_if(legs, trades_alone);
  if (alone <= 1) return {};
  return refuse(Rule::single_leg_type,
                fmt::format("{} legs are equities or futures, and an order takes one", alone));
}

Checked check_legs(const NewOrder& request, const OrderTypeRule& rule) {
  if (auto checked = check_leg_count(request, rule); !checked) return checked;
  for (const NewOrderLeg& leg : request.legs) {
    if (auto checked = check_leg(request, leg, rule); !checked) return checked;
  }
  return check_combination(request);
}

// ---- prices

Checked check_effect(const NewOrder& request, Open<Effect> effect, Rule rule) {
  const bool is_word = effect == Effect::debit || effect == Effect::credit;
  if (is_word && request.legs.size() > 1) return {};
  const bool buys = is_buy(request.legs.front().action.value());
  if (effect == (buys ? Effect::debit : Effect::credit)) return {};
  return refuse(rule, is_word ? fmt::format("{} '{}' for a {}", request.legs.front().action,
                                            request.legs.front().symbol, effect)
                              : "the effect is neither Debit nor Credit");
}

Checked check_price(const NewOrder& request, const OrderTypeRule& rule) {
  if (rule.price == Needs::forbidden) {
    if (!request.price && !request.price_effect) return {};
    return refuse(Rule::forbidden_price,
                  fmt::format("a {} order carries no price", request.order_type));
  }
  if (!request.price || !request.price_effect) {
    return refuse(Rule::missing_price,
                  fmt::format("a {} order needs price and price-effect", request.order_type));
  }
  if (request.price->sign() <= 0) {
    return refuse(Rule::price, fmt::format("the limit price is {}", *request.price));
  }
  return check_effect(request, *request.price_effect, Rule::price_effect);
}

Checked check_trigger(const NewOrder& request, const OrderTypeRule& rule) {
  if (rule.trigger == Needs::forbidden) {
    if (!request.stop_trigger) return {};
    return refuse(Rule::forbidden_trigger,
                  fmt::format("a {} order carries no stop trigger", request.order_type));
  }
  if (!request.stop_trigger) {
    return refuse(Rule::missing_trigger,
                  fmt::format("a {} order needs a stop trigger", request.order_type));
  }
  if (request.stop_trigger->sign() <= 0) {
    return refuse(Rule::trigger, fmt::format("the stop trigger is {}", *request.stop_trigger));
  }
  const NewOrderLeg& leg = request.legs.front();
  if (leg.instrument_type != InstrumentType::future_option) return {};
  return refuse(
      Rule::stop_future_option,
      fmt::format("'{}' is a futures option, and the broker takes no stops on them", leg.symbol));
}

Checked check_value(const NewOrder& request, const OrderTypeRule& rule) {
  if (rule.value == Needs::forbidden) {
    if (!request.value && !request.value_effect) return {};
    return refuse(Rule::forbidden_value,
                  fmt::format("a {} order carries no amount", request.order_type));
  }
  if (!request.value || !request.value_effect) {
    return refuse(Rule::missing_value,
                  fmt::format("a {} order needs value and value-effect", request.order_type));
  }
  if (request.value->sign() <= 0) {
    return refuse(Rule::value, fmt::format("the amount is {}", *request.value));
  }
  return check_effect(request, *request.value_effect, Rule::value);
}

// ---- time in force

constexpr auto kExtended = TimesInForce::of(TimeInForce::ext, TimeInForce::ext_overnight,
                                            TimeInForce::gtc_ext, TimeInForce::gtc_ext_overnight);

Rule tif_rule(OrderType type) {
  if (type == OrderType::stop) return Rule::stop_tif;
  return type == OrderType::market ? Rule::market_tif : Rule::time_in_force;
}

Checked check_time_in_force(const NewOrder& request, const OrderTypeRule& rule) {
  const TimeInForce tif = request.time_in_force.value();
  const bool closes = std::ranges::all_of(
      request.legs, [](const NewOrderLeg& leg) { return is_closing(leg.action.value()); });
  if (!request.time_in_force.is_known() || !(closes ? rule.closing : rule.opening).contains(tif)) {
    return refuse(tif_rule(rule.type),
                  fmt::format("{} {} {} order cannot be {}", closes ? "a closing" : "an opening",
                              request.legs.size() > 1 ? "multi-leg" : "single-leg",
                              request.order_type, request.time_in_force));
  }
  const bool single_equity =
      request.legs.size() == 1 && request.legs.front().instrument_type == InstrumentType::equity;
  if (kExtended.contains(tif) && !single_equity) {
    return refuse(Rule::extended_tif,
                  fmt::format("{} is for one equity leg; options and futures have no such session",
                              request.time_in_force));
  }
  if ((tif == TimeInForce::gtd) == request.gtc_date.has_value()) return {};
  return refuse(Rule::gtd_date, tif == TimeInForce::gtd
                                    ? std::string{"a GTD order has no date"}
                                    : fmt::format("a {} order has the date {}",
                                                  request.time_in_force, *request.gtc_date));
}

// ---- from what the user wants

OrderType type_of(const Order& order) {
  if (order.stop) return order.limit ? OrderType::stop_limit : OrderType::stop;
  return order.limit ? OrderType::limit : OrderType::market;
}

Result<NewOrderLeg> to_leg(const Leg& leg) {
  NewOrderLeg out{
      .symbol = leg.symbol, .action = leg.action, .quantity = leg.quantity.normalized()};
  if (leg.instrument_type) {
    out.instrument_type = *leg.instrument_type;
    return out;
  }
  if (leg.symbol.empty()) return out;  // refused by its own rule
  const auto told = instrument_type_of(leg.symbol);
  if (!told) return refuse(Rule::instrument_type, told.error().message);
  out.instrument_type = *told;
  return out;
}

Result<std::optional<std::string>> to_gtc_date(const Order& order) {
  if (!order.gtd_date) return std::nullopt;
  if (!order.gtd_date->ok()) {
    return refuse(Rule::gtd_date,
                  fmt::format("{} is not a day of the calendar", to_iso_date(*order.gtd_date)));
  }
  return to_iso_date(*order.gtd_date);
}

bool closes_something(const Order& order) {
  return std::ranges::any_of(order.legs, [](const Leg& leg) { return is_closing(leg.action); });
}

}  // namespace

Result<void> check(const NewOrder& request) {
  const OrderTypeRule* rule =
      request.order_type.is_known() ? rule_of(request.order_type.value()) : nullptr;
  if (rule == nullptr) {
    return refuse(Rule::order_type, fmt::format("the order type is {}", request.order_type));
  }
  if (auto checked = check_legs(request, *rule); !checked) return checked;
  if (auto checked = check_price(request, *rule); !checked) return checked;
  if (auto checked = check_trigger(request, *rule); !checked) return checked;
  if (auto checked = check_value(request, *rule); !checked) return checked;
  return check_time_in_force(request, *rule);
}

Result<NewOrder> to_request(const Order& order) {
  NewOrder request{.time_in_force = order.time_in_force, .order_type = type_of(order)};
  auto date = to_gtc_date(order);
  if (!date) return std::unexpected{date.error()};
  request.gtc_date = *date;
  if (order.limit) {
    request.price = order.limit->price;
    request.price_effect = order.limit->effect;
  }
  request.stop_trigger = order.stop;
  if (!order.external_identifier.empty()) request.external_identifier = order.external_identifier;
  if (closes_something(order)) {
    request.advanced_instructions = AdvancedInstructions{.strict_position_effect_validation = true};
  }
  for (const Leg& leg : order.legs) {
    auto out = to_leg(leg);
    if (!out) return std::unexpected{out.error()};
    request.legs.push_back(std::move(*out));
  }
  if (auto checked = check(request); !checked) return std::unexpected{checked.error()};
  return request;
}

}  // namespace belay::rules
