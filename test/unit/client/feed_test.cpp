#include "client/feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "net/http_server.hpp"
#include "proto/dxlink/server_session.hpp"

namespace belay::detail {
namespace {

using testing::ElementsAre;
using namespace std::chrono_literals;

// A dxLink server in memory, one session per connection, that the test can drop, and that says what
// is subscribed.
class FeedTest : public testing::Test {
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
    Config config = Config::simulator();
    config.clock = Clock{.now = [] { return Instant{1s}; }, .tick = [] { return now(); }};
    feed = std::make_shared<Feed>(
        context.get_executor(), config,
        FeedWorld{.token = [this] { return token(); },
                  .connect = [this](std::string url) { return connect(url); },
                  .pace =
                      [this](std::chrono::milliseconds delay) {
                        delays.push_back(delay);
                        return 0ms;
                      }});
  }
  void TearDown() override {
    feed->stop({});
    server->stop();
    context.restart();
    context.run();
  }

  static Tick now() { return std::chrono::steady_clock::now(); }

  Task<QuoteToken> token() {
    ++tokens;
    if (refuse_token) co_return fail(Errc::unauthorized, "no");
    co_return QuoteToken{.token = Secret{"good"}, .dxlink_url = "ws://127.0.0.1/realtime"};
  }
  Task<net::WebSocket> connect(std::string url) {
    if (refuse_connections > 0) {
      --refuse_connections;
      co_return fail(Errc::unreachable, "nobody at " + url);
    }
    auto [ours, theirs] = net::memory_pair(context.get_executor());
    server->serve(std::move(theirs));
    const std::vector<HttpHeader> headers;
    co_return co_await net::upgrade_client(std::move(ours), "sim", "/realtime", headers,
                                           net::WebSocketOptions());
  }

  struct Peer {
    dxlink::ServerSession session;
    net::WebSocket* socket = nullptr;
  };
  boost::asio::awaitable<void> serve(net::WebSocket socket) {
    const auto peer = std::make_shared<Peer>(
        Peer{.session = dxlink::ServerSession{
                 {},
                 [](std::string_view token) {
                   return token == "good" ? std::optional<std::string>{"user"} : std::nullopt;
                 },
                 [](std::string_view type, Symbol symbol) -> std::optional<Event> {
                   if (type != "Quote") return std::nullopt;
                   Quote quote;
                   quote.symbol = symbol;
                   quote.bid_price = 1.5;
                   return quote;
                 }},
             .socket = &socket});
    peers.push_back(peer);
    peer->session.start(now());
    for (;;) {
      const std::vector<std::string> frames = peer->session.take_outgoing();
      for (const std::string& frame : frames) {
        const Result<void> sent = co_await socket.write(frame);
        if (!sent) co_return;
      }
      const Result<std::string_view> frame = co_await socket.read();
      if (!frame) co_return;
      peer->session.receive(*frame, now());
    }
  }

  Result<void> start() {
    std::optional<Result<void>> outcome;
    boost::asio::co_spawn(context, begin(outcome), boost::asio::detached);
    run_until([&] { return outcome.has_value(); });
    return *outcome;
  }
  boost::asio::awaitable<void> begin(std::optional<Result<void>>& into) {
    into = co_await feed->start();
  }

  template <market_event E>
  std::shared_ptr<TypedQueue<E>> subscribe(std::vector<Symbol> symbols) {
    auto queue = std::make_shared<TypedQueue<E>>(context.get_executor(), std::move(symbols),
                                                 default_delivery<E>);
    feed->add(queue);
    return queue;
  }
  Quote next(const std::shared_ptr<TypedQueue<Quote>>& queue) {
    std::optional<std::optional<Quote>> taken;
    boost::asio::co_spawn(context, take(queue, taken), boost::asio::detached);
    run_until([&] { return taken.has_value(); });
    return taken->value();
  }
  static boost::asio::awaitable<void> take(std::shared_ptr<TypedQueue<Quote>> queue,
                                           std::optional<std::optional<Quote>>& into) {
    into = co_await queue->next();
  }
  template <class Done>
  void run_until(Done done) {
    context.restart();
    while (!done() && context.run_one() > 0) {
    }
    ASSERT_TRUE(done());
  }

  boost::asio::io_context context;
  std::unique_ptr<net::HttpServer> server;
  std::shared_ptr<Feed> feed;
  std::vector<std::shared_ptr<Peer>> peers;
  std::vector<std::chrono::milliseconds> delays;
  int tokens = 0;
  int refuse_connections = 0;
  bool refuse_token = false;
  Symbol spy{"SPY"};
  Symbol aapl{"AAPL"};
};

TEST_F(FeedTest, events_reach_the_queue_that_wants_them) {
  ASSERT_TRUE(start());
  const auto quotes = subscribe<Quote>({spy});
  const Quote quote = next(quotes);
  EXPECT_EQ(quote.symbol, spy);
  EXPECT_EQ(quote.bid_price, 1.5);
  EXPECT_EQ(quote.received, Instant{1s});
}

TEST_F(FeedTest, two_queues_for_one_symbol_are_one_subscription_that_lives_as_long_as_either) {
  ASSERT_TRUE(start());
  const auto one = subscribe<Quote>({spy});
  const auto other = subscribe<Quote>({spy, aapl});
  run_until([&] { return peers.at(0)->session.subscription_count() == 2; });
  one->on_release();
  context.restart();
  context.poll();  // nothing is said about SPY: the other queue still wants it
  EXPECT_TRUE(peers.at(0)->session.wants("Quote", spy));
  other->on_release();
  run_until([&] { return peers.at(0)->session.subscription_count() == 0; });
}

TEST_F(FeedTest, the_first_attempts_error_is_the_callers) {
  refuse_connections = 1;
  const auto outcome = start();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, Errc::unreachable);
  EXPECT_TRUE(feed->stopped());
}

TEST_F(FeedTest, stopping_ends_every_queue_with_the_reason) {
  ASSERT_TRUE(start());
  const auto quotes = subscribe<Quote>({spy});
  feed->stop(fail(Errc::closed, "enough"));
  EXPECT_TRUE(quotes->ended());
  EXPECT_EQ(quotes->status().error().message, "enough");
}

TEST_F(FeedTest, a_refused_sign_in_is_not_repeated) {
  refuse_token = true;
  const auto outcome = start();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, Errc::unauthorized);
  EXPECT_EQ(tokens, 1);
}

TEST_F(FeedTest, a_lost_connection_is_made_again_and_exactly_the_wanted_set_subscribed) {
  ASSERT_TRUE(start());
  const auto kept = subscribe<Quote>({spy});
  const auto left = subscribe<Quote>({aapl});
  run_until([&] { return peers.at(0)->session.subscription_count() == 2; });
  next(kept);
  left->on_release();
  peers.at(0)->socket->abort();
  refuse_connections = 2;
  run_until([&] { return peers.size() == 2 && peers.at(1)->session.subscription_count() == 1; });
  EXPECT_TRUE(peers.at(1)->session.wants("Quote", spy));
  EXPECT_EQ(next(kept).symbol, spy) << "the snapshot arrives again";
  EXPECT_EQ(tokens, 4) << "a new token for every attempt";
  ASSERT_EQ(delays.size(), 3u);
  EXPECT_LT(delays.at(0), delays.at(2)) << "attempts get slower";
  EXPECT_EQ(feed->connections(), 2u);
}

}  // namespace
}  // namespace belay::detail
