#include "net/websocket.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <boost/asio/this_coro.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/beast/zlib/error.hpp>

#include "net/any_stream.hpp"
#include "net/await.hpp"
#include "net/endpoint_text.hpp"
#include "net/http_text.hpp"
#include "net/websocket_accept.hpp"

namespace belay::net {

namespace beast = boost::beast;
namespace http = beast::http;
namespace ws = beast::websocket;

namespace {

constexpr std::chrono::milliseconds kCloseLimit{2'000};
// A client's frames are masked in a buffer of this size.
constexpr std::size_t kWriteBuffer = 16 * 1024;
// What a Close frame has room for beside its code (RFC 6455 5.5).
constexpr std::size_t kMaxReason = 123;
constexpr std::size_t kShownBody = 200;

}  // namespace

struct WebSocket::State {
  State(std::shared_ptr<ByteStream> bytes, std::string early, const WebSocketOptions& options)
      : stream{bytes}, socket{AnyStream{std::move(bytes), std::move(early)}} {
    ws::permessage_deflate deflate;
    deflate.client_enable = options.compress;
    deflate.server_enable = options.compress;
    socket.set_option(deflate);
    // dxLink has its own keepalive; Beast's timers would end quiet connections.
    socket.set_option(
        ws::stream_base::timeout{ws::stream_base::none(), ws::stream_base::none(), false});
    socket.read_message_max(options.max_message);
    socket.auto_fragment(false);
    socket.write_buffer_bytes(kWriteBuffer);
    socket.text(true);
  }

  /// Set once the conversation is over: nothing more can be read or written.
  void end(CloseReason why) {
    ended = true;
    if (reason.code == CloseReason{}.code) reason = std::move(why);
  }
  /// What the other side's Close frame said.
  CloseReason peer_reason() const {
    const ws::close_reason& said = socket.reason();
    return {said.code, std::string{said.reason.data(), said.reason.size()}};
  }

  std::shared_ptr<ByteStream> stream;
  ws::stream<AnyStream> socket;
  beast::flat_buffer buffer;
  CloseReason reason;
  std::uint64_t skipped = 0;
  bool closing = false;
  bool ended = false;
};

namespace {

using StatePtr = std::shared_ptr<WebSocket::State>;

std::unexpected<Error> closed(const WebSocket::State& state) {
  return fail(Errc::closed, fmt::format("the WebSocket is closed: {} '{}'; connect again",
                                        state.reason.code, state.reason.reason));
}

/// Protocol errors come from Beast's own categories, lost connections from the system's.
bool is_protocol_error(const error_code& error) {
  static const auto& websocket_category = make_error_code(ws::error::closed).category();
  static const auto& deflate_category =
      make_error_code(beast::zlib::error::stream_error).category();
  if (error == ws::error::closed) return false;
  return error.category() == websocket_category || error.category() == deflate_category;
}

const boost::system::error_category& http_category() {
  static const auto& category = make_error_code(http::error::bad_value).category();
  return category;
}

/// Records how the conversation ended and says so.
std::unexpected<Error> ended(WebSocket::State& state, const error_code& error) {
  if (is_protocol_error(error)) {
    state.end(CloseReason{});
    return fail(Errc::protocol, fmt::format("the other side broke the WebSocket protocol: {}; the "
                                            "connection was closed",
                                            error.message()));
  }
  const bool heard = error == ws::error::closed ||
                     (state.closing && state.socket.reason().code != ws::close_code::none);
  state.end(heard ? state.peer_reason() : CloseReason{});
  return closed(state);
}

Task<std::string_view> read_message(StatePtr state) {
  while (!state->ended) {
    state->buffer.consume(state->buffer.size());
    const auto [error, size] = co_await state->socket.async_read(state->buffer, kAwait);
    if (error) co_return ended(*state, error);
    if (state->socket.got_text()) {
      co_return std::string_view{static_cast<const char*>(state->buffer.data().data()), size};
    }
    ++state->skipped;
  }
  co_return closed(*state);
}

Task<void> write_message(StatePtr state, std::string_view text) {
  if (state->ended || state->closing) co_return closed(*state);
  const auto buffer = asio::buffer(text);
  const auto [error, size] = co_await state->socket.async_write(buffer, kAwait);
  static_cast<void>(size);
  if (error) co_return closed(*state);
  co_return Result<void>{};
}

/// Codes that may be put into a Close frame (RFC 6455 7.4).
bool is_sendable(std::uint16_t code) {
  return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) ||
         (code >= 3000 && code <= 4999);
}

Task<void> close_socket(StatePtr state, std::uint16_t code, std::string_view text) {
  if (!is_sendable(code) || text.size() > kMaxReason) {
    co_return fail(Errc::invalid,
                   fmt::format("a Close frame cannot carry code {} with a reason of {} bytes; use "
                               "1000, or 3000 to 4999, and at most {} bytes",
                               code, text.size(), kMaxReason));
  }
  if (state->ended || state->closing) co_return Result<void>{};
  state->closing = true;
  Watchdog watchdog{state->stream->executor(), deadline_after(kCloseLimit),
                    [state] { state->stream->close(); }};
  const ws::close_reason reason{static_cast<ws::close_code>(code),
                                beast::string_view{text.data(), text.size()}};
  const auto [error] = co_await state->socket.async_close(reason, kAwait);
  if (!error) {
    state->end(state->peer_reason());
    state->stream->close();
  }
  state->ended = true;
  if (watchdog.bit()) {
    co_return fail(Errc::timeout,
                   "the other side did not answer our Close frame in time; the "
                   "connection was dropped");
  }
  co_return Result<void>{};
}

/// The start of a foreign body, fit for one line of a message.
std::string excerpt(std::string_view body) {
  std::string text{body.substr(0, kShownBody)};
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return text;
}

std::unexpected<Error> refused(const std::string& where, const ws::response_type& response) {
  Error error;
  error.code = Errc::unavailable;
  error.http_status = static_cast<int>(response.result_int());
  error.message = fmt::format(
      "{} answered the WebSocket upgrade with HTTP {}: '{}'; check the "
      "address and the credentials",
      where, error.http_status, excerpt(response.body()));
  return std::unexpected(std::move(error));
}

std::unexpected<Error> not_upgraded(const std::string& where, const error_code& error,
                                    const ws::response_type& response) {
  if (error == ws::error::upgrade_declined) return refused(where, response);
  const bool foreign = is_protocol_error(error) || error.category() == http_category();
  return fail(foreign ? Errc::protocol : Errc::closed,
              fmt::format("the WebSocket upgrade with {} failed: {}", where, error.message()));
}

Result<void> check_upgrade(std::string_view target, const std::vector<HttpHeader>& headers) {
  if (auto good = check_target(target); !good) return good;
  return check_headers(
      headers, {"Host", "Connection", "Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version",
                "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Content-Length",
                "Transfer-Encoding"});
}

void add_headers(WebSocket::State& state, std::vector<HttpHeader> headers) {
  state.socket.set_option(
      ws::stream_base::decorator([headers = std::move(headers)](ws::request_type& request) {
        for (const HttpHeader& header : headers) request.insert(header.name, header.value);
      }));
}

Task<WebSocket> upgrade(StreamPtr stream, const std::string& host, const std::string& target,
                        const std::vector<HttpHeader>& headers, const WebSocketOptions& options,
                        Deadline deadline) {
  if (auto good = check_upgrade(target, headers); !good) co_return std::unexpected(good.error());
  std::string nothing_early;
  const auto state = std::make_shared<WebSocket::State>(
      std::shared_ptr<ByteStream>{std::move(stream)}, nothing_early, options);
  WebSocket socket{state};
  add_headers(*state, headers);
  Watchdog watchdog{state->stream->executor(), deadline, [state] { state->stream->close(); }};
  ws::response_type response;
  const auto [error] = co_await state->socket.async_handshake(response, host, target, kAwait);
  if (watchdog.bit()) {
    co_return fail(Errc::timeout,
                   fmt::format("{} did not answer the WebSocket upgrade in time", host));
  }
  if (error) co_return not_upgraded(host, error, response);
  co_return std::move(socket);
}

http::request<http::empty_body> upgrade_request(const HttpRequest& request) {
  http::request<http::empty_body> head;
  head.version(11);
  head.method_string(request.method);
  head.target(request.target);
  for (const HttpHeader& header : request.headers) head.insert(header.name, header.value);
  return head;
}

}  // namespace

WebSocket::WebSocket(std::shared_ptr<State> state) : state_{std::move(state)} {}
WebSocket::WebSocket(WebSocket&&) noexcept = default;
WebSocket& WebSocket::operator=(WebSocket&& other) noexcept {
  if (this != &other) {
    if (state_) abort();
    state_ = std::move(other.state_);
  }
  return *this;
}
WebSocket::~WebSocket() {
  if (state_) abort();
}

Task<std::string_view> WebSocket::read() { return read_message(state_); }
Task<void> WebSocket::write(std::string_view text) { return write_message(state_, text); }
Task<void> WebSocket::close(std::uint16_t code, std::string_view reason) {
  return close_socket(state_, code, reason);
}
void WebSocket::abort() {
  state_->ended = true;
  state_->stream->close();
}
const CloseReason& WebSocket::close_reason() const { return state_->reason; }
std::uint64_t WebSocket::skipped_binary() const { return state_->skipped; }

Task<WebSocket> connect_websocket(Endpoint endpoint, std::string target,
                                  std::vector<HttpHeader> headers, TlsOptions tls,
                                  WebSocketOptions options) {
  const Deadline deadline = deadline_after(options.connect_limit);
  auto stream = co_await connect(endpoint, tls, options.connect_limit);
  if (!stream) co_return std::unexpected(stream.error());
  const std::string host = host_header(endpoint);
  co_return co_await upgrade(std::move(*stream), host, target, headers, options, deadline);
}

Task<WebSocket> upgrade_client(StreamPtr stream, std::string host, std::string target,
                               std::vector<HttpHeader> headers, WebSocketOptions options) {
  const Deadline deadline = deadline_after(options.connect_limit);
  co_return co_await upgrade(std::move(stream), host, target, headers, options, deadline);
}

Task<WebSocket> accept_websocket(std::shared_ptr<ByteStream> stream, const HttpRequest& request,
                                 std::string early, WebSocketOptions options) {
  const auto state =
      std::make_shared<WebSocket::State>(std::move(stream), std::move(early), options);
  WebSocket socket{state};
  state->socket.set_option(ws::stream_base::decorator(
      [](ws::response_type& response) { response.set(http::field::server, "belay"); }));
  const auto head = upgrade_request(request);
  Watchdog watchdog{state->stream->executor(), deadline_after(options.connect_limit),
                    [state] { state->stream->close(); }};
  const auto [error] = co_await state->socket.async_accept(head, kAwait);
  if (error) {
    co_return fail(Errc::protocol, fmt::format("not a WebSocket upgrade: {}", error.message()));
  }
  co_return std::move(socket);
}

}  // namespace belay::net
