#include <chrono>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "sim/broker/router.hpp"
#include "sim/broker/version.hpp"
#include "unit/sim/broker_fixture.hpp"

namespace belay::sim {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Lists : public SignedIn {};

// ---- watchlists

TEST_F(Lists, a_replaced_watchlist_keeps_nothing_of_the_old_one) {
  const std::string body =
      R"({"name":"renamed","watchlist-entries":[{"symbol":"TSLA","instrument-type":"Equity"}]})";
  EXPECT_EQ(send("PUT", "/watchlists/Flight%20school", body).status, 200);
  EXPECT_EQ(get("/watchlists/Flight%20school").status, 404);
  EXPECT_THAT(get("/watchlists/renamed").body, HasSubstr(R"("order-index":9999)"));
  EXPECT_THAT(get("/watchlists/renamed").body, Not(HasSubstr("group-name")));
}

TEST_F(Lists, a_deleted_watchlist_says_goodbye_in_snake_case) {
  const HttpResponse gone = send("DELETE", "/watchlists/odd%20%2F%20chars");
  EXPECT_EQ(gone.status, 200);
  EXPECT_THAT(gone.body, StartsWith(R"({"id":163,"name":"odd / chars","user_id":)"));
  EXPECT_THAT(gone.body, HasSubstr(R"("cms_id":null,"group_name":null)"));
  EXPECT_EQ(send("DELETE", "/watchlists/odd%20%2F%20chars").status, 404);
}

TEST_F(Lists, a_watchlist_needs_a_name_and_entries_and_room_for_its_name) {
  EXPECT_EQ(send("POST", "/watchlists", R"({"watchlist-entries":[]})").status, 400);
  EXPECT_EQ(send("POST", "/watchlists", R"({"name":"x"})").status, 400);
  EXPECT_EQ(
      send("POST", "/watchlists", R"({"name":"Flight school","watchlist-entries":[]})").status,
      422);
}

// ---- alerts

TEST_F(Lists, an_alert_fires_once_when_the_market_is_there) {
  const std::string body =
      R"({"symbol":"AAPL","field":"Last","operator":"<","threshold":"1000000.0"})";
  EXPECT_EQ(send("POST", "/quote-alerts", body).status, 201);
  const auto fired = broker_.state().alerts.fire(market_, now_.simulated);
  ASSERT_EQ(fired.size(), 1U);
  EXPECT_TRUE(fired.front().triggered_at);
  EXPECT_TRUE(broker_.state().alerts.fire(market_, now_.simulated).empty());
  EXPECT_THAT(get("/quote-alerts").body, HasSubstr("triggered-at"));
  EXPECT_EQ(send("DELETE", "/quote-alerts/" + *fired.front().alert_external_id).status, 204);
  EXPECT_THAT(get("/quote-alerts").body, HasSubstr(R"("items":[])"));
}

TEST_F(Lists, an_alert_that_is_not_reached_or_expired_stays_silent) {
  send("POST", "/quote-alerts",
       R"({"symbol":"AAPL","field":"Bid","operator":">","threshold":"1000000.0"})");
  send("POST", "/quote-alerts",
       R"({"symbol":"AAPL","field":"Bid","operator":">","threshold":"1.0",)"
       R"("expires-at":"2025-01-13T15:00:00.000Z"})");
  EXPECT_TRUE(broker_.state().alerts.fire(market_, now_.simulated).empty());
  EXPECT_THAT(get("/quote-alerts").body, HasSubstr("expired-at"));
  EXPECT_EQ(send("POST", "/quote-alerts", R"({"symbol":"AAPL"})").status, 400);
}

// ---- backtests

TEST_F(Lists, a_backtest_is_pending_then_running_then_completed) {
  const std::string body =
      R"({"symbol":"SPY","startDate":"2024-01-02","endDate":"2024-06-28","legs":[)"
      R"({"type":"equity","direction":"long","quantity":1,"strikeSelection":"delta",)"
      R"("daysUntilExpiration":45}]})";
  const HttpResponse first = send("POST", "/backtester/backtests", body);
  EXPECT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(send("POST", "/backtester/backtests", body).status, 200);
  const std::string id = first.body.substr(7, 36);
  const std::string target = "/backtester/backtests/" + id;
  EXPECT_THAT(get(target).body, HasSubstr(R"("status":"pending")"));
  now_.simulated += 5s;
  EXPECT_THAT(get(target).body, HasSubstr(R"("status":"running")"));
  now_.simulated += 10s;
  EXPECT_THAT(get(target).body, HasSubstr(R"("status":"completed")"));
  EXPECT_THAT(get(target).body, HasSubstr(R"("progress":1,)"));
  EXPECT_THAT(get(target + "/logs").body, StartsWith("openDateTime"));
  EXPECT_EQ(send("POST", target + "/cancel").status, 204);
}

// ---- market data

TEST_F(Lists, more_than_a_hundred_symbols_are_refused_and_unknown_ones_dropped) {
  std::string many;
  for (int i = 0; i < 101; ++i) many += fmt::format("S{},", i);
  EXPECT_EQ(get("/market-data/by-type?equity=" + many).status, 400);
  const std::string body = get("/market-data/by-type?equity=AAPL&equity=NOPE&equity[]=SPY").body;
  EXPECT_THAT(body, HasSubstr("AAPL"));
  EXPECT_THAT(body, HasSubstr("SPY"));
  EXPECT_THAT(body, Not(HasSubstr("NOPE")));
  EXPECT_THAT(body, HasSubstr(R"("pagination":null)"));
}

TEST_F(Lists, an_index_without_quotes_has_no_bid_and_spx_is_an_equity) {
  const std::string vix = get("/market-data/by-type?index=VIX").body;
  EXPECT_THAT(vix, Not(HasSubstr(R"("bid":)")));
  EXPECT_THAT(vix, HasSubstr(R"("instrument-type":"Index")"));
  const std::string spx = get("/market-data/by-type?index=SPX").body;
  EXPECT_THAT(spx, HasSubstr(R"("instrument-type":"Equity")"));
  EXPECT_THAT(spx, HasSubstr(R"("halt-start-time":-1)"));
}

TEST_F(Lists, metrics_say_no_context_and_little_of_the_illiquid) {
  EXPECT_THAT(get("/market-metrics?symbols=AAPL").body, Not(HasSubstr("context")));
  EXPECT_THAT(get("/market-metrics?symbols=ZAAAB").body,
              Not(HasSubstr("implied-volatility-index\"")));
}

// ---- market time

TEST_F(Lists, the_market_is_open_on_monday_and_opens_tomorrow_next) {
  const std::string body = get("/market-time/equities/sessions/current").body;
  EXPECT_THAT(body, HasSubstr(R"("state":"Open")"));
  EXPECT_THAT(body, HasSubstr(R"("open-at":"2025-01-13T14:30:00.000+00:00")"));
  EXPECT_THAT(body, HasSubstr(R"("session-date":"2025-01-14")"));
  now_.simulated = kDefaultStart + 6h;
  EXPECT_THAT(get("/market-time/equities/sessions/current").body,
              HasSubstr(R"("state":"Extended")"));
  now_.simulated = kDefaultStart - 2h;
  EXPECT_THAT(get("/market-time/equities/sessions/current").body,
              HasSubstr(R"("state":"Pre-market")"));
  now_.simulated = kDefaultStart - 24h;
  EXPECT_THAT(get("/market-time/equities/sessions/current").body, HasSubstr(R"("state":"Closed")"));
}

TEST_F(Lists, sessions_span_nine_months_at_most) {
  EXPECT_EQ(get("/market-time/sessions?to-date=2026-01-13").status, 400);
  EXPECT_EQ(get("/market-time/sessions").status, 400);
  EXPECT_THAT(get("/market-time/equities/holidays").body, HasSubstr("2025-11-27"));
}

// ---- instruments

TEST_F(Lists, futures_come_with_and_without_their_slash) {
  for (const std::string symbol : {"%2FESH5", "ESH5"}) {
    EXPECT_THAT(get("/instruments/futures?symbol[]=" + symbol).body,
                HasSubstr(R"("symbol":"/ESH5")"));
    EXPECT_EQ(get("/instruments/futures/" + symbol).status, 200);
  }
}

TEST_F(Lists, the_futures_chain_is_large_and_in_no_order) {
  const std::string body = get("/futures-option-chains/ES").body;
  std::size_t rows = 0;
  for (std::size_t at = 0; (at = body.find("\"strike-price\"", at)) != std::string::npos; ++at)
    ++rows;
  EXPECT_GT(rows, 15'000U);
  const std::string nested = get("/futures-option-chains/ES/nested").body;
  EXPECT_THAT(nested, StartsWith(R"({"data":{"futures":[)"));
}

// ---- versions

TEST_F(Lists, balances_are_one_object_before_20240501) {
  EXPECT_THAT(get("/accounts/5WT00001/balances", "20230601").body,
              StartsWith(R"({"data":{"account-number")"));
  EXPECT_THAT(get("/accounts/5WT00001/balances", "20240501").body,
              StartsWith(R"({"data":{"items":[)"));
}

TEST_F(Lists, instruments_are_paged_from_20250715_on) {
  EXPECT_THAT(get("/instruments/futures", "20230601").body, Not(HasSubstr("pagination")));
  EXPECT_THAT(get("/instruments/futures", "20250715").body, HasSubstr("pagination"));
  EXPECT_THAT(get("/instruments/equities?per-page=10&page-offset=3").body,
              HasSubstr(R"("per-page":10,"page-offset":3,"item-offset":30)"));
  EXPECT_EQ(get("/instruments/equities?per-page=1001").status, 400);
}

TEST_F(Lists, an_unknown_version_is_406_with_a_number_for_a_code) {
  const HttpResponse refused = get("/customers/me", "20261012");
  EXPECT_EQ(refused.status, 406);
  EXPECT_THAT(refused.body, HasSubstr(R"("code":406)"));
}

TEST(Version, each_rule_takes_the_header_its_own_way) {
  using enum VersionRule;
  const std::string_view balances = "/accounts/{}/balances";
  EXPECT_EQ(served_version(balances, "", documented), kBalanceListVersion);
  EXPECT_EQ(served_version(balances, "20251101", documented), std::nullopt);
  EXPECT_EQ(served_version(balances, "20251101", nearest), kBalanceListVersion);
  EXPECT_EQ(served_version(balances, "20240101", nearest), kFirstVersion);
  EXPECT_EQ(served_version(balances, "20200101", nearest), std::nullopt);
  EXPECT_EQ(served_version(balances, "2024-05-01", nearest), std::nullopt);
  EXPECT_EQ(served_version(balances, "20240501", refused), std::nullopt);
  EXPECT_EQ(served_version(balances, "", refused), kBalanceListVersion);
  EXPECT_EQ(served_version(balances, "nonsense", ignored), kBalanceListVersion);
}

// ---- the router

HttpResponse nothing(BrokerState&, const Ask&) { return {}; }

TEST(Router, fixed_words_go_before_captures_and_methods_apart) {
  static constexpr auto kRoutes = std::to_array<Route>({
      {"GET", "/a/fixed", nothing},
      {"GET", "/a/{}", nothing},
      {"POST", "/a/{}", nothing},
      {"GET", "/a/{}/b/{}", nothing},
  });
  Router router;
  router.add(kRoutes);
  EXPECT_EQ(router.find("GET", {"a", "fixed"}).route, &kRoutes[0]);
  EXPECT_EQ(router.find("GET", {"a", "other"}).route, &kRoutes[1]);
  EXPECT_EQ(router.find("POST", {"a", "fixed"}).route, &kRoutes[2]);
  const std::vector<std::string> deep{"a", "1", "b", "2"};
  EXPECT_THAT(router.find("GET", deep).captures, testing::ElementsAre("1", "2"));
  EXPECT_EQ(router.find("PUT", {"a", "1"}).route, nullptr);
  EXPECT_EQ(router.find("GET", {}).route, nullptr);
}

}  // namespace
}  // namespace belay::sim
