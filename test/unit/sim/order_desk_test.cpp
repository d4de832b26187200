#include "support/order_desk.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "sim/market/random.hpp"

// The life of orders (broker-api.md 6.4–6.11).

namespace belay::sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// ---- statuses

TEST_F(OrderDeskTest, a_marketable_order_walks_every_status_to_filled) {
  const auto id = place(order_for("SPY", Action::buy_to_open, 10, OrderType::market));
  EXPECT_THAT(told(), ElementsAre("Order Received", "Order Routed"));
  EXPECT_EQ(at(id).cancellable, false);
  pass(1s);
  EXPECT_THAT(told(), ElementsAre("Order In Flight", "Order Live", "Order Filled",
                                  "CurrentPosition", "AccountBalance", "OrderChain"));
  const OrderRecord order = at(id);
  EXPECT_EQ(order.legs[0].remaining_quantity, 0_dec);
  ASSERT_EQ(order.legs[0].fills.size(), 1U);
  EXPECT_EQ(order.legs[0].fills[0].fill_price, 600.02_usd);
  EXPECT_EQ(order.legs[0].fills[0].quantity, 10_dec);
  EXPECT_TRUE(order.terminal_at && order.live_at && order.in_flight_at);
  EXPECT_EQ(order.cancellable, false);
  EXPECT_EQ(order.updated_at, to_epoch_ms(now_));
}

TEST_F(OrderDeskTest, a_fill_moves_position_cash_and_history) {
  place(order_for("SPY", Action::buy_to_open, 10, OrderType::market));
  pass(1s);
  EXPECT_EQ(held("SPY"), 10_dec);
  EXPECT_EQ(book_.find("SPY")->average_open_price, 600.02_usd);
  ASSERT_EQ(book_.trades.size(), 1U);
  const TradeRow& row = book_.trades.front();
  EXPECT_GT(row.id, 2'147'483'648);
  EXPECT_EQ(row.value, -6000.20_usd);
  EXPECT_EQ(row.clearing_fees, 0.008_usd);
  EXPECT_EQ(row.net_value, -6000.208_usd);
  EXPECT_EQ(book_.cash, 993'999.792_usd);
}

TEST_F(OrderDeskTest, closing_tells_of_the_years_gain) {
  open({shares("SPY", 10, 590.00_usd)});
  place(order_for("SPY", Action::sell_to_close, 10, OrderType::market));
  pass(1s);
  EXPECT_THAT(told(), testing::Contains("UnderlyingYearGainSummary"));
  EXPECT_EQ(held("SPY"), 0_dec);
  ASSERT_EQ(book_.closed.size(), 1U);
  EXPECT_EQ(book_.closed[0].realized_today, 100_usd);
  EXPECT_EQ(book_.closed[0].side, PositionSide::zero);
  EXPECT_EQ((book_.gains.at({2025, "SPY"}).realized), 100_usd);
}

TEST_F(OrderDeskTest, a_resting_limit_is_cancelled_by_way_of_cancel_requested) {
  const auto id = place(limit("SPY", Action::buy_to_open, 1, 590.00_usd));
  pass(1s);
  EXPECT_EQ(status(id), OrderStatus::live);
  EXPECT_EQ(at(id).cancellable, true);
  EXPECT_TRUE(at(id).ext_exchange_order_number);
  told();
  const auto answer = desk_->cancel(id, now_);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, OrderStatus::cancel_requested);
  EXPECT_EQ(answer->cancellable, false);
  pass(1s);
  EXPECT_THAT(told(), ElementsAre("Order Cancel Requested", "Order Cancelled"));
  EXPECT_TRUE(at(id).cancelled_at && at(id).terminal_at);
  const auto again = desk_->cancel(id, now_);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, "cannot_update_order");
}

TEST_F(OrderDeskTest, a_fill_wins_the_race_against_a_cancel) {
  options_.cancelled_after = 5s;
  open({});
  const auto id = place(limit("SPY", Action::buy_to_open, 1, 590.00_usd));
  pass(1s);
  ASSERT_TRUE(desk_->cancel(id, now_));
  quote("SPY", 589.00_usd, 589.50_usd, 589.20_usd);
  pass(1s);
  EXPECT_EQ(status(id), OrderStatus::filled);
  pass(10s);
  EXPECT_EQ(status(id), OrderStatus::filled);
}

TEST_F(OrderDeskTest, day_orders_expire_with_the_session_and_gtc_orders_stay) {
  const auto day = place(limit("SPY", Action::buy_to_open, 1, 590.00_usd));
  const auto gtc = place(limit("SPY", Action::buy_to_open, 1, 590.00_usd, TimeInForce::gtc));
  pass(1s);
  now_ = kDefaultStart + 6h;
  pass(0s);
  EXPECT_EQ(status(day), OrderStatus::expired);
  EXPECT_EQ(at(day).terminal_at, "2025-01-13T21:00:00.000+00:00");
  EXPECT_EQ(status(gtc), OrderStatus::live);
}

TEST_F(OrderDeskTest, a_day_order_of_a_half_day_expires_at_one) {
  now_ = from_new_york(std::chrono::local_days{std::chrono::year{2025} / 11 / 28} + 12h);
  desk_->advance(now_);
  const auto id = place(limit("SPY", Action::buy_to_open, 1, 590.00_usd));
  pass(59min);
  EXPECT_EQ(status(id), OrderStatus::live);
  pass(1min);
  EXPECT_EQ(status(id), OrderStatus::expired);
}

TEST_F(OrderDeskTest, gtd_orders_end_on_their_date_which_must_lie_ahead) {
  NewOrder order = limit("SPY", Action::buy_to_open, 1, 590.00_usd, TimeInForce::gtd);
  order.gtc_date = "2025-01-10";
  const auto late = desk_->place(order, now_);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().reasons.at(0).code, "sim_gtc_date_is_past");
  order.gtc_date = "2025-01-14";
  const auto id = place(order);
  pass(24h);
  EXPECT_EQ(status(id), OrderStatus::live);
  pass(6h);
  EXPECT_EQ(status(id), OrderStatus::expired);
}

TEST_F(OrderDeskTest, an_order_while_closed_stays_received_and_is_routed_at_the_opening) {
  now_ = kDefaultStart + 7h;
  desk_->advance(now_);
  const auto placed = desk_->place(limit("SPY", Action::buy_to_open, 1, 601.00_usd), now_);
  ASSERT_TRUE(placed);
  EXPECT_EQ(placed->order->status, OrderStatus::received);
  EXPECT_EQ(placed->warnings.at(0).code, "tif.next_valid_session");
  const auto id = *placed->order->id;
  pass(1h);
  EXPECT_EQ(status(id), OrderStatus::received);
  EXPECT_EQ(at(id).cancellable, true);
  now_ = kDefaultStart + 23h;
  pass(0s);
  EXPECT_EQ(status(id), OrderStatus::filled);
  EXPECT_THAT(at(id).in_flight_at.value_or(""), testing::StartsWith("2025-01-14T14:30:00"));
}

TEST_F(OrderDeskTest, a_received_order_is_cancelled_at_once_and_never_routed) {
  now_ = kDefaultStart + 7h;
  const auto id = place(limit("SPY", Action::buy_to_open, 1, 601.00_usd));
  const auto answer = desk_->cancel(id, now_);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, OrderStatus::cancelled);
  EXPECT_FALSE(answer->ext_client_order_id);
  pass(24h);
  EXPECT_EQ(status(id), OrderStatus::cancelled);
}

TEST_F(OrderDeskTest, an_ioc_fills_now_or_is_cancelled) {
  const auto rests = place(limit("SPY", Action::buy_to_open, 1, 590.00_usd, TimeInForce::ioc));
  const auto fills = place(limit("SPY", Action::buy_to_open, 1, 601.00_usd, TimeInForce::ioc));
  pass(1s);
  EXPECT_EQ(status(rests), OrderStatus::cancelled);
  EXPECT_EQ(status(fills), OrderStatus::filled);
}

// ---- stops and position effect

TEST_F(OrderDeskTest, a_stop_rests_triggers_and_sells) {
  open({shares("SPY", 10, 590.00_usd)});
  const auto id = place(strict(stop("SPY", Action::sell_to_close, 10, 595.00_usd)));
  pass(1s);
  EXPECT_EQ(status(id), OrderStatus::live);
  quote("SPY", 594.50_usd, 594.60_usd, 595.00_usd);
  pass(1s);
  EXPECT_EQ(status(id), OrderStatus::live);
  pass(1s);
  EXPECT_EQ(status(id), OrderStatus::filled);
  EXPECT_EQ(held("SPY"), 0_dec);
}

TEST_F(OrderDeskTest, a_stale_strict_stop_is_rejected_when_it_triggers) {
  open({shares("SPY", 10, 590.00_usd)});
  const auto id = place(strict(stop("SPY", Action::sell_to_close, 10, 595.00_usd)));
  place(order_for("SPY", Action::sell_to_close, 10, OrderType::market));
  pass(1s);
  quote("SPY", 594.50_usd, 594.60_usd, 595.00_usd);
  pass(1s);
  pass(1s);
  EXPECT_EQ(status(id), OrderStatus::rejected);
  EXPECT_TRUE(at(id).reject_reason);
  EXPECT_EQ(held("SPY"), 0_dec) << "no short";
}

TEST_F(OrderDeskTest, a_stale_stop_that_is_not_strict_opens_a_short_and_says_so) {
  open({shares("SPY", 10, 590.00_usd)});
  const auto id = place(stop("SPY", Action::sell_to_close, 10, 595.00_usd));
  place(order_for("SPY", Action::sell_to_close, 10, OrderType::market));
  pass(1s);
  quote("SPY", 594.50_usd, 594.60_usd, 595.00_usd);
  pass(1s);
  pass(1s);
  EXPECT_EQ(status(id), OrderStatus::filled);
  EXPECT_EQ(held("SPY"), -10_dec);
  EXPECT_EQ(at(id).legs[0].action, Action::sell_to_open);
  EXPECT_EQ(book_.trades.front().action, Action::sell_to_open);
}

TEST_F(OrderDeskTest, selling_more_than_is_held_gives_two_rows_each_true_to_its_action) {
  open({shares("SPY", 10, 590.00_usd)});
  place(order_for("SPY", Action::sell_to_close, 15, OrderType::market));
  pass(1s);
  EXPECT_EQ(held("SPY"), -5_dec);
  ASSERT_EQ(book_.trades.size(), 2U);
  EXPECT_EQ(book_.trades[1].action, Action::sell_to_close);
  EXPECT_EQ(book_.trades[1].quantity, 10_dec);
  EXPECT_EQ(book_.trades[0].action, Action::sell_to_open);
  EXPECT_EQ(book_.find("SPY")->average_open_price, 600.00_usd);
}

// ---- replacing

TEST_F(OrderDeskTest, a_replacement_waits_for_the_end_of_the_original) {
  const auto id = place(limit("SPY", Action::buy_to_open, 1, 590.00_usd));
  pass(1s);
  told();
  auto order = desk_->amended(id,
                              {.time_in_force = TimeInForce::day,
                               .order_type = OrderType::limit,
                               .price = 591.00_usd,
                               .price_effect = Effect::debit},
                              false);
  ASSERT_TRUE(order);
  const auto answer = desk_->replace(id, *order, now_);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, OrderStatus::contingent);
  EXPECT_EQ(answer->contingent_status, "Pending Order");
  EXPECT_EQ(answer->replaces_order_id, id);
  EXPECT_NE(answer->id, id);
  EXPECT_EQ(at(id).replacing_order_id, answer->id);
  EXPECT_EQ(at(id).edited, true);
  pass(1s);
  EXPECT_EQ(status(id), OrderStatus::cancelled);
  EXPECT_EQ(status(*answer->id), OrderStatus::live);
  EXPECT_THAT(told(), ElementsAre("Order Replace Requested", "Order Contingent", "Order Cancelled",
                                  "Order Routed", "Order In Flight", "Order Live"));
}

// A replacement's body is all there is of it but the legs; an edit's says what changes.
TEST_F(OrderDeskTest, a_replacement_is_as_strict_as_its_own_body) {
  open({shares("SPY", 10, 590.00_usd)});
  const auto id = place(strict(limit("SPY", Action::sell_to_close, 10, 650.00_usd)));
  pass(1s);
  const NewOrder change{.time_in_force = TimeInForce::day,
                        .order_type = OrderType::limit,
                        .price = 651.00_usd,
                        .price_effect = Effect::credit};
  EXPECT_FALSE(desk_->amended(id, change, false)->advanced_instructions);
  EXPECT_TRUE(desk_->amended(id, strict(change), false)->advanced_instructions);
  EXPECT_TRUE(desk_->amended(id, {.price = 651.00_usd}, true)->advanced_instructions);
}

TEST_F(OrderDeskTest, a_fill_of_the_original_aborts_the_replacement) {
  options_.cancelled_after = 5s;
  open({});
  const auto id = place(limit("SPY", Action::buy_to_open, 1, 590.00_usd));
  pass(1s);
  auto order = desk_->amended(id, {.price = 589.00_usd}, true);
  ASSERT_TRUE(order);
  const auto answer = desk_->replace(id, *order, now_);
  ASSERT_TRUE(answer);
  quote("SPY", 588.00_usd, 588.50_usd, 588.20_usd);
  pass(1s);
  pass(10s);
  EXPECT_EQ(status(id), OrderStatus::filled);
  EXPECT_EQ(status(*answer->id), OrderStatus::cancelled);
  EXPECT_EQ(held("SPY"), 1_dec);
}

TEST_F(OrderDeskTest, an_order_that_is_over_cannot_be_changed) {
  const auto id = place(order_for("SPY", Action::buy_to_open, 1, OrderType::market));
  pass(1s);
  const auto order = desk_->amended(id, {.price = 589.00_usd}, true);
  ASSERT_FALSE(order);
  EXPECT_EQ(order.error().code, "cannot_update_order");
  EXPECT_EQ(desk_->amended(1, {}, true).error().status, 404);
}

// ---- conditions

NewOrder when(NewOrder order, std::string action, std::string comparator, Decimal threshold) {
  order.rules = OrderRules{.conditions = {{.action = std::move(action),
                                           .symbol = "AAPL",
                                           .instrument_type = InstrumentType::equity,
                                           .indicator = "last",
                                           .comparator = std::move(comparator),
                                           .threshold = threshold}}};
  return order;
}

TEST_F(OrderDeskTest, an_order_with_a_condition_is_contingent_until_it_is_met) {
  const auto id =
      place(when(limit("SPY", Action::buy_to_open, 1, 601.00_usd), "route", "lte", 200_usd));
  pass(1s);
  EXPECT_EQ(status(id), OrderStatus::contingent);
  EXPECT_EQ(at(id).contingent_status, "Pending Condition");
  EXPECT_EQ(at(id).editable, true);
  ASSERT_EQ(at(id).rules->conditions.at(0).price_components.size(), 1U);
  EXPECT_TRUE(at(id).rules->conditions[0].id);
  quote("AAPL", 199.00_usd, 199.10_usd, 199.05_usd);
  pass(1s);
  pass(1s);
  EXPECT_EQ(status(id), OrderStatus::filled);
  EXPECT_EQ(at(id).rules->conditions[0].triggered_value, 199.05_usd);
}

TEST_F(OrderDeskTest, a_contingent_order_is_cancelled_at_once) {
  const auto id =
      place(when(limit("SPY", Action::buy_to_open, 1, 601.00_usd), "route", "lte", 1_usd));
  const auto answer = desk_->cancel(id, now_);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, OrderStatus::cancelled);
  EXPECT_FALSE(answer->ext_client_order_id) << "never routed";
}

TEST_F(OrderDeskTest, a_condition_to_cancel_cancels_a_working_order) {
  const auto id =
      place(when(limit("SPY", Action::buy_to_open, 1, 590.00_usd), "cancel", "gte", 240_usd));
  pass(1s);
  EXPECT_EQ(status(id), OrderStatus::live);
  quote("AAPL", 241.00_usd, 241.10_usd, 241.05_usd);
  pass(1s);
  pass(1s);
  EXPECT_EQ(status(id), OrderStatus::cancelled);
}

TEST_F(OrderDeskTest, route_after_and_cancel_at_are_kept_to_the_second) {
  NewOrder order = limit("SPY", Action::buy_to_open, 1, 590.00_usd);
  order.rules =
      OrderRules{.route_after = to_iso_utc(now_ + 60s), .cancel_at = to_iso_utc(now_ + 120s)};
  const auto id = place(order);
  pass(59s);
  EXPECT_EQ(status(id), OrderStatus::contingent);
  pass(2s);
  pass(1s);
  EXPECT_EQ(status(id), OrderStatus::live);
  pass(60s);
  EXPECT_EQ(status(id), OrderStatus::cancelled);
}

// ---- options

TEST_F(OrderDeskTest, filled_can_be_told_before_the_last_fill_is_listed) {
  options_.fill_listed_after = 2s;
  open({});
  const auto id = place(order_for("SPY", Action::buy_to_open, 10, OrderType::market));
  pass(1s);
  EXPECT_EQ(status(id), OrderStatus::filled);
  EXPECT_THAT(at(id).legs[0].fills, IsEmpty());
  pass(3s);
  EXPECT_EQ(at(id).legs[0].fills.size(), 1U);
}

TEST_F(OrderDeskTest, positions_can_lag_behind_fills) {
  options_.posted_after = 3s;
  open({});
  place(order_for("SPY", Action::buy_to_open, 10, OrderType::market));
  pass(1s);
  EXPECT_EQ(held("SPY"), 0_dec);
  const auto early = desk_->place(strict(limit("SPY", Action::sell_to_close, 10, 610_usd)), now_);
  EXPECT_FALSE(early) << "the position is not there yet";
  pass(3s);
  EXPECT_EQ(held("SPY"), 10_dec);
}

TEST_F(OrderDeskTest, orders_can_be_cancellable_while_routed) {
  options_.early_cancel = true;
  open({});
  const auto id = place(limit("SPY", Action::buy_to_open, 1, 590.00_usd));
  EXPECT_EQ(at(id).cancellable, true);
  ASSERT_TRUE(desk_->cancel(id, now_));
  pass(1s);
  EXPECT_EQ(status(id), OrderStatus::cancelled);
}

TEST_F(OrderDeskTest, the_warning_has_the_spelling_of_2023_when_asked_to) {
  options_.warnings_of_2023 = true;
  open({});
  const auto placed = desk_->place(limit("SPY", Action::buy_to_open, 1, 590_usd), now_ + 7h);
  ASSERT_TRUE(placed);
  EXPECT_EQ(placed->warnings.at(0).code, "tif_next_valid_sesssion");
}

// ---- accounting

// Random orders and moves: cash is what it was, plus what the history says; a position is the sum
// of its rows; fills are quantity less remaining; no row contradicts its action.
TEST_F(OrderDeskTest, the_books_balance_whatever_happens) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    options_.partial_fills = seed % 2 == 0;
    now_ = kDefaultStart;
    open({shares("SPY", 50, 590.00_usd)});
    Random random{seed};
    std::vector<std::int64_t> ids;
    for (int step = 0; step < 200; ++step) {
      const Decimal mid = Decimal{random.whole(590, 610)};
      quote("SPY", (mid - 0.01_usd).value(), (mid + 0.01_usd).value(), mid);
      const bool buys = random.chance(0.5);
      const Decimal quantity{random.whole(1, 30)};
      const Action action =
          buys ? (random.chance(0.5) ? Action::buy_to_open : Action::buy_to_close)
               : (random.chance(0.5) ? Action::sell_to_open : Action::sell_to_close);
      const Decimal price{random.whole(590, 610)};
      if (random.chance(0.3)) {
        const auto placed = desk_->place(limit("SPY", action, quantity, price), now_);
        if (placed) ids.push_back(*placed->order->id);
      } else if (!ids.empty() && random.chance(0.1)) {
        static_cast<void>(desk_->cancel(ids.back(), now_));
      } else if (!ids.empty() && random.chance(0.1)) {
        if (const auto change = desk_->amended(ids.back(), {.price = price}, true)) {
          const auto next = desk_->replace(ids.back(), *change, now_);
          if (next) ids.push_back(*next->id);
        }
      }
      pass(500ms);
    }
    Decimal cash = 1'000'000_usd;
    Decimal position = 50;
    for (auto row = book_.trades.rbegin(); row != book_.trades.rend(); ++row) {
      cash = (cash + row->net_value).value();
      const Decimal before = position;
      position = is_buy(row->action) ? (position + row->quantity).value()
                                     : (position - row->quantity).value();
      if (is_closing(row->action)) {
        EXPECT_GE(before.sign() * position.sign(), 0) << "a close went through zero, seed " << seed;
        EXPECT_LT(position.abs(), before.abs());
      } else {
        EXPECT_GT(position.abs(), before.abs()) << "an open made it smaller, seed " << seed;
      }
    }
    EXPECT_EQ(book_.cash, cash) << seed;
    EXPECT_EQ(held("SPY"), position) << seed;
    for (const OrderRecord& order : book_.orders) {
      Decimal filled;
      for (const Fill& fill : order.legs[0].fills) filled = (filled + *fill.quantity).value();
      EXPECT_EQ(filled, (*order.legs[0].quantity - *order.legs[0].remaining_quantity).value());
    }
    EXPECT_GT(book_.trades.size(), 5U);
  }
}

}  // namespace
}  // namespace belay::sim
