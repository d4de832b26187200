#include "net/websocket.hpp"

#include "support/net_tls.hpp"
#include "support/net_websocket.hpp"

namespace belay::net::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

enum class Over { memory, tcp, tls };

class Transports : public WebSocketTest, public testing::WithParamInterface<Over> {
 protected:
  Task<WebSocket> open(HttpServer& server) {
    if (GetParam() == Over::memory) return client(server);
    return dial(server);
  }
  Task<WebSocket> dial(HttpServer& server) {
    const Endpoint endpoint{
        .host = "localhost", .port = server.port(), .tls = GetParam() == Over::tls};
    const TlsOptions tls{.extra_ca_file = authority_.ca_file()};
    const std::string target = "/realtime";
    std::vector<HttpHeader> headers;
    const WebSocketOptions options;
    co_return co_await connect_websocket(endpoint, target, headers, tls, options);
  }
  HttpServerOptions options() {
    HttpServerOptions chosen;
    if (GetParam() != Over::tls) return chosen;
    const auto identity = authority_.issue("DNS:localhost");
    chosen.tls_certificate_file = identity.certificate_file;
    chosen.tls_key_file = identity.key_file;
    return chosen;
  }
  TestAuthority authority_{"test authority"};
};

TEST_P(Transports, messages_of_every_size_come_back_unchanged) {
  run([&]() -> asio::awaitable<void> {
    auto chosen = options();
    chosen.websocket.max_message = 1 << 20;
    auto server = listen(echo_messages, chosen);
    auto socket = co_await open(server);
    EXPECT_TRUE(socket.has_value()) << socket.error().message;
    if (!socket) co_return;
    for (const std::size_t size : {0U, 1U, 125U, 126U, 65535U, 65536U, 300'000U}) {
      const std::string text(size, 'q');
      const auto sent = co_await socket->write(text);
      EXPECT_TRUE(sent.has_value());
      const auto back = co_await socket->read();
      EXPECT_TRUE(back.has_value());
      EXPECT_TRUE(back.value_or("?") == text) << size;
    }
    const auto closed = co_await socket->close(1000, "done");
    EXPECT_TRUE(closed.has_value()) << closed.error().message;
    server.stop();
  });
}

TEST_P(Transports, reading_and_writing_go_on_at_the_same_time) {
  constexpr int kMessages = 2000;
  const auto talk = [&](HttpRequest, WebSocket socket) -> asio::awaitable<void> {
    for (int i = 0; i < kMessages; ++i) {
      const std::string text = "server " + std::to_string(i);
      const auto sent = co_await socket.write(text);
      EXPECT_TRUE(sent.has_value());
    }
    for (int i = 0; i < kMessages; ++i) {
      const auto text = co_await socket.read();
      EXPECT_EQ(text.value_or("?"), "client " + std::to_string(i));
    }
    co_await socket.close(1000, "Bye");
  };
  run([&]() -> asio::awaitable<void> {
    auto server = listen(talk, options());
    auto socket = co_await open(server);
    EXPECT_TRUE(socket.has_value()) << socket.error().message;
    if (!socket) co_return;
    const auto write = [](WebSocket& on, int count) -> asio::awaitable<void> {
      for (int i = 0; i < count; ++i) {
        const std::string text = "client " + std::to_string(i);
        const auto sent = co_await on.write(text);
        EXPECT_TRUE(sent.has_value());
      }
    };
    spawn(write(*socket, kMessages));
    for (int i = 0; i < kMessages; ++i) {
      const auto text = co_await socket->read();
      EXPECT_EQ(text.value_or("?"), "server " + std::to_string(i));
    }
    const auto end = co_await socket->read();
    EXPECT_FALSE(end.has_value());
    EXPECT_EQ(socket->close_reason().code, 1000);
    EXPECT_EQ(socket->close_reason().reason, "Bye");
    server.stop();
  });
}

std::string name_of(const testing::TestParamInfo<Over>& test) {
  switch (test.param) {
    case Over::memory: return "memory";
    case Over::tcp: return "tcp";
    case Over::tls: return "tls";
  }
  return "?";
}

INSTANTIATE_TEST_SUITE_P(WebSocket, Transports, testing::Values(Over::memory, Over::tcp, Over::tls),
                         name_of);

TEST_F(WebSocketTest, a_client_sends_the_standard_upgrade_and_the_given_headers_only) {
  auto pair = memory_pair(executor());
  std::string seen;
  const auto server = [&, stream = pair.second.get()]() -> asio::awaitable<void> {
    seen = co_await read_until(*stream, "\r\n\r\n");
    co_await write_all(*stream, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  };
  spawn(server());
  run([&]() -> asio::awaitable<void> {
    std::vector<HttpHeader> headers{{"User-Agent", "belay"}};
    const std::string host = "feed.test";
    const std::string target = "/realtime";
    const WebSocketOptions options;
    co_await upgrade_client(std::move(pair.first), host, target, headers, options);
  });
  EXPECT_THAT(seen, StartsWith("GET /realtime HTTP/1.1\r\nHost: feed.test\r\n"));
  EXPECT_THAT(seen, HasSubstr("User-Agent: belay\r\n"));
  EXPECT_THAT(seen, HasSubstr("Sec-WebSocket-Version: 13\r\n"));
  EXPECT_THAT(seen, Not(HasSubstr("Sec-WebSocket-Extensions")));
  EXPECT_THAT(seen, Not(HasSubstr("Sec-WebSocket-Protocol")));
  EXPECT_EQ(std::ranges::count(seen, '\n'), 8);
}

TEST_F(WebSocketTest, a_header_that_would_forge_another_is_refused) {
  run([&]() -> asio::awaitable<void> {
    auto pair = memory_pair(executor());
    std::vector<HttpHeader> headers{{"X", "a\r\nB: c"}};
    const std::string host = "x";
    const std::string target = "/";
    const WebSocketOptions options;
    const auto socket =
        co_await upgrade_client(std::move(pair.first), host, target, headers, options);
    EXPECT_FALSE(socket.has_value());
    if (socket) co_return;
    EXPECT_EQ(socket.error().code, Errc::invalid);
  });
}

TEST_F(WebSocketTest, a_refused_upgrade_tells_status_and_first_bytes_of_the_page) {
  auto pair = memory_pair(executor());
  const auto server = [&, stream = pair.second.get()]() -> asio::awaitable<void> {
    co_await read_until(*stream, "\r\n\r\n");
    const std::string page = "<html>\r\nService Unavailable" + std::string(5000, '.');
    co_await write_all(*stream, "HTTP/1.1 503 Busy\r\nContent-Type: text/html\r\nContent-Length: " +
                                    std::to_string(page.size()) + "\r\n\r\n" + page);
  };
  spawn(server());
  run([&]() -> asio::awaitable<void> {
    std::vector<HttpHeader> headers;
    const std::string host = "feed.test";
    const std::string target = "/realtime";
    const WebSocketOptions options;
    const auto socket =
        co_await upgrade_client(std::move(pair.first), host, target, headers, options);
    EXPECT_FALSE(socket.has_value());
    if (socket) co_return;
    EXPECT_EQ(socket.error().code, Errc::unavailable);
    EXPECT_EQ(socket.error().http_status, 503);
    EXPECT_THAT(socket.error().message, HasSubstr("<html>  Service Unavailable"));
    EXPECT_LT(socket.error().message.size(), 500U);
  });
}

TEST_F(WebSocketTest, a_server_that_never_answers_the_upgrade_is_a_timeout) {
  auto pair = memory_pair(executor());
  run([&]() -> asio::awaitable<void> {
    std::vector<HttpHeader> headers;
    const std::string host = "feed.test";
    const std::string target = "/realtime";
    const WebSocketOptions options{.connect_limit = 20ms};
    const auto socket =
        co_await upgrade_client(std::move(pair.first), host, target, headers, options);
    EXPECT_FALSE(socket.has_value());
    if (socket) co_return;
    EXPECT_EQ(socket.error().code, Errc::timeout);
  });
}

TEST_F(WebSocketTest, an_ordinary_request_still_reaches_the_http_handler) {
  run([&]() -> asio::awaitable<void> {
    auto server = listen(echo_messages);
    auto pair = memory_pair(executor());
    server.serve(std::move(pair.second));
    co_await write_all(*pair.first, "GET /realtime HTTP/1.1\r\nHost: x\r\n\r\n");
    const std::string answer = co_await read_until(*pair.first, "\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 404 "));
    server.stop();
  });
}

TEST_F(WebSocketTest, the_handler_sees_the_upgrade_request) {
  std::string target;
  std::string agent;
  const auto handler = [&](HttpRequest request, WebSocket) -> asio::awaitable<void> {
    target = request.target;
    agent = find_header(request.headers, "user-agent");
    co_return;
  };
  run([&]() -> asio::awaitable<void> {
    auto server = listen(handler);
    auto pair = memory_pair(executor());
    server.serve(std::move(pair.second));
    co_await write_all(*pair.first, raw_upgrade("User-Agent: probe\r\n"));
    co_await read_to_end(*pair.first);
    server.stop();
  });
  EXPECT_EQ(target, "/realtime");
  EXPECT_EQ(agent, "probe");
}

}  // namespace
}  // namespace belay::net::test
