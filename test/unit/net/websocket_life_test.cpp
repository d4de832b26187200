#include <algorithm>

#include "net/frame_writer.hpp"
#include "support/net_websocket.hpp"

namespace belay::net::test {
namespace {

// Whole conversations over real sockets: how they go on and how they end.

class RealSocket : public WebSocketTest {
 protected:
  Task<WebSocket> dial(HttpServer& server, WebSocketOptions options = {}) {
    const Endpoint endpoint{.host = "127.0.0.1", .port = server.port(), .tls = false};
    const TlsOptions tls;
    const std::string target = "/realtime";
    std::vector<HttpHeader> headers;
    co_return co_await connect_websocket(endpoint, target, headers, tls, options);
  }
  /// A bare connection that has asked for the upgrade and read the answer.
  asio::awaitable<StreamPtr> raw(HttpServer& server) {
    const Endpoint endpoint{.host = "127.0.0.1", .port = server.port(), .tls = false};
    const TlsOptions tls;
    auto stream = co_await connect(endpoint, tls, 5s);
    if (!stream) throw std::runtime_error(stream.error().message);
    auto request = raw_upgrade();
    co_await write_all(**stream, std::move(request));
    co_await read_until(**stream, "\r\n\r\n");
    co_return std::move(*stream);
  }
};

// C-19: how a conversation ended is told apart.
TEST_F(RealSocket, close_codes_of_the_server_arrive_as_they_were_sent) {
  std::uint16_t code = 0;
  const auto handler = [&](HttpRequest, WebSocket socket) -> asio::awaitable<void> {
    const std::string_view reason = code == 1000 ? "Bye" : "";
    if (code == close_code::abnormal) co_return;
    co_await socket.close(code, reason);
  };
  const std::vector<std::uint16_t> codes{1000, 1001, 1006, 1009, 1011};
  for (const std::uint16_t each : codes) {
    code = each;
    run([&]() -> asio::awaitable<void> {
      auto server = listen(handler);
      auto socket = co_await dial(server);
      EXPECT_TRUE(socket.has_value());
      const auto text = co_await socket->read();
      EXPECT_EQ(text ? Errc::usage : text.error().code, Errc::closed);
      EXPECT_EQ(socket->close_reason().code, code);
      EXPECT_EQ(socket->close_reason().reason, code == 1000 ? "Bye" : "");
      server.stop();
    });
    io_.restart();
  }
}

// C-3, C-4: over many messages, with the extension accepted and refused.
TEST_F(RealSocket, a_session_works_the_same_with_compression_accepted_and_refused) {
  for (const bool accepted : {true, false}) {
    run([&]() -> asio::awaitable<void> {
      HttpServerOptions options;
      options.websocket.compress = accepted;
      auto server = listen(echo_messages, options);
      const WebSocketOptions mine{.compress = true};
      auto socket = co_await dial(server, mine);
      EXPECT_TRUE(socket.has_value());
      for (int i = 0; i < 200; ++i) {  // short ones are sent as they are, long ones compressed
        const std::string text = std::to_string(i) + std::string(i % 2 == 0 ? 0 : 500, 'x');
        const auto sent = co_await socket->write(text);
        EXPECT_TRUE(sent.has_value());
        const auto back = co_await socket->read();
        EXPECT_EQ(back.value_or("?"), text);
      }
      server.stop();
    });
    io_.restart();
  }
}

// C-24: four data frames stood between the two Close frames of the capture.
TEST_F(RealSocket, data_between_our_close_and_the_servers_is_dropped_in_silence) {
  const auto handler = [](HttpRequest, WebSocket socket) -> asio::awaitable<void> {
    co_await socket.read();
    for (const std::string_view text : {"1", "2", "3", "4"}) co_await socket.write(text);
    co_await socket.close(1000, "");
  };
  run([&]() -> asio::awaitable<void> {
    HttpServerOptions options;
    options.websocket.owner_ends = true;
    auto server = listen(handler, options);
    auto socket = co_await dial(server);
    EXPECT_TRUE(socket.has_value());
    const auto closed = co_await socket->close(1000, "");
    EXPECT_TRUE(closed.has_value());
    EXPECT_EQ(socket->close_reason().code, 1000);
    server.stop();
  });
}

// S-15: what is still to say goes first, then the same code.
TEST_F(RealSocket, an_owner_that_ends_itself_says_its_piece_before_the_echo) {
  const auto handler = [](HttpRequest, WebSocket socket) -> asio::awaitable<void> {
    const auto text = co_await socket.read();
    EXPECT_EQ(text ? Errc::usage : text.error().code, Errc::closed);
    const std::uint16_t code = socket.close_reason().code;
    const auto sent = co_await socket.write("pending");
    EXPECT_TRUE(sent.has_value());
    co_await socket.close(code, "");
  };
  for (const std::uint16_t code : {std::uint16_t{1000}, std::uint16_t{4002}, std::uint16_t{1005}}) {
    run([&]() -> asio::awaitable<void> {
      HttpServerOptions options;
      options.websocket.owner_ends = true;
      auto server = listen(handler, options);
      auto stream = co_await raw(server);
      co_await write_all(*stream, raw_frame(kClose, close_payload(code, "")));
      const std::string end = co_await read_to_end(*stream);
      std::string expected = "\x81\x07pending";
      append_frame(expected, Opcode::close, close_payload(code, ""), std::nullopt);
      EXPECT_EQ(end, expected);
      server.stop();
    });
    io_.restart();
  }
}

// S-14, the transport's part: the owner learns of the limit and can still speak, and what it says
// arrives although the client is in the middle of its frame.
TEST_F(RealSocket, an_oversized_frame_leaves_time_for_an_error_and_1009) {
  const auto handler = [](HttpRequest, WebSocket socket) -> asio::awaitable<void> {
    const auto text = co_await socket.read();
    EXPECT_EQ(text ? Errc::usage : text.error().code, Errc::protocol);
    EXPECT_EQ(socket.exceeded_limit(), 65'536U);
    const auto sent = co_await socket.write("too long");
    EXPECT_TRUE(sent.has_value());
    co_await socket.close(1009, "");
  };
  run([&]() -> asio::awaitable<void> {
    HttpServerOptions options;
    options.websocket.max_frame = 65'536;
    options.websocket.max_message = std::size_t{1} << 20;
    options.websocket.owner_ends = true;
    auto server = listen(handler, options);
    auto socket = co_await dial(server);
    EXPECT_TRUE(socket.has_value());
    const std::string large(3'000'000, 'x');
    const auto sent = co_await socket->write(large);
    EXPECT_TRUE(sent.has_value());
    const auto text = co_await socket->read();
    EXPECT_EQ(text.value_or("?"), "too long");
    const auto end = co_await socket->read();
    EXPECT_FALSE(end.has_value());
    EXPECT_EQ(socket->close_reason().code, 1009);
    server.stop();
  });
}

TEST_F(RealSocket, a_frame_of_exactly_the_limit_passes) {
  run([&]() -> asio::awaitable<void> {
    HttpServerOptions options;
    options.websocket.max_frame = 65'536;
    auto server = listen(echo_messages, options);
    auto socket = co_await dial(server);
    const std::string text(65'536, 'x');
    co_await socket->write(text);
    const auto back = co_await socket->read();
    EXPECT_EQ(back.value_or("?").size(), 65'536U);
    server.stop();
  });
}

// S-12: a ping is answered, counted apart, and wakes no reader.
TEST_F(RealSocket, pings_are_answered_and_are_no_messages) {
  std::uint64_t pings = 0;
  int messages = 0;
  const auto handler = [&](HttpRequest, WebSocket socket) -> asio::awaitable<void> {
    for (;;) {
      const auto text = co_await socket.read();
      if (!text) break;
      ++messages;
    }
    pings = socket.pings();
  };
  run([&]() -> asio::awaitable<void> {
    auto server = listen(handler);
    auto stream = co_await raw(server);
    for (const std::string text : {"a", "b", "c"}) {
      co_await write_all(*stream, raw_frame(kPing, text));
      const std::string pong = co_await read_exactly(*stream, 3);
      EXPECT_EQ(pong, "\x8a\x01" + text);
    }
    auto close = raw_frame(kClose, close_payload(1000, ""));
    co_await write_all(*stream, std::move(close));
    co_await read_to_end(*stream);
    while (server.connections() > 0) co_await let_others_run();
    server.stop();
  });
  EXPECT_EQ(pings, 3U);
  EXPECT_EQ(messages, 0);
}

TEST_F(RealSocket, a_batch_has_every_message_that_is_there) {
  constexpr int kMessages = 50'000;
  const auto handler = [](HttpRequest, WebSocket socket) -> asio::awaitable<void> {
    for (int i = 0; i < kMessages; ++i) {
      const std::string text = std::to_string(i);
      const auto sent = co_await socket.write(text);
      if (!sent) co_return;
    }
    co_await socket.close(1000, "Bye");
  };
  run([&]() -> asio::awaitable<void> {
    auto server = listen(handler);
    auto socket = co_await dial(server);
    EXPECT_TRUE(socket.has_value());
    int next = 0;
    std::size_t largest = 0;
    for (;;) {
      const auto batch = co_await socket->read_batch();
      if (!batch) break;
      EXPECT_FALSE(batch->empty());
      largest = std::max(largest, batch->size());
      for (const std::string_view text : *batch) {
        EXPECT_EQ(text, std::to_string(next));
        ++next;
      }
    }
    EXPECT_EQ(next, kMessages);
    EXPECT_EQ(socket->close_reason().reason, "Bye") << "a Close behind messages comes after them";
    EXPECT_GE(largest, 1U);
    server.stop();
  });
}

TEST_F(WebSocketTest, one_arrival_is_one_batch_whatever_is_between_the_messages) {
  run([&]() -> asio::awaitable<void> {
    std::vector<std::string> seen;
    const auto handler = [&](HttpRequest, WebSocket socket) -> asio::awaitable<void> {
      const auto batch = co_await socket.read_batch();
      if (batch) seen.assign(batch->begin(), batch->end());
      const auto more = co_await socket.read_batch();
      EXPECT_FALSE(more.has_value());
      EXPECT_EQ(socket.close_reason().code, 1001);
    };
    auto server = listen(handler);
    auto pair = memory_pair(executor());
    server.serve(std::move(pair.second));
    auto bytes = raw_upgrade() + raw_frame(kText, "a") + raw_frame(kPing, "p") +
                 raw_frame(kText, "b") + raw_frame(kBinary, "-") + raw_frame(kText, "c") +
                 raw_frame(kClose, close_payload(1001, ""));
    co_await write_all(*pair.first, std::move(bytes));
    co_await read_to_end(*pair.first);
    EXPECT_THAT(seen, testing::ElementsAre("a", "b", "c"));
    server.stop();
  });
}

// A peer that pings without end and never reads costs one pong's memory, and harms no write.
TEST_F(WebSocketTest, pings_that_nobody_reads_the_answers_of_do_not_pile_up) {
  run([&]() -> asio::awaitable<void> {
    auto server = listen(echo_messages);
    auto pair = memory_pair(executor());
    server.serve(std::move(pair.second));
    std::string pings;
    for (int i = 0; i < 1000; ++i) pings += raw_frame(kPing, std::string(125, 'p'));
    auto request = raw_upgrade();
    co_await write_all(*pair.first, std::move(request));
    co_await read_until(*pair.first, "\r\n\r\n");
    auto bytes = pings + raw_frame(kText, "done");
    co_await write_all(*pair.first, std::move(bytes));
    const std::string answer = co_await read_until(*pair.first, "done");
    EXPECT_LT(answer.size(), 1000U * 127U) << "the newest ping is answered, older ones are not";
    EXPECT_GE(answer.size(), 127U);
    server.stop();
  });
}

}  // namespace
}  // namespace belay::net::test
