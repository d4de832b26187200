#include <chrono>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "belay/sim/simulator.hpp"
#include "proto/oauth/token.hpp"
#include "proto/rest/calls.hpp"
#include "sim/broker/broker.hpp"

// Placing, changing and cancelling by request (broker-api.md 4.4, 4.5).

namespace belay::sim {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

class OrderRoutesTest : public testing::Test {
 protected:
  HttpResponse send(HttpRequest request) {
    request.headers.push_back({"User-Agent", "test/1.0"});
    if (!token_.empty()) request.headers.push_back({"Authorization", "Bearer " + token_});
    return broker_.handle(request, now_);
  }
  HttpResponse get(std::string target) { return send({.target = std::move(target)}); }
  void log_in() {
    const HttpResponse response = send(oauth::refresh_request(oauth::simulator_grant()));
    const auto token = oauth::read_answer(response, now_.real);
    ASSERT_TRUE(token) << token.error().message;
    token_ = token->token.reveal();
  }
  void SetUp() override { log_in(); }

  Market market_{42, kDefaultStart};
  BrokerTime now_{kDefaultStart, Tick{} + 1h};
  Broker broker_{market_,
                 BrokerOptions{.start = kDefaultStart,
                               .dxlink_url = "ws://127.0.0.1:7380/realtime",
                               .version = "0.1.0",
                               .account_stream_url = "ws://127.0.0.1:7380/account-streamer"}};
  std::string token_;
};

std::string limit_order(std::string_view symbol, std::string_view action, std::string_view quantity,
                        std::string_view price, std::string_view effect,
                        std::string_view rest = "") {
  return fmt::format(
      R"({{"time-in-force":"Day","order-type":"Limit","price":"{}","price-effect":"{}",{})"
      R"("legs":[{{"instrument-type":"Equity","symbol":"{}","action":"{}","quantity":{}}}]}})",
      price, effect, rest, symbol, action, quantity);
}

TEST_F(OrderRoutesTest, a_placed_order_stands_under_order_and_a_cancelled_one_directly_in_data) {
  const HttpResponse placed = send({.method = "POST",
                                    .target = "/accounts/5WT00001/orders",
                                    .body = limit_order("AAPL", "Buy to Open", "1", "1.00", "Debit",
                                                        R"("external-identifier":"mine-1",)")});
  ASSERT_EQ(placed.status, 201) << placed.body;
  EXPECT_THAT(placed.body, HasSubstr(R"("status":"Routed")"));
  EXPECT_THAT(placed.body, HasSubstr(R"("external-identifier":"mine-1")"));
  const auto answer = rest::dry_run("5WT00001", {}).decode(placed);
  ASSERT_TRUE(answer && answer->order && answer->order->id);
  const std::string path = fmt::format("/accounts/5WT00001/orders/{}", *answer->order->id);

  const HttpResponse early = send({.method = "DELETE", .target = path});
  EXPECT_EQ(early.status, 422) << "not cancellable while Routed";
  EXPECT_THAT(early.body, HasSubstr("cannot_update_order"));
  now_.simulated += 1s;
  broker_.advance(now_.simulated);
  const HttpResponse cancelled = send({.method = "DELETE", .target = path});
  EXPECT_EQ(cancelled.status, 200);
  EXPECT_THAT(cancelled.body, StartsWith(R"({"data":{"id":)"));
  EXPECT_THAT(cancelled.body, HasSubstr(R"("status":"Cancel Requested")"));
  now_.simulated += 1s;
  EXPECT_THAT(get(path).body, HasSubstr(R"("status":"Cancel Requested")"));
  broker_.advance(now_.simulated);
  EXPECT_THAT(get(path).body, HasSubstr(R"("status":"Cancelled")"));
  EXPECT_EQ(send({.method = "DELETE", .target = path}).status, 422);
}

TEST_F(OrderRoutesTest, a_replaced_order_keeps_its_legs_and_the_answer_holds_the_new_id) {
  const HttpResponse replaced =
      send({.method = "PUT",
            .target = "/accounts/5WT00001/orders/3412700003",
            .body = R"({"time-in-force":"GTC","order-type":"Stop","stop-trigger":"170.0"})"});
  EXPECT_EQ(replaced.status, 422) << "it has expired: " << replaced.body;
  const HttpResponse working =
      send({.method = "PUT",
            .target = "/accounts/5WT00001/orders/3412700002",
            .body = R"({"time-in-force":"GTC","order-type":"Stop","stop-trigger":"170.0"})"});
  ASSERT_EQ(working.status, 200) << working.body;
  EXPECT_THAT(working.body, HasSubstr(R"("replaces-order-id":3412700002)"));
  EXPECT_THAT(working.body, HasSubstr(R"("contingent-status":"Pending Order")"));
  EXPECT_THAT(working.body, HasSubstr(R"("stop-trigger":"170.0")"));
  EXPECT_THAT(working.body, HasSubstr(R"("context":"/accounts/5WT00001/orders/3412700002")"));
  EXPECT_THAT(get("/accounts/5WT00001/orders/3412700002").body,
              HasSubstr(R"("status":"Replace Requested")"));
}

TEST_F(OrderRoutesTest, an_edit_keeps_what_it_does_not_name) {
  const HttpResponse edited = send({.method = "PATCH",
                                    .target = "/accounts/5WT00001/orders/3412700002",
                                    .body = R"({"stop-trigger":"169.0"})"});
  ASSERT_EQ(edited.status, 200) << edited.body;
  EXPECT_THAT(edited.body, HasSubstr(R"("stop-trigger":"169.0")"));
  EXPECT_THAT(edited.body, HasSubstr(R"("time-in-force":"GTC")"));
  EXPECT_THAT(edited.body, HasSubstr(R"("order-type":"Stop")"));
}

TEST_F(OrderRoutesTest, reconfirming_is_for_equity_offerings) {
  const HttpResponse response =
      send({.method = "POST", .target = "/accounts/5WT00001/orders/3412700002/reconfirm"});
  EXPECT_EQ(response.status, 422);
  EXPECT_THAT(response.body, HasSubstr("cannot_reconfirm_order"));
}

TEST_F(OrderRoutesTest, customer_order_routes_need_account_numbers) {
  const HttpResponse missing = get("/customers/me/orders/live");
  EXPECT_EQ(missing.status, 400);
  EXPECT_THAT(missing.body, HasSubstr(R"({"domain":"account-numbers","reason":"is missing"})"));
  EXPECT_EQ(get("/customers/me/orders/live?account-numbers[]=5WT99999").status, 403);
  EXPECT_THAT(get("/customers/me/orders/live?account-numbers[]=5WT00001").body,
              HasSubstr(R"("id":3412700002)"));
  EXPECT_THAT(get("/customers/me/orders?account-numbers[]=5WT00001&sort=Asc").body,
              StartsWith(R"({"data":{"items":[{"id":3412700002)"));
}

TEST_F(OrderRoutesTest, an_oco_is_placed_listed_and_cancelled_as_one) {
  const std::string body =
      R"({"type":"OCO","orders":[)"
      R"({"order-type":"Limit","time-in-force":"GTC","price":"9999.0","price-effect":"Credit",)"
      R"("legs":[{"instrument-type":"Equity","symbol":"SPY","action":"Sell to Close","quantity":50}]},)"
      R"({"order-type":"Stop","time-in-force":"GTC","stop-trigger":"1.0",)"
      R"("legs":[{"instrument-type":"Equity","symbol":"SPY","action":"Sell to Close","quantity":50}]}]})";
  const HttpResponse dry =
      send({.method = "POST", .target = "/accounts/5WT00001/complex-orders/dry-run", .body = body});
  ASSERT_EQ(dry.status, 201) << dry.body;
  EXPECT_THAT(dry.body, HasSubstr(R"("complex-order-tag":"OCO::order")"));
  EXPECT_THAT(dry.body, HasSubstr(R"("preflight-id":1)"));
  EXPECT_THAT(get("/accounts/5WT00001/complex-orders").body, HasSubstr(R"("items":[])"));

  const HttpResponse placed =
      send({.method = "POST", .target = "/accounts/5WT00001/complex-orders", .body = body});
  ASSERT_EQ(placed.status, 201) << placed.body;
  EXPECT_THAT(placed.body, HasSubstr(R"("complex-order":{"id":56601)"));
  EXPECT_THAT(get("/accounts/5WT00001/complex-orders").body, HasSubstr(R"("per-page":10)"));
  EXPECT_THAT(get("/accounts/5WT00001/complex-orders/live").body, HasSubstr(R"("id":56601)"));
  now_.simulated += 1s;
  broker_.advance(now_.simulated);
  const HttpResponse cancelled =
      send({.method = "DELETE", .target = "/accounts/5WT00001/complex-orders/56601"});
  EXPECT_EQ(cancelled.status, 200);
  now_.simulated += 1s;
  broker_.advance(now_.simulated);
  EXPECT_THAT(get("/accounts/5WT00001/complex-orders/56601").body, HasSubstr(R"("terminal-at")"));
}

TEST_F(OrderRoutesTest, an_oco_of_two_limits_is_refused) {
  const std::string child =
      R"({"order-type":"Limit","time-in-force":"GTC","price":"9999.0","price-effect":"Credit",)"
      R"("legs":[{"instrument-type":"Equity","symbol":"SPY","action":"Sell to Close","quantity":50}]})";
  const HttpResponse response =
      send({.method = "POST",
            .target = "/accounts/5WT00001/complex-orders",
            .body = fmt::format(R"({{"type":"OCO","orders":[{},{}]}})", child, child)});
  EXPECT_EQ(response.status, 422);
  EXPECT_THAT(response.body, HasSubstr("invalid_oco_order_type_combo"));
}

}  // namespace
}  // namespace belay::sim
