#include <chrono>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "belay/sim/simulator.hpp"
#include "net/http_client.hpp"
#include "net/websocket.hpp"
#include "proto/dxlink/client_session.hpp"
#include "proto/oauth/token.hpp"
#include "proto/rest/calls.hpp"

// The simulator over real loopback sockets, spoken to by our own transport and protocol parts.

namespace belay {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::chrono::seconds kLimit{20};

class SimServerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto started = sim::Simulator::start(context_.get_executor(), {.speed = 20.0, .step = 20ms});
    ASSERT_TRUE(started) << started.error().message;
    simulator_.emplace(std::move(*started));
  }
  void TearDown() override {
    simulator_.reset();
    context_.run_for(kLimit);
    EXPECT_TRUE(context_.stopped()) << "something keeps running after stop()";
  }

  // Runs `body` on the simulator's context until it is done.
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

  asio::awaitable<HttpResponse> send(HttpRequest request, std::string token) {
    request.headers.push_back({"User-Agent", "test/1.0"});
    if (!token.empty()) request.headers.push_back({"Authorization", "Bearer " + token});
    net::HttpClient client{context_.get_executor(), endpoint(), net::TlsOptions{}};
    auto response = co_await client.send(std::move(request), 5s);
    EXPECT_TRUE(response) << (response ? "" : response.error().message);
    co_return response.value_or(HttpResponse{.status = 0});
  }

  asio::awaitable<std::string> log_in() {
    const HttpRequest request = oauth::refresh_request(oauth::simulator_grant());
    const std::string none;
    const HttpResponse response = co_await send(request, none);
    const auto token = oauth::read_answer(response, Tick{});
    EXPECT_TRUE(token);
    co_return token ? std::string{token->token.reveal()} : none;
  }

  asio::awaitable<Secret> quote_token() {
    const std::string access = co_await log_in();
    const HttpRequest request{.target = "/api-quote-tokens"};
    const HttpResponse response = co_await send(request, access);
    const auto token = rest::quote_token().decode(response);
    EXPECT_TRUE(token);
    EXPECT_TRUE(token &&
                token->dxlink_url == fmt::format("ws://127.0.0.1:{}/realtime", simulator_->port()));
    co_return token ? token->token : Secret{};
  }

  asio::io_context context_;
  std::optional<sim::Simulator> simulator_;
};

// One stream client: subscribes, and reads until `enough` or an error.
struct StreamClient {
  std::vector<dxlink::SubscriptionKey> keys;
  std::function<bool(const StreamClient&)> enough;
  std::vector<Event> events;
  std::optional<Error> error;

  [[nodiscard]] int count(std::string_view type, std::string_view symbol) const {
    int total = 0;
    for (const Event& event : events) {
      std::visit(
          [&](const auto& e) {
            using E = std::remove_cvref_t<decltype(e)>;
            if constexpr (market_event<E>) {
              if (Schema<E>::name == type && e.symbol == symbol) ++total;
            }
          },
          event);
    }
    return total;
  }

  asio::awaitable<void> run(net::Endpoint endpoint, Secret token) {
    const std::string target = "/realtime";
    const std::vector<HttpHeader> headers;
    const net::TlsOptions tls;
    const net::WebSocketOptions options;
    auto socket = co_await net::connect_websocket(endpoint, target, headers, tls, options);
    if (!socket) {
      error = socket.error();
      co_return;
    }
    dxlink::ClientSession session{{.token = std::move(token), .chunk_spacing = 1ms}};
    const auto now = [] { return std::chrono::steady_clock::now(); };
    session.start(now());
    for (const dxlink::SubscriptionKey& key : keys) session.subscribe(key, now());
    while (!enough(*this)) {
      const std::vector<std::string> outgoing = session.take_outgoing();
      for (const std::string& frame : outgoing) {
        const std::string_view text = frame;
        const auto written = co_await socket->write(text);
        if (!written) error = written.error();
      }
      if (error) co_return;
      const auto frame = co_await socket->read();
      if (!frame) {
        error = frame.error();
        co_return;
      }
      auto received = session.receive(*frame, now(), Instant{});
      if (received) received = session.tick(now());
      if (!received) {
        error = received.error();
        co_return;
      }
      events.insert(events.end(), session.events().begin(), session.events().end());
      session.clear_events();
    }
    const std::string_view reason = "done";
    co_await socket->close(1000, reason);
  }
};

TEST_F(SimServerTest, a_client_logs_in_and_lists_the_account) {
  run([this]() -> asio::awaitable<void> {
    const std::string token = co_await log_in();
    const HttpRequest request{.target = "/customers/me/accounts"};
    const HttpResponse response = co_await send(request, token);
    const auto accounts = rest::accounts().decode(response);
    EXPECT_TRUE(accounts && accounts->front().account_number == "5WT00001");
  });
}

TEST_F(SimServerTest, status_is_open_to_everyone) {
  run([this]() -> asio::awaitable<void> {
    const HttpRequest request{.target = "/belay-sim/status"};
    const std::string none;
    const HttpResponse response = co_await send(request, none);
    EXPECT_EQ(response.status, 200);
    EXPECT_THAT(response.body, HasSubstr(R"("belay-sim":true)"));
  });
}

TEST_F(SimServerTest, quotes_and_greeks_arrive_and_keep_coming) {
  run([this]() -> asio::awaitable<void> {
    const Secret token = co_await quote_token();
    StreamClient client{.keys = {{"Quote", Symbol{"SPY"}},
                                 {"Trade", Symbol{"SPX"}},
                                 {"Greeks", Symbol{".SPXW250113C5830"}},
                                 {"Quote", Symbol{"NOPE"}}},
                        .enough = [](const StreamClient& c) {
                          return c.count("Quote", "SPY") >= 3 && c.count("Trade", "SPX") >= 2 &&
                                 c.count("Greeks", ".SPXW250113C5830") >= 1;
                        }};
    const net::Endpoint where = endpoint();
    co_await client.run(where, token);
    EXPECT_FALSE(client.error) << client.error->message;
    EXPECT_EQ(client.count("Quote", "NOPE"), 0);
    for (const Event& event : client.events) {
      if (const auto* greeks = std::get_if<Greeks>(&event)) {
        EXPECT_NEAR(greeks->delta, 0.5, 0.3);
      }
    }
  });
}

TEST_F(SimServerTest, a_token_of_another_kind_is_refused_by_the_stream) {
  run([this]() -> asio::awaitable<void> {
    StreamClient client{.keys = {{"Quote", Symbol{"SPY"}}},
                        .enough = [](const StreamClient& c) { return !c.events.empty(); }};
    const Secret wrong{"wrong"};
    const net::Endpoint where = endpoint();
    co_await client.run(where, wrong);
    EXPECT_TRUE(client.error);
    EXPECT_EQ(client.error.value_or(Error{}).code, Errc::unauthorized);
  });
}

TEST_F(SimServerTest, twenty_clients_are_served_at_once) {
  run([this]() -> asio::awaitable<void> {
    const Secret token = co_await quote_token();
    constexpr int kClients = 20;
    int done = 0;
    std::vector<std::unique_ptr<StreamClient>> clients;
    for (int i = 0; i < kClients; ++i) {
      clients.push_back(std::make_unique<StreamClient>(
          StreamClient{.keys = {{"Quote", Symbol{"SPY"}}, {"Quote", Symbol{"NVDA"}}},
                       .enough = [](const StreamClient& c) {
                         return c.count("Quote", "SPY") >= 2 && c.count("Quote", "NVDA") >= 2;
                       }}));
      auto work = clients.back()->run(endpoint(), token);
      asio::co_spawn(context_, std::move(work), [&](std::exception_ptr) { ++done; });
    }
    asio::steady_timer pause{context_};
    while (done < kClients) {
      pause.expires_after(10ms);
      co_await pause.async_wait(asio::use_awaitable);
    }
    for (const auto& client : clients) {
      EXPECT_FALSE(client->error) << client->error->message;
    }
  });
}

TEST_F(SimServerTest, stopping_ends_open_streams) {
  run([this]() -> asio::awaitable<void> {
    const Secret token = co_await quote_token();
    StreamClient client{.keys = {{"Quote", Symbol{"SPY"}}},
                        .enough = [this](const StreamClient& c) {
                          if (c.count("Quote", "SPY") == 2) simulator_->stop();
                          return false;
                        }};
    const net::Endpoint where = endpoint();
    co_await client.run(where, token);
    EXPECT_TRUE(client.error);
    EXPECT_EQ(client.error.value_or(Error{}).code, Errc::closed);
  });
}

TEST_F(SimServerTest, a_taken_port_is_named) {
  const auto second = sim::Simulator::start(context_.get_executor(), {.port = simulator_->port()});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::io);
  EXPECT_THAT(second.error().message, HasSubstr(fmt::format("{}", simulator_->port())));
}

TEST(SimServer, a_speed_out_of_range_is_refused) {
  asio::io_context context;
  for (const double speed : {0.0, -1.0, 1001.0, std::nan("")}) {
    const auto started = sim::Simulator::start(context.get_executor(), {.speed = speed});
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, Errc::invalid);
  }
}

TEST(SimServer, an_unused_simulator_can_be_destroyed_without_running) {
  asio::io_context context;
  auto started = sim::Simulator::start(context.get_executor(), {});
  ASSERT_TRUE(started);
  EXPECT_GT(started->port(), 0);
}

}  // namespace
}  // namespace belay
