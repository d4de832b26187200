#include "support/net_websocket.hpp"

namespace belay::net::test {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Tests against our server with a client that writes its own frames.
class RawClient : public WebSocketTest {
 protected:
  /// Upgrades and gives the server's answer.
  asio::awaitable<std::string> shake(HttpServer& server) { return shake(server, ""); }
  asio::awaitable<std::string> shake(HttpServer& server, std::string extra) {
    auto pair = memory_pair(executor());
    stream_ = std::move(pair.first);
    server.serve(std::move(pair.second));
    auto request = raw_upgrade(extra);
    co_await write_all(*stream_, std::move(request));
    co_return co_await read_until(*stream_, "\r\n\r\n");
  }
  StreamPtr stream_;
};

TEST_F(RawClient, compression_and_subprotocols_that_are_offered_are_not_taken) {
  run([&]() -> asio::awaitable<void> {
    auto server = listen(echo_messages);
    auto extra = std::string{"Sec-WebSocket-Extensions: permessage-deflate\r\n"} +
                 "Sec-WebSocket-Protocol: dxlink, chat\r\n";
    const auto answer = co_await shake(server, std::move(extra));
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 101 "));
    EXPECT_THAT(answer, HasSubstr("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    EXPECT_THAT(answer, Not(HasSubstr("Sec-WebSocket-Extensions")));
    EXPECT_THAT(answer, Not(HasSubstr("Sec-WebSocket-Protocol")));
    server.stop();
  });
}

TEST_F(RawClient, a_frame_sent_together_with_the_upgrade_is_not_lost) {
  run([&]() -> asio::awaitable<void> {
    auto server = listen(echo_messages);
    auto pair = memory_pair(executor());
    server.serve(std::move(pair.second));
    auto bytes = raw_upgrade() + raw_frame(kText, "early");
    co_await write_all(*pair.first, std::move(bytes));
    const std::string answer = co_await read_until(*pair.first, "early");
    EXPECT_THAT(answer, EndsWith("\x81\x05"
                                 "early"));
    server.stop();
  });
}

TEST_F(RawClient, an_invalid_upgrade_is_answered_400) {
  run([&]() -> asio::awaitable<void> {
    auto server = listen(echo_messages);
    auto pair = memory_pair(executor());
    server.serve(std::move(pair.second));
    co_await write_all(*pair.first,
                       "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: "
                       "Upgrade\r\n\r\n");
    const std::string answer = co_await read_to_end(*pair.first);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 "));
    server.stop();
  });
}

TEST_F(RawClient, a_ping_is_answered_and_binary_is_skipped_and_counted) {
  std::uint64_t skipped = 0;
  const auto handler = [&](HttpRequest, WebSocket socket) -> asio::awaitable<void> {
    const auto text = co_await socket.read();
    EXPECT_EQ(text.value_or("?"), "text");
    skipped = socket.skipped_binary();
  };
  run([&]() -> asio::awaitable<void> {
    auto server = listen(handler);
    co_await shake(server);
    co_await write_all(
        *stream_, raw_frame(kPing, "p") + raw_frame(kBinary, "bin") + raw_frame(kText, "text"));
    const std::string pong = co_await read_exactly(*stream_, 3);
    EXPECT_EQ(pong, "\x8a\x01p");
    co_await read_to_end(*stream_);
    server.stop();
  });
  EXPECT_EQ(skipped, 1U);
}

TEST_F(RawClient, data_between_our_close_and_theirs_is_tolerated) {
  CloseReason reason;
  bool in_order = false;
  const auto handler = [&](HttpRequest, WebSocket socket) -> asio::awaitable<void> {
    const auto closed = co_await socket.close(1000, "Bye");
    in_order = closed.has_value();
    reason = socket.close_reason();
  };
  run([&]() -> asio::awaitable<void> {
    auto server = listen(handler);
    co_await shake(server);
    const std::string close = co_await read_exactly(*stream_, 7);
    EXPECT_EQ(close,
              "\x88\x05\x03\xe8"
              "Bye");
    co_await write_all(*stream_, raw_frame(kText, "late") + raw_frame(kText, "later") +
                                     raw_frame(kClose,
                                               "\x03\xe8"
                                               "ok"));
    co_await read_to_end(*stream_);
    server.stop();
  });
  EXPECT_TRUE(in_order);
  EXPECT_EQ(reason.code, 1000);
  EXPECT_EQ(reason.reason, "ok");
}

TEST_F(RawClient, a_frame_without_a_mask_and_bad_utf8_are_protocol_errors) {
  for (const std::string& frame : {std::string{"\x81\x01x"}, raw_frame(kText, "\xff\xfe")}) {
    Errc code = Errc::usage;
    const auto handler = [&](HttpRequest, WebSocket socket) -> asio::awaitable<void> {
      const auto text = co_await socket.read();
      if (!text) code = text.error().code;
    };
    run([&]() -> asio::awaitable<void> {
      auto server = listen(handler);
      co_await shake(server);
      co_await write_all(*stream_, frame);
      co_await read_to_end(*stream_);
      server.stop();
    });
    io_.restart();
    EXPECT_EQ(code, Errc::protocol);
  }
}

}  // namespace
}  // namespace belay::net::test
