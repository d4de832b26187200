#include "net/upgrade.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/net_websocket.hpp"

namespace belay::net::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// RFC 6455 1.3
constexpr std::string_view kKey = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view kAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

UpgradeRequest asked(bool compress = false) {
  return {
      .host = "feed.test", .target = "/realtime", .key = std::string{kKey}, .compress = compress};
}

std::vector<HttpHeader> answer(std::vector<HttpHeader> extra = {}) {
  std::vector<HttpHeader> headers{{"upgrade", "websocket"},
                                  {"Connection", "upgrade"},
                                  {"sec-websocket-accept", std::string{kAccept}}};
  headers.insert(headers.end(), extra.begin(), extra.end());
  return headers;
}

HttpRequest request(std::vector<HttpHeader> extra = {}) {
  HttpRequest made;
  made.target = "/any/path?x=1";
  made.headers = {{"Host", "x"},
                  {"Upgrade", "websocket"},
                  {"Connection", "keep-alive, Upgrade"},
                  {"Sec-WebSocket-Key", std::string{kKey}},
                  {"Sec-WebSocket-Version", "13"}};
  made.headers.insert(made.headers.end(), extra.begin(), extra.end());
  return made;
}

TEST(Upgrade, the_accept_key_is_that_of_the_rfc) { EXPECT_EQ(accept_key(kKey), kAccept); }

// C-2: no subprotocol.
TEST(Upgrade, a_client_offers_no_subprotocol_and_compression_only_when_asked) {
  EXPECT_THAT(upgrade_text(asked()), Not(HasSubstr("Protocol")));
  EXPECT_THAT(upgrade_text(asked()), Not(HasSubstr("Extensions")));
  EXPECT_THAT(upgrade_text(asked(true)),
              HasSubstr("Sec-WebSocket-Extensions: permessage-deflate\r\n"));
}

// C-2: the captured answer's spelling, and others.
TEST(Upgrade, header_names_and_keywords_compare_without_case) {
  for (const std::string_view connection :
       {"upgrade", "Upgrade", "UPGRADE", "keep-alive, UpGrade"}) {
    std::vector<HttpHeader> headers = answer();
    headers[1].value = connection;
    const auto agreed = check_answer(asked(), headers);
    EXPECT_TRUE(agreed.has_value()) << connection;
  }
}

TEST(Upgrade, an_answer_that_does_not_belong_to_the_request_is_refused) {
  std::vector<std::vector<HttpHeader>> wrong;
  for (std::size_t missing = 0; missing < 3; ++missing) {
    wrong.push_back(answer());
    wrong.back().erase(wrong.back().begin() + static_cast<std::ptrdiff_t>(missing));
  }
  wrong.push_back(answer());
  wrong.back()[2].value = "c3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
  wrong.push_back(answer({{"Sec-WebSocket-Protocol", "dxlink"}}));
  wrong.push_back(answer({{"Sec-WebSocket-Extensions", "permessage-deflate"}}));
  for (const auto& headers : wrong) {
    const auto agreed = check_answer(asked(), headers);
    ASSERT_FALSE(agreed.has_value());
    EXPECT_EQ(agreed.error().code, Errc::protocol);
  }
}

// C-3, C-4
TEST(Upgrade, compression_is_agreed_when_the_answer_says_so) {
  EXPECT_FALSE(check_answer(asked(true), answer())->deflate);
  for (const std::string_view said :
       {"permessage-deflate", "Permessage-Deflate ; server_no_context_takeover",
        "permessage-deflate; server_max_window_bits=10; client_no_context_takeover"}) {
    const auto agreed =
        check_answer(asked(true), answer({{"Sec-Websocket-Extensions", std::string{said}}}));
    ASSERT_TRUE(agreed.has_value()) << said;
    EXPECT_TRUE(agreed->deflate);
  }
  for (const std::string_view said :
       {"x-webkit-deflate-frame", "permessage-deflate, permessage-deflate",
        "permessage-deflate; client_max_window_bits=9", "permessage-deflate; surprise"}) {
    EXPECT_FALSE(
        check_answer(asked(true), answer({{"Sec-WebSocket-Extensions", std::string{said}}})))
        << said;
  }
}

// S-1
TEST(Upgrade, a_server_accepts_any_path_and_selects_no_subprotocol) {
  for (const bool offered : {false, true}) {
    HttpRequest made = request();
    if (offered) made.headers.push_back({"Sec-WebSocket-Protocol", "dxlink, chat"});
    const UpgradeAnswer answered = answer_upgrade(made, false);
    EXPECT_EQ(answered.refusal, "");
    EXPECT_THAT(answered.text, StartsWith("HTTP/1.1 101 "));
    EXPECT_THAT(answered.text, HasSubstr("Sec-WebSocket-Accept: " + std::string{kAccept}));
    EXPECT_THAT(answered.text, Not(HasSubstr("Protocol:")));
  }
}

// S-2
TEST(Upgrade, compression_is_answered_without_parameters_when_offered_and_enabled) {
  const auto extensions = [](bool enabled, std::string offer) {
    const auto answered =
        answer_upgrade(request({{"Sec-WebSocket-Extensions", std::move(offer)}}), enabled);
    const bool said =
        answered.text.find("Sec-WebSocket-Extensions: permessage-deflate\r\n") != std::string::npos;
    EXPECT_EQ(said, answered.agreement.deflate);
    return said;
  };
  EXPECT_TRUE(extensions(true, "permessage-deflate; client_max_window_bits"));
  EXPECT_TRUE(extensions(true, "permessage-deflate"));
  EXPECT_TRUE(extensions(true,
                         "foo, permessage-deflate; server_max_window_bits=10, "
                         "permessage-deflate"));
  EXPECT_FALSE(extensions(true, "permessage-deflate; server_no_context_takeover"))
      << "such an offer cannot be answered without parameters";
  EXPECT_FALSE(extensions(true, "foo"));
  EXPECT_FALSE(extensions(false, "permessage-deflate"));
  EXPECT_FALSE(answer_upgrade(request(), true).agreement.deflate);
}

TEST(Upgrade, what_is_no_upgrade_is_answered_400_and_another_version_426) {
  for (std::size_t missing = 1; missing < 4; ++missing) {
    HttpRequest made = request();
    made.headers.erase(made.headers.begin() + static_cast<std::ptrdiff_t>(missing));
    const UpgradeAnswer answered = answer_upgrade(made, false);
    EXPECT_NE(answered.refusal, "");
    EXPECT_THAT(answered.text, StartsWith("HTTP/1.1 400 "));
  }
  HttpRequest old = request();
  old.headers.back().value = "8";
  EXPECT_THAT(answer_upgrade(old, false).text, StartsWith("HTTP/1.1 426 "));
  EXPECT_THAT(answer_upgrade(old, false).text, HasSubstr("Sec-WebSocket-Version: 13\r\n"));
}

/// A client against a server that answers with given bytes.
class ScriptedUpgrade : public WebSocketTest {
 protected:
  /// Upgrades; `head` is completed by the right Sec-WebSocket-Accept and a blank line, then `rest`.
  Task<WebSocket> upgrade(std::string head, std::string rest = {}, WebSocketOptions options = {}) {
    auto pair = memory_pair(executor());
    server_ = std::move(pair.second);
    spawn(serve(server_.get(), std::move(head), std::move(rest)));
    std::vector<HttpHeader> headers;
    const std::string host = "feed.test";
    const std::string target = "/realtime";
    co_return co_await upgrade_client(std::move(pair.first), host, target, headers, options);
  }
  StreamPtr server_;

 private:
  static asio::awaitable<void> serve(ByteStream* stream, std::string head, std::string rest) {
    const std::string seen = co_await read_until(*stream, "\r\n\r\n");
    const auto from = seen.find("Sec-WebSocket-Key: ") + 19;
    const std::string key = seen.substr(from, seen.find('\r', from) - from);
    std::string text = head + "sec-websocket-accept: " + accept_key(key) + "\r\n\r\n" + rest;
    co_await write_all(*stream, std::move(text));
  }
};

// C-2: the production server's answer of dxlink.md 1.2, and a frame in the same packet.
TEST_F(ScriptedUpgrade, lower_case_headers_of_a_content_network_are_an_upgrade) {
  run([&]() -> asio::awaitable<void> {
    auto head = std::string{
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nDate: now\r\n"
        "upgrade: websocket\r\nX-Cache: Miss from cloudfront\r\n"};
    auto rest = std::string{"\x81\x02hi"};
    auto socket = co_await upgrade(std::move(head), std::move(rest));
    EXPECT_TRUE(socket.has_value());
    if (!socket) co_return;
    const auto text = co_await socket->read();
    EXPECT_EQ(text.value_or("?"), "hi");
  });
}

TEST_F(ScriptedUpgrade, a_refusal_is_told_with_its_status_even_when_its_body_never_ends) {
  run([&]() -> asio::awaitable<void> {
    auto head = std::string{"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 100000\r\n"};
    auto rest = std::string{"the origin is away"};
    const WebSocketOptions options{.connect_limit = 50ms};
    const auto socket = co_await upgrade(std::move(head), std::move(rest), options);
    EXPECT_FALSE(socket.has_value());
    if (socket) co_return;
    EXPECT_EQ(socket.error().code, Errc::unavailable);
    EXPECT_EQ(socket.error().http_status, 502);
    EXPECT_THAT(socket.error().message, HasSubstr("the origin is away"));
  });
}

TEST_F(ScriptedUpgrade, what_is_not_http_is_a_protocol_error) {
  run([&]() -> asio::awaitable<void> {
    auto head = std::string{"SSH-2.0-OpenSSH_9.2\r\n"};
    std::string rest;
    const auto socket = co_await upgrade(std::move(head), std::move(rest));
    EXPECT_FALSE(socket.has_value());
    if (socket) co_return;
    EXPECT_EQ(socket.error().code, Errc::protocol);
  });
}

}  // namespace
}  // namespace belay::net::test
