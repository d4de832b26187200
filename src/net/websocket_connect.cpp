#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "net/any_stream.hpp"
#include "net/await_stream.hpp"
#include "net/endpoint_text.hpp"
#include "net/http_convert.hpp"
#include "net/websocket_accept.hpp"
#include "net/websocket_state.hpp"

namespace belay::net {

namespace beast = boost::beast;
namespace http = beast::http;

namespace {

constexpr std::size_t kShownBody = 200;
using Parser = http::response_parser<http::string_body>;

/// 16 bytes that nobody can guess, in base64 (RFC 6455 4.1).
std::string random_key() {
  std::array<unsigned char, 16> bytes{};
  RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
  std::array<unsigned char, 32> text{};
  const int size = EVP_EncodeBlock(text.data(), bytes.data(), static_cast<int>(bytes.size()));
  return {text.begin(), text.begin() + size};
}

/// The start of a foreign body, fit for one line of a message.
std::string excerpt(std::string_view body) {
  std::string text{body.substr(0, kShownBody)};
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return text;
}

std::unexpected<Error> refused(const std::string& where, const Parser& parser) {
  Error error;
  error.code = Errc::unavailable;
  error.http_status = static_cast<int>(parser.get().result_int());
  error.message = fmt::format(
      "{} answered the WebSocket upgrade with HTTP {}: '{}'; check the "
      "address and the credentials",
      where, error.http_status, excerpt(parser.get().body()));
  return std::unexpected(std::move(error));
}

std::unexpected<Error> not_upgraded(const std::string& where, const error_code& error) {
  static const auto& http_category = make_error_code(http::error::bad_value).category();
  const bool foreign = error.category() == http_category && error != http::error::end_of_stream &&
                       error != http::error::partial_message;
  return fail(foreign ? Errc::protocol : Errc::closed,
              fmt::format("the WebSocket upgrade with {} failed: {}", where, error.message()));
}

asio::awaitable<error_code> send_text(ByteStream& stream, std::string text) {
  asio::const_buffer rest = asio::buffer(text);
  while (rest.size() > 0) {
    const auto [error, size] = co_await async_write_some(stream, rest);
    if (error) co_return error;
    rest += size;
  }
  co_return error_code{};
}

/// Enough of a refusal's body to show. Its end may never come.
asio::awaitable<void> read_start_of_body(AnyStream& stream, beast::flat_buffer& buffer,
                                         Parser& parser) {
  while (!parser.is_done() && parser.get().body().size() < kShownBody) {
    const auto [error, size] = co_await http::async_read_some(stream, buffer, parser, kAwait);
    static_cast<void>(size);
    if (error) co_return;
  }
}

std::string_view rest_of(const beast::flat_buffer& buffer) {
  const auto data = buffer.data();
  return {static_cast<const char*>(data.data()), data.size()};
}

/// Sends the request and makes a WebSocket of the answer.
Task<WebSocket> shake_hands(std::shared_ptr<ByteStream> stream, const UpgradeRequest& request,
                            const WebSocketOptions& options) {
  const std::string text = upgrade_text(request);
  const error_code unsent = co_await send_text(*stream, text);
  if (unsent) co_return not_upgraded(request.host, unsent);
  AnyStream any{stream};
  beast::flat_buffer buffer;
  Parser parser;
  const auto [error, size] = co_await http::async_read_header(any, buffer, parser, kAwait);
  static_cast<void>(size);
  if (error) co_return not_upgraded(request.host, error);
  if (parser.get().result() != http::status::switching_protocols) {
    co_await read_start_of_body(any, buffer, parser);
    co_return refused(request.host, parser);
  }
  const auto agreement = check_answer(request, plain_headers(parser.get()));
  if (!agreement) co_return std::unexpected(agreement.error());
  auto state = std::make_shared<WebSocket::State>(stream, Side::client, *agreement, options);
  state->give(rest_of(buffer));
  co_return WebSocket{std::move(state)};
}

Task<WebSocket> upgrade(StreamPtr connected, const UpgradeRequest& request,
                        const WebSocketOptions& options, Deadline deadline) {
  if (auto good = check_upgrade(request); !good) co_return std::unexpected(good.error());
  const std::shared_ptr<ByteStream> stream{std::move(connected)};
  const Watchdog watchdog{stream->executor(), deadline, [stream] { stream->close(); }};
  auto socket = co_await shake_hands(stream, request, options);
  const bool answered = socket || socket.error().http_status != 0;
  if (watchdog.bit() && !answered) {
    co_return fail(Errc::timeout,
                   fmt::format("{} did not answer the WebSocket upgrade in time", request.host));
  }
  co_return std::move(socket);
}

}  // namespace

Task<WebSocket> connect_websocket(Endpoint endpoint, std::string target,
                                  std::vector<HttpHeader> headers, TlsOptions tls,
                                  WebSocketOptions options) {
  const Deadline deadline = deadline_after(options.connect_limit);
  auto stream = co_await connect(endpoint, tls, options.connect_limit);
  if (!stream) co_return std::unexpected(stream.error());
  const UpgradeRequest request{host_header(endpoint), std::move(target), std::move(headers),
                               random_key(), options.compress};
  co_return co_await upgrade(std::move(*stream), request, options, deadline);
}

Task<WebSocket> upgrade_client(StreamPtr stream, std::string host, std::string target,
                               std::vector<HttpHeader> headers, WebSocketOptions options) {
  const Deadline deadline = deadline_after(options.connect_limit);
  const UpgradeRequest request{std::move(host), std::move(target), std::move(headers), random_key(),
                               options.compress};
  co_return co_await upgrade(std::move(stream), request, options, deadline);
}

Task<WebSocket> accept_websocket(std::shared_ptr<ByteStream> stream, const HttpRequest& request,
                                 std::string early, WebSocketOptions options) {
  const UpgradeAnswer answer = answer_upgrade(request, options.compress);
  const Watchdog watchdog{stream->executor(), deadline_after(options.connect_limit),
                          [stream] { stream->close(); }};
  const error_code unsent = co_await send_text(*stream, answer.text);
  if (!answer.refusal.empty()) {
    co_return fail(Errc::protocol, fmt::format("not a WebSocket upgrade: {}", answer.refusal));
  }
  if (unsent) {
    co_return fail(Errc::closed,
                   fmt::format("the WebSocket upgrade was not answered: {}", unsent.message()));
  }
  auto state = std::make_shared<WebSocket::State>(std::move(stream), Side::server, answer.agreement,
                                                  options);
  state->give(early);
  co_return WebSocket{std::move(state)};
}

}  // namespace belay::net
