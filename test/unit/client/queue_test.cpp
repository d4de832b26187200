#include "client/queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

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
  std::shared_ptr<TypedQueue<E>> make(std::vector<Symbol> symbols,
                                      DeliveryOptions options = default_delivery<E>) {
    return std::make_shared<TypedQueue<E>>(context.get_executor(), std::move(symbols), options);
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
    while (auto event = co_await queue->next()) into.push_back(*event);
  }

  boost::asio::io_context context;
  Symbol spy{"SPY"};
  Symbol aapl{"AAPL"};
};

TEST_F(Queues, keep_latest_holds_the_newest_value_of_each_symbol_in_order_of_first_arrival) {
  const auto queue = make<Quote>({spy, aapl});
  queue->offer(quote("SPY", 1));
  queue->offer(quote("AAPL", 10));
  queue->offer(quote("SPY", 2));
  queue->offer(quote("SPY", 3));
  EXPECT_EQ(queue->lagged(), 2u);
  const auto taken = drain(queue);
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_EQ(taken[0].symbol, spy);
  EXPECT_EQ(taken[0].bid_price, 3);
  EXPECT_EQ(taken[1].bid_price, 10);
}

TEST_F(Queues, a_value_after_taking_one_waits_anew_and_wakes_the_consumer) {
  const auto queue = make<Quote>({spy});
  queue->offer(quote("SPY", 1));
  std::vector<Quote> taken;
  boost::asio::co_spawn(context, collect(queue, taken), boost::asio::detached);
  context.poll();
  ASSERT_EQ(taken.size(), 1u);
  queue->offer(quote("SPY", 2));
  queue->offer(quote("SPY", 3));
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
  for (int i = 0; i < 10; ++i) queue->offer(trade("SPY", i));
  EXPECT_EQ(queue->lagged(), 7u);
  std::vector<double> prices;
  for (const Trade& event : drain(queue)) prices.push_back(event.price);
  EXPECT_THAT(prices, ElementsAre(7, 8, 9));
}

TEST_F(Queues, other_symbols_and_types_are_not_for_us) {
  const auto queue = make<Quote>({spy});
  queue->offer(quote("AAPL", 1));
  queue->offer(trade("SPY", 1));
  EXPECT_TRUE(drain(queue).empty());
  EXPECT_EQ(queue->lagged(), 0u);
}

TEST_F(Queues, what_arrived_before_the_end_can_still_be_taken) {
  const auto queue = make<Quote>({spy});
  queue->offer(quote("SPY", 1));
  queue->end(fail(Errc::closed, "gone"));
  queue->offer(quote("SPY", 2));
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
    const auto event = co_await queue->next();
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

}  // namespace
}  // namespace belay::detail
