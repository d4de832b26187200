#include <gmock/gmock.h>

#include "belay/client/groups/orders.hpp"
#include "support/fake_broker.hpp"

// What is sent of an order, and what its answer is taken for.

namespace belay {
namespace {

using namespace belay::literals;
using testing::HasSubstr;
using testing::Not;

class OrdersTest : public testing::Test {
 protected:
  HttpResponse answer(const HttpRequest& request) const {
    if (request.target.ends_with("/dry-run")) {
      return rest::json_response(200, R"({"data":{"order":{"status":"Received"}}})");
    }
    return rest::json_response(status_, body_);
  }
  Task<Receipt> try_stop() {
    const Order stop{.legs = {{.symbol = "SPY", .action = Action::sell_to_close, .quantity = 10}},
                     .stop = 90.00_usd,
                     .time_in_force = TimeInForce::gtc};
    return client_.dry_run(account_, stop);
  }
  Task<Receipt> try_terms() {
    const Amendment terms{.order_id = 7, .stop = 95.00_usd, .time_in_force = TimeInForce::gtc};
    return client_.dry_run_replacement(account_, terms);
  }
  Result<PlacedOrder> place() {
    Result<Receipt> receipt = broker_.run([&] { return try_stop(); });
    if (!receipt) return std::unexpected(receipt.error());
    return broker_.run([&] { return client_.place(std::move(*receipt)); });
  }

  int status_ = 201;
  std::string body_ = R"({"data":{"order":{"id":17,"status":"Received"}}})";
  test::FakeBroker broker_{[this](const HttpRequest& request) { return answer(request); }};
  Client client_{broker_.loop.get_executor(), broker_.config()};
  Account account_{.account_number = "5WX00001"};
};

// The body of a replacement is all there is of it but the legs: a closing order that lost the flag
// opens a position once there is none to close.
TEST_F(OrdersTest, a_replacement_never_opens_by_closing) {
  const Result<Receipt> receipt = broker_.run([&] { return try_terms(); });
  ASSERT_TRUE(receipt) << receipt.error().message;
  const auto bodies = broker_.bodies("POST", "/orders/7/dry-run");
  ASSERT_EQ(bodies.size(), 1U);
  EXPECT_THAT(bodies[0], HasSubstr(R"("strict-position-effect-validation":true)"));
  EXPECT_THAT(bodies[0], HasSubstr(R"("time-in-force":"GTC")"));
  EXPECT_THAT(bodies[0], Not(HasSubstr("legs")));
}

TEST_F(OrdersTest, every_order_of_a_group_has_a_name_it_is_found_by) {
  const Order buy{.legs = {{.symbol = "SPY", .action = Action::buy_to_open, .quantity = 10}},
                  .limit = debit(100.00_usd)};
  Order sell{.legs = {{.symbol = "SPY", .action = Action::sell_to_close, .quantity = 10}},
             .limit = credit(120.00_usd)};
  Order stop = sell;
  stop.limit.reset();
  stop.stop = 90.00_usd;
  sell.external_identifier = "mine";
  OrderGroup group = otoco(buy, sell, stop);
  group.external_identifier = "g";
  const Result<Receipt> receipt = broker_.run([&] { return client_.dry_run(account_, group); });
  ASSERT_TRUE(receipt) << receipt.error().message;
  EXPECT_EQ(receipt->external_identifier(), "g-trigger");
  const auto bodies = broker_.bodies("POST", "/complex-orders/dry-run");
  ASSERT_EQ(bodies.size(), 1U);
  for (const char* name : {"g-trigger", "mine", "g-2"}) {
    EXPECT_THAT(bodies[0], HasSubstr(fmt::format(R"("external-identifier":"{}")", name)));
  }
}

TEST_F(OrdersTest, a_refusal_inside_a_good_answer_is_a_refusal) {
  body_ = R"({"data":{"errors":[{"code":"no","message":"Not today."}],"order":{}}})";
  const Result<PlacedOrder> placed = place();
  ASSERT_FALSE(placed);
  EXPECT_EQ(placed.error().code, Errc::rejected);
  EXPECT_FALSE(placed.error().in_doubt);
  EXPECT_THAT(placed.error().message, HasSubstr("Not today."));
}

TEST_F(OrdersTest, an_answer_that_names_no_order_leaves_it_in_doubt) {
  body_ = R"({"data":{"order":{}}})";
  const Result<PlacedOrder> placed = place();
  ASSERT_FALSE(placed);
  EXPECT_TRUE(placed.error().in_doubt);
  EXPECT_THAT(placed.error().message, HasSubstr("external-identifier belay-"));
}

TEST_F(OrdersTest, new_terms_in_doubt_tell_their_name) {
  Result<Receipt> receipt = broker_.run([&] { return try_terms(); });
  ASSERT_TRUE(receipt) << receipt.error().message;
  const std::string identifier = receipt->external_identifier();
  status_ = 503;
  const auto amended = broker_.run([&] { return client_.replace(std::move(*receipt)); });
  ASSERT_FALSE(amended);
  EXPECT_TRUE(amended.error().in_doubt);
  EXPECT_THAT(amended.error().message, HasSubstr(identifier));
  EXPECT_EQ(broker_.count("PUT", "/orders/7"), 1U);
}

TEST_F(OrdersTest, a_task_keeps_nothing_of_what_it_was_made_from) {
  const auto late = [&]() -> Task<Receipt> {
    auto account = std::make_unique<Account>(account_);
    auto order = std::make_unique<Order>();
    order->legs = {{.symbol = "SPY", .action = Action::sell_to_close, .quantity = 10}};
    order->stop = 90.00_usd;
    Task<Receipt> task = client_.dry_run(*account, *order);
    account.reset();
    order.reset();
    co_return co_await std::move(task);
  };
  EXPECT_TRUE(broker_.run(late));
}

}  // namespace
}  // namespace belay
