#include "client/signal.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

namespace belay::detail {
namespace {

TEST(Signal, wakes_everyone_who_waits_and_only_them) {
  boost::asio::io_context context;
  Signal signal{context.get_executor()};
  int woken = 0;
  const auto wait = [&]() -> boost::asio::awaitable<void> {
    const bool cancelled = co_await signal.wait();
    EXPECT_FALSE(cancelled);
    ++woken;
  };
  for (int i = 0; i < 3; ++i) boost::asio::co_spawn(context, wait, boost::asio::detached);
  context.poll();
  EXPECT_EQ(woken, 0) << "a second waiter must not wake the first";
  signal.notify();
  context.restart();
  context.poll();
  EXPECT_EQ(woken, 3);
  boost::asio::co_spawn(context, wait, boost::asio::detached);
  context.restart();
  context.poll();
  EXPECT_EQ(woken, 3) << "a notification is not kept for later";
  signal.notify();
  context.restart();
  context.run();
  EXPECT_EQ(woken, 4);
}

TEST(Signal, a_deadline_in_the_past_returns_at_once) {
  boost::asio::io_context context;
  Signal signal{context.get_executor()};
  bool done = false;
  const auto wait = [&]() -> boost::asio::awaitable<void> {
    co_await signal.wait(Tick::min());
    done = true;
  };
  boost::asio::co_spawn(context, wait, boost::asio::detached);
  context.run();
  EXPECT_TRUE(done);
}

}  // namespace
}  // namespace belay::detail
