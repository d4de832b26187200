#include "belay/model/order_ledger.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "belay/model/account_book.hpp"

namespace belay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Fill fill(std::optional<std::string> id, int quantity) {
  return Fill{.fill_id = std::move(id), .quantity = Decimal{quantity}, .fill_price = Decimal{1}};
}

OrderRecord order(std::int64_t id, OrderStatus status, std::int64_t updated_at, int quantity,
                  int remaining, std::vector<Fill> fills = {}) {
  return OrderRecord{.id = id,
                     .account_number = "5WX1",
                     .status = status,
                     .updated_at = updated_at,
                     .legs = {{.symbol = "AAPL",
                               .quantity = Decimal{quantity},
                               .remaining_quantity = Decimal{remaining},
                               .action = Action::buy_to_open,
                               .fills = std::move(fills)}}};
}

TEST(OrderLedger, a_frame_replaces_the_whole_order) {
  OrderLedger ledger;
  EXPECT_FALSE(ledger.take(order(1, OrderStatus::routed, 10, 3, 3)).stale);
  EXPECT_FALSE(ledger.take(order(1, OrderStatus::live, 11, 3, 3)).stale);
  EXPECT_EQ(ledger.find(1)->status, OrderStatus::live);
  EXPECT_THAT(ledger.orders(), SizeIs(1));
  EXPECT_EQ(ledger.find(2), nullptr);
}

TEST(OrderLedger, an_older_frame_changes_nothing) {
  OrderLedger ledger;
  ledger.take(order(1, OrderStatus::filled, 12, 3, 0));
  EXPECT_TRUE(ledger.take(order(1, OrderStatus::live, 11, 3, 3)).stale);
  EXPECT_EQ(ledger.find(1)->status, OrderStatus::filled);
}

TEST(OrderLedger, without_a_time_the_last_word_counts) {
  OrderLedger ledger;
  ledger.take(order(1, OrderStatus::live, 12, 3, 3));
  OrderRecord undated = order(1, OrderStatus::cancelled, 0, 3, 3);
  undated.updated_at.reset();
  EXPECT_FALSE(ledger.take(undated).stale);
  EXPECT_EQ(ledger.find(1)->status, OrderStatus::cancelled);
}

TEST(OrderLedger, an_order_without_an_id_cannot_be_kept) {
  OrderLedger ledger;
  OrderRecord nameless = order(1, OrderStatus::live, 1, 3, 3);
  nameless.id.reset();
  EXPECT_TRUE(ledger.take(nameless).stale);
  EXPECT_THAT(ledger.orders(), IsEmpty());
}

TEST(OrderLedger, an_execution_is_told_once) {
  OrderLedger ledger;
  const auto first = ledger.take(order(1, OrderStatus::live, 10, 3, 2, {fill("a", 1)}));
  ASSERT_THAT(first.executions, SizeIs(1));
  EXPECT_EQ(first.executions[0].fill.fill_id, "a");
  EXPECT_EQ(first.executions[0].order_id, 1);
  EXPECT_EQ(first.executions[0].symbol, "AAPL");
  EXPECT_EQ(first.executions[0].action, Action::buy_to_open);
  const auto second =
      ledger.take(order(1, OrderStatus::live, 11, 3, 0, {fill("a", 1), fill("b", 2)}));
  ASSERT_THAT(second.executions, SizeIs(1));
  EXPECT_EQ(second.executions[0].fill.fill_id, "b");
  EXPECT_EQ(ledger.executed(1, "AAPL"), Decimal{3});
}

TEST(OrderLedger, an_older_frame_is_still_heard_for_executions) {
  OrderLedger ledger;
  ledger.take(order(1, OrderStatus::live, 12, 3, 1, {fill("b", 2)}));
  const auto late = ledger.take(order(1, OrderStatus::live, 11, 3, 2, {fill("a", 1)}));
  EXPECT_TRUE(late.stale);
  EXPECT_THAT(late.executions, SizeIs(1));
  EXPECT_EQ(ledger.executed(1, "AAPL"), Decimal{3});
}

TEST(OrderLedger, executions_without_ids_are_told_apart_by_what_they_say) {
  OrderLedger ledger;
  Fill early = fill({}, 1);
  early.filled_at = "2025-05-28T16:00:01.953+00:00";
  Fill late = early;
  late.filled_at = "2025-05-28T16:00:02.001+00:00";
  EXPECT_THAT(ledger.take(order(1, OrderStatus::live, 1, 3, 2, {early})).executions, SizeIs(1));
  EXPECT_THAT(ledger.take(order(1, OrderStatus::live, 2, 3, 1, {early, late})).executions,
              SizeIs(1));
}

// Gotcha 18 of broker-api.md.
TEST(OrderLedger, filled_may_come_before_all_fills) {
  OrderLedger ledger;
  ledger.take(order(1, OrderStatus::filled, 10, 3, 0, {fill("a", 1)}));
  EXPECT_FALSE(ledger.fills_complete(1));
  ledger.take(order(1, OrderStatus::filled, 10, 3, 0, {fill("a", 1), fill("b", 2)}));
  EXPECT_TRUE(ledger.fills_complete(1));
}

TEST(OrderLedger, of_a_cancelled_order_what_no_longer_remains_must_have_been_told) {
  OrderLedger ledger;
  ledger.take(order(1, OrderStatus::cancelled, 10, 3, 2));
  EXPECT_FALSE(ledger.fills_complete(1));
  ledger.take(order(1, OrderStatus::cancelled, 11, 3, 2, {fill("a", 1)}));
  EXPECT_TRUE(ledger.fills_complete(1));
}

TEST(OrderLedger, completeness_that_cannot_be_shown_is_not_claimed) {
  OrderLedger ledger;
  EXPECT_FALSE(ledger.fills_complete(7));
  OrderRecord unsized = order(1, OrderStatus::filled, 10, 3, 0, {fill("a", 3)});
  unsized.legs[0].quantity.reset();
  ledger.take(unsized);
  EXPECT_FALSE(ledger.fills_complete(1));
}

TEST(OrderLedger, a_long_life_forgets_what_is_over_and_keeps_what_works) {
  OrderLedger ledger;
  ledger.take(order(0, OrderStatus::live, 0, 1, 1));
  const auto many = static_cast<std::int64_t>(OrderLedger::kMostOrders) + 500;
  for (std::int64_t id = 1; id <= many; ++id) ledger.take(order(id, OrderStatus::filled, id, 1, 0));
  EXPECT_LE(ledger.orders().size(), OrderLedger::kMostOrders);
  EXPECT_NE(ledger.find(0), nullptr);
  EXPECT_EQ(ledger.find(1), nullptr);
  EXPECT_NE(ledger.find(many), nullptr);
}

// Many orders in a day, and then the stream begins anew: nothing is told twice.
TEST(OrderLedger, what_was_executed_is_told_once_however_many_orders_there_are) {
  OrderLedger ledger;
  const auto many = static_cast<std::int64_t>(OrderLedger::kMostOrders) + 500;
  const auto filled = [](std::int64_t id) {
    return order(id, OrderStatus::filled, id, 1, 0, {fill(fmt::format("f{}", id), 1)});
  };
  for (std::int64_t id = 1; id <= many; ++id) {
    EXPECT_THAT(ledger.take(filled(id)).executions, SizeIs(1));
  }
  ASSERT_EQ(ledger.find(1), nullptr) << "forgotten";
  EXPECT_THAT(ledger.take(filled(1)).executions, IsEmpty());
  EXPECT_TRUE(ledger.fills_complete(1));
}

Position position(std::string symbol, int quantity, std::string updated_at) {
  return Position{.account_number = "5WX1",
                  .instrument_type = InstrumentType::equity,
                  .symbol = std::move(symbol),
                  .quantity = Decimal{quantity},
                  .quantity_direction = PositionSide::long_,
                  .updated_at = std::move(updated_at)};
}

TEST(AccountBook, the_first_state_tells_no_executions_and_the_next_those_of_the_gap) {
  AccountBook book;
  AccountState state{.account_number = "5WX1",
                     .orders = {order(1, OrderStatus::live, 1, 3, 2, {fill("a", 1)})}};
  EXPECT_THAT(book.replace({state}), IsEmpty());
  state.orders = {order(1, OrderStatus::filled, 2, 3, 0, {fill("a", 1), fill("b", 2)}),
                  order(2, OrderStatus::filled, 2, 1, 0, {fill("c", 1)})};
  const auto news = book.replace({state});
  ASSERT_THAT(news, SizeIs(2));
  EXPECT_EQ(news[0].fill.fill_id, "b");
  EXPECT_EQ(news[1].fill.fill_id, "c");
}

TEST(AccountBook, a_position_read_again_and_not_there_is_gone) {
  AccountBook book;
  const std::string now = "2026-08-03T14:30:00.000+00:00";
  book.replace({{.account_number = "5WX1", .positions = {position("AAPL", 1, now)}}});
  EXPECT_THAT(book.positions(), SizeIs(1));
  book.replace({{.account_number = "5WX1"}});
  EXPECT_THAT(book.positions(), IsEmpty());
}

TEST(AccountBook, a_closed_position_is_no_position) {
  AccountBook book;
  EXPECT_TRUE(book.take(position("AAPL", 1, "2026-08-03T14:30:00.000+00:00")));
  EXPECT_TRUE(book.take(position("AAPL", 0, "2026-08-03T14:30:01.000+00:00")));
  EXPECT_THAT(book.positions(), IsEmpty());
}

TEST(AccountBook, an_older_position_or_balance_changes_nothing) {
  AccountBook book;
  EXPECT_TRUE(book.take(position("AAPL", 5, "2026-08-03T14:30:01.000+00:00")));
  EXPECT_FALSE(book.take(position("AAPL", 1, "2026-08-03T14:30:00.000+00:00")));
  ASSERT_THAT(book.positions(), SizeIs(1));
  EXPECT_EQ(book.positions()[0].quantity, Decimal{5});
  Balance balance{.account_number = "5WX1", .updated_at = "2026-08-03T14:30:01.000+00:00"};
  EXPECT_TRUE(book.take(balance));
  balance.updated_at = "2026-08-03T14:30:00.000+00:00";
  EXPECT_FALSE(book.take(balance));
  EXPECT_THAT(book.balances(), SizeIs(1));
}

}  // namespace
}  // namespace belay
