#include <random>

#include "support/net_websocket.hpp"

namespace belay::net::test {
namespace {

TEST_F(WebSocketTest, a_servers_close_is_readable_with_code_and_reason) {
  const auto handler = [](HttpRequest, WebSocket socket) -> asio::awaitable<void> {
    co_await socket.close(1000, "Bye");
  };
  run([&]() -> asio::awaitable<void> {
    auto server = listen(handler);
    auto socket = co_await client(server);
    EXPECT_TRUE(socket.has_value());
    const auto text = co_await socket->read();
    EXPECT_FALSE(text.has_value());
    if (text) co_return;
    EXPECT_EQ(text.error().code, Errc::closed);
    EXPECT_EQ(socket->close_reason().code, 1000);
    EXPECT_EQ(socket->close_reason().reason, "Bye");
    const auto again = co_await socket->read();
    EXPECT_FALSE(again.has_value());
    const auto late = co_await socket->write("too late");
    EXPECT_FALSE(late.has_value());
    const auto closed = co_await socket->close(1000, "me too");
    EXPECT_TRUE(closed.has_value());
    server.stop();
  });
}

TEST_F(WebSocketTest, a_clients_close_is_readable_with_code_and_reason) {
  CloseReason reason;
  const auto handler = [&](HttpRequest, WebSocket socket) -> asio::awaitable<void> {
    co_await socket.read();
    reason = socket.close_reason();
  };
  run([&]() -> asio::awaitable<void> {
    auto server = listen(handler);
    auto socket = co_await client(server);
    const auto closed = co_await socket->close(4001, "going");
    EXPECT_TRUE(closed.has_value());
    server.stop();
  });
  EXPECT_EQ(reason.code, 4001);
  EXPECT_EQ(reason.reason, "going");
}

TEST_F(WebSocketTest, a_read_that_waits_ends_with_closed_when_we_close) {
  run([&]() -> asio::awaitable<void> {
    auto server = listen(echo_messages);
    auto socket = co_await client(server);
    bool ended = false;
    const auto wait = [](WebSocket& on, bool& done) -> asio::awaitable<void> {
      const auto text = co_await on.read();
      EXPECT_FALSE(text.has_value());
      EXPECT_EQ(text ? Errc::usage : text.error().code, Errc::closed);
      done = true;
    };
    spawn(wait(*socket, ended));
    co_await let_others_run();
    const auto closed = co_await socket->close(1000, "done");
    EXPECT_TRUE(closed.has_value());
    EXPECT_EQ(socket->close_reason().code, 1000);
    while (!ended) co_await let_others_run();
    server.stop();
  });
}

TEST_F(WebSocketTest, a_connection_lost_without_a_close_frame_is_1006) {
  const auto handler = [](HttpRequest, WebSocket socket) -> asio::awaitable<void> {
    socket.abort();
    co_return;
  };
  run([&]() -> asio::awaitable<void> {
    auto server = listen(handler);
    auto socket = co_await client(server);
    const auto text = co_await socket->read();
    EXPECT_FALSE(text.has_value());
    if (text) co_return;
    EXPECT_EQ(text.error().code, Errc::closed);
    EXPECT_EQ(socket->close_reason().code, 1006);
    server.stop();
  });
}

TEST_F(WebSocketTest, abort_ends_a_read_that_waits) {
  run([&]() -> asio::awaitable<void> {
    auto server = listen(echo_messages);
    auto socket = co_await client(server);
    const auto drop = [](WebSocket& on) -> asio::awaitable<void> {
      on.abort();
      co_return;
    };
    spawn(drop(*socket));
    const auto text = co_await socket->read();
    EXPECT_FALSE(text.has_value());
    if (text) co_return;
    EXPECT_EQ(text.error().code, Errc::closed);
    server.stop();
  });
}

TEST_F(WebSocketTest, destroying_the_socket_ends_a_read_that_waits) {
  run([&]() -> asio::awaitable<void> {
    auto server = listen(echo_messages);
    auto made = co_await client(server);
    auto socket = std::make_unique<WebSocket>(std::move(*made));
    auto reading = socket->read();
    const auto drop = [](std::unique_ptr<WebSocket>& on) -> asio::awaitable<void> {
      on.reset();
      co_return;
    };
    spawn(drop(socket));
    const auto text = co_await std::move(reading);
    EXPECT_FALSE(text.has_value());
    server.stop();
  });
}

TEST_F(WebSocketTest, an_oversized_message_is_a_protocol_error_and_closes_with_1009) {
  CloseReason reason;
  const auto handler = [&](HttpRequest, WebSocket socket) -> asio::awaitable<void> {
    const std::string large(1001, 'x');
    co_await socket.write(large);
    co_await socket.read();
    reason = socket.close_reason();
  };
  run([&]() -> asio::awaitable<void> {
    auto server = listen(handler);
    const WebSocketOptions options{.max_message = 1000};
    auto socket = co_await client(server, options);
    const auto text = co_await socket->read();
    EXPECT_FALSE(text.has_value());
    if (text) co_return;
    EXPECT_EQ(text.error().code, Errc::protocol);
    EXPECT_EQ(socket->exceeded_limit(), 1000U);
    const auto again = co_await socket->read();
    EXPECT_FALSE(again.has_value());
    while (server.connections() > 0) co_await let_others_run();
    server.stop();
  });
  EXPECT_EQ(reason.code, 1009);
}

TEST_F(WebSocketTest, a_message_of_exactly_the_limit_passes) {
  run([&]() -> asio::awaitable<void> {
    HttpServerOptions options;
    options.websocket.max_message = 1000;
    auto server = listen(echo_messages, options);
    auto socket = co_await client(server);
    const std::string text(1000, 'x');
    co_await socket->write(text);
    const auto back = co_await socket->read();
    EXPECT_EQ(back.value_or("?").size(), 1000U);
    server.stop();
  });
}

TEST_F(WebSocketTest, compression_is_used_when_both_sides_want_it) {
  run([&]() -> asio::awaitable<void> {
    HttpServerOptions options;
    options.websocket.compress = true;
    options.websocket.max_message = 1 << 20;
    auto server = listen(echo_messages, options);
    const WebSocketOptions mine{.compress = true};
    auto socket = co_await client(server, mine);
    EXPECT_TRUE(socket.has_value());
    std::mt19937_64 random{11};
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += std::to_string(random() % 1000) + ",";
    for (int i = 0; i < 3; ++i) {
      const auto sent = co_await socket->write(text);
      EXPECT_TRUE(sent.has_value());
      const auto back = co_await socket->read();
      EXPECT_TRUE(back.value_or("?") == text);
    }
    server.stop();
  });
}

TEST_F(WebSocketTest, a_compressed_bomb_over_the_limit_is_a_protocol_error) {
  const auto handler = [](HttpRequest, WebSocket socket) -> asio::awaitable<void> {
    const std::string bomb(10'000'000, 'x');
    co_await socket.write(bomb);
    co_await socket.read();
  };
  run([&]() -> asio::awaitable<void> {
    HttpServerOptions options;
    options.websocket.compress = true;
    auto server = listen(handler, options);
    const WebSocketOptions mine{.max_message = 1 << 20, .compress = true};
    auto socket = co_await client(server, mine);
    const auto text = co_await socket->read();
    EXPECT_FALSE(text.has_value());
    if (text) co_return;
    EXPECT_EQ(text.error().code, Errc::protocol);
    socket->abort();
    server.stop();
  });
}

TEST_F(WebSocketTest, a_close_that_cannot_be_sent_is_invalid) {
  run([&]() -> asio::awaitable<void> {
    auto server = listen(echo_messages);
    auto socket = co_await client(server);
    for (const std::uint16_t code : {std::uint16_t{999}, std::uint16_t{1005}, std::uint16_t{1006},
                                     std::uint16_t{2000}, std::uint16_t{5000}}) {
      const auto closed = co_await socket->close(code, "");
      EXPECT_FALSE(closed.has_value()) << code;
    }
    const std::string long_reason(124, 'x');
    const auto closed = co_await socket->close(1000, long_reason);
    EXPECT_FALSE(closed.has_value());
    server.stop();
  });
}

struct Flag {
  bool& raised;
  ~Flag() { raised = true; }
};

TEST_F(WebSocketTest, stop_ends_handlers_that_read) {
  bool started = false;
  bool ended = false;
  const auto handler = [&](HttpRequest, WebSocket socket) -> asio::awaitable<void> {
    const Flag flag{ended};
    started = true;
    co_await socket.read();
  };
  run([&]() -> asio::awaitable<void> {
    auto server = listen(handler);
    auto socket = co_await client(server);
    while (!started) co_await let_others_run();
    server.stop();
    const auto text = co_await socket->read();
    EXPECT_FALSE(text.has_value());
    while (server.connections() > 0) co_await let_others_run();
  });
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace belay::net::test
