#include "net/http_connection.hpp"

#include <array>
#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "net/any_stream.hpp"
#include "net/await.hpp"
#include "net/http_convert.hpp"
#include "net/http_text.hpp"
#include "net/websocket_accept.hpp"

namespace belay::net {

namespace beast = boost::beast;
namespace http = beast::http;

namespace {

using Parser = http::request_parser<http::string_body>;

// How much is read at once.
constexpr std::size_t kReadAhead = 16 * 1024;
constexpr std::uint32_t kMaxHeader = 32 * 1024;
// A refused client may still be sending: reading this much on lets it see the answer.
constexpr std::size_t kMaxDrain = std::size_t{16} << 20;
constexpr std::chrono::milliseconds kDrainLimit{2'000};

/// One connection while it is served.
struct Conversation {
  Conversation(std::shared_ptr<ByteStream> stream, const HttpService& what)
      : bytes{stream}, any{std::move(stream)}, service{what} {
    buffer.reserve(kReadAhead);
  }

  [[nodiscard]] Watchdog guard(std::chrono::milliseconds limit) const {
    return Watchdog{bytes->executor(), deadline_after(limit),
                    [stream = bytes] { stream->close(); }};
  }

  std::shared_ptr<ByteStream> bytes;
  AnyStream any;
  beast::flat_buffer buffer;
  const HttpService& service;
};

/// What one request asks of the connection.
struct Asked {
  HttpRequest request;
  bool keep_alive = false;
  bool upgrade = false;
};

Asked plain_request(Parser& parser) {
  auto& wire = parser.get();
  Asked asked;
  asked.keep_alive = wire.keep_alive() && wire.version() >= 11;
  asked.upgrade = beast::websocket::is_upgrade(wire);
  asked.request.method = std::string{wire.method_string()};
  asked.request.target = std::string{wire.target()};
  asked.request.headers = plain_headers(wire);
  asked.request.body = std::move(wire.body());
  return asked;
}

HttpResponse refusal(int status, std::string reason) {
  HttpResponse response;
  response.status = status;
  response.headers.push_back({"Content-Type", "text/plain"});
  response.body = std::move(reason);
  return response;
}

/// The answer to a request that could not be read; none when the client just left.
std::optional<HttpResponse> refusal_for(const error_code& error) {
  static const auto& http_category = make_error_code(http::error::bad_value).category();
  if (error == http::error::body_limit) return refusal(413, "the body is larger than allowed\n");
  if (error == http::error::header_limit) {
    return refusal(431, "the header is larger than allowed\n");
  }
  const bool left = error == http::error::end_of_stream || error == http::error::partial_message;
  if (left || error.category() != http_category) return std::nullopt;
  return refusal(400, "not an HTTP request: " + error.message() + "\n");
}

bool is_ours(const HttpHeader& header) {
  return same_header(header.name, "Content-Length") ||
         same_header(header.name, "Transfer-Encoding") || same_header(header.name, "Connection");
}

template <class Body>
void fill_head(http::response<Body>& wire, const HttpResponse& response, bool keep_alive) {
  wire.version(11);
  wire.result(static_cast<unsigned>(response.status));
  for (const HttpHeader& header : response.headers) {
    if (!is_ours(header)) wire.insert(header.name, header.value);
  }
  wire.keep_alive(keep_alive);
}

bool has_body(int status) { return status / 100 != 1 && status != 204 && status != 304; }

/// An answer a handler may not give (a line break in a header, no such status) is a 500.
HttpResponse checked(HttpResponse response, const Log& log) {
  const auto good = check_headers(response.headers, {});
  if (good && response.status >= 100 && response.status <= 999) return response;
  log(LogLevel::error, "a handler's answer cannot be sent: {}",
      good ? "its status is out of range" : good.error().message);
  return refusal(500, "internal error\n");
}

asio::awaitable<error_code> write_empty(Conversation& talk, const HttpResponse& response,
                                        bool keep_alive) {
  http::response<http::empty_body> wire;
  fill_head(wire, response, keep_alive);
  if (has_body(response.status)) wire.content_length(response.body.size());
  const auto [error, size] = co_await http::async_write(talk.any, wire, kAwait);
  static_cast<void>(size);
  co_return error;
}

asio::awaitable<error_code> write_full(Conversation& talk, HttpResponse response, bool keep_alive) {
  http::response<http::string_body> wire;
  fill_head(wire, response, keep_alive);
  wire.body() = std::move(response.body);
  wire.content_length(wire.body().size());
  const auto [error, size] = co_await http::async_write(talk.any, wire, kAwait);
  static_cast<void>(size);
  co_return error;
}

/// The head and the first bytes of the body, as a connection that breaks leaves them.
asio::awaitable<void> write_cut(Conversation& talk, HttpResponse response) {
  if (*response.cut == 0) co_return;
  http::response<http::empty_body> head;
  fill_head(head, response, true);
  head.content_length(response.body.size());
  const auto [failed, head_size] = co_await http::async_write(talk.any, head, kAwait);
  static_cast<void>(head_size);
  if (failed) co_return;
  const auto part = asio::buffer(response.body, *response.cut);
  const auto [error, size] = co_await asio::async_write(talk.any, part, kAwait);
  static_cast<void>(error);
  static_cast<void>(size);
}

/// True when the connection can carry another request.
asio::awaitable<bool> write_answer(Conversation& talk, HttpResponse response, bool head,
                                   bool keep_alive) {
  response = checked(std::move(response), talk.service.log);
  keep_alive = keep_alive && !same_header(find_header(response.headers, "Connection"), "close");
  const Watchdog slow_reader = talk.guard(talk.service.options.idle_limit);
  if (response.cut) {
    co_await write_cut(talk, std::move(response));
    co_return false;
  }
  const bool empty = head || !has_body(response.status);
  error_code error;
  if (empty) {
    error = co_await write_empty(talk, response, keep_alive);
  } else {
    error = co_await write_full(talk, std::move(response), keep_alive);
  }
  co_return !error && keep_alive;
}

auto async_shutdown(ByteStream& stream) {
  return asio::async_initiate<const decltype(kAwait), void(error_code)>(
      [](auto handler, ByteStream* self) { self->shutdown(DoneHandler{std::move(handler)}); },
      kAwait, &stream);
}

/// Ends our side, then reads on for a while: closing with unread bytes would reset the connection
/// and take the answer with it.
asio::awaitable<void> linger(Conversation& talk) {
  const Watchdog limit = talk.guard(kDrainLimit);
  co_await async_shutdown(*talk.bytes);
  std::array<char, 4096> sink{};
  for (std::size_t drained = 0; drained < kMaxDrain;) {
    const auto into = asio::buffer(sink);
    const auto [error, size] = co_await talk.any.async_read_some(into, kAwait);
    if (error) co_return;
    drained += size;
  }
}

asio::awaitable<HttpResponse> handled(const HttpService& service, HttpRequest request) {
  std::string why;
  try {
    co_return co_await service.handler(std::move(request));
  } catch (const std::exception& thrown) {
    why = thrown.what();
  } catch (...) {
    why = "unknown exception";
  }
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  const bool stopped = cancellation.cancelled() != asio::cancellation_type::none;
  if (!stopped) service.log(LogLevel::error, "a handler failed: {}", why);
  co_return refusal(500, "internal error\n");
}

/// Waits for the first byte of the next request.
asio::awaitable<bool> next_begins(Conversation& talk) {
  if (talk.buffer.size() > 0) co_return true;
  const Watchdog idle = talk.guard(talk.service.options.idle_limit);
  const auto into = talk.buffer.prepare(kReadAhead);
  const auto [error, size] = co_await talk.any.async_read_some(into, kAwait);
  talk.buffer.commit(size);
  co_return !error;
}

bool expects_continue(const Parser& parser) {
  return beast::iequals(parser.get()[http::field::expect], "100-continue");
}

/// Reads one request, header and body, within the header limit.
asio::awaitable<error_code> read_request(Conversation& talk, Parser& parser) {
  const Watchdog slow_writer = talk.guard(talk.service.options.header_limit);
  const auto [bad_header, header_size] =
      co_await http::async_read_header(talk.any, talk.buffer, parser, kAwait);
  static_cast<void>(header_size);
  if (bad_header) co_return bad_header;
  if (expects_continue(parser)) {
    const auto go_on = asio::buffer("HTTP/1.1 100 Continue\r\n\r\n", 25);
    const auto [gone, size] = co_await asio::async_write(talk.any, go_on, kAwait);
    static_cast<void>(size);
    if (gone) co_return gone;
  }
  const auto [bad_body, body_size] =
      co_await http::async_read(talk.any, talk.buffer, parser, kAwait);
  static_cast<void>(body_size);
  co_return bad_body;
}

std::string taken_early(beast::flat_buffer& buffer) {
  const auto data = buffer.data();
  return {static_cast<const char*>(data.data()), data.size()};
}

asio::awaitable<void> serve_websocket(Conversation& talk, HttpRequest request) {
  auto early = taken_early(talk.buffer);
  auto socket = co_await accept_websocket(talk.bytes, request, std::move(early),
                                          talk.service.options.websocket);
  if (!socket) {
    talk.service.log(LogLevel::debug, "{}", socket.error().message);
    co_return;
  }
  co_await talk.service.websocket_handler(std::move(request), std::move(*socket));
}

/// One request and its answer. True when another may follow.
asio::awaitable<bool> serve_one(Conversation& talk) {
  if (!co_await next_begins(talk)) co_return false;
  Parser parser;
  parser.header_limit(kMaxHeader);
  parser.body_limit(talk.service.options.max_body);
  const error_code error = co_await read_request(talk, parser);
  if (error) {
    auto answer = refusal_for(error);
    if (!answer) co_return false;
    co_await write_answer(talk, std::move(*answer), false, false);
    co_await linger(talk);
    co_return false;
  }
  Asked asked = plain_request(parser);
  if (asked.upgrade && talk.service.websocket_handler) {
    const auto& refuse = talk.service.options.refuse_upgrade;
    auto refused = refuse ? refuse(asked.request) : std::nullopt;
    if (refused) co_return co_await write_answer(talk, std::move(*refused), false, false);
    co_await serve_websocket(talk, std::move(asked.request));
    co_return false;
  }
  const bool head = asked.request.method == "HEAD";
  auto answer = co_await handled(talk.service, std::move(asked.request));
  co_return co_await write_answer(talk, std::move(answer), head, asked.keep_alive);
}

}  // namespace

asio::awaitable<void> serve_http(std::shared_ptr<ByteStream> stream, const HttpService& service) {
  Conversation talk{std::move(stream), service};
  while (co_await serve_one(talk)) {
  }
}

}  // namespace belay::net
