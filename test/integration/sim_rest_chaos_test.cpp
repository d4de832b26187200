#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "belay/sim/simulator.hpp"
#include "net/http_client.hpp"
#include "proto/oauth/token.hpp"

// Faults of the REST answers over real loopback sockets.

namespace belay {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::chrono::seconds kLimit{20};

class SimRestChaosTest : public testing::Test {
 protected:
  void start(std::string chaos) {
    auto started =
        sim::Simulator::start(context_.get_executor(), {.step = 20ms, .chaos = std::move(chaos)});
    ASSERT_TRUE(started) << started.error().message;
    simulator_.emplace(std::move(*started));
  }
  void TearDown() override {
    simulator_.reset();
    context_.run_for(kLimit);
    EXPECT_TRUE(context_.stopped()) << "something keeps running after stop()";
  }

  Result<HttpResponse> send(HttpRequest request, std::chrono::milliseconds limit = 5s) {
    std::optional<Result<HttpResponse>> answer;
    request.headers.push_back({"User-Agent", "test/1.0"});
    const net::Endpoint where{.host = "127.0.0.1", .port = simulator_->port(), .tls = false};
    net::HttpClient client{context_.get_executor(), where, net::TlsOptions{}};
    auto body = [&]() -> asio::awaitable<void> {
      auto result = co_await client.send(std::move(request), limit);
      answer.emplace(std::move(result));
    };
    asio::co_spawn(context_, body, [](std::exception_ptr) {});
    const auto end = std::chrono::steady_clock::now() + kLimit;
    while (!answer && std::chrono::steady_clock::now() < end) context_.run_one_for(1s);
    if (!answer) return fail(Errc::timeout, "the conversation took too long");
    return *std::move(answer);
  }

  asio::io_context context_;
  std::optional<sim::Simulator> simulator_;
};

TEST_F(SimRestChaosTest, a_truncated_answer_is_an_error_of_the_transport) {
  start("rest truncate");
  EXPECT_FALSE(send(oauth::refresh_request(oauth::simulator_grant())));
}

TEST_F(SimRestChaosTest, a_dropped_connection_brings_no_answer) {
  start("rest drop");
  EXPECT_FALSE(send(oauth::refresh_request(oauth::simulator_grant())));
}

TEST_F(SimRestChaosTest, a_stalled_answer_outlasts_the_clients_patience) {
  start("rest stall 1h");
  EXPECT_FALSE(send(oauth::refresh_request(oauth::simulator_grant()), 200ms));
}

TEST_F(SimRestChaosTest, the_date_is_off_by_what_was_set) {
  start("rest set clock-skew 1h");
  const auto answer = send({.target = "/belay-sim/status"});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_THAT(std::string{find_header(answer->headers, "Date")}, HasSubstr("GMT"));
}

TEST_F(SimRestChaosTest, rules_of_streams_and_of_answers_stand_in_one_file) {
  start("seed 7\nrest 503 html on /customers\nat 30s drop\n");
  const auto answer = send({.target = "/customers/me"});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 503);
  EXPECT_THAT(answer->body, HasSubstr("<html>"));
}

TEST_F(SimRestChaosTest, a_bad_rule_does_not_start) {
  auto started = sim::Simulator::start(context_.get_executor(), {.chaos = "rest explode"});
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().message, HasSubstr("chaos:1"));
}

}  // namespace
}  // namespace belay
