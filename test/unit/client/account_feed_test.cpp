#include "client/account_feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "net/http_server.hpp"

namespace belay::detail {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

// An account streamer in memory that says yes to everything, and that the test can drop.
class AccountFeedTest : public testing::Test {
 protected:
  void SetUp() override {
    auto handler = [](HttpRequest) -> boost::asio::awaitable<HttpResponse> {
      co_return HttpResponse{};
    };
    auto websocket = [this](HttpRequest, net::WebSocket socket) {
      return serve(std::move(socket));
    };
    auto listening = net::HttpServer::listen(context.get_executor(), handler, websocket, {}, {});
    ASSERT_TRUE(listening) << listening.error().message;
    server = std::make_unique<net::HttpServer>(std::move(*listening));
    AccountWorld world{.token = [this](Secret refused) { return token(std::move(refused)); },
                       .connect = [this] { return connect(); },
                       .state = [this] { return state(); },
                       .ended = [this](const json::Drift& seen) { drift.add(seen); },
                       .clock = Clock{.now = [] { return Instant{1s}; },
                                      .tick = [] { return std::chrono::steady_clock::now(); }},
                       .capacity = 4};
    world.life.session.accounts = {"5WX1"};
    world.life.backoff_unit = 1ms;
    feed = std::make_shared<AccountFeed>(context.get_executor(), std::move(world));
  }
  void TearDown() override {
    feed->stop({});
    server->stop();
    context.restart();
    context.run();
  }

  Task<Secret> token(Secret refused) {
    if (refuse_token) co_return fail(Errc::unauthorized, "no");
    if (!refused.empty()) ++renewals;
    co_return Secret{"Bearer good"};
  }
  Task<std::vector<AccountState>> state() {
    co_return std::vector<AccountState>{{.account_number = "5WX1"}};
  }
  Task<net::WebSocket> connect() {
    auto [ours, theirs] = net::memory_pair(context.get_executor());
    server->serve(std::move(theirs));
    const std::vector<HttpHeader> headers;
    co_return co_await net::upgrade_client(std::move(ours), "sim", "/account-streamer", headers,
                                           net::WebSocketOptions());
  }
  boost::asio::awaitable<void> serve(net::WebSocket connected) {
    ++connections;
    auto socket = std::make_shared<net::WebSocket>(std::move(connected));
    peer = socket;
    for (;;) {
      const Result<std::string_view> frame = co_await socket->read();
      if (!frame) break;
      heard.emplace_back(*frame);
      const std::string answer = refuse_connect
                                     ? R"({"status":"error","action":"connect","message":"failed"})"
                                     : R"({"status":"ok","action":"connect"})";
      const Result<void> sent = co_await socket->write(answer);
      if (!sent) break;
    }
    ++ended;
  }
  void say(std::string frame) {
    boost::asio::co_spawn(context, write(peer, std::move(frame)), boost::asio::detached);
  }
  static boost::asio::awaitable<void> write(std::shared_ptr<net::WebSocket> to, std::string frame) {
    co_await to->write(frame);
  }

  template <class Done>
  void run_until(Done done) {
    context.restart();
    while (!done() && context.run_one_for(10s) > 0) {
    }
    EXPECT_TRUE(done());
  }
  Result<void> start() {
    std::optional<Result<void>> outcome;
    boost::asio::co_spawn(context, begin(outcome), boost::asio::detached);
    run_until([&] { return outcome.has_value(); });
    return outcome.value_or(fail(Errc::timeout, "nothing"));
  }
  boost::asio::awaitable<void> begin(std::optional<Result<void>>& into) {
    into = co_await feed->start();
  }
  std::optional<AccountEvent> next() {
    std::optional<std::optional<AccountEvent>> taken;
    boost::asio::co_spawn(context, take(taken), boost::asio::detached);
    run_until([&] { return taken.has_value(); });
    return taken.value_or(std::nullopt);
  }
  std::string next_type() {
    const std::optional<AccountEvent> event = next();
    return event ? std::string{type_of(*event)} : "end";
  }
  boost::asio::awaitable<void> take(std::optional<std::optional<AccountEvent>>& into) {
    into = co_await AccountQueue::next(feed->queue());
  }

  boost::asio::io_context context;
  std::unique_ptr<net::HttpServer> server;
  std::shared_ptr<net::WebSocket> peer;
  std::shared_ptr<AccountFeed> feed;
  std::vector<std::string> heard;
  json::Drift drift;
  int connections = 0;
  int ended = 0;
  int renewals = 0;
  bool refuse_token = false;
  bool refuse_connect = false;
};

TEST_F(AccountFeedTest, begins_with_a_resync_and_tells_what_comes) {
  ASSERT_TRUE(start());
  EXPECT_THAT(heard.at(0), HasSubstr(R"("auth-token":"Bearer good")"));
  EXPECT_EQ(next_type(), "Resync");
  say(R"({"type":"UserMessage","data":{}})");
  EXPECT_EQ(next_type(), "UserMessage");
  EXPECT_EQ(feed->look().state, FeedState::ready);
}

TEST_F(AccountFeedTest, a_dropped_connection_is_told_and_mended) {
  ASSERT_TRUE(start());
  EXPECT_EQ(next_type(), "Resync");
  peer->abort();
  EXPECT_EQ(next_type(), "Interruption");
  const std::optional<AccountEvent> resync = next();
  ASSERT_TRUE(resync && resync->as<Resync>());
  EXPECT_TRUE(resync->as<Resync>()->gap);
  EXPECT_EQ(connections, 2);
  EXPECT_EQ(feed->look().gaps, 1U);
}

TEST_F(AccountFeedTest, the_first_refusal_is_the_callers) {
  refuse_connect = true;
  const Result<void> outcome = start();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, Errc::unauthorized);
  EXPECT_EQ(next_type(), "end");
}

TEST_F(AccountFeedTest, a_refused_sign_in_is_the_callers) {
  refuse_token = true;
  const Result<void> outcome = start();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, Errc::unauthorized);
  EXPECT_EQ(connections, 0);
}

TEST_F(AccountFeedTest, a_later_refusal_renews_the_token) {
  ASSERT_TRUE(start());
  refuse_connect = true;
  peer->abort();
  run_until([&] { return connections == 2 && feed->look().state == FeedState::backoff; });
  refuse_connect = false;
  run_until([&] { return feed->look().state == FeedState::ready; });
  EXPECT_GE(renewals, 1);
}

TEST_F(AccountFeedTest, what_was_not_expected_is_counted_and_told_at_the_end) {
  ASSERT_TRUE(start());
  EXPECT_EQ(next_type(), "Resync");
  say(R"({"type":"Order","data":{"id":1,"account-number":"5WX1","moon":2}})");
  EXPECT_EQ(next_type(), "Order");
  EXPECT_EQ(feed->drift().unknown, (json::Drift::Counts{{"OrderRecord.moon", 1}}));
  feed->stop({});
  EXPECT_EQ(drift.unknown, (json::Drift::Counts{{"OrderRecord.moon", 1}}));
  EXPECT_TRUE(feed->drift().empty()) << "counted once";
}

TEST_F(AccountFeedTest, stop_says_goodbye) {
  ASSERT_TRUE(start());
  EXPECT_EQ(next_type(), "Resync");
  feed->stop({});
  EXPECT_EQ(next_type(), "end");
  EXPECT_TRUE(feed->queue()->status());
  run_until([&] { return ended == 1; });
}

TEST_F(AccountFeedTest, a_consumer_that_stalls_ends_the_stream_rather_than_losing_orders) {
  ASSERT_TRUE(start());
  for (int i = 1; i <= 4; ++i) {
    say(fmt::format(R"({{"type":"Order","data":{{"id":{},"status":"Live"}}}})", i));
    run_until([&] { return feed->look().notifications == static_cast<std::uint64_t>(i); });
  }
  EXPECT_EQ(feed->queue()->status().error().code, Errc::overflow);
  EXPECT_EQ(next_type(), "Resync");
  for (int i = 1; i <= 3; ++i) EXPECT_EQ(next_type(), "Order");
  EXPECT_EQ(next_type(), "end");
}

AccountEvent balance(std::string account) {
  return {.body = Balance{.account_number = std::move(account)}};
}

TEST(AccountQueue, superseded_states_make_room_and_are_counted) {
  boost::asio::io_context context;
  AccountQueue queue{context.get_executor(), 2};
  queue.put(balance("A"));
  queue.put({.body = OrderRecord{.id = 1}});
  queue.put(balance("A"));
  EXPECT_EQ(queue.depth(), 2U);
  EXPECT_EQ(queue.dropped(), 1U);
  EXPECT_FALSE(queue.ended());
  queue.put(balance("B"));
  EXPECT_TRUE(queue.ended()) << "the only word on another account";
}

}  // namespace
}  // namespace belay::detail
