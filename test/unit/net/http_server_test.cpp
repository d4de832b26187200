#include "net/http_server.hpp"

#include <filesystem>
#include <random>

#include <boost/asio/ip/tcp.hpp>

#include "support/net_http.hpp"

namespace belay::net::test {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class HttpServerTest : public NetTest {
 protected:
  HttpServer listen(HttpServer::Handler handler = echo, HttpServerOptions options = {}) {
    auto server = HttpServer::listen(executor(), std::move(handler), {}, std::move(options), {});
    if (!server) throw std::runtime_error(server.error().message);
    return std::move(*server);
  }

  /// What a server with `options` answers to `sent`, until it ends the connection.
  std::string answer_to(std::string sent, HttpServerOptions options = {},
                        HttpServer::Handler handler = echo) {
    std::string answer;
    run([&]() -> asio::awaitable<void> {
      auto server = listen(handler, options);
      auto pair = memory_pair(executor());
      server.serve(std::move(pair.second));
      co_await write_all(*pair.first, sent);
      pair.first->shutdown(DoneHandler{[](error_code) {}});
      answer = co_await read_to_end(*pair.first);
      server.stop();
    });
    io_.restart();
    return answer;
  }
};

TEST_F(HttpServerTest, a_client_reuses_its_connection_over_tcp) {
  run([&]() -> asio::awaitable<void> {
    auto server = listen();
    const Endpoint endpoint{.host = "localhost", .port = server.port(), .tls = false};
    const TlsOptions tls;
    HttpClient http{executor(), endpoint, tls};
    for (int i = 0; i < 10; ++i) {
      auto request = post("/orders", "{}");
      const auto answer = co_await http.send(std::move(request), 5s);
      EXPECT_EQ(answer.value_or(HttpResponse{}).body, "POST /orders {}");
      EXPECT_EQ(server.connections(), 1U);
    }
    server.stop();
  });
}

TEST_F(HttpServerTest, many_requests_share_few_connections_over_tcp) {
  auto server = listen();
  const Endpoint endpoint{.host = "127.0.0.1", .port = server.port(), .tls = false};
  HttpClient http{executor(), endpoint, TlsOptions{}, {.max_connections = 4}};
  int done = 0;
  std::size_t most = 0;
  const auto one = [&](int number) -> asio::awaitable<void> {
    const std::string target = "/n/" + std::to_string(number);
    auto request = get(target);
    const auto answer = co_await http.send(std::move(request), 10s);
    EXPECT_EQ(answer.value_or(HttpResponse{}).body, "GET " + target + " ");
    most = std::max(most, server.connections());
    if (++done == 200) server.stop();
  };
  for (int i = 0; i < 200; ++i) spawn(one(i));
  io_.run_for(30s);
  EXPECT_EQ(done, 200);
  EXPECT_LE(most, 4U);
  EXPECT_GE(most, 2U);
}

TEST_F(HttpServerTest, listens_on_loopback_only) {
  auto server = listen();
  asio::ip::tcp::socket socket{io_};
  error_code error;
  asio::ip::tcp::resolver resolver{io_};
  // Another address of this machine, were there a listener on every interface.
  const auto other = asio::ip::make_address("127.0.0.2");
  socket.connect({other, server.port()}, error);
  EXPECT_EQ(error, asio::error::connection_refused);
}

TEST_F(HttpServerTest, a_taken_port_is_an_error_that_names_it_its_owner_and_the_next_step) {
  auto server = listen();
  auto second = HttpServer::listen(executor(), echo, {}, {.port = server.port()}, {});
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, Errc::io);
  EXPECT_THAT(second.error().message, HasSubstr(std::to_string(server.port())));
  EXPECT_THAT(second.error().message, HasSubstr("choose another port"));
  if (std::filesystem::exists("/proc/self/fd")) {
    EXPECT_THAT(second.error().message, HasSubstr("net_test (pid "));
  }
}

TEST_F(HttpServerTest, a_port_is_free_again_after_stop) {
  auto first = listen();
  const auto port = first.port();
  first.stop();
  auto second = HttpServer::listen(executor(), echo, {}, {.port = port}, {});
  EXPECT_TRUE(second.has_value());
}

TEST_F(HttpServerTest, pipelined_requests_are_answered_in_order) {
  const auto answer = answer_to(
      "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n"
      "abcGET /3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const auto first = answer.find("GET /1 ");
  const auto second = answer.find("POST /2 abc");
  const auto third = answer.find("GET /3 ");
  EXPECT_LT(first, second);
  EXPECT_LT(second, third);
  EXPECT_NE(third, std::string::npos);
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
}

TEST_F(HttpServerTest, a_chunked_request_body_is_joined) {
  EXPECT_THAT(answer_to("POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
              EndsWith("POST /c abcde"));
}

TEST_F(HttpServerTest, expect_100_continue_is_answered_before_the_body) {
  run([&]() -> asio::awaitable<void> {
    auto server = listen();
    auto pair = memory_pair(executor());
    server.serve(std::move(pair.second));
    co_await write_all(*pair.first,
                       "POST /e HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                       "Content-Length: 4\r\n\r\n");
    const std::string interim = co_await read_until(*pair.first, "\r\n\r\n");
    EXPECT_EQ(interim, "HTTP/1.1 100 Continue\r\n\r\n");
    co_await write_all(*pair.first, "body");
    const std::string answer = co_await read_until(*pair.first, "body");
    EXPECT_THAT(answer, EndsWith("POST /e body"));
    server.stop();
  });
}

TEST_F(HttpServerTest, head_gets_the_length_and_no_body) {
  const auto answer = answer_to("HEAD /h HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Content-Length: 8\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(HttpServerTest, an_empty_status_gets_neither_length_nor_body) {
  const auto no_content = [](HttpRequest) -> asio::awaitable<HttpResponse> {
    HttpResponse response;
    response.status = 204;
    response.body = "dropped";
    co_return response;
  };
  const auto answer = answer_to("DELETE /x HTTP/1.1\r\nHost: x\r\n\r\n", {}, no_content);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 204 "));
  EXPECT_THAT(answer, Not(HasSubstr("Content-Length")));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(HttpServerTest, a_body_over_the_limit_is_413) {
  EXPECT_THAT(
      answer_to("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n" + std::string(101, 'x'),
                {.max_body = 100}),
      StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(answer_to("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" +
                            std::string(101, 'x') + "\r\n0\r\n\r\n",
                        {.max_body = 100}),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(
      answer_to("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n" + std::string(100, 'x'),
                {.max_body = 100}),
      StartsWith("HTTP/1.1 200 "));
}

TEST_F(HttpServerTest, a_client_sees_413_although_the_server_did_not_read_the_body) {
  run([&]() -> asio::awaitable<void> {
    auto server = listen(echo, {.max_body = 1000});
    const Endpoint endpoint{.host = "127.0.0.1", .port = server.port(), .tls = false};
    const TlsOptions tls;
    HttpClient http{executor(), endpoint, tls};
    auto request = post("/large", std::string(4'000'000, 'x'));
    const auto answer = co_await http.send(std::move(request), 10s);
    EXPECT_TRUE(answer.has_value()) << answer.error().message;
    EXPECT_EQ(answer.value_or(HttpResponse{}).status, 413);
    server.stop();
  });
}

TEST_F(HttpServerTest, a_header_over_the_limit_is_431) {
  EXPECT_THAT(
      answer_to("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n"),
      StartsWith("HTTP/1.1 431 "));
}

TEST_F(HttpServerTest, what_is_not_http_is_400) {
  for (const auto* sent :
       {"\x16\x03\x01\x02garbage\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/1.1\r\nNo colon\r\n\r\n",
        "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "GET / FTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"}) {
    EXPECT_THAT(answer_to(sent), StartsWith("HTTP/1.1 400 ")) << sent;
  }
}

TEST_F(HttpServerTest, any_bytes_at_all_get_an_answer_or_an_end_and_the_server_lives) {
  std::mt19937_64 random{3};
  const std::string model =
      "POST /x?y=1 HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
      "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" +
      std::string("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n");
  for (int round = 0; round < 300; ++round) {
    std::string sent = model;
    const auto changes = 1 + random() % 8;
    for (std::uint64_t i = 0; i < changes; ++i) {
      sent[random() % sent.size()] = static_cast<char>(random());
    }
    sent.resize(random() % (sent.size() + 1));
    const std::string answer = answer_to(sent);
    EXPECT_TRUE(answer.empty() || answer.starts_with("HTTP/1.1 ")) << answer;
  }
}

TEST_F(HttpServerTest, a_client_that_leaves_mid_request_gets_no_answer) {
  EXPECT_EQ(answer_to("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc"), "");
  EXPECT_EQ(answer_to(""), "");
}

TEST_F(HttpServerTest, a_handler_that_throws_is_500_and_the_connection_goes_on) {
  std::vector<std::string> logged;
  const auto handler = [](HttpRequest request) -> asio::awaitable<HttpResponse> {
    if (request.target == "/bad") throw std::runtime_error("boom");
    co_return co_await echo(std::move(request));
  };
  Log log{[&](LogLevel, std::string_view, std::string_view text) { logged.emplace_back(text); },
          "http"};
  run([&]() -> asio::awaitable<void> {
    auto server = HttpServer::listen(executor(), handler, {}, {}, log);
    auto pair = memory_pair(executor());
    server->serve(std::move(pair.second));
    co_await write_all(*pair.first, "GET /bad HTTP/1.1\r\nHost: x\r\n\r\n");
    const std::string bad = co_await read_until(*pair.first, "error\n");
    EXPECT_THAT(bad, StartsWith("HTTP/1.1 500 "));
    EXPECT_THAT(bad, Not(HasSubstr("boom")));
    co_await write_all(*pair.first, "GET /good HTTP/1.1\r\nHost: x\r\n\r\n");
    const std::string good = co_await read_until(*pair.first, "GET /good ");
    EXPECT_THAT(good, StartsWith("HTTP/1.1 200 "));
    server->stop();
  });
  EXPECT_THAT(logged, testing::Contains(HasSubstr("boom")));
}

TEST_F(HttpServerTest, an_answer_that_would_forge_a_header_is_500) {
  const auto splitting = [](HttpRequest) -> asio::awaitable<HttpResponse> {
    HttpResponse response;
    response.headers.push_back({"X", "a\r\nSet-Cookie: b"});
    co_return response;
  };
  const auto answer = answer_to("GET / HTTP/1.1\r\nHost: x\r\n\r\n", {}, splitting);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 "));
  EXPECT_THAT(answer, Not(HasSubstr("Set-Cookie")));
}

TEST_F(HttpServerTest, a_handler_may_end_the_connection) {
  const auto last = [](HttpRequest) -> asio::awaitable<HttpResponse> {
    HttpResponse response;
    response.headers.push_back({"Connection", "close"});
    co_return response;
  };
  run([&]() -> asio::awaitable<void> {
    auto server = listen(last);
    auto pair = memory_pair(executor());
    server.serve(std::move(pair.second));
    co_await write_all(*pair.first, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    const std::string answer = co_await read_to_end(*pair.first);
    EXPECT_THAT(answer, HasSubstr("Connection: close"));
    server.stop();
  });
}

TEST_F(HttpServerTest, a_client_that_says_nothing_is_dropped_after_the_idle_limit) {
  run([&]() -> asio::awaitable<void> {
    auto server = listen(echo, {.idle_limit = 20ms});
    auto pair = memory_pair(executor());
    server.serve(std::move(pair.second));
    const std::string nothing = co_await read_to_end(*pair.first);
    EXPECT_EQ(nothing, "");
    server.stop();
  });
}

TEST_F(HttpServerTest, a_request_that_never_ends_is_dropped_after_the_header_limit) {
  run([&]() -> asio::awaitable<void> {
    auto server = listen(echo, {.header_limit = 20ms});
    auto pair = memory_pair(executor());
    server.serve(std::move(pair.second));
    co_await write_all(*pair.first, "GET / HTTP/1.1\r\nX-Slow: ");
    const std::string nothing = co_await read_to_end(*pair.first);
    EXPECT_EQ(nothing, "");
    while (server.connections() > 0) co_await let_others_run();
    server.stop();
  });
}

TEST_F(HttpServerTest, connections_beyond_the_limit_are_closed_at_once) {
  run([&]() -> asio::awaitable<void> {
    auto server = listen(echo, {.max_connections = 1});
    const Endpoint endpoint{.host = "127.0.0.1", .port = server.port(), .tls = false};
    const TlsOptions tls;
    auto first = co_await connect(endpoint, tls, 5s);
    co_await write_all(**first, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    co_await read_until(**first, "GET / ");
    auto second = co_await connect(endpoint, tls, 5s);
    const std::string nothing = co_await read_to_end(**second);
    EXPECT_EQ(nothing, "");
    EXPECT_EQ(server.connections(), 1U);
    server.stop();
  });
}

TEST_F(HttpServerTest, stop_drops_connections_whose_handlers_wait) {
  asio::steady_timer never{io_, asio::steady_timer::time_point::max()};
  bool started = false;
  bool unwound = false;
  struct Witness {
    bool& flag;
    ~Witness() { flag = true; }
  };
  const auto hang = [&](HttpRequest) -> asio::awaitable<HttpResponse> {
    const Witness witness{unwound};
    started = true;
    co_await never.async_wait(kAwait);
    co_return HttpResponse{};
  };
  run([&]() -> asio::awaitable<void> {
    auto server = listen(hang);
    auto pair = memory_pair(executor());
    server.serve(std::move(pair.second));
    co_await write_all(*pair.first, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    while (!started) co_await let_others_run();
    server.stop();
    const std::string nothing = co_await read_to_end(*pair.first);
    EXPECT_EQ(nothing, "");
  });
  EXPECT_TRUE(unwound);
}

TEST(HttpServerLifetime, a_destroyed_context_frees_handlers_that_wait) {
  const auto witness = std::make_shared<int>(1);
  {
    asio::io_context io;
    const auto hang = [held = witness](HttpRequest) -> asio::awaitable<HttpResponse> {
      const auto mine = held;
      asio::steady_timer never{co_await asio::this_coro::executor,
                               asio::steady_timer::time_point::max()};
      co_await never.async_wait(kAwait);
      co_return HttpResponse{};
    };
    auto server = HttpServer::listen(io.get_executor(), hang, {}, {}, {});
    ASSERT_TRUE(server.has_value());
    auto pair = memory_pair(io.get_executor());
    server->serve(std::move(pair.second));
    auto ask = [](StreamPtr stream) -> asio::awaitable<void> {
      co_await write_all(*stream, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      co_await read_to_end(*stream);
    };
    asio::co_spawn(io, ask(std::move(pair.first)), asio::detached);
    io.poll();
    EXPECT_GE(witness.use_count(), 3);
  }
  EXPECT_EQ(witness.use_count(), 1);
}

}  // namespace
}  // namespace belay::net::test
