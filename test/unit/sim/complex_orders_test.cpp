#include "support/order_desk.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>

// Orders that depend on each other (broker-api.md 6.8).

namespace belay::sim {
namespace {

using testing::IsEmpty;

// ---- complex orders

NewComplexOrder bracket(ComplexOrderType type, std::optional<NewOrder> trigger = {}) {
  return {.type = type,
          .trigger_order = std::move(trigger),
          .orders = {limit("SPY", Action::sell_to_close, 10, 610.00_usd, TimeInForce::gtc),
                     stop("SPY", Action::sell_to_close, 10, 595.00_usd)}};
}

TEST_F(OrderDeskTest, when_one_order_of_an_oco_fills_the_other_is_cancelled) {
  open({shares("SPY", 10, 590.00_usd)});
  const auto placed = desk_->place_complex(bracket(ComplexOrderType::oco), now_);
  ASSERT_TRUE(placed) << placed.error().message;
  const ComplexOrder& complex = *placed->complex_order;
  const auto take_profit = *complex.orders.at(0).id;
  const auto stop_loss = *complex.orders.at(1).id;
  EXPECT_EQ(complex.orders[0].complex_order_tag, "OCO::order");
  pass(1s);
  EXPECT_EQ(status(take_profit), OrderStatus::live);
  EXPECT_EQ(status(stop_loss), OrderStatus::live);
  quote("SPY", 611.00_usd, 611.02_usd, 611.00_usd);
  pass(1s);
  pass(1s);
  EXPECT_EQ(status(take_profit), OrderStatus::filled);
  EXPECT_EQ(status(stop_loss), OrderStatus::cancelled);
  EXPECT_TRUE(desk_->find_complex(*complex.id)->terminal);
}

TEST_F(OrderDeskTest, of_an_oco_that_could_fill_twice_one_fills) {
  open({shares("SPY", 10, 590.00_usd)});
  const auto placed = desk_->place_complex(bracket(ComplexOrderType::oco), now_);
  ASSERT_TRUE(placed);
  pass(1s);
  quote("SPY", 611.00_usd, 611.02_usd, 594.00_usd);  // a bad print, then both could
  pass(1s);
  pass(1s);
  pass(1s);
  EXPECT_EQ(held("SPY"), 0_dec);
}

TEST_F(OrderDeskTest, cancelling_one_order_of_an_oco_cancels_both) {
  open({shares("SPY", 10, 590.00_usd)});
  const auto placed = desk_->place_complex(bracket(ComplexOrderType::oco), now_);
  pass(1s);
  ASSERT_TRUE(desk_->cancel(*placed->complex_order->orders[0].id, now_));
  pass(1s);
  EXPECT_EQ(status(*placed->complex_order->orders[1].id), OrderStatus::cancelled);
}

TEST_F(OrderDeskTest, or_only_that_one) {
  options_.oco_cancels_together = false;
  open({shares("SPY", 10, 590.00_usd)});
  const auto placed = desk_->place_complex(bracket(ComplexOrderType::oco), now_);
  pass(1s);
  ASSERT_TRUE(desk_->cancel(*placed->complex_order->orders[0].id, now_));
  pass(1s);
  EXPECT_EQ(status(*placed->complex_order->orders[1].id), OrderStatus::live);
}

TEST_F(OrderDeskTest, what_a_trigger_releases_waits_for_it_and_is_then_an_oco) {
  const auto placed = desk_->place_complex(
      bracket(ComplexOrderType::otoco, limit("SPY", Action::buy_to_open, 10, 599.00_usd)), now_);
  ASSERT_TRUE(placed) << placed.error().message;
  EXPECT_THAT(placed->warnings, IsEmpty()) << "judged as if the trigger had filled";
  const ComplexOrder& complex = *placed->complex_order;
  const auto stop_loss = *complex.orders.at(1).id;
  EXPECT_EQ(complex.trigger_order->complex_order_tag, "OTOCO::trigger-order");
  pass(1s);
  EXPECT_EQ(status(stop_loss), OrderStatus::contingent);
  EXPECT_EQ(at(stop_loss).contingent_status, "Pending Order");
  quote("SPY", 598.00_usd, 598.02_usd, 598.00_usd);
  pass(1s);
  pass(1s);
  EXPECT_EQ(status(*complex.trigger_order->id), OrderStatus::filled);
  EXPECT_EQ(status(stop_loss), OrderStatus::live);
  quote("SPY", 594.00_usd, 594.02_usd, 594.00_usd);
  pass(1s);
  pass(1s);
  pass(1s);
  EXPECT_EQ(status(stop_loss), OrderStatus::filled);
  EXPECT_EQ(status(*complex.orders[0].id), OrderStatus::cancelled);
  EXPECT_EQ(held("SPY"), 0_dec);
}

TEST_F(OrderDeskTest, what_waits_for_a_trigger_is_cancelled_with_it) {
  const auto placed = desk_->place_complex(
      bracket(ComplexOrderType::otoco, limit("SPY", Action::buy_to_open, 10, 599.00_usd)), now_);
  pass(1s);
  ASSERT_TRUE(desk_->cancel_complex(*placed->complex_order->id, now_));
  pass(1s);
  for (const OrderRecord& child : placed->complex_order->orders) {
    EXPECT_EQ(status(*child.id), OrderStatus::cancelled);
  }
  EXPECT_FALSE(desk_->cancel_complex(*placed->complex_order->id, now_));
}

TEST_F(OrderDeskTest, a_replaced_component_takes_the_place_of_the_old_one) {
  open({shares("SPY", 10, 590.00_usd)});
  const auto placed = desk_->place_complex(bracket(ComplexOrderType::oco), now_);
  pass(1s);
  const auto old = *placed->complex_order->orders[0].id;
  const auto order = desk_->amended(old, {.price = 612.00_usd}, true);
  ASSERT_TRUE(order);
  const auto next = desk_->replace(old, *order, now_);
  ASSERT_TRUE(next);
  pass(1s);
  const ComplexOrder now = desk_->describe(*desk_->find_complex(*placed->complex_order->id));
  EXPECT_EQ(now.orders.at(0).id, next->id);
  EXPECT_EQ(now.related_orders.at(0).id, old);
  EXPECT_EQ(status(*placed->complex_order->orders[1].id), OrderStatus::live);
}

TEST_F(OrderDeskTest, pairs_are_routed_when_their_ratio_is_reached) {
  NewComplexOrder pairs{.type = ComplexOrderType::pairs,
                        .orders = {limit("SPY", Action::buy_to_open, 1, 700.00_usd),
                                   limit("AAPL", Action::buy_to_open, 1, 300.00_usd)},
                        .ratio_price_threshold = 3.0_dec,
                        .ratio_price_comparator = RatioComparator::at_least};
  const auto placed = desk_->place_complex(pairs, now_);
  ASSERT_TRUE(placed) << placed.error().message;
  const auto id = *placed->complex_order->id;
  pass(1s);
  EXPECT_EQ(placed->complex_order->orders[0].status, OrderStatus::contingent);
  EXPECT_EQ(held("SPY"), 0_dec) << "600 / 230 is less";
  ASSERT_TRUE(desk_->edit_complex(id, {.ratio_price_threshold = 2.5_dec}, now_, true));
  pass(1s);
  pass(1s);
  EXPECT_EQ(held("SPY"), 1_dec);
  EXPECT_EQ(held("AAPL"), 1_dec);
}

}  // namespace
}  // namespace belay::sim
