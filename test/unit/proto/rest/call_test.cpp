#include "proto/rest/call.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/rest/calls.hpp"
#include "proto/rest/envelope.hpp"

namespace belay::rest {
namespace {

using testing::HasSubstr;

TEST(Endpoints, every_row_stands_there_once_and_is_complete) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const Endpoint& row : endpoints()) {
    EXPECT_TRUE(seen.emplace(row.method, row.path).second) << row.method << ' ' << row.path;
    EXPECT_TRUE(row.path.starts_with('/')) << row.path;
    EXPECT_FALSE(row.verb.empty()) << row.path;
    EXPECT_FALSE(row.about.empty()) << row.path;
  }
}

TEST(Endpoints, only_a_get_or_a_dry_run_changes_nothing) {
  for (const Endpoint& row : endpoints()) {
    const bool reads = row.method == "GET" || row.path.ends_with("/dry-run") ||
                       row.path == "/oauth/token" || row.path == "/simulate-trade" ||
                       row.path == "/sessions/validate";
    EXPECT_EQ(row.effects == Effects::none, reads) << row.method << ' ' << row.path;
  }
}

TEST(Endpoints, whatever_can_reach_a_market_is_marked) {
  for (const Endpoint& row : endpoints()) {
    const bool order = row.path.starts_with("/accounts/{account}/orders") ||
                       row.path.starts_with("/accounts/{account}/complex-orders");
    if (order && row.effects != Effects::none) {
      EXPECT_EQ(row.effects, Effects::orders) << row.path;
    }
  }
}

TEST(Call, fills_the_names_of_a_path_and_hides_the_account_from_people) {
  const auto call = one<OrderRecord>(endpoint("GET", "/accounts/{account}/orders/{id}"),
                                     {"5WT00001", "123456789"});
  EXPECT_EQ(call.request.target, "/accounts/5WT00001/orders/123456789");
  EXPECT_EQ(call.operation, "GET /accounts/…0001/orders/123456789");
}

TEST(Call, a_bare_answer_is_read_with_and_without_an_envelope) {
  const auto call = bare<Account>(endpoint("DELETE", "/watchlists/{name}"), {"x"});
  for (const char* body :
       {R"({"account-number":"5WT1"})", R"({"data":{"account-number":"5WT1"},"context":"/x"})"}) {
    const auto account = call.decode(json_response(200, body));
    ASSERT_TRUE(account) << account.error().message;
    EXPECT_EQ(account->account_number, "5WT1");
  }
}

TEST(Call, an_envelope_that_is_no_json_or_has_a_member_twice_is_no_answer) {
  const auto call = one<Account>(endpoint("GET", "/customers/me/accounts/{account}"), {"5WT1"});
  const std::string data = R"("data":{"account-number":"5WT1"})";
  EXPECT_TRUE(call.decode(json_response(200, "{" + data + R"(,"context":"/x","n":-1.5e3})")));
  for (const std::string rest :
       {R"("context":@#)", R"("x":tru)", R"("x":01)", R"("data":{"account-number":"5WT2"})",
        R"("data":{"account-number":"5WT2"},"error":null)", R"("x":1,"x":1)"}) {
    const auto account = call.decode(json_response(200, "{" + data + "," + rest + "}"));
    ASSERT_FALSE(account) << rest;
    EXPECT_EQ(account.error().code, Errc::parse) << rest;
  }
}

TEST(Call, a_list_that_stands_there_twice_is_no_list) {
  const auto call = list<Account>(endpoint("GET", "/customers/me/accounts"), {});
  const auto accounts = call.decode(json_response(200, R"({"data":{"items":[],"items":[]}})"));
  ASSERT_FALSE(accounts);
  EXPECT_THAT(accounts.error().message, HasSubstr("twice"));
}

TEST(Call, a_text_is_taken_as_it_is_but_a_refusal_is_a_refusal) {
  const auto call = text(endpoint("GET", "/backtests/{id}/logs"), {"b1"});
  EXPECT_EQ(call.decode({.status = 200, .headers = {}, .body = "day,profit\n1,2\n"}).value(),
            "day,profit\n1,2\n");
  const auto refused = call.decode(error_response(200, "no_logs", "There are none."));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().broker_code, "no_logs");
}

TEST(Call, done_needs_no_body_and_a_failed_change_is_in_doubt) {
  const auto call = act(endpoint("DELETE", "/quote-alerts/{id}"), {"a1"});
  EXPECT_TRUE(call.decode({.status = 204, .headers = {}, .body = {}}));
  EXPECT_TRUE(call.decode({.status = 200, .headers = {}, .body = {}}));
  const auto broken = call.decode(html_response(502, "Bad Gateway"));
  ASSERT_FALSE(broken);
  EXPECT_TRUE(broken.error().in_doubt);
}

TEST(SnapshotCalls, never_name_more_than_a_hundred_symbols) {
  SnapshotFilter filter;
  for (int i = 0; i < 150; ++i) filter.equities.push_back("S" + std::to_string(i));
  for (int i = 0; i < 60; ++i) filter.futures.push_back("/F" + std::to_string(i));
  const auto calls = snapshot_calls(filter);
  ASSERT_EQ(calls.size(), 3U);
  std::size_t symbols = 0;
  for (const auto& call : calls) {
    std::size_t named = 0;
    for (const auto& [key, list] : parse_target(call.request.target).query) {
      named += 1 + static_cast<std::size_t>(std::ranges::count(list, ','));
    }
    EXPECT_LE(named, 100U);
    symbols += named;
  }
  EXPECT_EQ(symbols, 210U);
  EXPECT_TRUE(snapshot_calls({}).empty());
}

TEST(RawRequest, belongs_to_the_row_that_describes_it) {
  EXPECT_EQ(row_of(raw_request("GET", "/accounts/5WT1/orders/live?per-page=2", "")).service,
            Service::order);
  EXPECT_EQ(row_of(raw_request("PUT", "/watchlists/mine", "{}")).effects, Effects::settings);
  EXPECT_EQ(row_of(raw_request("POST", "/nobody/knows", "{}")).effects, Effects::orders);
  EXPECT_EQ(row_of(raw_request("GET", "/nobody/knows", "")).effects, Effects::none);
  EXPECT_EQ(redact_path("/accounts/5WT00001/orders/1?x=y"), "/accounts/…0001/orders/1");
}

}  // namespace
}  // namespace belay::rest
