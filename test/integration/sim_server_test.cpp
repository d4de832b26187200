#include <chrono>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "belay/sim/simulator.hpp"
#include "net/http_client.hpp"
#include "net/websocket.hpp"
#include "proto/dxlink/client_session.hpp"
#include "proto/oauth/token.hpp"
#include "proto/rest/calls.hpp"
#include "support/event_batch.hpp"

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

  asio::awaitable<net::WebSocket> open_socket() {
    const net::Endpoint where = endpoint();
    const std::string target = "/realtime";
    const std::vector<HttpHeader> headers;
    const net::TlsOptions tls;
    const net::WebSocketOptions options;
    auto socket = co_await net::connect_websocket(where, target, headers, tls, options);
    if (!socket) throw std::runtime_error(socket.error().message);
    co_return std::move(*socket);
  }

  // A handshake and some subscriptions in one breath.
  static asio::awaitable<void> ask_and_never_read(net::WebSocket& socket, const Secret& token) {
    const std::vector<std::string> frames{
        R"({"type":"SETUP","channel":0,"version":"0.1-x/1"})",
        fmt::format(R"({{"type":"AUTH","channel":0,"token":"{}"}})", token.reveal()),
        R"({"type":"CHANNEL_REQUEST","channel":1,"service":"FEED","parameters":{"contract":"AUTO"}})",
        R"({"type":"FEED_SUBSCRIPTION","channel":1,"add":[{"type":"Quote","symbol":"SPY"}]})"};
    for (const std::string& frame : frames) {
      const std::string_view text = frame;
      const auto written = co_await socket.write(text);
      EXPECT_TRUE(written);
    }
  }

  // The head of what the server says to an upgrade request.
  asio::awaitable<std::string> upgrade_answer(std::string target, std::string extra) {
    asio::ip::tcp::socket socket{context_};
    const asio::ip::tcp::endpoint where{asio::ip::address_v4::loopback(), simulator_->port()};
    co_await socket.async_connect(where, asio::use_awaitable);
    const std::string request =
        "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n" +
        "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
        "Sec-WebSocket-Version: 13\r\n" + extra + "\r\n";
    const auto bytes = asio::buffer(request);
    co_await asio::async_write(socket, bytes, asio::use_awaitable);
    std::string answer;
    auto into = asio::dynamic_buffer(answer);
    co_await asio::async_read_until(socket, into, "\r\n\r\n", asio::use_awaitable);
    co_return answer;
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
    dxlink::ClientSession session{{.token = std::move(token), .limits = {.spacing = 1ms}}};
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
      for (const Event& event : test::all_events(session.batch())) events.push_back(event);
      session.clear_batch();
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

// S-45: one who never reads harms nobody.
TEST_F(SimServerTest, two_hundred_clients_are_served_at_once_beside_one_that_does_not_read) {
  run([this]() -> asio::awaitable<void> {
    constexpr int kClients = 200;
    constexpr int kPerToken = 5;
    const Secret idle_token = co_await quote_token();
    auto idle = co_await open_socket();
    co_await ask_and_never_read(idle, idle_token);
    int done = 0;
    Secret token;
    std::vector<std::unique_ptr<StreamClient>> clients;
    for (int i = 0; i < kClients; ++i) {
      if (i % kPerToken == 0) token = co_await quote_token();
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

TEST_F(SimServerTest, candles_come_with_their_history) {
  run([this]() -> asio::awaitable<void> {
    const Secret token = co_await quote_token();
    StreamClient client{
        .keys = {{.type = "Candle", .symbol = Symbol{"SPY{=5m}"}, .from_time = 0}},
        .enough = [](const StreamClient& c) { return c.count("Candle", "SPY{=5m}") >= 20; }};
    const net::Endpoint where = endpoint();
    co_await client.run(where, token);
    EXPECT_FALSE(client.error) << client.error->message;
    for (const Event& event : client.events) {
      const auto* const bar = std::get_if<Candle>(&event);
      // S-44
      if (bar == nullptr || bar->time == 0) continue;
      EXPECT_EQ(bar->index >> 32, bar->time / 1000);
    }
  });
}

// S-14
TEST_F(SimServerTest, a_frame_that_is_too_long_is_answered_and_the_connection_closed) {
  run([this]() -> asio::awaitable<void> {
    auto socket = co_await open_socket();
    const std::string frame(65'537, ' ');
    const std::string_view text = frame;
    co_await socket.write(text);
    const auto answer = co_await socket.read();
    EXPECT_TRUE(answer && answer->find("Max frame length of 65536") != std::string_view::npos);
    const auto end = co_await socket.read();
    EXPECT_FALSE(end);
    EXPECT_EQ(socket.close_reason().code, 1009);
  });
}

// S-15
TEST_F(SimServerTest, a_close_is_echoed_with_its_code) {
  run([this]() -> asio::awaitable<void> {
    auto socket = co_await open_socket();
    const std::string_view reason = "enough";
    const auto closed = co_await socket.close(3001, reason);
    EXPECT_TRUE(closed);
    EXPECT_EQ(socket.close_reason().code, 3001);
  });
}

// S-1, S-2
TEST_F(SimServerTest, an_upgrade_selects_no_subprotocol_and_deflates_when_asked) {
  run([this]() -> asio::awaitable<void> {
    const std::string usual = "/realtime";
    const std::string other = "/some/other/path";
    const std::string none;
    const std::string plain = co_await upgrade_answer(usual, none);
    EXPECT_THAT(plain, HasSubstr("101 "));
    EXPECT_THAT(plain, testing::Not(HasSubstr("xtensions")));
    const std::string extra =
        "Sec-WebSocket-Protocol: chat\r\n"
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
    const std::string offered = co_await upgrade_answer(other, extra);
    EXPECT_THAT(offered, HasSubstr("101 "));
    EXPECT_THAT(offered, HasSubstr("xtensions: permessage-deflate\r\n"));
    EXPECT_THAT(offered, testing::Not(HasSubstr("WebSocket-Protocol")));
  });
}

TEST_F(SimServerTest, a_sixth_stream_with_one_token_takes_the_place_of_the_first) {
  run([this]() -> asio::awaitable<void> {
    const Secret token = co_await quote_token();
    std::vector<net::WebSocket> sockets;
    for (int i = 0; i < 6; ++i) {
      sockets.push_back(co_await open_socket());
      co_await ask_and_never_read(sockets.back(), token);
      asio::steady_timer pause{context_, 20ms};
      co_await pause.async_wait(asio::use_awaitable);
    }
    bool ended = false;
    while (!ended) ended = !co_await sockets.front().read();
    EXPECT_EQ(sockets.front().close_reason().reason, "Bye");
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

// S-47, dxlink.md 10.2
TEST_F(SimServerTest, the_first_upgrades_can_be_refused) {
  simulator_.reset();
  auto started =
      sim::Simulator::start(context_.get_executor(), {.step = 20ms, .chaos = "refuse_upgrade 1"});
  ASSERT_TRUE(started) << started.error().message;
  simulator_.emplace(std::move(*started));
  run([this]() -> asio::awaitable<void> {
    const std::string none;
    const std::string target = "/realtime";
    const std::string first = co_await upgrade_answer(target, none);
    EXPECT_THAT(first, HasSubstr("502 "));
    const std::string second = co_await upgrade_answer(target, none);
    EXPECT_THAT(second, HasSubstr("101 "));
  });
}

TEST(SimServer, a_chaos_text_that_cannot_be_read_is_refused) {
  asio::io_context context;
  const auto started = sim::Simulator::start(context.get_executor(),
                                             {.chaos = "at 3s dorp", .chaos_name = "night.txt"});
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, Errc::parse);
  EXPECT_THAT(started.error().message, HasSubstr("night.txt:1"));
}

}  // namespace
}  // namespace belay
