#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "belay/sim/simulator.hpp"
#include "net/http_client.hpp"
#include "net/websocket.hpp"
#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"
#include "proto/oauth/token.hpp"
#include "proto/rest/calls.hpp"

// An order over loopback: placed, filled, and seen alike by REST and by the account streamer.

namespace belay {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using namespace belay::literals;
using testing::HasSubstr;

constexpr std::chrono::seconds kLimit{20};

struct Frame {
  std::string type;
  std::string data;
};

Frame frame_of(std::string_view text) {
  const auto document = json::Document::parse(text);
  if (!document) return {};
  const auto data = document->root().find("data");
  return {std::string{document->root().scalar("type")}, data ? std::string{data->raw()} : ""};
}

class SimTradingTest : public testing::Test {
 protected:
  void SetUp() override {
    auto started = sim::Simulator::start(context_.get_executor(), {.step = 20ms});
    ASSERT_TRUE(started) << started.error().message;
    simulator_.emplace(std::move(*started));
  }
  void TearDown() override {
    simulator_.reset();
    context_.run_for(kLimit);
    EXPECT_TRUE(context_.stopped()) << "something keeps running after stop()";
  }

  void run(std::function<asio::awaitable<void>()> body) {
    bool done = false;
    asio::co_spawn(context_, std::move(body), [&](std::exception_ptr thrown) {
      done = true;
      if (thrown) std::rethrow_exception(thrown);
    });
    const auto end = std::chrono::steady_clock::now() + kLimit;
    while (!done && std::chrono::steady_clock::now() < end) context_.run_one_for(1s);
    ASSERT_TRUE(done) << "the conversation took too long";
  }

  [[nodiscard]] net::Endpoint endpoint() const {
    return {.host = "127.0.0.1", .port = simulator_->port(), .tls = false};
  }

  asio::awaitable<HttpResponse> send(HttpRequest request) {
    request.headers.push_back({"User-Agent", "test/1.0"});
    if (!token_.empty()) request.headers.push_back({"Authorization", "Bearer " + token_});
    net::HttpClient client{context_.get_executor(), endpoint(), net::TlsOptions{}};
    auto response = co_await client.send(std::move(request), 5s);
    EXPECT_TRUE(response) << (response ? "" : response.error().message);
    co_return response.value_or(HttpResponse{.status = 0});
  }

  asio::awaitable<void> log_in() {
    const HttpRequest request = oauth::refresh_request(oauth::simulator_grant());
    const HttpResponse response = co_await send(request);
    const auto token = oauth::read_answer(response, Tick{});
    if (!token) throw std::runtime_error(token.error().message);
    token_ = token->token.reveal();
  }

  asio::awaitable<net::WebSocket> open_stream() {
    const net::Endpoint where = endpoint();
    const std::string target = "/account-streamer";
    const std::vector<HttpHeader> headers;
    const net::TlsOptions tls;
    const net::WebSocketOptions options;
    auto socket = co_await net::connect_websocket(where, target, headers, tls, options);
    if (!socket) throw std::runtime_error(socket.error().message);
    const std::string hello = fmt::format(
        R"({{"action":"connect","value":["5WT00001"],"auth-token":"Bearer {}","request-id":1}})",
        token_);
    const std::string_view text = hello;
    const auto written = co_await socket->write(text);
    EXPECT_TRUE(written);
    const auto answer = co_await socket->read();
    EXPECT_TRUE(answer);
    EXPECT_THAT(std::string{answer.value_or("")}, HasSubstr(R"("status":"ok","action":"connect")"));
    co_return std::move(*socket);
  }

  asio::awaitable<std::vector<Frame>> read_until(net::WebSocket& socket, std::string type) {
    std::vector<Frame> frames;
    while (frames.empty() || frames.back().type != type) {
      const auto text = co_await socket.read();
      if (!text) throw std::runtime_error(text.error().message);
      frames.push_back(frame_of(*text));
    }
    co_return frames;
  }

  asio::io_context context_;
  std::optional<sim::Simulator> simulator_;
  std::string token_;
};

TEST_F(SimTradingTest, a_filled_order_is_the_same_in_every_place) {
  run([this]() -> asio::awaitable<void> {
    co_await log_in();
    net::WebSocket stream = co_await open_stream();
    const HttpRequest order{
        .method = "POST",
        .target = "/accounts/5WT00001/orders",
        .headers = {{"Content-Type", "application/json"}},
        .body =
            R"({"time-in-force":"Day","order-type":"Market","external-identifier":"it-1","legs":[)"
            R"({"instrument-type":"Equity","symbol":"INTC","action":"Buy to Close","quantity":40}]})"};
    const HttpResponse placed = co_await send(order);
    EXPECT_EQ(placed.status, 201) << placed.body;
    const std::string last = "OrderChain";
    const std::vector<Frame> frames = co_await read_until(stream, last);

    std::vector<std::string> statuses;
    std::optional<OrderRecord> filled;
    std::optional<Balance> told;
    for (const Frame& frame : frames) {
      if (frame.type == "Order") {
        filled = json::decode<OrderRecord>(frame.data).value();
        statuses.emplace_back(filled->status.text());
      } else if (frame.type == "AccountBalance") {
        told = json::decode<Balance>(frame.data).value();
      }
    }
    EXPECT_THAT(statuses,
                testing::ElementsAre("Received", "Routed", "In Flight", "Live", "Filled"));
    if (!filled || !told) throw std::runtime_error("no order or no balance was told");
    EXPECT_EQ(filled->external_identifier, "it-1");
    EXPECT_EQ(filled->legs.at(0).fills.size(), 1U);

    const HttpRequest ask_order{.target = fmt::format("/accounts/5WT00001/orders/{}", *filled->id)};
    const HttpResponse same = co_await send(ask_order);
    EXPECT_THAT(same.body, HasSubstr(json::encode(*filled)));
    const HttpRequest ask_positions{.target = "/accounts/5WT00001/positions"};
    const HttpResponse positions = co_await send(ask_positions);
    EXPECT_THAT(positions.body, testing::Not(HasSubstr("INTC"))) << "it is closed";
    const HttpRequest ask_balance{.target = "/accounts/5WT00001/balances/USD"};
    const HttpResponse balance = co_await send(ask_balance);
    EXPECT_THAT(balance.body,
                HasSubstr(fmt::format(R"("cash-balance":"{}")", *told->cash_balance)));
    const Decimal price = *filled->legs.at(0).fills.at(0).fill_price;
    const Decimal cash = (41250.37_usd - price * Decimal{40} - 0.032_usd).value();
    EXPECT_EQ(*told->cash_balance, cash);
  });
}

TEST_F(SimTradingTest, status_names_the_account_streamer) {
  run([this]() -> asio::awaitable<void> {
    const HttpRequest request{.target = "/belay-sim/status"};
    const HttpResponse response = co_await send(request);
    EXPECT_THAT(response.body, HasSubstr(fmt::format(
                                   R"("account-streamer-url":"ws://127.0.0.1:{}/account-streamer")",
                                   simulator_->port())));
  });
}

}  // namespace
}  // namespace belay
