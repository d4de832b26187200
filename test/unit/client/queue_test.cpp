#include "client/queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "client/router.hpp"
#include "client/want_counts.hpp"

namespace belay::detail {
namespace {

using testing::ElementsAre;

Quote quote(std::string_view symbol, double bid) {
  Quote event;
  event.symbol = Symbol{symbol};
  event.bid_price = bid;
  return event;
}
Trade trade(std::string_view symbol, double price) {
  Trade event;
  event.symbol = Symbol{symbol};
  event.price = price;
  return event;
}

class Queues : public testing::Test {
 protected:
  template <class E>
  std::shared_ptr<TypedQueue<E>> make(const std::vector<Symbol>& symbols,
                                      DeliveryOptions options = default_delivery<E>) {
    std::vector<dxlink::SubscriptionKey> keys;
    for (const Symbol symbol : symbols) keys.push_back({Schema<E>::name, symbol});
    auto queue = make_queue<E>(context.get_executor(), std::move(keys), options);
    queue->enlist(router);
    queue->alarm = [this](const std::string& text) { alarms.push_back(text); };
    made.push_back(queue);
    return queue;
  }
  // As the feed does.
  template <class E>
  std::uint64_t offer(const E& event) {
    return router.lane<E>(dxlink::contract_for({Schema<E>::name, event.symbol}))
        .deliver(std::span{&event, 1});
  }
  // Takes until the queue would wait or ends.
  template <class E>
  std::vector<E> drain(const std::shared_ptr<TypedQueue<E>>& queue) {
    std::vector<E> taken;
    boost::asio::co_spawn(context, collect(queue, taken), boost::asio::detached);
    context.restart();
    context.poll();
    queue->end({});
    context.restart();
    context.poll();
    return taken;
  }
  template <class E>
  static boost::asio::awaitable<void> collect(std::shared_ptr<TypedQueue<E>> queue,
                                              std::vector<E>& into) {
    while (auto event = co_await TypedQueue<E>::next(queue)) into.push_back(*event);
  }

  boost::asio::io_context context;
  Router router;
  std::vector<std::shared_ptr<Sink>> made;
  std::vector<std::string> alarms;
  Symbol spy{"SPY"};
  Symbol aapl{"AAPL"};
};

TEST_F(Queues, keep_latest_holds_the_newest_value_of_each_symbol_in_order_of_first_arrival) {
  const auto queue = make<Quote>({spy, aapl});
  offer(quote("SPY", 1));
  offer(quote("AAPL", 10));
  offer(quote("SPY", 2));
  offer(quote("SPY", 3));
  EXPECT_EQ(queue->lagged(), 2u);
  const auto taken = drain(queue);
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_EQ(taken[0].symbol, spy);
  EXPECT_EQ(taken[0].bid_price, 3);
  EXPECT_EQ(taken[1].bid_price, 10);
}

TEST_F(Queues, what_waits_still_comes_when_its_place_is_wanted_by_another) {
  const auto queue = make<Quote>({spy, aapl});
  offer(quote("SPY", 1));
  for (const std::uint32_t slot : {0U, 1U}) {
    const dxlink::SubscriptionKey key = queue->keys()[slot];
    queue->let_go(slot);
    queue->dismiss(router, key);
    queue->recycle(slot);
  }
  for (const char* symbol : {"QQQ", "MSFT"}) {
    const dxlink::SubscriptionKey key{Schema<Quote>::name, Symbol{symbol}};
    queue->enlist(router, queue->admit(key), key);
    offer(quote(symbol, 2));
  }
  EXPECT_EQ(queue->keys().size(), 3U) << "of two places one was free";
  EXPECT_EQ(queue->lagged(), 0U);
  const auto taken = drain(queue);
  ASSERT_EQ(taken.size(), 3U);
  EXPECT_EQ(taken[0].symbol, spy);
  EXPECT_EQ(taken[0].bid_price, 1);
  EXPECT_EQ(queue->admit({Schema<Quote>::name, spy}), 0U) << "now its place is free too";
}

TEST_F(Queues, a_consumer_that_takes_nothing_does_not_make_the_places_grow_for_ever) {
  const auto queue = make<Quote>({spy}, {.policy = Delivery::keep_latest, .capacity = 2});
  dxlink::SubscriptionKey key = queue->keys()[0];
  std::uint32_t slot = 0;
  for (int i = 0; i < 10; ++i) {
    offer(quote(key.symbol.view(), i));
    queue->let_go(slot);
    queue->dismiss(router, key);
    queue->recycle(slot);
    key.symbol = Symbol{fmt::format("S{}", i)};
    slot = queue->admit(key);
    queue->enlist(router, slot, key);
  }
  EXPECT_EQ(queue->keys().size(), 3U);
  EXPECT_EQ(queue->lagged(), 7U) << "and what is lost is counted";
}

TEST_F(Queues, a_value_after_taking_one_waits_anew_and_wakes_the_consumer) {
  const auto queue = make<Quote>({spy});
  offer(quote("SPY", 1));
  std::vector<Quote> taken;
  boost::asio::co_spawn(context, collect(queue, taken), boost::asio::detached);
  context.poll();
  ASSERT_EQ(taken.size(), 1u);
  offer(quote("SPY", 2));
  offer(quote("SPY", 3));
  context.restart();
  context.poll();
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_EQ(taken[1].bid_price, 3);
  EXPECT_EQ(queue->lagged(), 1u);
  queue->end({});
  context.restart();
  context.run();
}

TEST_F(Queues, drop_oldest_keeps_order_and_counts_what_it_lost) {
  const auto queue =
      make<Trade>({spy}, DeliveryOptions{.policy = Delivery::drop_oldest, .capacity = 3});
  for (int i = 0; i < 10; ++i) offer(trade("SPY", i));
  EXPECT_EQ(queue->lagged(), 7u);
  std::vector<double> prices;
  for (const Trade& event : drain(queue)) prices.push_back(event.price);
  EXPECT_THAT(prices, ElementsAre(7, 8, 9));
}

TEST_F(Queues, other_symbols_and_types_are_not_for_us) {
  const auto queue = make<Quote>({spy});
  offer(quote("AAPL", 1));
  offer(trade("SPY", 1));
  EXPECT_TRUE(drain(queue).empty());
  EXPECT_EQ(queue->lagged(), 0u);
}

TEST_F(Queues, what_arrived_before_the_end_can_still_be_taken) {
  const auto queue = make<Quote>({spy});
  offer(quote("SPY", 1));
  queue->end(fail(Errc::closed, "gone"));
  offer(quote("SPY", 2));
  const auto taken = drain(queue);
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken[0].bid_price, 1);
  EXPECT_EQ(queue->status().error().message, "gone");
}

TEST_F(Queues, the_first_reason_for_the_end_stays) {
  const auto queue = make<Quote>({spy});
  queue->end({});
  queue->end(fail(Errc::closed, "later"));
  EXPECT_TRUE(queue->status());
}

TEST_F(Queues, a_cancelled_consumer_gets_the_end_and_the_reason) {
  const auto queue = make<Quote>({spy});
  boost::asio::cancellation_signal stop;
  bool ended = false;
  const auto wait = [&]() -> boost::asio::awaitable<void> {
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    const auto event = co_await TypedQueue<Quote>::next(queue);
    ended = !event.has_value();
  };
  boost::asio::co_spawn(context, wait,
                        boost::asio::bind_cancellation_slot(stop.slot(), boost::asio::detached));
  context.poll();
  EXPECT_FALSE(ended);
  stop.emit(boost::asio::cancellation_type::terminal);
  context.restart();
  context.run();
  EXPECT_TRUE(ended);
  EXPECT_EQ(queue->status().error().code, Errc::cancelled);
}

TEST_F(Queues, a_lossless_queue_keeps_everything_in_order_or_ends_and_says_so) {
  const auto queue = make<Candle>({spy}, {.policy = Delivery::lossless, .capacity = 8});
  Candle bar;
  bar.symbol = spy;
  for (bar.index = 0; bar.index < 9; ++bar.index) offer(bar);
  EXPECT_TRUE(queue->ended());
  EXPECT_EQ(queue->status().error().code, Errc::overflow);
  EXPECT_EQ(queue->lagged(), 1U);
  std::vector<std::int64_t> indices;
  for (const Candle& each : drain(queue)) indices.push_back(each.index);
  EXPECT_THAT(indices, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
  ASSERT_EQ(alarms.size(), 2U);
  EXPECT_THAT(alarms[0], testing::HasSubstr("falls behind: 6 of at most 8 wait"));
}

TEST_F(Queues, the_alarm_sounds_once_per_flood) {
  const auto queue = make<Trade>({spy}, {.policy = Delivery::drop_oldest, .capacity = 8});
  for (int i = 0; i < 30; ++i) offer(trade("SPY", i));
  EXPECT_EQ(alarms.size(), 1U);
  EXPECT_EQ(queue->look().depth, 8U);
  EXPECT_EQ(queue->look().deepest, 8U);
  EXPECT_EQ(queue->look().delivered, 30U);
  EXPECT_EQ(queue->look().policy, "drop_oldest");
}

TEST_F(Queues, a_stalled_consumer_takes_nothing_from_another) {
  const auto stalled = make<Trade>({spy}, {.policy = Delivery::drop_oldest, .capacity = 2});
  const auto busy = make<Trade>({spy}, {.policy = Delivery::drop_oldest, .capacity = 100});
  for (int i = 0; i < 50; ++i) offer(trade("SPY", i));
  EXPECT_EQ(stalled->lagged(), 48U);
  EXPECT_EQ(busy->lagged(), 0U);
  EXPECT_EQ(drain(busy).size(), 50U);
}

TEST_F(Queues, events_nobody_wants_are_counted) {
  const auto queue = make<Quote>({spy});
  EXPECT_EQ(offer(quote("SPY", 1)), 0U);
  EXPECT_EQ(offer(quote("A symbol never seen before", 1)), 1U);
  queue->dismiss(router);
  EXPECT_EQ(offer(quote("SPY", 2)), 1U);
  EXPECT_EQ(drain(queue).size(), 1U);
}

TEST_F(Queues, a_lane_finds_everyone_and_forgets_who_left) {
  const auto one = make<Quote>({spy, aapl});
  const auto two = make<Quote>({spy});
  const auto three = make<Quote>({spy, aapl});
  offer(quote("SPY", 1));
  two->dismiss(router);
  offer(quote("SPY", 2));
  const auto four = make<Quote>({spy});
  offer(quote("SPY", 3));
  one->dismiss(router);
  offer(quote("SPY", 4));
  EXPECT_EQ(one->look().delivered, 3U);
  EXPECT_EQ(two->look().delivered, 1U);
  EXPECT_EQ(three->look().delivered, 4U);
  EXPECT_EQ(four->look().delivered, 2U);
}

TEST_F(Queues, of_an_order_book_only_the_wanted_source_comes) {
  auto queue =
      make_queue<BookOrder>(context.get_executor(), {{Schema<BookOrder>::name, spy, Symbol{"NTV"}}},
                            default_delivery<BookOrder>);
  queue->enlist(router);
  BookOrder order;
  order.symbol = spy;
  for (const std::string_view source : {"NTV", "DEX", "NTV"}) {
    order.source = Symbol{source};
    router.lane<BookOrder>(dxlink::Contract::history).deliver(std::span{&order, 1});
  }
  EXPECT_EQ(queue->look().delivered, 2U);
}

TEST_F(Queues, a_run_reaches_each_consumer_in_order_whoever_else_listens) {
  std::vector<std::string> seen;
  const auto listen = [&](std::string name, Symbol symbol) {
    auto sink = std::make_shared<Listener<Quote>>(
        std::vector<dxlink::SubscriptionKey>{{Schema<Quote>::name, symbol}},
        [&seen, name](const Quote& event) {
          seen.push_back(fmt::format("{} {} {}", name, event.symbol, event.bid_price));
        });
    sink->enlist(router);
    made.push_back(sink);
    return sink;
  };
  listen("a", spy);
  listen("b", aapl);
  const auto second = listen("c", aapl);
  const std::vector<Quote> run{quote("SPY", 1), quote("SPY", 2),  quote("AAPL", 3),
                               quote("QQQ", 4), quote("AAPL", 5), quote("SPY", 6)};
  Lane<Quote>& lane = router.lane<Quote>(dxlink::contract_for({Schema<Quote>::name, spy}));
  EXPECT_EQ(lane.deliver(run), 1U);
  EXPECT_THAT(seen, ElementsAre("a SPY 1", "a SPY 2", "c AAPL 3", "b AAPL 3", "c AAPL 5",
                                "b AAPL 5", "a SPY 6"));
  seen.clear();
  second->dismiss(router);
  EXPECT_EQ(lane.deliver(run), 1U);
  EXPECT_THAT(seen, ElementsAre("a SPY 1", "a SPY 2", "b AAPL 3", "b AAPL 5", "a SPY 6"));
}

TEST_F(Queues, a_handler_that_closes_its_listening_gets_no_more_of_a_run) {
  std::vector<double> seen;
  std::shared_ptr<Listener<Quote>> sink;
  sink = std::make_shared<Listener<Quote>>(
      std::vector<dxlink::SubscriptionKey>{{Schema<Quote>::name, spy}}, [&](const Quote& event) {
        seen.push_back(event.bid_price);
        if (event.bid_price == 2) sink->end({});
      });
  sink->enlist(router);
  const std::vector<Quote> run{quote("SPY", 1), quote("SPY", 2), quote("SPY", 3)};
  router.lane<Quote>(dxlink::contract_for({Schema<Quote>::name, spy})).deliver(run);
  EXPECT_THAT(seen, ElementsAre(1, 2));
}

TEST_F(Queues, a_handler_is_called_at_once_and_ended_when_it_throws) {
  std::vector<double> seen;
  Listener<Quote> listener{{{Schema<Quote>::name, spy}}, [&](const Quote& event) {
                             seen.push_back(event.bid_price);
                             if (event.bid_price > 2) throw std::runtime_error("too dear");
                           }};
  listener.enlist(router);
  for (const double bid : {1.0, 3.0, 2.0}) offer(quote("SPY", bid));
  EXPECT_THAT(seen, ElementsAre(1.0, 3.0));
  EXPECT_TRUE(listener.ended());
  EXPECT_THAT(listener.status().error().message, testing::HasSubstr("too dear"));
}

TEST(Ring, is_first_in_first_out_through_growth_and_wrap) {
  Ring<int> ring;
  int in = 0;
  int out = 0;
  for (int round = 0; round < 200; ++round) {
    for (int i = 0; i < round % 13; ++i) ring.push_back(in++);
    for (int i = 0; i < round % 11 && !ring.empty(); ++i) EXPECT_EQ(ring.take_front(), out++);
  }
  while (!ring.empty()) EXPECT_EQ(ring.take_front(), out++);
  EXPECT_EQ(in, out);
}

TEST(WantCounts, the_server_hears_of_the_first_and_the_last_consumer) {
  WantCounts counts;
  const dxlink::SubscriptionKey key{"Quote", Symbol{"SPY"}};
  EXPECT_TRUE(counts.add(key));
  EXPECT_FALSE(counts.add(key));
  EXPECT_FALSE(counts.remove(key));
  EXPECT_TRUE(counts.remove(key));
  EXPECT_FALSE(counts.remove(key));
}

TEST(WantCounts, every_reader_of_a_series_gets_a_snapshot_from_its_beginning_on) {
  WantCounts counts;
  const auto from = [&](std::int64_t time) {
    return counts.add({"Candle", Symbol{"SPY{=d}"}, {}, time}).value().from_time;
  };
  EXPECT_EQ(from(5'000), 5'000);
  EXPECT_EQ(from(9'000), 4'999) << "reaches as far back as before, and is another request";
  EXPECT_EQ(from(1'000), 1'000);
  EXPECT_EQ(from(0), 0);
  EXPECT_EQ(from(0), 1);
  EXPECT_EQ(from(0), 0);
}

}  // namespace
}  // namespace belay::detail
