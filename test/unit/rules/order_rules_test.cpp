#include "belay/rules/order_rules.hpp"

#include <set>

#include <gmock/gmock.h>

#include "belay/rules/order_type_rules.hpp"
#include "rules/rule_table.hpp"

namespace belay::rules {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const Leg kBuy{.symbol = "SPY", .action = Action::buy_to_open, .quantity = 10};
const Leg kClose{.symbol = "AAPL", .action = Action::sell_to_close, .quantity = 100};
const Leg kCall{.symbol = "SPXW  250113C05915000", .action = Action::buy_to_open, .quantity = 1};
const Leg kShortCall{
    .symbol = "SPXW  250113C05920000", .action = Action::sell_to_open, .quantity = 1};

void expect_rule(const Order& order, std::string_view id) {
  const auto request = to_request(order);
  ASSERT_FALSE(request) << "rule " << id << " did not refuse";
  EXPECT_EQ(request.error().code, Errc::blocked);
  EXPECT_EQ(rule_id(request.error()), id) << request.error().message;
  EXPECT_THAT(request.error().message, StartsWith(fmt::format("rule {}: ", id)));
  EXPECT_THAT(request.error().message, HasSubstr("; see "));
}
void expect_rule(const NewOrder& request, std::string_view id) {
  const auto checked = check(request);
  ASSERT_FALSE(checked) << "rule " << id << " did not refuse";
  EXPECT_EQ(rule_id(checked.error()), id) << checked.error().message;
}

Order with(Order order, Leg leg) {
  order.legs = {std::move(leg)};
  return order;
}
Leg changed(Leg leg, Decimal quantity) {
  leg.quantity = quantity;
  return leg;
}

const Order kLimitBuy{.legs = {kBuy}, .limit = debit(598.50_usd)};
const Order kStopClose{.legs = {kClose}, .stop = 171.81_usd, .time_in_force = TimeInForce::gtc};

TEST(ToRequest, a_limit_order_becomes_the_broker_s_body) {
  Order order = kLimitBuy;
  order.external_identifier = "b2f0";
  const NewOrder request = to_request(order).value();
  EXPECT_EQ(request.order_type, OrderType::limit);
  EXPECT_EQ(request.time_in_force, TimeInForce::day);
  EXPECT_EQ(request.price, 598.50_usd);
  EXPECT_EQ(request.price_effect, Open<Effect>{Effect::debit});
  EXPECT_FALSE(request.stop_trigger);
  EXPECT_FALSE(request.advanced_instructions);  // nothing closes
  EXPECT_FALSE(request.source);
  EXPECT_EQ(request.external_identifier, "b2f0");
  ASSERT_EQ(request.legs.size(), 1U);
  EXPECT_EQ(request.legs[0].instrument_type, InstrumentType::equity);
  EXPECT_EQ(request.legs[0].action, Action::buy_to_open);
  EXPECT_EQ(request.legs[0].quantity, 10_dec);
}

TEST(ToRequest, a_stop_carries_no_price_and_no_effect) {
  const NewOrder request = to_request(kStopClose).value();
  EXPECT_EQ(request.order_type, OrderType::stop);
  EXPECT_EQ(request.stop_trigger, 171.81_usd);
  EXPECT_FALSE(request.price);
  EXPECT_FALSE(request.price_effect);
  EXPECT_FALSE(request.value);
}

TEST(ToRequest, a_closing_leg_always_asks_for_strict_position_effect) {
  Order roll{.legs = {{.symbol = kCall.symbol, .action = Action::sell_to_close, .quantity = 1},
                      kShortCall},
             .limit = credit(1.20_usd)};
  for (const Order& order : {kStopClose, roll, Order{.legs = {kClose}}}) {
    const NewOrder request = to_request(order).value();
    ASSERT_TRUE(request.advanced_instructions);
    EXPECT_EQ(request.advanced_instructions->strict_position_effect_validation, true);
  }
}

TEST(ToRequest, the_type_of_a_leg_is_told_from_its_symbol_unless_given) {
  const NewOrder told =
      to_request(Order{.legs = {kCall, kShortCall}, .limit = debit(1.25_usd)}).value();
  EXPECT_EQ(told.legs[0].instrument_type, InstrumentType::equity_option);
  Leg future{.symbol = "/ESZ5", .action = Action::buy, .quantity = 1};
  EXPECT_EQ(to_request(Order{.legs = {future}}).value().legs[0].instrument_type,
            InstrumentType::future);
  future.instrument_type = InstrumentType::equity;
  expect_rule(Order{.legs = {future}}, "plain-action");
}

TEST(ToRequest, a_gtd_date_becomes_gtc_date) {
  Order order = kLimitBuy;
  order.time_in_force = TimeInForce::gtd;
  order.gtd_date = Date{std::chrono::year{2025} / 6 / 20};
  EXPECT_EQ(to_request(order).value().gtc_date, "2025-06-20");
}

TEST(ToRequest, whole_quantities_lose_their_fraction_digits) {
  const auto request = to_request(with(kLimitBuy, changed(kBuy, 10.00_dec))).value();
  EXPECT_EQ(request.legs[0].quantity->to_string(), "10");
}

TEST(Refusals, legs) {
  expect_rule(Order{}, "no-legs");
  std::vector<Leg> five;
  for (char c = '0'; c < '5'; ++c) {
    five.push_back(kCall);
    five.back().symbol[14] = c;
  }
  expect_rule(Order{.legs = five, .limit = debit(1_usd)}, "too-many-legs");
  expect_rule(Order{.legs = {kCall, kShortCall}}, "too-many-legs");
  expect_rule(Order{.legs = {kCall, kShortCall}, .stop = 1_usd}, "too-many-legs");
  expect_rule(Order{.legs = {kCall, kShortCall}, .limit = debit(1_usd), .stop = 1_usd},
              "too-many-legs");
  expect_rule(Order{.legs = {kCall, kCall}, .limit = debit(1_usd)}, "duplicate-symbol");
  expect_rule(Order{.legs = {kBuy, kClose}, .limit = debit(1_usd)}, "single-leg-type");
  expect_rule(with(kLimitBuy, Leg{.action = Action::buy_to_open, .quantity = 1}), "no-symbol");
  EXPECT_TRUE(to_request(Order{.legs = {kBuy, kShortCall}, .limit = debit(1_usd)}))
      << "shares and options together, several underlyings: the broker decides";
}

TEST(Refusals, quantities) {
  expect_rule(with(kLimitBuy, changed(kBuy, 0_dec)), "quantity");
  expect_rule(with(kLimitBuy, changed(kBuy, -1_dec)), "quantity");
  expect_rule(with(kLimitBuy, changed(kBuy, 0.5_dec)), "fractional-quantity");
}

TEST(Refusals, actions) {
  for (const Action action : {Action::unknown, Action::allocate}) {
    expect_rule(with(kLimitBuy, Leg{.symbol = "SPY", .action = action, .quantity = 1}), "action");
  }
  expect_rule(with(kLimitBuy, Leg{.symbol = "SPY", .action = Action::buy, .quantity = 1}),
              "plain-action");
}

TEST(Refusals, instruments) {
  expect_rule(with(kLimitBuy, Leg{"BTC/USD", Action::buy_to_open, 1, {}}), "crypto-suspended");
  expect_rule(with(kLimitBuy, Leg{"SPX", Action::buy_to_open, 1, {}}), "instrument-type");
  expect_rule(with(kLimitBuy, Leg{"spy", Action::buy_to_open, 1, {}}), "instrument-type");
  expect_rule(with(kStopClose, Leg{"./ESZ9 EW4U9 190927P2975", Action::sell_to_close, 1, {}}),
              "stop-future-option");
}

TEST(Refusals, prices) {
  Order order = kLimitBuy;
  order.limit = debit(0_usd);
  expect_rule(order, "price");
  order.limit = NetPrice{-1_dec, Effect::debit};
  expect_rule(order, "price");
  order.limit = NetPrice{1_usd, Effect::none};
  expect_rule(order, "price-effect");
  order.limit = credit(598.50_usd);
  expect_rule(order, "price-effect");
  expect_rule(Order{.legs = {kClose}, .limit = debit(1_usd)}, "price-effect");
  expect_rule(Order{.legs = {kClose}, .stop = 0_usd}, "trigger");
  expect_rule(Order{.legs = {kClose}, .stop = -1_dec}, "trigger");
  EXPECT_TRUE(to_request(Order{.legs = {kCall, kShortCall}, .limit = credit(1_usd)}));
}

TEST(Refusals, times_in_force) {
  Order market{.legs = {kBuy}};
  for (const auto tif : {TimeInForce::gtc, TimeInForce::gtc_ext, TimeInForce::gtd}) {
    market.time_in_force = tif;
    expect_rule(market, "market-tif");
  }
  Order opening{.legs = {kBuy}, .stop = 600_usd};
  EXPECT_TRUE(to_request(opening));
  for (const auto tif : {TimeInForce::gtc, TimeInForce::gtd, TimeInForce::ext, TimeInForce::ioc}) {
    opening.time_in_force = tif;
    expect_rule(opening, "stop-tif");
  }
  Order closing = kStopClose;
  closing.time_in_force = TimeInForce::gtc_ext;
  expect_rule(closing, "stop-tif");
  Order extended{.legs = {kCall}, .limit = debit(1_usd), .time_in_force = TimeInForce::ext};
  expect_rule(extended, "extended-tif");
  extended.legs = {kBuy};
  EXPECT_TRUE(to_request(extended));
  extended.time_in_force = TimeInForce::unknown;
  expect_rule(extended, "time-in-force");
}

TEST(Refusals, gtd_and_its_date_come_together) {
  Order order = kLimitBuy;
  order.time_in_force = TimeInForce::gtd;
  expect_rule(order, "gtd-date");
  order.gtd_date = Date{std::chrono::year{2025} / 2 / 30};
  expect_rule(order, "gtd-date");
  order.gtd_date = Date{std::chrono::year{2025} / 2 / 28};
  order.time_in_force = TimeInForce::gtc;
  expect_rule(order, "gtd-date");
}

// ---- the table itself

/// A body that has exactly what its row requires.
NewOrder legal(const OrderTypeRule& rule) {
  NewOrder request{.time_in_force = TimeInForce::day, .order_type = rule.type};
  NewOrderLeg leg{
      .instrument_type = InstrumentType::equity, .symbol = "AAPL", .action = Action::buy_to_open};
  if (rule.quantity == Needs::required) leg.quantity = 1;
  request.legs = {leg};
  if (rule.price == Needs::required) {
    request.price = 1_usd;
    request.price_effect = Effect::debit;
  }
  if (rule.trigger == Needs::required) request.stop_trigger = 1_usd;
  if (rule.value == Needs::required) {
    request.value = 10_usd;
    request.value_effect = Effect::debit;
  }
  return request;
}

TEST(OrderTypeTable, has_a_row_for_every_order_type) {
  for (const auto& [type, name] : EnumText<OrderType>::names) {
    EXPECT_EQ(rule_of(type) != nullptr, type != OrderType::unknown) << name;
  }
}

TEST(OrderTypeTable, every_member_is_required_or_forbidden_as_its_row_says) {
  for (const OrderTypeRule& rule : kOrderTypeRules) {
    SCOPED_TRACE(enum_name(rule.type));
    const NewOrder good = legal(rule);
    EXPECT_TRUE(check(good));
    NewOrder request = good;
    request.price = rule.price == Needs::required ? std::nullopt : std::optional{1_usd};
    expect_rule(request, rule.price == Needs::required ? "missing-price" : "forbidden-price");
    request = good;
    request.price_effect.reset();
    if (rule.price == Needs::required) expect_rule(request, "missing-price");
    request.price_effect = Effect::debit;
    if (rule.price == Needs::forbidden) expect_rule(request, "forbidden-price");
    request = good;
    request.stop_trigger = rule.trigger == Needs::required ? std::nullopt : std::optional{1_usd};
    expect_rule(request, rule.trigger == Needs::required ? "missing-trigger" : "forbidden-trigger");
    request = good;
    request.value = rule.value == Needs::required ? std::nullopt : std::optional{1_usd};
    expect_rule(request, rule.value == Needs::required ? "missing-value" : "forbidden-value");
    request = good;
    request.legs[0].quantity =
        rule.quantity == Needs::required ? std::nullopt : std::optional{1_dec};
    expect_rule(request, rule.quantity == Needs::required ? "quantity" : "notional-quantity");
  }
}

TEST(OrderTypeTable, every_time_in_force_is_taken_or_refused_as_its_row_says) {
  for (const OrderTypeRule& rule : kOrderTypeRules) {
    for (const Action action : {Action::buy_to_open, Action::buy_to_close}) {
      for (const auto& [tif, name] : EnumText<TimeInForce>::names) {
        NewOrder request = legal(rule);
        request.legs[0].action = action;
        request.time_in_force = tif;
        if (tif == TimeInForce::gtd) request.gtc_date = "2025-06-20";
        const bool may = (is_closing(action) ? rule.closing : rule.opening).contains(tif);
        EXPECT_EQ(check(request).has_value(), may) << enum_name(rule.type) << " " << name;
      }
    }
  }
}

TEST(OrderTypeTable, an_unknown_order_type_or_time_in_force_is_refused) {
  NewOrder request = legal(*rule_of(OrderType::limit));
  request.order_type = Open<OrderType>::parse("Trailing Stop");
  expect_rule(request, "order-type");
  request = legal(*rule_of(OrderType::limit));
  request.time_in_force = Open<TimeInForce>::parse("AON");
  expect_rule(request, "time-in-force");
}

TEST(OrderTypeTable, an_amount_is_positive_and_follows_the_action) {
  NewOrder request = legal(*rule_of(OrderType::notional_market));
  request.value = 0_usd;
  expect_rule(request, "value");
  request.value = 10_usd;
  request.value_effect = Effect::credit;
  expect_rule(request, "value");
}

TEST(RuleTable, ids_are_unique_and_every_row_names_a_next_step_and_a_source) {
  std::set<std::string_view> ids;
  for (const RuleRow& row : kRules) {
    EXPECT_TRUE(ids.insert(row.id).second) << row.id;
    EXPECT_FALSE(row.next_step.empty()) << row.id;
    EXPECT_FALSE(row.source.empty()) << row.id;
  }
  EXPECT_EQ(rule_id(Error{.code = Errc::rejected, .reasons = {{"no-legs", ""}}}), "");
}

}  // namespace
}  // namespace belay::rules
