#include "proto/rest/calls.hpp"
#include "belay_checkout.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/rest/envelope.hpp"

namespace belay::rest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* kAccount = "5WT00001";

Call<std::vector<OptionChain>> chain_of(std::string_view symbol) {
  return list<OptionChain>(endpoint("GET", "/option-chains/{symbol}/nested"), {symbol});
}

HttpResponse ok(std::string body) { return json_response(200, std::move(body)); }

NewOrder buy_ten() {
  return {.time_in_force = TimeInForce::day,
          .order_type = OrderType::market,
          .legs = {{.instrument_type = InstrumentType::equity,
                    .symbol = "SPY",
                    .action = Action::buy_to_open,
                    .quantity = 10}}};
}

template <class T>
Error error_of(const Call<T>& call, const HttpResponse& response) {
  const auto value = call.decode(response);
  EXPECT_FALSE(value);
  return value ? Error{} : value.error();
}

std::string fixture(std::string_view name) {
  std::ifstream in{std::filesystem::path{BELAY_TEST_DATA} / name, std::ios::binary};
  EXPECT_TRUE(in) << name;
  return {std::istreambuf_iterator<char>{in}, {}};
}

// ---- requests

TEST(RestRequest, targets_are_the_routes_of_the_broker) {
  EXPECT_EQ(accounts().request.target, "/customers/me/accounts");
  EXPECT_EQ(balances(kAccount).request.target, "/accounts/5WT00001/balances");
  EXPECT_EQ(positions(kAccount).request.target, "/accounts/5WT00001/positions?include-marks=true");
  EXPECT_EQ(at_page(live_orders(kAccount), 3).request.target,
            "/accounts/5WT00001/orders/live?per-page=200&page-offset=3");
  EXPECT_EQ(quote_token().request.target, "/api-quote-tokens");
  EXPECT_EQ(accounts().request.method, "GET");
  EXPECT_THAT(accounts().request.body, IsEmpty());
  EXPECT_EQ(find_header(accounts().request.headers, "Accept"), "application/json");
}

TEST(RestRequest, symbols_are_percent_encoded_exactly_once) {
  EXPECT_EQ(chain_of("BRK/B").request.target, "/option-chains/BRK%2FB/nested");
  EXPECT_EQ(chain_of("BRK%2FB").request.target, "/option-chains/BRK%252FB/nested");
  EXPECT_EQ(positions("a/../b").request.target,
            "/accounts/a%2F..%2Fb/positions?include-marks=true");
}

TEST(RestRequest, a_dry_run_posts_the_order) {
  const auto call = dry_run(kAccount, buy_ten());
  EXPECT_EQ(call.request.method, "POST");
  EXPECT_EQ(call.request.target, "/accounts/5WT00001/orders/dry-run");
  EXPECT_EQ(find_header(call.request.headers, "content-type"), "application/json");
  EXPECT_EQ(call.request.body, json::encode(buy_ten()));
  EXPECT_EQ(call.endpoint->service, Service::order);
  EXPECT_FALSE(call.mutating());
}

TEST(RestRequest, only_order_routes_take_the_order_api_version) {
  EXPECT_EQ(live_orders(kAccount).endpoint->service, Service::order);
  EXPECT_NE(positions(kAccount).endpoint->service, Service::order);
  EXPECT_NE(accounts().endpoint->service, Service::order);
}

TEST(RestRequest, operations_hide_the_account) {
  EXPECT_EQ(positions(kAccount).operation, "GET /accounts/…0001/positions");
  EXPECT_EQ(dry_run(kAccount, buy_ten()).operation, "POST /accounts/…0001/orders/dry-run");
  EXPECT_EQ(live_orders(kAccount).operation, "GET /accounts/…0001/orders/live");
  EXPECT_EQ(redact_account("1234"), "…");
  EXPECT_EQ(redact_account(""), "…");
}

// ---- answers

TEST(RestAnswer, accounts_are_taken_out_of_their_wrapper) {
  json::Drift drift;
  const auto list =
      accounts().decode(ok(R"({"data":{"items":[{"account":{"account-number":"A1","x":1},)"
                           R"("authority-level":"owner","since":2}]},"context":"/c"})"),
                        &drift);
  ASSERT_TRUE(list) << list.error().message;
  ASSERT_THAT(*list, SizeIs(1));
  EXPECT_EQ(list->front().account_number, "A1");
  EXPECT_EQ(list->front().authority_level, "owner");
  EXPECT_THAT(list->front().extra, SizeIs(2));
  EXPECT_EQ(drift.unknown.at("AccountItem.since"), 1U);
  EXPECT_EQ(drift.unknown.at("Account.x"), 1U);
}

TEST(RestAnswer, accounts_stop_at_the_first_that_cannot_be_read) {
  const Error error = error_of(accounts(), ok(R"({"data":{"items":[{"account":{}},7]}})"));
  EXPECT_EQ(error.code, Errc::parse);
  EXPECT_THAT(error.message, HasSubstr("Account.account-number"));
}

TEST(RestAnswer, balances_come_as_a_list_or_as_one_object) {
  const auto list = balances(kAccount).decode(ok(fixture("documented/balances_list.json")));
  const auto one = balances(kAccount).decode(ok(fixture("documented/balances_single.json")));
  ASSERT_TRUE(list) << list.error().message;
  ASSERT_TRUE(one) << one.error().message;
  ASSERT_THAT(*list, SizeIs(2));
  ASSERT_THAT(*one, SizeIs(1));
  EXPECT_EQ(list->front().cash_balance, one->front().cash_balance);
  EXPECT_EQ(one->front().cash_balance->to_string(), "25000.50");
}

TEST(RestAnswer, a_nested_chain_keeps_the_order_of_its_strikes) {
  const auto chains = chain_of("SPY").decode(ok(fixture("documented/nested_chain.json")));
  ASSERT_TRUE(chains) << chains.error().message;
  ASSERT_THAT(*chains, SizeIs(1));
  const auto& strikes = chains->front().expirations.front().strikes;
  ASSERT_THAT(strikes, SizeIs(2));
  EXPECT_GT(strikes[0].strike_price, strikes[1].strike_price);
  EXPECT_EQ(strikes[1].call, "SPY   270115C00500000");
}

TEST(RestAnswer, an_empty_list_is_empty_and_a_missing_list_is_an_error) {
  EXPECT_THAT(positions(kAccount).decode(ok(R"({"data":{"items":[]}})")).value(), IsEmpty());
  for (const char* body : {R"({"data":{}})", R"({"data":{"items":null}})",
                           R"({"data":{"items":{}}})", R"({"context":"/x"})", R"({"data":null})",
                           R"({"data":"x"})", "{}", "[]", R"({"data":{"items":[)", "", "{"}) {
    const Error error = error_of(positions(kAccount), ok(body));
    EXPECT_EQ(error.code, Errc::parse) << body;
    EXPECT_EQ(error.operation, "GET /accounts/…0001/positions") << body;
    EXPECT_EQ(error.http_status, 200) << body;
  }
}

TEST(RestAnswer, a_dry_run_may_lack_the_order) {
  const auto placed = dry_run(kAccount, buy_ten()).decode(json_response(201, R"({"data":{}})"));
  ASSERT_TRUE(placed);
  EXPECT_FALSE(placed->order);
}

TEST(RestAnswer, error_wins_over_data_whatever_the_status) {
  const std::string body = fixture("documented/dry_run_refused.json");
  for (const int status : {200, 201, 422}) {
    const Error error = error_of(dry_run(kAccount, buy_ten()), json_response(status, body));
    EXPECT_EQ(error.code, Errc::rejected);
    EXPECT_EQ(error.http_status, status);
    EXPECT_EQ(error.broker_code, "preflight_check_failure");
    EXPECT_THAT(error.reasons,
                ElementsAre(Reason{"margin_check_failed", "The account lacks buying power."}));
    EXPECT_FALSE(error.in_doubt);
  }
}

TEST(RestAnswer, a_null_error_is_no_error) {
  EXPECT_TRUE(positions(kAccount).decode(ok(R"({"data":{"items":[]},"error":null})")));
}

TEST(RestAnswer, an_empty_204_has_no_data_for_those_who_need_some) {
  EXPECT_EQ(error_of(positions(kAccount), HttpResponse{.status = 204}).code, Errc::parse);
  const auto gone = call_to<bool>(
      endpoint("DELETE", "/sessions"), {}, {}, {},
      [](std::string_view data, json::Drift*) -> Result<bool> { return data.empty(); });
  EXPECT_TRUE(gone.decode(HttpResponse{.status = 204}).value());
}

TEST(RestAnswer, html_with_a_success_status_means_the_broker_is_unwell) {
  const Error error = error_of(positions(kAccount), html_response(200, "Maintenance"));
  EXPECT_EQ(error.code, Errc::unavailable);
  EXPECT_THAT(error.message, HasSubstr("200 Maintenance"));
}

TEST(RestAnswer, a_quote_token_needs_token_and_address) {
  const auto token = quote_token().decode(
      ok(R"({"data":{"token":"t","dxlink-url":"wss://h/p","level":"api"},"context":"/c"})"));
  ASSERT_TRUE(token);
  EXPECT_EQ(token->dxlink_url, "wss://h/p");
  EXPECT_EQ(error_of(quote_token(), ok(R"({"data":{"dxlink-url":"wss://h/p"}})")).code,
            Errc::parse);
  EXPECT_EQ(error_of(quote_token(), ok(R"({"data":{"token":"t"}})")).code, Errc::parse);
}

TEST(RestAnswer, only_a_mutating_call_is_left_in_doubt) {
  Call<PlacedOrder> place = dry_run(kAccount, buy_ten());
  place.endpoint = &endpoint("POST", "/accounts/{account}/orders");
  EXPECT_TRUE(error_of(place, html_response(502, "Bad Gateway")).in_doubt);
  EXPECT_TRUE(error_of(place, ok("{\"data\":{\"ord")).in_doubt);
  EXPECT_TRUE(error_of(place, json_response(408, "")).in_doubt);
  EXPECT_FALSE(error_of(place, error_response(422, "no", "no")).in_doubt);
  EXPECT_FALSE(error_of(place, error_response(429, "slow", "slow")).in_doubt);
  EXPECT_FALSE(error_of(positions(kAccount), html_response(502, "Bad Gateway")).in_doubt);
}

TEST(RestAnswer, is_total_over_damaged_answers) {
  const std::string good = fixture("documented/dry_run_refused.json");
  std::mt19937_64 random{13};
  for (int round = 0; round < 2'000; ++round) {
    std::string body = good.substr(0, random() % (good.size() + 1));
    if (!body.empty()) body[random() % body.size()] = static_cast<char>(random() % 256);
    const int status = 199 + static_cast<int>(random() % 400);
    const auto value = dry_run(kAccount, buy_ten()).decode(json_response(status, body));
    if (!value) {
      EXPECT_THAT(value.error().message, Not(IsEmpty()));
    }
  }
}

// ---- pages

TEST(RestPage, a_missing_or_null_block_means_one_page) {
  for (const char* body :
       {R"({"data":{}})", R"({"data":{},"pagination":null})", "", "<html>", R"({"pagination":[]})",
        R"({"pagination":{"total-pages":-4}})", R"({"pagination":{"total-pages":"many"}})"}) {
    EXPECT_EQ(page_of(ok(body)).total_pages, 1) << body;
  }
}

TEST(RestPage, is_read_in_either_spelling_of_a_number) {
  for (const char* block :
       {R"({"page-offset":1,"total-pages":3})", R"({"page-offset":"1","total-pages":"3"})"}) {
    const Page page = page_of(ok(std::string{R"({"pagination":)"} + block + "}"));
    EXPECT_EQ(page.page_offset, 1) << block;
    EXPECT_EQ(page.total_pages, 3) << block;
  }
}

}  // namespace
}  // namespace belay::rest
