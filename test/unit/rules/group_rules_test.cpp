#include "belay/rules/group_rules.hpp"

#include <gtest/gtest.h>

#include "belay/rules/order_rules.hpp"

namespace belay::rules {
namespace {

using namespace belay::literals;

Order limit() {
  return {.legs = {{.symbol = "SPY", .action = Action::sell_to_close, .quantity = 10}},
          .limit = credit(600.00_usd)};
}
Order stop() {
  return {.legs = {{.symbol = "SPY", .action = Action::sell_to_close, .quantity = 10}},
          .stop = 500.00_usd};
}
Order trigger() {
  return {.legs = {{.symbol = "SPY", .action = Action::buy_to_open, .quantity = 10}},
          .limit = debit(580.00_usd)};
}

template <class T>
std::string rule_of(const Result<T>& refused) {
  return refused ? std::string{} : std::string{rule_id(refused.error())};
}

TEST(GroupRules, an_oco_is_one_limit_and_one_stop) {
  const auto request = to_request(oco(limit(), stop()));
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->type, ComplexOrderType::oco);
  EXPECT_EQ(request->orders.size(), 2U);
  EXPECT_EQ(rule_of(to_request(oco(limit(), limit()))), "group-pair");
  EXPECT_EQ(rule_of(to_request(oco(stop(), stop()))), "group-pair");
}

TEST(GroupRules, every_closing_leg_of_a_group_is_strict) {
  const auto request = to_request(oco(limit(), stop()));
  ASSERT_TRUE(request);
  for (const NewOrder& order : request->orders) {
    ASSERT_TRUE(order.advanced_instructions);
    EXPECT_EQ(order.advanced_instructions->strict_position_effect_validation, true);
  }
}

TEST(GroupRules, an_oto_has_a_trigger_and_up_to_three_followers) {
  EXPECT_TRUE(to_request(oto(trigger(), {stop()})));
  EXPECT_EQ(rule_of(to_request(oto(trigger(), {}))), "group-size");
  EXPECT_EQ(rule_of(to_request(oto(trigger(), {stop(), stop(), stop(), stop()}))), "group-size");
  EXPECT_TRUE(to_request(otoco(trigger(), limit(), stop())));
  OrderGroup without = otoco(trigger(), limit(), stop());
  without.trigger.reset();
  EXPECT_EQ(rule_of(to_request(without)), "group-trigger");
}

TEST(GroupRules, pairs_are_two_orders_and_a_ratio_of_their_prices) {
  const PriceRatio ratio{.comparator = RatioComparator::at_most, .threshold = 1.25_dec};
  const auto request = to_request(pairs(trigger(), limit(), ratio));
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->type, ComplexOrderType::pairs);
  EXPECT_EQ(request->ratio_price_threshold, 1.25_dec);
  EXPECT_EQ(request->ratio_price_comparator, RatioComparator::at_most);
  EXPECT_EQ(request->ratio_price_is_threshold_based_on_notional, false);

  OrderGroup alone = pairs(trigger(), limit(), ratio);
  alone.orders.pop_back();
  EXPECT_EQ(rule_of(to_request(alone)), "group-size");
  OrderGroup triggered = pairs(trigger(), limit(), ratio);
  triggered.trigger = trigger();
  EXPECT_EQ(rule_of(to_request(triggered)), "group-trigger");
  EXPECT_EQ(rule_of(to_request(pairs(trigger(), limit(), {}))), "group-ratio") << "no threshold";
  EXPECT_EQ(
      rule_of(to_request(pairs(trigger(), limit(),
                               {.comparator = RatioComparator::unknown, .threshold = 1.25_dec}))),
      "group-ratio");
  OrderGroup other = oco(limit(), stop());
  other.ratio = ratio;
  EXPECT_EQ(rule_of(to_request(other)), "group-ratio") << "of PAIRS alone";
}

TEST(GroupRules, an_order_that_is_illegal_alone_is_illegal_in_company) {
  Order bad = limit();
  bad.legs.front().quantity = Decimal{0};
  EXPECT_FALSE(to_request(oco(bad, stop())));
}

TEST(AmendmentRules, new_terms_say_their_type_and_carry_no_legs) {
  const auto request = to_request(Amendment{.order_id = 7,
                                            .limit = debit(10.00_usd),
                                            .stop = 9.00_usd,
                                            .time_in_force = TimeInForce::gtc});
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->order_type, OrderType::stop_limit);
  EXPECT_TRUE(request->legs.empty());
  EXPECT_EQ(rule_of(to_request(Amendment{.order_id = 7})), "amend-price");
  EXPECT_EQ(rule_of(to_request(Amendment{.limit = debit(10.00_usd)})), "amend-id");
  EXPECT_EQ(rule_of(to_request(Amendment{
                .order_id = 7, .limit = debit(10.00_usd), .time_in_force = TimeInForce::gtd})),
            "amend-date");
}

// A resident stop whose new terms said nothing would else become one that dies at the close.
TEST(AmendmentRules, how_long_new_terms_work_is_never_assumed) {
  EXPECT_EQ(rule_of(to_request(Amendment{.order_id = 7, .stop = 95.00_usd})), "amend-tif");
  EXPECT_EQ(rule_of(to_request(Amendment{
                .order_id = 7, .stop = 95.00_usd, .time_in_force = TimeInForce::unknown})),
            "amend-tif");
}

TEST(AmendmentRules, new_terms_are_checked_as_a_new_order_is) {
  const auto with = [](std::optional<NetPrice> limit, std::optional<Decimal> stop) {
    return rule_of(to_request(
        Amendment{.order_id = 7, .limit = limit, .stop = stop, .time_in_force = TimeInForce::day}));
  };
  EXPECT_EQ(with({}, Decimal{0}), "amend-price");
  EXPECT_EQ(with({}, Decimal{-1}), "amend-price");
  EXPECT_EQ(with(debit(Decimal{0}), {}), "amend-price");
  EXPECT_EQ(with(NetPrice{1.00_usd, Effect::none}, {}), "amend-price");
  EXPECT_EQ(with(debit(1.00_usd), {}), "");
  const Date never = std::chrono::year{2026} / 2 / 30;
  EXPECT_EQ(
      rule_of(to_request(Amendment{
          .order_id = 7, .stop = 95.00_usd, .time_in_force = TimeInForce::gtd, .gtd_date = never})),
      "amend-date");
}

}  // namespace
}  // namespace belay::rules
