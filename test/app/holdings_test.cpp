#include "app/holdings.hpp"

#include <set>

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "net/http_server.hpp"
#include "proto/oauth/token_request.hpp"
#include "proto/rest/envelope.hpp"

namespace belay::app {
namespace {

using ::testing::HasSubstr;

// A broker with two accounts that hold a share of SPY each; some of its routes are broken.
class HoldingsTest : public ::testing::Test {
 protected:
  HttpResponse answer(const std::string& target) const {
    const auto is_for = [&](const std::string& part) { return target.contains(part); };
    if (std::ranges::any_of(broken_, is_for)) return rest::html_response(503, "Unavailable");
    if (is_for("/oauth/token")) return oauth::token_answer(Secret{"t"}, std::chrono::seconds{900});
    if (is_for("/customers")) {
      return rest::json_response(200,
                                 R"({"data":{"items":[{"account":{"account-number":"5WX00001"}},)"
                                 R"({"account":{"account-number":"5WX00002"}}]}})");
    }
    if (is_for("/orders/live")) return rest::json_response(200, R"({"data":{"items":[]}})");
    const std::string number = is_for("5WX00001") ? "5WX00001" : "5WX00002";
    return rest::json_response(200, R"({"data":{"items":[{"account-number":")" + number +
                                        R"(","symbol":"SPY","quantity":1}]}})");
  }

  Result<Holdings> read() {
    boost::asio::io_context loop;
    const auto handler = [&](HttpRequest request) -> boost::asio::awaitable<HttpResponse> {
      co_return answer(request.target);
    };
    const auto no_stream = [](HttpRequest, net::WebSocket) -> boost::asio::awaitable<void> {
      co_return;
    };
    auto server = net::HttpServer::listen(loop.get_executor(), handler, no_stream, {}, {});
    if (!server) return std::unexpected(server.error());
    Context context;
    context.globals.all_accounts = true;
    Client client{loop.get_executor(), Config::simulator(server->port())};
    Session session{context, client, loop.get_executor(), "", context.clock.now};
    std::optional<Result<Holdings>> outcome;
    const auto body = [&]() -> boost::asio::awaitable<void> {
      outcome = co_await read_holdings(session);
    };
    boost::asio::co_spawn(loop, body(), boost::asio::detached);
    while (!outcome) loop.run_one();
    return std::move(*outcome);
  }

  std::set<std::string> broken_;  ///< parts of targets
};

TEST_F(HoldingsTest, an_account_that_cannot_be_read_does_not_hide_the_others) {
  for (const char* route : {"5WX00001/positions", "5WX00001/orders"}) {
    broken_ = {route};
    ::testing::internal::CaptureStderr();
    const Result<Holdings> holdings = read();
    const std::string told = ::testing::internal::GetCapturedStderr();
    ASSERT_TRUE(holdings.has_value()) << holdings.error().message;
    ASSERT_EQ(holdings->positions.size(), 1U) << "positions without orders look unprotected";
    EXPECT_EQ(holdings->positions[0].account_number, "5WX00002");
    EXPECT_EQ(holdings->unread, ExitCode::no_connection);
    EXPECT_THAT(told, HasSubstr("…0001 could not be read"));
  }
}

TEST_F(HoldingsTest, when_none_can_be_read_that_is_an_error) {
  broken_ = {"/positions"};
  ::testing::internal::CaptureStderr();
  const Result<Holdings> holdings = read();
  ::testing::internal::GetCapturedStderr();
  ASSERT_FALSE(holdings.has_value());
  EXPECT_EQ(holdings.error().code, Errc::unavailable);
}

TEST_F(HoldingsTest, all_accounts_are_read) {
  const Result<Holdings> holdings = read();
  ASSERT_TRUE(holdings.has_value()) << holdings.error().message;
  EXPECT_EQ(holdings->positions.size(), 2U);
  EXPECT_EQ(holdings->unread, ExitCode::ok);
}

}  // namespace
}  // namespace belay::app
