#include "belay/guard/coverage.hpp"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>

#include "unit/guard/fixtures.hpp"

namespace belay::guard {
namespace {

using namespace testing_support;
using testing::ElementsAre;
using testing::IsEmpty;

const Position kApple = long_("AAPL", 100, 186.75_dec);

void expect_excluded(const Position& position, const OrderRecord& order, Exclusion reason,
                     bool claims) {
  const PositionCoverage found = audit_one(position, {order});
  EXPECT_EQ(found.coverage, Coverage::none);
  EXPECT_TRUE(found.protected_quantity.is_zero());
  EXPECT_THAT(found.stops, IsEmpty());
  ASSERT_EQ(found.excluded.size(), 1U) << text(reason);
  EXPECT_EQ(found.excluded[0].reason, reason) << code(found.excluded[0].reason);
  EXPECT_EQ(found.excluded[0].claims_units, claims) << code(reason);
  EXPECT_EQ(found.claimed_quantity.sign() > 0, claims) << code(reason);
}

TEST(Coverage, a_working_closing_stop_protects_what_is_left_of_it) {
  const auto found = audit_one(kApple, {sell_stop(1, "AAPL", 50, 180_dec)});
  EXPECT_EQ(found.coverage, Coverage::partial);
  EXPECT_EQ(found.protected_quantity, 50_dec);
  EXPECT_EQ(found.uncovered_whole(), 50_dec);
  EXPECT_THAT(found.stops,
              ElementsAre(StopLine{1, OrderType::stop, TimeInForce::gtc, 180_dec, 50, false}));
  EXPECT_THAT(found.notes, IsEmpty());
}

TEST(Coverage, is_none_partial_full_or_over) {
  const auto of = [](std::vector<OrderRecord> orders) {
    return audit_one(kApple, orders).coverage;
  };
  EXPECT_EQ(of({}), Coverage::none);
  EXPECT_EQ(of({sell_stop(1, "AAPL", 99, 180_dec)}), Coverage::partial);
  EXPECT_EQ(of({sell_stop(1, "AAPL", 60, 180_dec), sell_stop(2, "AAPL", 40, 170_dec)}),
            Coverage::full);
  EXPECT_EQ(of({sell_stop(1, "AAPL", 60, 180_dec), sell_stop(2, "AAPL", 41, 170_dec)}),
            Coverage::over);
}

TEST(Coverage, a_short_is_protected_by_a_buy_stop_above) {
  const Position tesla = short_("TSLA", 25, 220.33_dec);
  const auto found = audit_one(tesla, {stop(1, "TSLA", Action::buy_to_close, 25, 240_dec)});
  EXPECT_EQ(found.coverage, Coverage::full);
}

TEST(Coverage, only_working_statuses_protect) {
  for (const auto& [status, name] : EnumText<OrderStatus>::names) {
    OrderRecord order = sell_stop(1, "AAPL", 100, 180_dec);
    order.status = status;
    const auto found = audit_one(kApple, {order});
    const bool working = phase_of(status) == OrderPhase::working;
    EXPECT_EQ(found.coverage, working ? Coverage::full : Coverage::none) << name;
    EXPECT_EQ(found.excluded.empty(), working) << name;
  }
}

TEST(Coverage, every_status_and_kind_of_closing_order_has_its_reason) {
  const std::vector<std::pair<OrderStatus, Exclusion>> dead{
      {OrderStatus::filled, Exclusion::terminal},
      {OrderStatus::cancelled, Exclusion::terminal},
      {OrderStatus::expired, Exclusion::terminal},
      {OrderStatus::rejected, Exclusion::terminal},
      {OrderStatus::removed, Exclusion::terminal},
      {OrderStatus::partially_removed, Exclusion::terminal},
      {OrderStatus::cancel_requested, Exclusion::leaving},
      {OrderStatus::replace_requested, Exclusion::leaving},
      {OrderStatus::contingent, Exclusion::waiting},
      {OrderStatus::unknown, Exclusion::unknown_status}};
  for (const auto& [status, reason] : dead) {
    OrderRecord order = sell_stop(1, "AAPL", 100, 180_dec);
    order.status = status;
    expect_excluded(kApple, order, reason, reason != Exclusion::terminal);
  }
}

TEST(Coverage, a_status_nobody_knows_never_protects) {
  OrderRecord order = sell_stop(1, "AAPL", 100, 180_dec);
  order.status = Open<OrderStatus>::parse("Dead");
  expect_excluded(kApple, order, Exclusion::unknown_status, true);
  EXPECT_EQ(audit_one(kApple, {order}).excluded[0].status, "Dead");
}

TEST(Coverage, a_stop_on_the_winning_side_does_not_protect) {
  expect_excluded(kApple, sell_stop(1, "AAPL", 100, 190_dec), Exclusion::wrong_side, true);
  expect_excluded(short_("TSLA", 25, 220.33_dec),
                  stop(1, "TSLA", Action::buy_to_close, 25, 200_dec), Exclusion::wrong_side, true);
  const auto found = audit_one(kApple, {sell_stop(1, "AAPL", 100, 190_dec)});
  EXPECT_TRUE(found.has(Note::wrong_side_stop));
}

TEST(Coverage, only_the_mark_tells_the_side_of_a_stop) {
  const OrderRecord raised = sell_stop(1, "AAPL", 100, 200_dec);
  Position apple = kApple;  // cost and close 186.75
  apple.mark_price = 195_dec;
  EXPECT_EQ(audit_one(apple, {raised}).coverage, Coverage::none);
  apple.mark_price = 205_dec;
  EXPECT_EQ(audit_one(apple, {raised}).coverage, Coverage::full);
  EXPECT_FALSE(audit_one(apple, {raised}).has(Note::side_unknown));
}

// A stop raised above cost and last close protects a gain: without a mark nothing says it does not.
TEST(Coverage, without_a_mark_a_raised_stop_protects_and_is_noted) {
  for (const std::optional<Decimal>& mark : {std::optional<Decimal>{}, std::optional{0.0_dec}}) {
    Position apple = kApple;
    apple.mark_price = mark;
    const auto found = audit_one(apple, {sell_stop(1, "AAPL", 100, 200_dec)});
    EXPECT_EQ(found.coverage, Coverage::full);
    EXPECT_THAT(found.notes, ElementsAre(Note::side_unknown));
    EXPECT_FALSE(audit_one(apple).has(Note::side_unknown)) << "nothing to judge";
    Position tesla = short_("TSLA", 25, 220.33_dec);
    tesla.mark_price = mark;
    const auto lowered = audit_one(tesla, {stop(2, "TSLA", Action::buy_to_close, 25, 200_dec)});
    EXPECT_EQ(lowered.coverage, Coverage::full);
    EXPECT_TRUE(lowered.has(Note::side_unknown));
    EXPECT_EQ(audit_one(tesla, {sell_stop(3, "TSLA", 25, 200_dec)}).coverage, Coverage::none)
        << "what the action does is known without a price";
  }
}

TEST(Coverage, a_stop_limit_protects_when_its_limit_follows_its_trigger) {
  OrderRecord order = sell_stop(1, "AAPL", 100, 180_dec);
  order.order_type = OrderType::stop_limit;
  for (const Decimal limit : {180_dec, 175_dec}) {
    order.price = limit;
    EXPECT_EQ(audit_one(kApple, {order}).coverage, Coverage::full) << limit.to_string();
  }
  order.price = 180.01_dec;  // triggered by a fall to 180, it waits for a rise
  expect_excluded(kApple, order, Exclusion::limit_beyond_trigger, true);
  OrderRecord bought = stop(1, "TSLA", Action::buy_to_close, 25, 240_dec);
  bought.order_type = OrderType::stop_limit;
  bought.price = 239_dec;
  expect_excluded(short_("TSLA", 25, 220.33_dec), bought, Exclusion::limit_beyond_trigger, true);
}

TEST(Coverage, a_stop_that_closes_the_other_side_is_harm_and_not_protection) {
  const Position tesla = short_("TSLA", 25, 220.33_dec);
  expect_excluded(tesla, sell_stop(1, "TSLA", 25, 202.70_dec), Exclusion::wrong_action, false);
  EXPECT_TRUE(audit_one(tesla, {sell_stop(1, "TSLA", 25, 202.70_dec)}).has(Note::wrong_side_stop));
}

TEST(Coverage, another_symbol_or_an_option_s_stop_never_covers_shares) {
  EXPECT_EQ(audit_one(kApple, {sell_stop(1, "AAPL1", 100, 180_dec)}).coverage, Coverage::none);
  OrderRecord on_option = sell_stop(2, "AAPL  250620C00200000", 100, 1_dec);
  on_option.underlying_symbol = "AAPL";
  on_option.legs[0].instrument_type = InstrumentType::equity_option;
  EXPECT_EQ(audit_one(kApple, {on_option}).coverage, Coverage::none);
  OrderRecord same_symbol = sell_stop(3, "AAPL", 100, 180_dec);
  same_symbol.legs[0].instrument_type = InstrumentType::equity_option;
  expect_excluded(kApple, same_symbol, Exclusion::other_instrument_type, false);
}

TEST(Coverage, another_account_s_stop_never_covers) {
  OrderRecord other = sell_stop(1, "AAPL", 100, 180_dec);
  other.account_number = "5WT00002";
  EXPECT_THAT(audit_one(kApple, {other}).excluded, IsEmpty());
  EXPECT_EQ(audit_one(kApple, {other}).coverage, Coverage::none);
  other.account_number.reset();
  expect_excluded(kApple, other, Exclusion::no_account, true);
}

// The broker turns an opening order against a position into a closing one; a word nobody knows may
// mean anything.
TEST(Coverage, orders_that_may_close_claim_their_units_and_protect_nothing) {
  expect_excluded(kApple, stop(1, "AAPL", Action::sell_to_open, 100, 180_dec),
                  Exclusion::plain_action, true);
  OrderRecord odd = sell_stop(1, "AAPL", 100, 180_dec);
  odd.legs[0].action = Open<Action>::parse("Sell to Somewhere");
  expect_excluded(kApple, odd, Exclusion::plain_action, true);
  EXPECT_THAT(audit_one(kApple, {stop(1, "AAPL", Action::buy_to_open, 100, 180_dec)}).excluded,
              IsEmpty());
}

TEST(Coverage, orders_that_cannot_be_counted_say_why) {
  expect_excluded(kApple, limit_sell(1, "AAPL", 100), Exclusion::not_a_stop, true);
  expect_excluded(kApple, stop(1, "AAPL", Action::sell, 100, 180_dec), Exclusion::plain_action,
                  true);
  OrderRecord order = sell_stop(1, "AAPL", 100, 180_dec);
  order.stop_trigger.reset();
  expect_excluded(kApple, order, Exclusion::no_trigger, true);
  order = sell_stop(1, "AAPL", 100, 180_dec);
  order.legs.push_back({.instrument_type = InstrumentType::equity_option,
                        .symbol = "AAPL  250620C00200000",
                        .quantity = 1,
                        .remaining_quantity = 1,
                        .action = Action::buy_to_close});
  expect_excluded(kApple, order, Exclusion::several_legs, true);
  order = sell_stop(1, "AAPL", 100, 180_dec);
  order.id.reset();
  expect_excluded(kApple, order, Exclusion::no_order_id, false);
  order.extra.emplace_back("id", R"("17a")");  // sent, and not a number
  expect_excluded(kApple, order, Exclusion::no_order_id, true);
}

TEST(Coverage, a_leg_of_a_type_nobody_can_tell_may_take_the_position) {
  OrderRecord order = sell_stop(1, "AAPL", 100, 180_dec);
  order.legs[0].instrument_type = {};
  expect_excluded(kApple, order, Exclusion::other_instrument_type, true);
  order.legs[0].instrument_type = Open<InstrumentType>::parse("Share");
  expect_excluded(kApple, order, Exclusion::other_instrument_type, true);
}

OrderRecord without_legs(std::int64_t id) {
  OrderRecord order = sell_stop(id, "AAPL", 100, 180_dec);
  order.underlying_symbol = "AAPL";
  order.legs.clear();
  return order;
}

TEST(UnreadableLegs, claim_everything_of_their_account_and_underlying) {
  expect_excluded(kApple, without_legs(1), Exclusion::unreadable_legs, true);
  EXPECT_EQ(audit_one(kApple, {without_legs(1)}).claimed_quantity, 100_dec);
  EXPECT_TRUE(audit_one(kApple, {without_legs(1)}).has(Note::unreadable_order));
  const Position call = option("AAPL  250620C00200000", "AAPL", PositionSide::long_, 2, 4_dec);
  EXPECT_EQ(audit_one(call, {without_legs(1)}).claimed_quantity, 2_dec);
  EXPECT_THAT(audit_one(long_("SPY", 5, 450_dec), {without_legs(1)}).excluded, IsEmpty());
  OrderRecord elsewhere = without_legs(1);
  elsewhere.account_number = "5WT00002";
  EXPECT_THAT(audit_one(kApple, {elsewhere}).excluded, IsEmpty());
}

TEST(UnreadableLegs, concern_every_position_that_may_be_theirs) {
  OrderRecord order = without_legs(1);
  order.underlying_symbol.reset();
  order.account_number.reset();
  expect_excluded(long_("SPY", 5, 450_dec), order, Exclusion::unreadable_legs, true);
  Position nameless = long_("SPY", 5, 450_dec);
  nameless.underlying_symbol.reset();
  expect_excluded(nameless, without_legs(1), Exclusion::unreadable_legs, true);
}

TEST(UnreadableLegs, one_lost_leg_is_enough) {
  OrderRecord order = sell_stop(1, "AAPL", 100, 180_dec);
  order.extra.emplace_back("legs", R"([{"symbol":"AAPL"},5])");
  expect_excluded(kApple, order, Exclusion::unreadable_legs, true);
  order = sell_stop(1, "AAPL", 100, 180_dec);
  order.leg_count = 2;
  expect_excluded(kApple, order, Exclusion::unreadable_legs, true);
  order.underlying_symbol = "AAPL1";  // the leg that was read is of this position all the same
  expect_excluded(kApple, order, Exclusion::unreadable_legs, true);
  order.leg_count = 1;
  EXPECT_EQ(audit_one(kApple, {order}).coverage, Coverage::full);
}

TEST(UnreadableLegs, do_not_matter_once_the_order_is_over_or_was_never_sent) {
  OrderRecord order = without_legs(1);
  order.status = OrderStatus::filled;
  EXPECT_THAT(audit_one(kApple, {order}).excluded, IsEmpty());
  order = without_legs(1);
  order.id.reset();
  EXPECT_THAT(audit_one(kApple, {order}).excluded, IsEmpty());
}

TEST(Coverage, remaining_quantity_is_computed_from_fills_or_not_assumed) {
  OrderRecord order = sell_stop(1, "AAPL", 100, 180_dec);
  order.legs[0].remaining_quantity.reset();
  order.legs[0].fills.push_back({.fill_id = "1", .quantity = 30_dec});
  const auto found = audit_one(kApple, {order});
  EXPECT_EQ(found.protected_quantity, 70_dec);
  EXPECT_TRUE(found.stops.at(0).derived);
  order.legs[0].fills.push_back({.fill_id = "2"});
  expect_excluded(kApple, order, Exclusion::unknown_remaining, true);
  order.legs[0].fills.pop_back();
  order.legs[0].extra.emplace_back("fills", R"([{"quantity":30},5])");
  expect_excluded(kApple, order, Exclusion::unknown_remaining, true);
  order.legs[0].extra.clear();
  order.legs[0].fills.clear();
  order.legs[0].quantity.reset();
  expect_excluded(kApple, order, Exclusion::unknown_remaining, true);
  order.legs[0].remaining_quantity = 0_dec;
  expect_excluded(kApple, order, Exclusion::no_remaining, false);
}

TEST(Coverage, a_partly_filled_stop_protects_only_its_rest) {
  OrderRecord order = sell_stop(1, "AAPL", 100, 180_dec);
  order.legs[0].remaining_quantity = 40_dec;
  EXPECT_EQ(audit_one(kApple, {order}).protected_quantity, 40_dec);
}

TEST(Coverage, an_order_listed_twice_counts_once_and_its_newest_picture_wins) {
  OrderRecord live = sell_stop(1, "AAPL", 60, 180_dec);
  live.updated_at = 1000;
  EXPECT_EQ(audit_one(kApple, {live, live}).protected_quantity, 60_dec);
  OrderRecord cancelled = live;
  cancelled.status = OrderStatus::cancelled;
  for (const std::int64_t at : {1000, 1001}) {
    cancelled.updated_at = at;
    EXPECT_EQ(audit_one(kApple, {live, cancelled}).coverage, Coverage::none) << at;
    EXPECT_EQ(audit_one(kApple, {cancelled, live}).coverage, Coverage::none) << at;
  }
}

TEST(Coverage, what_is_over_stays_over_whatever_the_times_say) {
  OrderRecord live = sell_stop(1, "AAPL", 60, 180_dec);
  live.updated_at = 1000;
  OrderRecord cancelled = live;
  cancelled.status = OrderStatus::cancelled;
  for (const std::optional<std::int64_t> at : {std::optional<std::int64_t>{}, {999}}) {
    cancelled.updated_at = at;
    EXPECT_EQ(audit_one(kApple, {live, cancelled}).coverage, Coverage::none);
    EXPECT_EQ(audit_one(kApple, {cancelled, live}).coverage, Coverage::none);
  }
}

TEST(Coverage, limit_and_stop_for_the_same_shares_conflict) {
  const auto found =
      audit_one(kApple, {sell_stop(1, "AAPL", 100, 180_dec), limit_sell(2, "AAPL", 100)});
  EXPECT_EQ(found.coverage, Coverage::full);
  EXPECT_TRUE(found.has(Note::conflict));
  EXPECT_EQ(found.claimed_quantity, 100_dec);
  EXPECT_FALSE(audit_one(kApple, {limit_sell(2, "AAPL", 100)}).has(Note::conflict));
}

TEST(Coverage, limit_and_stop_of_one_oco_take_their_shares_once) {
  OrderRecord protects = sell_stop(1, "AAPL", 100, 180_dec);
  OrderRecord target = limit_sell(2, "AAPL", 100);
  for (OrderRecord* order : {&protects, &target}) {
    order->complex_order_id = 7;
    order->complex_order_tag = "OCO::order";
  }
  auto found = audit_one(kApple, {protects, target});
  EXPECT_EQ(found.coverage, Coverage::full);
  EXPECT_FALSE(found.has(Note::conflict));
  EXPECT_TRUE(found.claimed_quantity.is_zero());
  protects.status = OrderStatus::contingent;
  found = audit_one(kApple, {protects, target});
  EXPECT_EQ(found.coverage, Coverage::none);
  EXPECT_EQ(found.claimed_quantity, 100_dec);
}

OrderRecord of_complex(OrderRecord order, std::string tag, OrderStatus status) {
  order.complex_order_id = 7;
  order.complex_order_tag = std::move(tag);
  order.status = status;
  return order;
}

TEST(Coverage, a_child_takes_nothing_of_what_its_trigger_order_has_yet_to_open) {
  const auto child =
      of_complex(sell_stop(1, "AAPL", 100, 180_dec), "OTOCO::order", OrderStatus::contingent);
  const auto claimed_beside = [&](const OrderRecord& trigger) {
    return audit_one(kApple, {child, trigger}).claimed_quantity;
  };
  OrderRecord buys = of_complex(order(2, OrderType::limit, "AAPL", Action::buy_to_open, 100),
                                "OTOCO::trigger-order", OrderStatus::live);
  EXPECT_EQ(claimed_beside(buys), 0_dec);
  buys.legs[0].remaining_quantity = 60_dec;  // 40 of the child's shares are held already
  EXPECT_EQ(claimed_beside(buys), 40_dec);
  buys.legs[0].remaining_quantity = 100_dec;
  for (OrderRecord other : {buys, buys, buys, buys}) {
    static int which = 0;
    switch (which++) {
      case 0: other.complex_order_id = 8; break;
      case 1: other.legs[0].symbol = "SPY"; break;
      case 2: other.legs[0].action = Action::buy_to_close; break;
      default: other.status = OrderStatus::cancelled;
    }
    EXPECT_EQ(claimed_beside(other), 100_dec) << which;
  }
  expect_excluded(kApple, child, Exclusion::waiting, true);
}

// An OTO may close first and open then: its trigger order waits for a price and takes what is held.
TEST(Coverage, a_trigger_order_that_closes_claims_its_units) {
  expect_excluded(
      kApple, of_complex(limit_sell(1, "AAPL", 100), "OTO::trigger-order", OrderStatus::contingent),
      Exclusion::waiting, true);
}

TEST(Coverage, fractions_are_told_apart_from_whole_units) {
  const auto found =
      audit_one(long_("AAPL", 10.5_dec, 186.75_dec), {sell_stop(1, "AAPL", 10, 180_dec)});
  EXPECT_EQ(found.whole, 10_dec);
  EXPECT_EQ(found.fraction, 0.5_dec);
  EXPECT_EQ(found.coverage, Coverage::partial);
  EXPECT_TRUE(found.uncovered_whole().is_zero());
  EXPECT_THAT(found.notes, ElementsAre(Note::uncovered_fraction));
  EXPECT_EQ(audit_one(long_("AAPL", 0.5_dec, 186_dec)).protectable, Protectable::fraction_only);
}

TEST(Coverage, flat_and_unreadable_positions_are_reported) {
  EXPECT_EQ(audit_one(long_("AAPL", 0, 1_dec)).coverage, Coverage::flat);
  EXPECT_EQ(audit_one(equity("AAPL", PositionSide::zero, 5, 1_dec)).protectable, Protectable::flat);
  EXPECT_EQ(audit_one(equity("AAPL", PositionSide::unknown, 5, 1_dec)).protectable,
            Protectable::direction_unknown);
  Position position = kApple;
  position.quantity.reset();
  EXPECT_EQ(audit_one(position).protectable, Protectable::quantity_unknown);
  EXPECT_EQ(audit_one(long_("AAPL", -5_dec, 1_dec)).protectable, Protectable::quantity_unknown);
  const std::vector<Position> twice{kApple, kApple};
  EXPECT_EQ(audit(twice, {}).at(1).protectable, Protectable::duplicate_row);
}

TEST(Coverage, types_without_resident_stops_say_so) {
  const std::vector<std::pair<InstrumentType, Protectable>> kinds{
      {InstrumentType::equity, Protectable::yes},
      {InstrumentType::equity_option, Protectable::yes},
      {InstrumentType::future, Protectable::yes},
      {InstrumentType::future_option, Protectable::future_option},
      {InstrumentType::cryptocurrency, Protectable::cryptocurrency},
      {InstrumentType::bond, Protectable::type_without_stops},
      {InstrumentType::unknown, Protectable::type_without_stops}};
  for (const auto& [type, expected] : kinds) {
    Position position = kApple;
    position.instrument_type = type;
    EXPECT_EQ(audit_one(position).protectable, expected) << enum_name(type);
  }
}

TEST(Coverage, stops_that_end_or_may_not_fill_are_noted) {
  OrderRecord order = sell_stop(1, "AAPL", 100, 180_dec);
  order.time_in_force = TimeInForce::day;
  order.order_type = OrderType::stop_limit;
  EXPECT_THAT(audit_one(kApple, {order}).notes, ElementsAre(Note::day_stop, Note::stop_limit));
}

TEST(Words, every_value_has_its_own_code_and_a_sentence) {
  const auto check_all = [](auto last) {
    using E = decltype(last);
    std::set<std::string_view> codes;
    for (int i = 0; i <= static_cast<int>(last); ++i) {
      EXPECT_TRUE(codes.insert(code(static_cast<E>(i))).second) << i;
      EXPECT_FALSE(text(static_cast<E>(i)).empty()) << i;
    }
  };
  check_all(Coverage::over);
  check_all(Protectable::duplicate_row);
  check_all(Exclusion::unreadable_legs);
  check_all(Note::unreadable_order);
  check_all(PlanReason::out_of_range);
}

}  // namespace
}  // namespace belay::guard
