#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "belay/belay.hpp"
#include "belay/sim/simulator.hpp"
#include "net/http_client.hpp"
#include "proto/oauth/token.hpp"

// Our account stream against our simulator's account streamer, over real loopback sockets.

namespace belay {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::Not;

class AccountStreamOfASimulator : public testing::Test {
 protected:
  template <class Start>
  auto wait(Start start) {
    using Value = typename std::invoke_result_t<Start>::value_type;
    std::optional<Value> outcome;
    boost::asio::co_spawn(context, store(std::move(start), outcome), boost::asio::detached);
    context.restart();
    while (!outcome && context.run_one() > 0) {
    }
    return std::move(outcome).value();
  }
  template <class Start, class Value>
  static boost::asio::awaitable<void> store(Start start, std::optional<Value>& into) {
    into.emplace(co_await start());
  }

  void begin(sim::Options options) {
    options.step = 20ms;
    auto started = sim::Simulator::start(context.get_executor(), options);
    ASSERT_TRUE(started) << started.error().message;
    simulator = std::make_unique<sim::Simulator>(std::move(*started));
    client = std::make_unique<Client>(context.get_executor(), Config::simulator(simulator->port()));
    accounts = wait([&] { return client->accounts(); }).value();
    auto opened = wait([&] { return client->account_stream(accounts); });
    ASSERT_TRUE(opened) << opened.error().message;
    stream = std::make_unique<AccountStream>(std::move(*opened));
  }
  void TearDown() override {
    stream.reset();
    client.reset();
    if (simulator) simulator->stop();
    context.restart();
    context.run();
  }

  AccountEvent next() {
    const std::optional<AccountEvent> event = wait([&] { return stream->next(); });
    EXPECT_TRUE(event) << "the stream ended";
    return event.value_or(AccountEvent{});
  }
  /// All events up to the first of type T, and that one.
  template <class T>
  AccountEvent until() {
    for (;;) {
      const AccountEvent event = next();
      types.emplace_back(type_of(event));
      if (event.as<T>() != nullptr || HasFailure()) return event;
    }
  }

  /// Closes what the simulated account is short of.
  void buy_back(int shares) {
    const Order order{
        .legs = {{.symbol = "INTC", .action = Action::buy_to_close, .quantity = shares}}};
    Result<Receipt> receipt = wait([&] { return client->dry_run(accounts.at(0), order); });
    ASSERT_TRUE(receipt) << receipt.error().message;
    const Result<PlacedOrder> placed = wait([&] { return client->place(std::move(*receipt)); });
    ASSERT_TRUE(placed) << placed.error().message;
  }

  boost::asio::io_context context;
  std::unique_ptr<sim::Simulator> simulator;
  std::unique_ptr<Client> client;
  std::vector<Account> accounts;
  std::unique_ptr<AccountStream> stream;
  std::vector<std::string> types;
};

TEST_F(AccountStreamOfASimulator, begins_with_the_state_that_rest_tells) {
  begin({});
  const AccountEvent first = next();
  const Resync* const resync = first.as<Resync>();
  ASSERT_NE(resync, nullptr);
  EXPECT_FALSE(resync->gap);
  ASSERT_EQ(resync->accounts.size(), accounts.size());
  EXPECT_FALSE(resync->accounts[0].positions.empty());
  EXPECT_EQ(stream->book().positions().size(), resync->accounts[0].positions.size());
  EXPECT_EQ(stream->look().state, FeedState::ready);
}

TEST_F(AccountStreamOfASimulator, an_order_is_told_from_its_receipt_to_its_fill) {
  begin({});
  next();
  buy_back(40);
  const AccountEvent event = until<Execution>();
  const Execution* const execution = event.as<Execution>();
  ASSERT_NE(execution, nullptr);
  EXPECT_EQ(execution->symbol, "INTC");
  EXPECT_EQ(execution->action, Action::buy_to_close);
  EXPECT_EQ(execution->fill.quantity, Decimal{40});
  EXPECT_TRUE(stream->book().orders().fills_complete(execution->order_id));
  until<Balance>();
  EXPECT_THAT(types, Contains("CurrentPosition"));
  for (const Position& position : stream->book().positions()) EXPECT_NE(position.symbol, "INTC");
}

TEST_F(AccountStreamOfASimulator, batches_and_sequence_numbers_make_no_difference) {
  sim::Options options;
  options.account_stream.batch = true;
  options.account_stream.sequence = true;
  begin(options);
  next();
  buy_back(40);
  const AccountEvent event = until<Execution>();
  EXPECT_EQ(event.as<Execution>()->fill.quantity, Decimal{40});
  until<Balance>();
  EXPECT_EQ(stream->look().unreadable, 0U);
}

TEST_F(AccountStreamOfASimulator, nothing_it_sends_is_unknown) {
  begin({});
  next();
  buy_back(40);
  until<OrderChain>();
  EXPECT_EQ(stream->look().unknown_types, 0U);
  EXPECT_EQ(stream->look().unreadable, 0U);
}

// The connection goes in the middle of an order's life; what was missed is read again.
TEST_F(AccountStreamOfASimulator, a_dropped_connection_loses_no_execution) {
  sim::Options options;
  options.account_stream.drop_after = 2;
  begin(options);
  next();
  buy_back(40);
  const AccountEvent lost = until<Interruption>();
  EXPECT_THAT(types, Not(Contains("Execution")));
  ASSERT_TRUE(lost.as<Interruption>());
  const AccountEvent again = until<Resync>();
  ASSERT_TRUE(again.as<Resync>()->gap);
  EXPECT_GT(again.as<Resync>()->gap->to, again.as<Resync>()->gap->from);
  const AccountEvent event = until<Execution>();
  EXPECT_EQ(event.as<Execution>()->fill.quantity, Decimal{40});
  EXPECT_TRUE(stream->book().orders().fills_complete(event.as<Execution>()->order_id));
  EXPECT_EQ(stream->look().gaps, 1U);
}

}  // namespace
}  // namespace belay
