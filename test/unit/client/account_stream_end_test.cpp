#include <gmock/gmock.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "support/fake_broker.hpp"

namespace belay {
namespace {

// Nobody could reach such a stream any more, but it would go on connecting.
TEST(AccountStreamCall, that_is_cancelled_leaves_no_connection) {
  int open = 0;
  test::FakeBroker broker{
      [](const HttpRequest&) { return rest::json_response(200, R"({"data":{"items":[]}})"); },
      [&](net::WebSocket socket) -> boost::asio::awaitable<void> {
        ++open;
        for (;;) {  // hears everything and says nothing
          const auto frame = co_await socket.read();
          if (!frame) break;
        }
        --open;
      }};
  Client client{broker.loop.get_executor(), broker.config()};
  std::optional<Result<AccountStream>> outcome;
  const auto ask = [&]() -> boost::asio::awaitable<void> {
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    const std::vector<Account> accounts{{.account_number = "5WX00001"}};
    Result<AccountStream> stream = co_await client.account_stream(accounts);
    outcome.emplace(std::move(stream));
  };
  boost::asio::cancellation_signal stop;
  boost::asio::co_spawn(broker.loop, ask(),
                        boost::asio::bind_cancellation_slot(stop.slot(), boost::asio::detached));
  while (open == 0) broker.loop.run_one();
  stop.emit(boost::asio::cancellation_type::all);
  while (!outcome) broker.loop.run_one();
  ASSERT_FALSE(*outcome);
  EXPECT_EQ(outcome->error().code, Errc::cancelled);
  for (int i = 0; i < 1000 && open > 0; ++i) broker.loop.run_one_for(std::chrono::milliseconds{10});
  EXPECT_EQ(open, 0);
}

}  // namespace
}  // namespace belay
