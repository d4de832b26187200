#include "client/feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "belay/model/indexed.hpp"
#include "client/series_sink.hpp"
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
    config.aggregation_period = 0;
    config.clock = Clock{.now = [] { return Instant{1s}; }, .tick = [] { return now(); }};
    feed = std::make_shared<Feed>(
        context.get_executor(), config,
        FeedWorld{.token = [this] { return token(); },
                  .connect = [this](std::string url) { return connect(url); },
                  .life = {.session = {.limits = {.changes_per_minute = 1'000'000, .spacing = 1ms}},
                           .backoff_unit = 1ms}});
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
    if (connecting_takes_for_ever) {
      boost::asio::steady_timer timer{context, 1h};
      const auto token = boost::asio::as_tuple(boost::asio::use_awaitable);
      co_await timer.async_wait(token);
      co_return fail(Errc::cancelled, "given up");
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
    bool ended = false;
    std::uint16_t socket_close = 0;
  };
  boost::asio::awaitable<void> serve(net::WebSocket socket) {
    const auto peer = std::make_shared<Peer>(
        Peer{.session = dxlink::ServerSession{
                 {.changes_per_minute = 1'000'000},
                 [](std::string_view token) {
                   return token == "good" ? std::optional<std::string>{"user"} : std::nullopt;
                 },
                 [](std::string_view type, Symbol symbol) -> std::optional<Event> {
                   if (type != "Quote") return std::nullopt;
                   Quote quote;
                   quote.symbol = symbol;
                   quote.bid_price = 1.5;
                   return quote;
                 },
                 [this](std::string_view type, Symbol symbol, std::string_view, std::int64_t) {
                   return history(type, symbol);
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
      if (!frame) break;
      peer->session.receive(*frame, now());
    }
    peer->ended = true;
    peer->socket_close = socket.close_reason().code;
  }
  // Newest first, as many bars as there are; spelled as the server likes.
  std::optional<std::vector<Event>> history(std::string_view type, Symbol symbol) const {
    if (type != "Candle") return std::nullopt;
    std::vector<Event> rows;
    for (std::int64_t at = bars_there_are; at > 0; --at) {
      Candle bar;
      bar.symbol = spelling.value_or(symbol);
      bar.time = at * 60'000;
      bar.index = pack_index(bar.time, 0);
      bar.close = static_cast<double>(at);
      rows.emplace_back(bar);
    }
    return rows;
  }
  std::shared_ptr<SeriesSink<Candle>> series(std::string_view symbol) {
    const auto key = dxlink::canonical({"Candle", Symbol{symbol}, {}, 60'000});
    auto sink = std::make_shared<SeriesSink<Candle>>(context.get_executor(), key, now);
    refused = feed->add(sink);
    return sink;
  }
  SeriesChange change(const std::shared_ptr<SeriesSink<Candle>>& sink) {
    std::optional<std::optional<SeriesChange>> taken;
    boost::asio::co_spawn(context, take_change(sink, taken), boost::asio::detached);
    run_until([&] { return taken.has_value(); });
    return taken->value();
  }
  static boost::asio::awaitable<void> take_change(
      std::shared_ptr<SeriesSink<Candle>> sink, std::optional<std::optional<SeriesChange>>& into) {
    into = co_await SeriesSink<Candle>::next(sink);
  }
  // What the server of the newest connection holds.
  std::vector<std::string> held() const {
    std::vector<std::string> symbols;
    const auto subscriptions = peers.back()->session.subscriptions();
    for (const auto& [channel, key] : subscriptions) symbols.emplace_back(key.symbol.view());
    std::ranges::sort(symbols);
    return symbols;
  }

  // The server says it between two of the client's frames.
  void publish(const std::shared_ptr<Peer>& peer, const Quote& quote) {
    peer->session.publish(quote, now());
    boost::asio::co_spawn(context, say(peer, peer->session.take_outgoing()), boost::asio::detached);
  }
  static boost::asio::awaitable<void> say(std::shared_ptr<Peer> peer,
                                          std::vector<std::string> frames) {
    for (const std::string& frame : frames) co_await peer->socket->write(frame);
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
  std::shared_ptr<TypedQueue<E>> subscribe(const std::vector<Symbol>& symbols,
                                           DeliveryOptions delivery = default_delivery<E>) {
    std::vector<dxlink::SubscriptionKey> keys;
    for (const Symbol symbol : symbols)
      keys.push_back(dxlink::canonical({Schema<E>::name, symbol}));
    auto queue = make_queue<E>(context.get_executor(), std::move(keys), delivery);
    refused = feed->add(queue);
    return queue;
  }
  template <class E>
  E next(const std::shared_ptr<TypedQueue<E>>& queue) {
    std::optional<std::optional<E>> taken;
    boost::asio::co_spawn(context, take(queue, taken), boost::asio::detached);
    run_until([&] { return taken.has_value(); });
    return taken->value();
  }
  template <class E>
  static boost::asio::awaitable<void> take(std::shared_ptr<TypedQueue<E>> queue,
                                           std::optional<std::optional<E>>& into) {
    into = co_await TypedQueue<E>::next(queue);
  }
  static boost::asio::awaitable<void> take_gap(std::shared_ptr<GapQueue> queue,
                                               std::optional<Gap>& into) {
    into = co_await GapQueue::next(queue);
  }
  // A gap ends with a frame that comes a round trip after the last request, however long that is.
  boost::asio::awaitable<void> quote_until_told(std::shared_ptr<Peer> peer) {
    Quote quote;
    quote.symbol = spy;
    while (!gap) {
      peer->session.publish(quote, now());
      const std::vector<std::string> frames = peer->session.take_outgoing();
      co_await say(peer, frames);
      co_await boost::asio::post(context, boost::asio::use_awaitable);
    }
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
  Result<void> refused;
  int tokens = 0;
  int refuse_connections = 0;
  bool refuse_token = false;
  bool connecting_takes_for_ever = false;
  std::optional<Gap> gap;
  std::int64_t bars_there_are = 3;
  std::optional<Symbol> spelling;
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
  EXPECT_EQ(tokens, 1) << "it is not old";
  EXPECT_EQ(feed->connections(), 2u);
}

TEST_F(FeedTest, what_may_have_been_missed_is_told_to_whoever_asks) {
  ASSERT_TRUE(start());
  const auto quotes = subscribe<Quote>({spy});
  next(quotes);
  const auto gaps = feed->gaps();
  boost::asio::co_spawn(context, take_gap(gaps, gap), boost::asio::detached);
  peers.at(0)->socket->abort();
  run_until([&] { return peers.size() == 2 && peers.at(1)->session.wants("Quote", spy); });
  boost::asio::co_spawn(context, quote_until_told(peers.at(1)), boost::asio::detached);
  run_until([&] { return gap.has_value(); });
  EXPECT_EQ(gap->contract, "AUTO");
  EXPECT_EQ(gap->from, Instant{1s});
  EXPECT_THAT(gap->reason, testing::HasSubstr("1006"));
  EXPECT_EQ(feed->status().gaps, 1U);
  EXPECT_FALSE(feed->status().gap_since);
}

TEST_F(FeedTest, stopping_ends_a_connect_in_progress_at_once) {
  connecting_takes_for_ever = true;
  std::optional<Result<void>> outcome;
  boost::asio::co_spawn(context, begin(outcome), boost::asio::detached);
  run_until([&] { return feed->status().state == FeedState::connecting; });
  feed->stop({});
  server->stop();
  context.restart();
  context.run();  // would take an hour
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->error().code, Errc::closed);
}

TEST_F(FeedTest, our_close_is_a_close_frame_with_1000) {
  ASSERT_TRUE(start());
  feed->stop({});
  run_until([&] { return peers.at(0)->ended; });
  EXPECT_EQ(peers.at(0)->socket_close, 1000);
}

TEST_F(FeedTest, the_status_says_what_is_going_on) {
  EXPECT_EQ(feed->status().state, FeedState::idle);
  ASSERT_TRUE(start());
  const auto quotes = subscribe<Quote>({spy, aapl});
  run_until([&] { return feed->status().counters.events == 2; });
  const FeedStatus status = feed->status();
  EXPECT_EQ(status.state, FeedState::ready);
  EXPECT_EQ(status.address, "ws://127.0.0.1/realtime");
  EXPECT_EQ(status.connections, 1U);
  ASSERT_EQ(status.channels.size(), 1U);
  EXPECT_EQ(status.channels[0].contract, "AUTO");
  EXPECT_EQ(status.channels[0].subscriptions, 2U);
  EXPECT_EQ(status.channels[0].silent, 0U);
  ASSERT_EQ(status.queues.size(), 1U);
  EXPECT_EQ(status.queues[0].depth, 2U);
  EXPECT_EQ(status.last_frame_age, 0ns);
}

TEST_F(FeedTest, a_handler_may_subscribe_and_close_itself) {
  ASSERT_TRUE(start());
  int calls = 0;
  std::shared_ptr<TypedQueue<Quote>> second;
  const std::vector<dxlink::SubscriptionKey> keys{{Schema<Quote>::name, spy}};
  std::shared_ptr<Listener<Quote>> listener;
  listener = std::make_shared<Listener<Quote>>(keys, [&](const Quote&) {
    ++calls;
    second = subscribe<Quote>({aapl});
    listener->on_release();
    listener->end({});
  });
  ASSERT_TRUE(feed->add(listener));
  run_until([&] { return calls == 1; });
  EXPECT_EQ(next(second).symbol, aapl);
  EXPECT_TRUE(peers.at(0)->session.wants("Quote", aapl));
  run_until([&] { return !peers.at(0)->session.wants("Quote", spy); });
  EXPECT_EQ(calls, 1);
}

TEST_F(FeedTest, what_the_quota_forbids_is_refused_whole) {
  ASSERT_TRUE(start());
  std::vector<Symbol> bars;
  for (int i = 0; i < 101; ++i) bars.emplace_back("S" + std::to_string(i) + "{=5m}");
  const auto refused_series = subscribe<Candle>(bars);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::blocked);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("S100{=5m}"));
  EXPECT_TRUE(feed->status().queues.empty());
  bars.pop_back();
  const auto series = subscribe<Candle>(bars);
  EXPECT_TRUE(refused);
  EXPECT_EQ(feed->status().channels.at(1).subscriptions, 100U);
}

// C-16: the feed never waits for whoever consumes.
TEST_F(FeedTest, a_consumer_that_takes_nothing_delays_nobody) {
  ASSERT_TRUE(start());
  const auto stalled = subscribe<Quote>({spy}, {.policy = Delivery::drop_oldest, .capacity = 1});
  const auto busy = subscribe<Quote>({spy});
  for (int i = 0; i < 20; ++i) {
    Quote quote;
    quote.symbol = spy;
    quote.bid_price = i;
    run_until([&] { return peers.at(0)->session.wants("Quote", spy); });
    publish(peers.at(0), quote);
    while (next(busy).bid_price < i) {
    }
  }
  EXPECT_GE(stalled->lagged(), 19U);
  EXPECT_EQ(feed->status().state, FeedState::ready);
}

dxlink::SubscriptionKey quote_of(std::string_view symbol) { return {"Quote", Symbol{symbol}}; }

TEST_F(FeedTest, a_subscription_grows_and_shrinks_by_deltas) {
  ASSERT_TRUE(start());
  const auto quotes = subscribe<Quote>({spy});
  EXPECT_EQ(next(quotes).symbol, spy);
  ASSERT_TRUE(feed->extend(quotes, {quote_of("AAPL"), quote_of("SPY")}));
  EXPECT_EQ(next(quotes).symbol, aapl);
  EXPECT_EQ(quotes->symbols(), 2U);
  EXPECT_THAT(held(), ElementsAre("AAPL", "SPY"));
  feed->shrink(quotes, {quote_of("SPY"), quote_of("MSFT")});
  EXPECT_EQ(quotes->symbols(), 1U);
  run_until([&] { return held().size() == 1; });
  EXPECT_THAT(held(), ElementsAre("AAPL"));
  // Its place is taken by the next one, whose events are its own.
  ASSERT_TRUE(feed->extend(quotes, {quote_of("QQQ")}));
  EXPECT_EQ(next(quotes).symbol, Symbol{"QQQ"});
  EXPECT_EQ(quotes->keys().size(), 2U);
}

TEST_F(FeedTest, growing_is_refused_whole_where_the_quota_forbids_it) {
  ASSERT_TRUE(start());
  const auto quotes = subscribe<Quote>({spy});
  std::vector<dxlink::SubscriptionKey> many;
  for (int i = 0; i < 25'000; ++i) many.push_back(quote_of("S" + std::to_string(i)));
  const Result<void> grown = feed->extend(quotes, many);
  ASSERT_FALSE(grown);
  EXPECT_EQ(grown.error().code, Errc::blocked);
  EXPECT_EQ(quotes->symbols(), 1U);
  EXPECT_EQ(feed->status().channels.at(0).subscriptions, 1U);
}

// A whole market in one subscription, then a hundred windows over it: the server's set is exact.
TEST_F(FeedTest, twenty_five_thousand_symbols_are_one_subscription) {
  ASSERT_TRUE(start());
  std::vector<Symbol> all;
  for (int i = 0; i < 25'000; ++i) all.emplace_back(fmt::format("S{:05}", i));
  const auto quotes = subscribe<Quote>(all);
  ASSERT_TRUE(refused);
  run_until([&] { return peers.back()->session.subscription_count() == 25'000; });
  EXPECT_EQ(feed->status().queues.size(), 1U);
  for (int move = 0; move < 100; ++move) {
    feed->shrink(quotes, {quote_of(fmt::format("S{:05}", move))});
    ASSERT_TRUE(feed->extend(quotes, {quote_of(fmt::format("T{:05}", move))}));
  }
  run_until([&] { return peers.back()->session.wants("Quote", Symbol{"T00099"}); });
  const std::vector<std::string> symbols = held();
  EXPECT_EQ(symbols.size(), 25'000U);
  EXPECT_EQ(symbols.front(), "S00100");
  EXPECT_EQ(symbols.back(), "T00099");
  EXPECT_LE(quotes->keys().size(), 25'100U) << "places are used again, but for what waits";
}

// C-53
TEST_F(FeedTest, bars_in_another_spelling_belong_to_the_series_asked_for) {
  spelling = Symbol{"SPX{tho=true,=1m,price=last}"};
  ASSERT_TRUE(start());
  const auto bars_of_spx = series("SPX{=1m,a=m,tho=t}");
  EXPECT_EQ(change(bars_of_spx).kind, SeriesChange::Kind::snapshot);
  EXPECT_EQ(bars_of_spx->store().size(), 3U);
  EXPECT_EQ(feed->status().unwanted_events, 0U);
  EXPECT_EQ(feed->status().channels.at(1).silent, 0U);
}

TEST_F(FeedTest, a_series_survives_a_reconnection_with_one_snapshot_and_no_bar_twice) {
  ASSERT_TRUE(start());
  const auto told = feed->gaps();
  boost::asio::co_spawn(context, take_gap(told, gap), boost::asio::detached);
  const auto bars_of_spx = series("SPX{=m}");
  EXPECT_EQ(change(bars_of_spx).kind, SeriesChange::Kind::snapshot);
  bars_there_are = 5;  // two more while the connection is gone
  peers.at(0)->socket->abort();
  EXPECT_EQ(change(bars_of_spx).kind, SeriesChange::Kind::gap);
  EXPECT_EQ(bars_of_spx->store().size(), 3U) << "readable meanwhile";
  EXPECT_EQ(change(bars_of_spx).kind, SeriesChange::Kind::snapshot);
  EXPECT_EQ(peers.size(), 2U);
  std::vector<double> closes;
  for (const Candle& bar : bars_of_spx->store().rows()) closes.push_back(bar.close);
  EXPECT_THAT(closes, ElementsAre(1, 2, 3, 4, 5));
  EXPECT_FALSE(bars_of_spx->store().gap()) << "the new snapshot has filled it";
}

}  // namespace
}  // namespace belay::detail
