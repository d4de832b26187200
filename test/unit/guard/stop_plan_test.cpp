#include "belay/guard/stop_plan.hpp"

#include <set>

#include <gmock/gmock.h>

#include "belay/rules/order_rules.hpp"
#include "unit/guard/fixtures.hpp"

namespace belay::guard {
namespace {

using namespace testing_support;
using testing::HasSubstr;
using testing::StartsWith;

StopDecision decide(const Position& position, const std::vector<OrderRecord>& orders = {},
                    const StopPolicy& policy = {}, const InstrumentFacts& facts = {}) {
  const MarketFacts market{{{position.symbol, position.instrument_type.value()}, facts}};
  const std::vector coverage{audit_one(position, orders)};
  return plan(coverage, policy, market).value().decisions.front();
}

void expect_refused(const StopDecision& decision, PlanReason reason) {
  EXPECT_EQ(decision.verdict, Verdict::not_possible) << decision.explanation;
  EXPECT_EQ(decision.reason, reason) << decision.explanation;
  EXPECT_FALSE(decision.order);
  EXPECT_TRUE(decision.planned_quantity.is_zero());
  EXPECT_THAT(decision.explanation, StartsWith(std::string{text(reason)}));
}

std::string trigger(const StopDecision& decision) { return decision.trigger.value().to_string(); }

TEST(StopPlan, eight_percent_below_cost_is_exact) {
  EXPECT_EQ(trigger(decide(long_("AAPL", 100, 186.75_dec))), "171.81");
  EXPECT_EQ(trigger(decide(long_("SPY", 50, 450.10_dec))), "414.09");
  EXPECT_EQ(trigger(decide(long_("TSLA", 25, 220.33_dec))), "202.70");
}

TEST(StopPlan, toward_the_market_takes_the_other_neighbour) {
  const StopPolicy policy{.rounding = TriggerRounding::toward_market};
  EXPECT_EQ(trigger(decide(long_("SPY", 50, 450.10_dec), {}, policy)), "414.10");
  EXPECT_EQ(trigger(decide(short_("SPY", 50, 450.10_dec), {}, policy)), "486.10");
}

TEST(StopPlan, a_long_gets_a_gtc_sell_to_close_stop_that_our_rules_accept) {
  const auto decision = decide(long_("AAPL", 100, 186.75_dec));
  EXPECT_EQ(decision.verdict, Verdict::place);
  EXPECT_EQ(decision.reason, PlanReason::uncovered);
  const Order order = decision.order.value();
  ASSERT_EQ(order.legs.size(), 1U);
  EXPECT_EQ(order.legs[0].action, Action::sell_to_close);
  EXPECT_EQ(order.legs[0].quantity, 100_dec);
  EXPECT_EQ(order.stop, 171.81_dec);
  EXPECT_FALSE(order.limit);
  EXPECT_EQ(order.time_in_force, TimeInForce::gtc);
  const NewOrder request = rules::to_request(order).value();
  EXPECT_EQ(request.advanced_instructions->strict_position_effect_validation, true);
}

TEST(StopPlan, a_short_gets_a_buy_to_close_stop_above) {
  const auto decision = decide(short_("TSLA", 25, 220.33_dec));
  EXPECT_EQ(trigger(decision), "237.96");  // 237.9564, away from the market
  EXPECT_EQ(decision.order.value().legs[0].action, Action::buy_to_close);
  EXPECT_TRUE(rules::to_request(*decision.order));
}

TEST(StopPlan, only_the_uncovered_rest_is_planned) {
  const auto decision = decide(long_("AAPL", 100, 186.75_dec), {sell_stop(1, "AAPL", 50, 180_dec)});
  EXPECT_EQ(decision.reason, PlanReason::rest_uncovered);
  EXPECT_EQ(decision.planned_quantity, 50_dec);
  EXPECT_TRUE(decision.left_whole.is_zero());
}

TEST(StopPlan, a_covered_position_needs_nothing) {
  const auto decision =
      decide(long_("AAPL", 100, 186.75_dec), {sell_stop(1, "AAPL", 100, 150_dec)});
  EXPECT_EQ(decision.verdict, Verdict::covered);
  EXPECT_EQ(decision.reason, PlanReason::fully_covered);
  EXPECT_FALSE(decision.order);
  EXPECT_EQ(decide(long_("AAPL", 0, 1_dec)).reason, PlanReason::nothing_held);
}

TEST(StopPlan, fractions_stay_uncovered_and_are_told) {
  const Position position = long_("AAPL", 10.5_dec, 186.75_dec);
  const auto decision = decide(position);
  EXPECT_EQ(decision.planned_quantity, 10_dec);
  EXPECT_EQ(decision.left_fraction, 0.5_dec);
  EXPECT_THAT(decision.explanation, HasSubstr("0.5 cannot rest as a stop"));
  const auto after = decide(position, {sell_stop(1, "AAPL", 10, 171.81_dec)});
  EXPECT_EQ(after.verdict, Verdict::covered);
  EXPECT_EQ(after.reason, PlanReason::whole_covered);
  EXPECT_EQ(after.left_fraction, 0.5_dec);
  expect_refused(decide(long_("AAPL", 0.5_dec, 186_dec)), PlanReason::fraction_only);
}

TEST(StopPlan, a_stop_through_the_market_is_refused_unless_allowed) {
  const Position apple = long_("AAPL", 100, 186.75_dec);  // stop at 171.81
  const auto at = [&](Decimal bid, const StopPolicy& policy = {}) {
    return decide(apple, {}, policy, {.bid = bid, .ask = 999_dec});
  };
  expect_refused(at(171.81_dec), PlanReason::through_market);
  EXPECT_EQ(trigger(at(171.81_dec)), "171.81") << "shown although refused";
  expect_refused(at(170_dec), PlanReason::through_market);
  EXPECT_EQ(at(171.82_dec).verdict, Verdict::place);
  EXPECT_EQ(at(170_dec, {.allow_immediate = true}).verdict, Verdict::place);
}

TEST(StopPlan, a_short_s_stop_is_compared_with_the_ask) {
  const Position tesla = short_("TSLA", 25, 220.33_dec);  // stop at 237.96
  const auto at = [&](Decimal ask) { return decide(tesla, {}, {}, {.bid = 1_dec, .ask = ask}); };
  expect_refused(at(237.96_dec), PlanReason::through_market);
  EXPECT_EQ(at(237.95_dec).verdict, Verdict::place);
}

TEST(StopPlan, the_market_is_quote_then_mark_then_the_position_s_own_prices) {
  Position apple = long_("AAPL", 100, 186.75_dec);
  apple.mark_price = 184_dec;
  const auto source = [&](const InstrumentFacts& facts) {
    return decide(apple, {}, {}, facts).market_source;
  };
  EXPECT_EQ(source({.bid = 185_dec, .mark = 186_dec}), PriceSource::quote);
  EXPECT_EQ(source({.mark = 186_dec}), PriceSource::mark);
  EXPECT_EQ(source({.bid = 0_dec, .mark = 93_dec}), PriceSource::position_mark) << "no bidder";
  EXPECT_EQ(source({}), PriceSource::position_mark);
  apple.mark_price.reset();
  EXPECT_EQ(source({}), PriceSource::previous_close);
  expect_refused(decide(apple), PlanReason::no_market_price);  // it may have opened far below
  EXPECT_EQ(decide(apple, {}, {.allow_immediate = true}).verdict, Verdict::place);
  apple.close_price = 0.0_dec;
  EXPECT_EQ(source({}), PriceSource::none);
  expect_refused(decide(apple), PlanReason::no_market_price);
  EXPECT_EQ(decide(apple, {}, {.allow_immediate = true}).verdict, Verdict::place);
}

// bid 236, no offer: the middle of 118 would make a stop at 237.96 look far from the market.
TEST(StopPlan, half_a_quote_is_no_market_for_a_short) {
  Position tesla = short_("TSLA", 25, 220.33_dec);
  tesla.mark_price = 240_dec;
  const InstrumentFacts half{.bid = 236_dec, .ask = 0_dec, .mark = 118_dec};
  expect_refused(decide(tesla, {}, {.allow_far_cost = true}, half), PlanReason::through_market);
}

TEST(StopPlan, a_cost_far_from_the_market_asks_first) {
  const Position split = long_("AAPL", 100, 1400_dec);
  expect_refused(decide(split, {}, {}, {.bid = 999.99_dec}), PlanReason::ask);
  expect_refused(decide(long_("AAPL", 100, 59.99_dec), {}, {}, {.bid = 100_dec}), PlanReason::ask);
  EXPECT_EQ(decide(long_("AAPL", 100, 60_dec), {}, {}, {.bid = 100_dec}).verdict, Verdict::place);
  expect_refused(decide(split, {}, {.allow_far_cost = true}, {.bid = 140_dec}),
                 PlanReason::through_market);
}

TEST(StopPlan, shares_another_closing_order_may_take_are_not_promised_twice) {
  const Position apple = long_("AAPL", 100, 186.75_dec);
  expect_refused(decide(apple, {limit_sell(1, "AAPL", 100)}), PlanReason::conflict);
  const auto half = decide(apple, {limit_sell(1, "AAPL", 40)});
  EXPECT_EQ(half.planned_quantity, 60_dec);
  EXPECT_EQ(half.left_whole, 40_dec);
  EXPECT_THAT(half.explanation, HasSubstr("40 claimed by other closing orders"));
  expect_refused(decide(apple, {sell_stop(1, "AAPL", 100, 250_dec)}), PlanReason::conflict);
  OrderRecord leaving = sell_stop(1, "AAPL", 100, 180_dec);
  leaving.status = OrderStatus::cancel_requested;
  expect_refused(decide(apple, {leaving}), PlanReason::conflict);
  leaving.status = OrderStatus::cancelled;
  EXPECT_EQ(decide(apple, {leaving}).planned_quantity, 100_dec);
}

TEST(StopPlan, nothing_is_planned_over_an_order_that_cannot_be_read) {
  OrderRecord odd = sell_stop(17, "AAPL", 100, 180_dec);
  odd.legs.clear();
  const auto decision = decide(long_("AAPL", 100, 186.75_dec), {odd});
  expect_refused(decision, PlanReason::unreadable_order);
  EXPECT_THAT(decision.explanation, HasSubstr("cannot judge: order 17 has no readable legs"));
  EXPECT_EQ(decision.left_whole, 100_dec);
  const auto half =
      decide(long_("AAPL", 100, 186.75_dec), {sell_stop(1, "AAPL", 50, 180_dec), odd});
  expect_refused(half, PlanReason::unreadable_order);
}

TEST(StopPlan, a_stop_whose_side_is_unknown_is_not_planned_over_and_says_so) {
  Position apple = long_("AAPL", 100, 186.75_dec);
  apple.mark_price.reset();
  const auto decision = decide(apple, {sell_stop(1, "AAPL", 100, 200_dec)});
  EXPECT_EQ(decision.reason, PlanReason::fully_covered);
  EXPECT_THAT(decision.explanation, HasSubstr("no market price is known"));
}

TEST(StopPlan, a_harmful_stop_for_the_other_side_does_not_keep_a_short_naked) {
  const auto decision =
      decide(short_("TSLA", 25, 220.33_dec), {sell_stop(1, "TSLA", 25, 202.70_dec)});
  EXPECT_EQ(decision.verdict, Verdict::place);
  EXPECT_EQ(decision.order.value().legs[0].action, Action::buy_to_close);
}

TEST(StopPlan, too_many_stops_are_reported_and_not_added_to) {
  expect_refused(decide(long_("AAPL", 100, 186.75_dec), {sell_stop(1, "AAPL", 101, 180_dec)}),
                 PlanReason::over_covered);
}

TEST(StopPlan, shares_behind_short_calls_are_kept_unless_allowed) {
  const std::vector<Position> book{
      long_("AAPL", 150, 186.75_dec),
      option("AAPL  250620C00200000", "AAPL", PositionSide::short_, 1, 2_dec)};
  const auto coverage = audit(book, {});
  const auto careful = plan(coverage, {}, {}).value().decisions.front();
  EXPECT_EQ(careful.planned_quantity, 50_dec);
  EXPECT_EQ(careful.left_whole, 100_dec);
  const auto bold = plan(coverage, {.allow_naked_calls = true}, {}).value().decisions.front();
  EXPECT_EQ(bold.planned_quantity, 150_dec);
  const std::vector<Position> all_behind{long_("AAPL", 100, 186.75_dec), book[1]};
  expect_refused(plan(audit(all_behind, {}), {}, {}).value().decisions.front(),
                 PlanReason::backs_short_call);
}

TEST(StopPlan, a_single_option_is_stopped_on_its_own_ticks) {
  const Position call = option("AAPL  250620C00200000", "AAPL", PositionSide::long_, 2, 4.35_dec);
  const auto decision = decide(call);
  EXPECT_EQ(trigger(decision), "4.00");  // 4.002 → 0.05 ticks, down
  EXPECT_TRUE(rules::to_request(decision.order.value()));
  const auto fine =
      decide(call, {}, {}, {.ticks = rules::TickSchedule::make({{.value = 0.01_dec}}).value()});
  EXPECT_EQ(trigger(fine), "4.00");
  const auto sold =
      decide(option("AAPL  250620P00150000", "AAPL", PositionSide::short_, 1, 2.90_dec));
  EXPECT_EQ(trigger(sold), "3.15");  // 3.132 lies above 3: 0.05 ticks, up
}

TEST(StopPlan, a_future_needs_its_own_ticks) {
  Position future = long_("/ESZ5", 1, 5832.25_dec);
  future.instrument_type = InstrumentType::future;
  expect_refused(decide(future), PlanReason::no_tick_schedule);
  const auto ticks = rules::TickSchedule::make({{.value = 0.25_dec}}).value();
  const auto decision = decide(future, {}, {}, {.bid = 5830_dec, .ticks = ticks});
  EXPECT_EQ(trigger(decision), "5365.50");  // 5365.67
  EXPECT_TRUE(rules::to_request(decision.order.value()));
}

TEST(StopPlan, what_cannot_be_stopped_says_why) {
  Position position = long_("AAPL", 100, 186.75_dec);
  position.average_open_price.reset();
  expect_refused(decide(position), PlanReason::no_cost);
  position.average_open_price = 0_dec;
  expect_refused(decide(position), PlanReason::no_cost);
  expect_refused(decide(long_("AAPL", 100, 0.00005_dec)), PlanReason::trigger_not_positive);
  position = long_("AAPL", 100, 1_dec);
  position.instrument_type = InstrumentType::future_option;
  expect_refused(decide(position), PlanReason::future_option);
  position.instrument_type = InstrumentType::cryptocurrency;
  expect_refused(decide(position), PlanReason::cryptocurrency);
  position.instrument_type = InstrumentType::index;
  expect_refused(decide(position), PlanReason::type_without_stops);
  expect_refused(decide(equity("AAPL", PositionSide::unknown, 5, 1_dec)),
                 PlanReason::direction_unknown);
  position = long_("AAPL", 100, 1_dec);
  position.quantity.reset();
  expect_refused(decide(position), PlanReason::quantity_unknown);
  const StopPolicy long_percent{.percent = 8.123456789012345678_dec};
  expect_refused(decide(long_("AAPL", 100, 1.23456789_dec), {}, long_percent),
                 PlanReason::out_of_range);
}

TEST(StopPlan, two_rows_for_one_position_are_never_called_covered) {
  const Position row = long_("AAPL", 100, 186.75_dec);
  const std::vector<Position> twice{row, row};
  const std::vector<OrderRecord> orders{sell_stop(1, "AAPL", 100, 171.81_dec)};
  const StopPlan planned = plan(audit(twice, orders), {}, {}).value();
  for (const StopDecision& decision : planned.decisions) {
    EXPECT_NE(decision.verdict, Verdict::covered);
  }
  EXPECT_EQ(planned.decisions.at(1).reason, PlanReason::duplicate_row);
  EXPECT_TRUE(planned.leaves_uncovered());
}

TEST(StopPlan, a_spread_is_reported_and_not_planned) {
  const std::vector<Position> book{
      option("AAPL  250620C00200000", "AAPL", PositionSide::long_, 1, 4_dec),
      option("AAPL  250620C00210000", "AAPL", PositionSide::short_, 1, 2_dec)};
  const StopPlan planned = plan(audit(book, {}), {}, {}).value();
  for (const auto& decision : planned.decisions) {
    expect_refused(decision, PlanReason::spread);
  }
}

TEST(StopPlan, refuses_a_percentage_that_is_none) {
  for (const Decimal percent : {0_dec, -1_dec, 100_dec, 150_dec}) {
    const auto planned = plan({}, {.percent = percent}, {});
    ASSERT_FALSE(planned) << percent.to_string();
    EXPECT_EQ(planned.error().code, Errc::usage);
    EXPECT_THAT(planned.error().message, HasSubstr(percent.to_string()));
  }
  EXPECT_TRUE(plan({}, {.percent = 0.5_dec}, {}));
  EXPECT_EQ(trigger(decide(long_("AAPL", 1, 100_dec), {}, {.percent = 7.25_dec})), "92.75");
}

TEST(StopPlan, the_identifier_is_the_intent) {
  const Position apple = long_("AAPL", 100, 186.75_dec);
  const auto id = [](const StopDecision& d) { return d.order.value().external_identifier; };
  EXPECT_EQ(id(decide(apple)), id(decide(apple)));
  EXPECT_EQ(id(decide(apple)), id(decide(long_("AAPL", 100.0_dec, 186.750_dec))));
  EXPECT_THAT(id(decide(apple)), testing::MatchesRegex("belay-stop-[0-9a-f]+"));
  EXPECT_EQ(id(decide(apple)).size(), 43U);
  Position reopened = apple;
  reopened.created_at = "2025-01-07T15:00:00.000+00:00";
  Position elsewhere = apple;
  elsewhere.account_number = "5WT00002";
  const std::set<std::string> different{id(decide(apple)),
                                        id(decide(reopened)),
                                        id(decide(elsewhere)),
                                        id(decide(long_("AAPL", 99, 186.75_dec))),
                                        id(decide(long_("AAPL", 100, 187_dec))),
                                        id(decide(long_("SPY", 100, 186.75_dec))),
                                        id(decide(short_("AAPL", 100, 186.75_dec))),
                                        id(decide(apple, {}, {.percent = 9}))};
  EXPECT_EQ(different.size(), 8U);
}

TEST(StopPlan, one_bad_position_never_stops_the_others) {
  Position broken = long_("MSFT", 10, 400_dec);
  broken.average_open_price.reset();
  const std::vector<Position> book{broken, long_("AAPL", 100, 186.75_dec), long_("SPY", 0, 1_dec)};
  const StopPlan planned = plan(audit(book, {}), {}, {}).value();
  EXPECT_EQ(planned.count(Verdict::not_possible), 1U);
  EXPECT_EQ(planned.count(Verdict::place), 1U);
  EXPECT_EQ(planned.count(Verdict::covered), 1U);
  EXPECT_TRUE(planned.leaves_uncovered());
  EXPECT_FALSE(plan(audit(std::span{book}.subspan(1), {}), {}, {}).value().leaves_uncovered());
}

}  // namespace
}  // namespace belay::guard
