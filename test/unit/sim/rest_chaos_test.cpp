#include "sim/broker/rest_chaos.hpp"

#include <chrono>
#include <string>

#include <gmock/gmock.h>

#include "unit/sim/broker_fixture.hpp"

namespace belay::sim {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class Chaos : public SignedIn {
 protected:
  void arm(std::string_view text) {
    auto chaos = RestChaos::parse(text, "test", broker_.state().options);
    ASSERT_TRUE(chaos) << chaos.error().message;
    chaos_ = *std::move(chaos);
  }
  HttpResponse through(HttpRequest request) {
    request.headers.push_back({"User-Agent", "test/1.0"});
    request.headers.push_back({"Authorization", token_});
    return chaos_.handle(request, [&] { return broker_.handle(request, now_); });
  }
  HttpResponse through(std::string target) {
    return through(HttpRequest{.target = std::move(target)});
  }

  RestChaos chaos_;
};

TEST_F(Chaos, a_throttle_answers_429_without_a_hint) {
  arm("rest 429");
  const HttpResponse response = through("/customers/me");
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(find_header(response.headers, "Retry-After"), "");
}

TEST_F(Chaos, a_gateway_answers_html_on_the_paths_named) {
  arm("rest 503 html on GET /accounts");
  EXPECT_THAT(through("/accounts/5WT00001/positions").body, HasSubstr("<html>"));
  EXPECT_EQ(through("/customers/me").status, 200);
}

TEST_F(Chaos, a_rule_strikes_so_many_times) {
  arm("rest 500 first 2");
  EXPECT_EQ(through("/customers/me").status, 500);
  EXPECT_EQ(through("/customers/me").status, 500);
  EXPECT_EQ(through("/customers/me").status, 200);
}

TEST_F(Chaos, a_probability_strikes_sometimes) {
  arm("rest 429 p=0.5");
  int struck = 0;
  for (int i = 0; i < 200; ++i) struck += through("/customers/me").status == 429 ? 1 : 0;
  EXPECT_GT(struck, 60);
  EXPECT_LT(struck, 140);
}

TEST_F(Chaos, a_truncated_answer_ends_in_its_middle) {
  arm("rest truncate");
  const HttpResponse response = through("/customers/me");
  ASSERT_TRUE(response.cut);
  EXPECT_GT(*response.cut, 0U);
  EXPECT_LT(*response.cut, response.body.size());
}

TEST_F(Chaos, a_stalled_answer_comes_later) {
  arm("rest stall 5s");
  EXPECT_EQ(through("/customers/me").delay, 5s);
}

TEST_F(Chaos, dropped_after_the_write_means_done_and_not_told) {
  arm("rest drop-after-write");
  const HttpResponse lost =
      through(HttpRequest{.method = "POST",
                          .target = "/watchlists",
                          .headers = {},
                          .body = R"({"name":"lost","watchlist-entries":[]})"});
  EXPECT_EQ(lost.cut, 0U);
  EXPECT_NE(broker_.state().watchlists.find("lost"), nullptr);
  EXPECT_FALSE(through("/customers/me").cut);
}

TEST_F(Chaos, a_drop_does_nothing) {
  arm("rest drop on POST /watchlists");
  const HttpResponse lost =
      through(HttpRequest{.method = "POST",
                          .target = "/watchlists",
                          .headers = {},
                          .body = R"({"name":"lost","watchlist-entries":[]})"});
  EXPECT_EQ(lost.cut, 0U);
  EXPECT_EQ(broker_.state().watchlists.find("lost"), nullptr);
}

TEST_F(Chaos, hostile_answers_lack_members_but_never_their_keys) {
  arm("rest omit p=0.9");
  const std::string body = through("/accounts/5WT00001/positions").body;
  EXPECT_THAT(body, HasSubstr(R"("symbol":"AAPL")"));
  EXPECT_LT(body.size(), get("/accounts/5WT00001/positions").body.size() / 2);
}

TEST_F(Chaos, certification_lacks_whole_services) {
  arm("rest cert");
  EXPECT_EQ(through("/market-metrics?symbols=AAPL").status, 502);
  EXPECT_EQ(through("/accounts/5WT00001/net-liq/history?time-back=1d").status, 502);
  EXPECT_EQ(through("/accounts/5WT00001/positions").status, 200);
}

TEST_F(Chaos, settings_break_what_a_doctor_checks) {
  BrokerOptions options;
  ASSERT_TRUE(
      RestChaos::parse("rest set clock-skew -90s\nrest set access-life 5s\n"
                       "rest set scope read openid   # no trade\nrest set accounts 0\n"
                       "rest set no-quote-tokens\nrest set delayed-feed\n"
                       "rest set versions refused\nrest set start 2025-01-12T15:00:00Z\n",
                       "test", options));
  EXPECT_EQ(options.clock_skew, -90s);
  EXPECT_EQ(options.sign_in.access_life, 5s);
  EXPECT_EQ(options.sign_in.scope, "read openid");
  EXPECT_EQ(options.accounts, 0U);
  EXPECT_TRUE(options.refuse_quote_tokens);
  EXPECT_TRUE(options.delayed_feed);
  EXPECT_EQ(options.versions, VersionRule::refused);
  EXPECT_EQ(to_iso_date(new_york_date(options.start)), "2025-01-12");
}

TEST_F(Chaos, a_beginning_that_no_option_symbol_can_name_is_refused) {
  BrokerOptions options;
  for (const char* year : {"1999", "2098", "2200"}) {
    const auto parsed =
        RestChaos::parse(fmt::format("rest set start {}-06-01T15:00:00Z\n", year), "test", options);
    ASSERT_FALSE(parsed) << year;
    EXPECT_THAT(parsed.error().message, HasSubstr("2000 to 2097"));
    EXPECT_THAT(parsed.error().message, HasSubstr("before 2007 the market stays closed"));
  }
}

TEST_F(Chaos, settings_say_how_orders_trade) {
  BrokerOptions options;
  ASSERT_TRUE(RestChaos::parse(
      "rest set fills legacy-cert\nrest set stops quote\nrest set partial-fills\n"
      "rest set routed-after 10ms\nrest set in-flight-after 20ms\nrest set live-after 30ms\n"
      "rest set cancelled-after 1s\nrest set fill-listed-after 2s\nrest set posted-after 3s\n"
      "rest set early-cancel on\nrest set oco-cancels-together off\n"
      "rest set warnings-of-2023\n",
      "test", options));
  EXPECT_EQ(options.trading.fills, FillRule::legacy_cert);
  EXPECT_EQ(options.trading.stops, StopReference::quote);
  EXPECT_TRUE(options.trading.partial_fills);
  EXPECT_EQ(options.trading.routed_after, 10ms);
  EXPECT_EQ(options.trading.in_flight_after, 20ms);
  EXPECT_EQ(options.trading.live_after, 30ms);
  EXPECT_EQ(options.trading.cancelled_after, 1s);
  EXPECT_EQ(options.trading.fill_listed_after, 2s);
  EXPECT_EQ(options.trading.posted_after, 3s);
  EXPECT_TRUE(options.trading.early_cancel);
  EXPECT_FALSE(options.trading.oco_cancels_together);
  EXPECT_TRUE(options.trading.warnings_of_2023);
}

TEST_F(Chaos, settings_say_how_the_account_streamer_speaks) {
  BrokerOptions options;
  ASSERT_TRUE(
      RestChaos::parse("rest set stream-batch\nrest set stream-sequence\n"
                       "rest set stream-connect-extends\nrest set stream-close-after-error\n"
                       "rest set stream-delay 40ms\nrest set stream-idle-limit 2m\n"
                       "rest set stream-drop-after 7\nrest set stream-most-waiting 50\n",
                       "test", options));
  EXPECT_TRUE(options.account_stream.batch);
  EXPECT_TRUE(options.account_stream.sequence);
  EXPECT_TRUE(options.account_stream.connect_extends);
  EXPECT_TRUE(options.account_stream.close_after_error);
  EXPECT_EQ(options.account_stream.delay, 40ms);
  EXPECT_EQ(options.account_stream.idle_limit, 2min);
  EXPECT_EQ(options.account_stream.drop_after, 7U);
  EXPECT_EQ(options.account_stream.most_waiting, 50U);
}

TEST_F(Chaos, members_that_nobody_has_heard_of_are_added_within_an_answer) {
  arm("rest add on GET /accounts");
  const std::string body = through("/accounts/5WT00001/positions").body;
  EXPECT_THAT(body, HasSubstr(R"("sim-unheard-of":"1"})"));
  EXPECT_THAT(body, HasSubstr(R"(,"context":"/accounts/5WT00001/positions"})")) << "the envelope";
  EXPECT_THAT(through("/customers/me").body, Not(HasSubstr("unheard")));
}

TEST_F(Chaos, where_names_are_symbols_no_symbol_is_added) {
  arm("rest add");
  const std::string body =
      through(HttpRequest{.method = "POST",
                          .target = "/margin/accounts/5WT00001/dry-run",
                          .headers = {},
                          .body = R"({"account-number":"5WT00001","underlying-symbol":"AAPL",)"
                                  R"("order-type":"Limit","time-in-force":"Day","price":"185.45",)"
                                  R"("price-effect":"Debit","legs":[{"symbol":"AAPL",)"
                                  R"("instrument-type":"Equity","action":"Buy to Open",)"
                                  R"("quantity":"1"}]})"})
          .body;
  EXPECT_THAT(body, HasSubstr("sim-unheard-of"));
  EXPECT_THAT(body, testing::ContainsRegex(R"("marks":\{"AAPL":"[0-9.]+"\})"));
}

TEST_F(Chaos, a_feed_of_the_sandbox_says_demo) {
  broker_.state().options.delayed_feed = true;
  EXPECT_THAT(get("/api-quote-tokens").body, HasSubstr(R"("level":"demo")"));
  broker_.state().options.refuse_quote_tokens = true;
  EXPECT_THAT(get("/api-quote-tokens").body, HasSubstr("customer_not_found_error"));
}

TEST_F(Chaos, what_cannot_be_read_names_its_line) {
  BrokerOptions options;
  const auto check = [&](std::string_view text, std::string_view says) {
    const auto chaos = RestChaos::parse(text, "bad.chaos", options);
    ASSERT_FALSE(chaos) << text;
    EXPECT_THAT(chaos.error().message, HasSubstr(std::string{says}));
  };
  check("\nrest explode", "bad.chaos:2: `explode`");
  check("rest 429 p=2", "p=2");
  check("rest stall soon", "soon");
  check("rest set colour blue", "clock-skew");
  check("rest set versions odd", "documented|nearest");
  check("rest set fills sometimes", "write fills quotes|legacy-cert");
  check("rest set live-after soon", "write live-after TIME");
  check("rest set stream-drop-after some", "write stream-drop-after COUNT");
  check("rest 200", "200");
}

TEST_F(Chaos, lines_of_the_streams_stay) {
  EXPECT_EQ(RestChaos::without_rest("seed 7\nrest 429\nat 30s drop\n"), "seed 7\n\nat 30s drop\n");
}

}  // namespace
}  // namespace belay::sim
