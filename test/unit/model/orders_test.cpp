#include "belay/model/orders.hpp"

#include <map>

#include <gmock/gmock.h>

using namespace belay;
using namespace belay::literals;

TEST(OrderPhase, every_status_stands_where_the_specification_says) {
  const std::map<OrderStatus, OrderPhase> expected{
      {OrderStatus::unknown, OrderPhase::unknown},
      {OrderStatus::received, OrderPhase::working},
      {OrderStatus::routed, OrderPhase::working},
      {OrderStatus::in_flight, OrderPhase::working},
      {OrderStatus::live, OrderPhase::working},
      {OrderStatus::contingent, OrderPhase::waiting},
      {OrderStatus::cancel_requested, OrderPhase::leaving},
      {OrderStatus::replace_requested, OrderPhase::leaving},
      {OrderStatus::filled, OrderPhase::terminal},
      {OrderStatus::cancelled, OrderPhase::terminal},
      {OrderStatus::expired, OrderPhase::terminal},
      {OrderStatus::rejected, OrderPhase::terminal},
      {OrderStatus::removed, OrderPhase::terminal},
      {OrderStatus::partially_removed, OrderPhase::terminal},
  };
  EXPECT_EQ(expected.size(), EnumText<OrderStatus>::names.size());
  for (const auto& [status, phase] : expected) EXPECT_EQ(phase_of(status), phase);
}

TEST(OrderPhase, a_status_nobody_knows_is_neither_working_nor_terminal) {
  for (const std::string_view text : {"Dead", "Remove Pending", "", "live", "Unknown"})
    EXPECT_EQ(phase_of(Open<OrderStatus>::parse(text)), OrderPhase::unknown) << text;
}

TEST(NetPrice, the_sign_is_a_word) {
  EXPECT_EQ(debit(598.50_usd).effect, Effect::debit);
  EXPECT_EQ(credit(1.20_usd).effect, Effect::credit);
  EXPECT_EQ(debit(-598.50_usd).price, 598.50_usd);
}

TEST(Action, each_action_is_a_purchase_or_a_sale_and_opens_or_closes) {
  EXPECT_TRUE(is_buy(Action::buy_to_open) && is_buy(Action::buy_to_close) && is_buy(Action::buy));
  EXPECT_TRUE(is_sell(Action::sell_to_open) && is_sell(Action::sell_to_close));
  EXPECT_TRUE(is_sell(Action::sell));
  for (const auto& [action, text] : EnumText<Action>::names) {
    EXPECT_FALSE(is_buy(action) && is_sell(action)) << text;
    EXPECT_EQ(is_closing(action), text.ends_with("to Close")) << text;
  }
}
