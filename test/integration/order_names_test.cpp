#include <thread>

#include <gmock/gmock.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "belay/belay.hpp"
#include "belay/sim/simulator.hpp"

// What is sent is found again by the name on its receipt.

namespace belay {
namespace {

using namespace belay::literals;

TEST(OrderNames, a_group_is_found_by_the_name_on_its_receipt) {
  boost::asio::io_context loop{1};
  const auto work = boost::asio::make_work_guard(loop);
  auto simulator = sim::Simulator::start(loop.get_executor(), sim::Options{});
  ASSERT_TRUE(simulator) << simulator.error().message;
  std::thread thread{[&] { loop.run(); }};
  {
    blocking::Client client{Config::simulator(simulator->port())};
    const auto accounts = client.accounts();
    ASSERT_TRUE(accounts) << accounts.error().message;
    const Account& account = accounts->front();
    const Order buy{.legs = {{.symbol = "SPY", .action = Action::buy_to_open, .quantity = 1}},
                    .limit = debit(100.00_usd)};
    const Order sell{.legs = {{.symbol = "SPY", .action = Action::sell_to_close, .quantity = 1}},
                     .limit = credit(900.00_usd)};
    Order stop = sell;
    stop.limit.reset();
    stop.stop = 90.00_usd;
    for (const OrderGroup& group : {oto(buy, {sell}), otoco(buy, sell, stop)}) {
      auto receipt = client.dry_run(account, group);
      ASSERT_TRUE(receipt) << receipt.error().message;
      const std::string name = receipt->external_identifier();
      const auto before = client.find_order(account, name);
      ASSERT_TRUE(before) << before.error().message;
      EXPECT_FALSE(*before);
      const auto placed = client.place(std::move(*receipt));
      ASSERT_TRUE(placed) << placed.error().message;
      const auto found = client.find_order(account, name);
      ASSERT_TRUE(found) << found.error().message;
      ASSERT_TRUE(*found);
      EXPECT_EQ((*found)->complex_order_id, placed->complex_order->id);
    }
  }
  loop.stop();
  thread.join();
}

}  // namespace
}  // namespace belay
