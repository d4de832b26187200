#include "client/rest_connection.hpp"

#include <deque>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>

#include "client/signal.hpp"
#include "net/http_server.hpp"
#include "proto/rest/calls.hpp"

namespace belay::detail {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

constexpr std::string_view kCanary = "canary-3f9a";

// A broker of a few lines in memory; the test says how it answers and sees what it was asked.
class RestConnectionTest : public testing::Test {
 protected:
  void SetUp() override {
    auto handler = [this](HttpRequest request) -> boost::asio::awaitable<HttpResponse> {
      HttpResponse ready = answer(request);
      if (holds_back && holds_back(request)) co_await released.wait();
      co_return ready;
    };
    auto no_websocket = [](HttpRequest, net::WebSocket) -> boost::asio::awaitable<void> {
      co_return;
    };
    auto listening = net::HttpServer::listen(context.get_executor(), handler, no_websocket, {}, {});
    ASSERT_TRUE(listening) << listening.error().message;
    server = std::make_unique<net::HttpServer>(std::move(*listening));
    connector = [this]() -> Task<net::StreamPtr> {
      auto [ours, theirs] = net::memory_pair(context.get_executor());
      server->serve(std::move(theirs));
      co_return std::move(ours);
    };
    connect(config());
  }
  void connect(Config with) {
    rest = std::make_unique<RestConnection>(
        context.get_executor(), std::move(with),
        net::HttpClient{context.get_executor(), "sim", connector}, std::nullopt,
        [this](std::chrono::nanoseconds time) { return pass(time); });
  }

  // Waiting takes no time here: the clock jumps.
  boost::asio::awaitable<bool> pass(std::chrono::nanoseconds time) {
    waits.push_back(std::chrono::floor<std::chrono::milliseconds>(time));
    now += std::chrono::duration_cast<Tick::duration>(time);
    co_return false;
  }

  // What the broker keeps back is let go before what it waits on is.
  void TearDown() override {
    released.notify();
    context.restart();
    context.poll();
  }

  Config config() {
    Config made = Config::simulator();
    made.client_secret = Secret{std::string{kCanary} + "-secret"};
    made.refresh_token = Secret{std::string{kCanary} + "-refresh"};
    made.pace = pace;
    made.patience = {.most_attempts = 4, .first = 500ms, .longest = 10s};
    made.call_limit = 60s;
    made.clock = Clock{.now = [] { return Instant{}; }, .tick = [this] { return now; }};
    made.log = Log{[this](LogLevel, std::string_view, std::string_view text) {
                     log += text;
                     log += '\n';
                   },
                   "client"};
    return made;
  }

  HttpResponse answer(const HttpRequest& request) {
    if (request.target == "/oauth/token") {
      ++token_requests;
      if (refuse_grant)
        return {.status = 400,
                .body = R"({"error":"invalid_grant","error_description":"revoked"})"};
      return {.status = 200,
              .body = fmt::format(
                  R"({{"access_token":"{}-{}","token_type":"Bearer","expires_in":900}})", kCanary,
                  token_requests)};
    }
    ++calls;
    last_call = request;
    if (!troubles.empty()) {
      HttpResponse trouble = troubles.front();
      troubles.pop_front();
      return trouble;
    }
    if (refuse_calls > 0) {
      --refuse_calls;
      return {
          .status = 401,
          .body =
              R"({"error":{"code":"token_invalid","message":"This token is invalid or has expired"}})"};
    }
    return {
        .status = 200,
        .body =
            R"({"data":{"items":[{"account":{"account-number":"5WT00001"},"authority-level":"owner"}]}})"};
  }

  template <class T>
  Result<T> wait(rest::Call<T> call) {
    std::optional<Result<T>> outcome;
    start(std::move(call), outcome);
    run_until([&] { return outcome.has_value(); });
    return std::move(*outcome);
  }
  template <class T>
  void start(rest::Call<T> call, std::optional<Result<T>>& into) {
    boost::asio::co_spawn(context, send(std::move(call), into), boost::asio::detached);
  }
  template <class T>
  boost::asio::awaitable<void> send(rest::Call<T> call, std::optional<Result<T>>& into) {
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    into = co_await rest->call(std::move(call));
  }
  template <class Done>
  void run_until(Done done) {
    context.restart();
    while (!done() && context.run_one() > 0) {
    }
  }

  /// The outcome of `call` when the program is stopped while the broker keeps its answer back.
  template <class T>
  Result<T> stop_while_waiting(rest::Call<T> call, const std::string& target) {
    bool asked = false;
    holds_back = [&](const HttpRequest& request) {
      return asked = asked || request.target.starts_with(target);
    };
    std::optional<Result<T>> outcome;
    boost::asio::cancellation_signal stop;
    boost::asio::co_spawn(context, send(std::move(call), outcome),
                          boost::asio::bind_cancellation_slot(stop.slot(), boost::asio::detached));
    run_until([&] { return asked; });
    stop.emit(boost::asio::cancellation_type::all);
    run_until([&] { return outcome.has_value(); });
    return std::move(*outcome);
  }

  std::function<Task<net::StreamPtr>()> connector;
  boost::asio::io_context context;
  std::function<bool(const HttpRequest&)> holds_back;  ///< the answer, until `released`
  Signal released{context.get_executor()};
  Tick now{1h};
  Pace pace;  ///< set before SetUp()
  std::vector<std::chrono::milliseconds> waits;
  std::deque<HttpResponse> troubles;  ///< answers before the good one
  std::unique_ptr<net::HttpServer> server;
  std::unique_ptr<RestConnection> rest;
  std::string log;
  HttpRequest last_call;
  int token_requests = 0;
  int calls = 0;
  int refuse_calls = 0;
  bool refuse_grant = false;
};

// The last gate before the wire, whoever asks: what can reach a market does not leave for live.
TEST_F(RestConnectionTest, nothing_that_can_reach_a_market_is_sent_to_the_live_broker) {
  Config live = config();
  live.environment = Environment::live;
  connect(live);
  for (const rest::Endpoint& row : rest::endpoints()) {
    if (row.effects != rest::Effects::orders) continue;
    auto call = rest::accounts();
    call.endpoint = &row;
    const auto refused = wait(std::move(call));
    ASSERT_FALSE(refused) << row.method << ' ' << row.path;
    EXPECT_EQ(refused.error().code, Errc::blocked) << row.method << ' ' << row.path;
  }
  EXPECT_EQ(calls, 0);
  EXPECT_EQ(token_requests, 0);
}

TEST_F(RestConnectionTest, many_callers_share_one_sign_in) {
  std::array<std::optional<Result<std::vector<Account>>>, 5> outcomes;
  for (auto& outcome : outcomes) start(rest::accounts(), outcome);
  run_until(
      [&] { return std::ranges::all_of(outcomes, [](const auto& o) { return o.has_value(); }); });
  for (const auto& outcome : outcomes) EXPECT_TRUE(*outcome);
  EXPECT_EQ(token_requests, 1);
  EXPECT_EQ(calls, 5);
}

TEST_F(RestConnectionTest, a_token_is_renewed_before_its_end_and_not_sooner) {
  ASSERT_TRUE(wait(rest::accounts()));
  now += 700s;
  ASSERT_TRUE(wait(rest::accounts()));
  EXPECT_EQ(token_requests, 1);
  now += 100s;
  ASSERT_TRUE(wait(rest::accounts()));
  EXPECT_EQ(token_requests, 2);
  EXPECT_EQ(find_header(last_call.headers, "Authorization"), fmt::format("Bearer {}-2", kCanary));
}

TEST_F(RestConnectionTest, a_read_survives_one_401_with_a_new_token) {
  ASSERT_TRUE(wait(rest::accounts()));
  refuse_calls = 1;
  ASSERT_TRUE(wait(rest::accounts()));
  EXPECT_EQ(token_requests, 2);
  EXPECT_EQ(calls, 3);
}

// Two callers are refused with the same token. The first has renewed it before the second hears of
// the refusal: the new token must survive that.
TEST_F(RestConnectionTest, a_late_401_does_not_drop_the_token_another_caller_renewed) {
  ASSERT_TRUE(wait(rest::accounts()));
  refuse_calls = 2;
  int seen = 0;
  holds_back = [&](const HttpRequest& request) {
    return request.target.starts_with("/customers") && ++seen == 2;
  };
  std::array<std::optional<Result<std::vector<Account>>>, 2> outcomes;
  for (auto& outcome : outcomes) start(rest::accounts(), outcome);
  run_until([&] { return std::ranges::any_of(outcomes, [](auto& o) { return o.has_value(); }); });
  EXPECT_EQ(token_requests, 2);
  released.notify();
  run_until([&] { return std::ranges::all_of(outcomes, [](auto& o) { return o.has_value(); }); });
  for (const auto& outcome : outcomes) EXPECT_TRUE(*outcome);
  EXPECT_EQ(token_requests, 2);
}

TEST_F(RestConnectionTest, callers_refused_together_renew_once) {
  ASSERT_TRUE(wait(rest::accounts()));
  refuse_calls = 2;
  std::array<std::optional<Result<std::vector<Account>>>, 2> outcomes;
  for (auto& outcome : outcomes) start(rest::accounts(), outcome);
  run_until([&] { return std::ranges::all_of(outcomes, [](auto& o) { return o.has_value(); }); });
  for (const auto& outcome : outcomes) EXPECT_TRUE(*outcome);
  EXPECT_EQ(token_requests, 2);
}

TEST_F(RestConnectionTest, a_call_that_was_stopped_says_cancelled_and_is_not_repeated) {
  ASSERT_TRUE(wait(rest::accounts()));  // the next one goes over the same connection
  const auto stopped = stop_while_waiting(rest::accounts(), "/customers");
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Errc::cancelled);
  EXPECT_FALSE(stopped.error().in_doubt) << "a read does nothing";
  EXPECT_EQ(calls, 2);
}

TEST_F(RestConnectionTest, a_mutating_call_that_was_stopped_is_in_doubt) {
  auto call = rest::dry_run("5WT00001", NewOrder{});
  call.endpoint = &rest::endpoint("POST", "/accounts/{account}/orders");
  const auto stopped = stop_while_waiting(call, "/accounts");
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Errc::cancelled);
  EXPECT_TRUE(stopped.error().in_doubt);
  EXPECT_EQ(calls, 1);
}

TEST_F(RestConnectionTest, a_sign_in_that_was_stopped_says_cancelled_and_is_no_refusal) {
  const auto stopped = stop_while_waiting(rest::accounts(), "/oauth/token");
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Errc::cancelled);
  EXPECT_FALSE(stopped.error().in_doubt);
  EXPECT_EQ(calls, 0);
  holds_back = {};
  EXPECT_TRUE(wait(rest::accounts())) << "asking again is allowed";
}

TEST_F(RestConnectionTest, a_second_401_is_the_answer) {
  refuse_calls = 2;
  const auto refused = wait(rest::accounts());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::unauthorized);
  EXPECT_EQ(calls, 2);
}

TEST_F(RestConnectionTest, a_mutating_call_is_never_repeated) {
  refuse_calls = 1;
  auto call = rest::dry_run("5WT00001", NewOrder{});
  call.endpoint = &rest::endpoint("POST", "/accounts/{account}/orders");
  ASSERT_FALSE(wait(call));
  EXPECT_EQ(calls, 1);
}

TEST_F(RestConnectionTest, a_refused_grant_is_never_tried_again) {
  refuse_grant = true;
  const auto first = wait(rest::accounts());
  const auto second = wait(rest::accounts());
  ASSERT_FALSE(first);
  ASSERT_FALSE(second);
  EXPECT_EQ(first.error().code, Errc::unauthorized);
  EXPECT_EQ(second.error().code, Errc::unauthorized);
  EXPECT_EQ(token_requests, 1);
  EXPECT_EQ(calls, 0);
}

TEST_F(RestConnectionTest, says_who_it_is_and_which_order_api_it_speaks) {
  ASSERT_TRUE(wait(rest::accounts()));
  EXPECT_THAT(std::string{find_header(last_call.headers, "User-Agent")},
              testing::StartsWith("belay/"));
  EXPECT_EQ(find_header(last_call.headers, "Accept-Version"), "");
  static_cast<void>(wait(rest::live_orders("5WT00001")));
  EXPECT_EQ(find_header(last_call.headers, "Accept-Version"), "20261012");
}

TEST_F(RestConnectionTest, secrets_reach_neither_the_log_nor_an_error) {
  refuse_calls = 2;
  const auto refused = wait(rest::accounts());
  refuse_grant = true;
  now += 1h;
  const auto no_grant = wait(rest::accounts());
  EXPECT_THAT(log, Not(HasSubstr(kCanary)));
  EXPECT_FALSE(log.empty());
  for (const auto& outcome : {refused, no_grant}) {
    EXPECT_THAT(outcome.error().message + outcome.error().operation, Not(HasSubstr(kCanary)));
  }
}

TEST_F(RestConnectionTest, a_read_that_is_throttled_is_asked_again_later) {
  troubles = {{.status = 429}, {.status = 503}};
  ASSERT_TRUE(wait(rest::accounts()));
  EXPECT_EQ(calls, 3);
  ASSERT_EQ(waits.size(), 2U);
  EXPECT_GE(waits[0], 250ms);
  EXPECT_LE(waits[0], 500ms);
  EXPECT_GE(waits[1], 500ms);
  EXPECT_LE(waits[1], 1000ms);
  EXPECT_EQ(token_requests, 1);
}

TEST_F(RestConnectionTest, patience_ends_and_the_last_answer_is_told) {
  troubles = {{.status = 502}, {.status = 502}, {.status = 502}, {.status = 502, .body = "<html>"}};
  const auto tired = wait(rest::accounts());
  ASSERT_FALSE(tired);
  EXPECT_EQ(tired.error().code, Errc::unavailable);
  EXPECT_EQ(tired.error().http_status, 502);
  EXPECT_FALSE(tired.error().in_doubt);
  EXPECT_EQ(calls, 4);
}

TEST_F(RestConnectionTest, what_waiting_cannot_mend_is_asked_once) {
  for (const int status : {400, 403, 404, 406, 422}) {
    calls = 0;
    troubles = {{.status = status}};
    EXPECT_FALSE(wait(rest::accounts()));
    EXPECT_EQ(calls, 1) << status;
  }
  EXPECT_TRUE(waits.empty());
}

TEST_F(RestConnectionTest, nothing_but_a_get_is_sent_twice) {
  for (const int status : {401, 429, 503}) {
    calls = 0;
    troubles = {{.status = status}};
    const auto refused = wait(rest::dry_run("5WT00001", NewOrder{}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(calls, 1) << status;
    EXPECT_FALSE(refused.error().in_doubt) << status;
  }
  EXPECT_TRUE(waits.empty());
}

TEST_F(RestConnectionTest, a_mutating_call_is_sent_once_whatever_comes_back) {
  auto call = rest::dry_run("5WT00001", NewOrder{});
  call.endpoint = &rest::endpoint("POST", "/accounts/{account}/orders");
  for (const int status : {401, 408, 429, 500, 502, 503, 504}) {
    calls = 0;
    troubles = {{.status = status}};
    const auto refused = wait(call);
    ASSERT_FALSE(refused);
    EXPECT_EQ(calls, 1) << status;
    EXPECT_EQ(refused.error().in_doubt, status == 408 || status >= 500) << status;
  }
  EXPECT_TRUE(waits.empty());
}

TEST_F(RestConnectionTest, a_refused_sign_in_is_not_asked_again_however_often_one_calls) {
  refuse_grant = true;
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(wait(rest::accounts()));
  EXPECT_EQ(token_requests, 1);
  EXPECT_TRUE(waits.empty());
}

TEST_F(RestConnectionTest, html_and_truncated_answers_are_told_with_status_and_first_bytes) {
  troubles = {{.status = 401, .body = "<html><title>401 Authorization Required</title></html>"},
              {.status = 401, .body = "<html><title>401 Authorization Required</title></html>"}};
  const auto html = wait(rest::accounts());
  ASSERT_FALSE(html);
  EXPECT_EQ(html.error().http_status, 401);
  EXPECT_THAT(html.error().message, HasSubstr("<title>401 Authorization Required"));
  troubles = {{.status = 200, .body = R"({"data":{"items":[{"acco)"}};
  const auto cut = wait(rest::accounts());
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().code, Errc::parse);
  EXPECT_EQ(cut.error().http_status, 200);
  EXPECT_THAT(cut.error().message, HasSubstr("HTTP 200"));
  EXPECT_THAT(cut.error().message, HasSubstr(R"({"data":{"items":[{"acco)"));
}

TEST_F(RestConnectionTest, whoever_polls_live_orders_is_warned) {
  for (int i = 0; i < 6; ++i) static_cast<void>(wait(rest::live_orders("5WT00001")));
  EXPECT_THAT(log, HasSubstr("account stream"));
  EXPECT_THAT(log, Not(HasSubstr("5WT00001")));
}

class PacedConnectionTest : public RestConnectionTest {
 protected:
  PacedConnectionTest() { pace = {.per_second = 2, .burst = 3}; }
};

TEST_F(PacedConnectionTest, requests_beyond_the_burst_wait_their_turn) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(wait(rest::accounts()));
  EXPECT_EQ(calls, 5);
  EXPECT_THAT(waits, testing::ElementsAre(500ms, 500ms));
}

TEST_F(PacedConnectionTest, who_would_wait_longer_than_the_call_may_take_is_told_so) {
  for (int i = 0; i < 200; ++i) {
    std::optional<Result<std::vector<Account>>> outcome;
    now = Tick{1h};  // as if all were asked at once
    start(rest::accounts(), outcome);
    run_until([&] { return outcome.has_value(); });
    if (*outcome) continue;
    EXPECT_EQ(outcome->error().code, Errc::timeout);
    EXPECT_THAT(outcome->error().message, HasSubstr("call_limit"));
    return;
  }
  FAIL() << "nobody was refused";
}

// A burst is refused in part; what was refused must not stand in the way of what comes later.
TEST_F(PacedConnectionTest, who_was_refused_took_no_turn) {
  std::vector<std::optional<Result<std::vector<Account>>>> outcomes(400);
  for (auto& outcome : outcomes) {
    now = Tick{1h};
    start(rest::accounts(), outcome);
    run_until([&] { return outcome.has_value(); });
  }
  EXPECT_GT(std::ranges::count_if(outcomes, [](const auto& o) { return !*o; }), 200);
  now = Tick{1h} + 61s;
  EXPECT_TRUE(wait(rest::accounts()));
}

}  // namespace
}  // namespace belay::detail
