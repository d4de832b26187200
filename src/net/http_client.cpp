#include "net/http_client.hpp"

#include <utility>

#include <fmt/format.h>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "net/endpoint_text.hpp"
#include "net/http_convert.hpp"
#include "net/http_pool.hpp"
#include "net/http_text.hpp"

namespace belay::net {

namespace http = boost::beast::http;

namespace {

using WireRequest = http::request<http::string_body>;
using Parser = http::response_parser<http::string_body>;

constexpr std::uint32_t kMaxHeader = 64 * 1024;

/// How far one attempt got: decides what a failure means.
struct Progress {
  std::size_t sent = 0;
  bool answered = false;
  bool lost = false;  ///< the connection broke, as opposed to too slow or a broken answer
};

WireRequest wire_request(HttpRequest request, const std::string& host) {
  WireRequest wire;
  wire.version(11);
  wire.method_string(request.method);
  wire.target(request.target);
  wire.set(http::field::host, host);
  wire.set(http::field::connection, "keep-alive");
  for (const HttpHeader& header : request.headers) wire.insert(header.name, header.value);
  wire.body() = std::move(request.body);
  const bool bodiless = request.method == "GET" || request.method == "HEAD";
  if (!bodiless || !wire.body().empty()) wire.content_length(wire.body().size());
  return wire;
}

HttpResponse plain_response(http::response<http::string_body> wire) {
  HttpResponse response;
  response.status = static_cast<int>(wire.result_int());
  response.headers = plain_headers(wire);
  response.body = std::move(wire.body());
  return response;
}

bool may_repeat(const WireRequest& request) {
  return request.method() == http::verb::get || request.method() == http::verb::head;
}

/// What a failed read or write means. Beast's own errors speak of the answer's form.
std::unexpected<Error> broken(const error_code& error, Progress& progress) {
  static const auto& http_category = make_error_code(http::error::bad_value).category();
  if (error == http::error::body_limit || error == http::error::header_limit) {
    return fail(Errc::protocol,
                "the answer is larger than allowed; raise the limit or ask for "
                "less");
  }
  if (error.category() == http_category && error != http::error::end_of_stream &&
      error != http::error::partial_message) {
    return fail(Errc::protocol, fmt::format("the answer is not HTTP: {}", error.message()));
  }
  progress.lost = true;
  return fail(Errc::closed, fmt::format("the connection ended before the answer was complete: {}; "
                                        "try again",
                                        error.message()));
}

/// Reads one answer, past interim ones (1xx).
Task<HttpResponse> read_answer(HttpConnection& connection, const WireRequest& request,
                               std::size_t max_body, Progress& progress, bool& keep) {
  for (;;) {
    Parser parser;
    parser.header_limit(kMaxHeader);
    parser.body_limit(max_body);
    parser.skip(request.method() == http::verb::head);
    const auto [error, size] =
        co_await http::async_read(connection.any, connection.buffer, parser, kAwait);
    progress.answered = progress.answered || parser.got_some();
    if (error) co_return broken(error, progress);
    static_cast<void>(size);
    if (parser.get().result_int() / 100 == 1) continue;
    keep = parser.keep_alive() && connection.buffer.size() == 0;
    co_return plain_response(parser.release());
  }
}

Task<HttpResponse> converse(const HttpConnectionPtr& connection, const WireRequest& request,
                            HttpPool& pool, Deadline deadline, Progress& progress) {
  Watchdog watchdog{connection->any.get_executor(), deadline,
                    [connection] { connection->bytes->close(); }};
  const auto [error, sent] = co_await http::async_write(connection->any, request, kAwait);
  progress.sent = sent;
  bool keep = false;
  // A server may refuse a request before it took all of it: look for its answer even so.
  auto answer = co_await read_answer(*connection, request, pool.options().max_body, progress, keep);
  if (answer) {
    if (keep && !error && !watchdog.bit()) pool.keep(connection);
    co_return std::move(answer);
  }
  if (watchdog.bit()) co_return fail(Errc::timeout, "no complete answer within the time allowed");
  if (pool.closed()) co_return client_closed();
  co_return std::move(answer);
}

/// Adds what the caller must know to a failure. The target stays out: it may hold an account.
std::unexpected<Error> judged(Error error, const WireRequest& request, const std::string& host,
                              const Progress& progress) {
  error.in_doubt = progress.sent > 0 && !may_repeat(request);
  error.message =
      fmt::format("{} to {}: {}", std::string_view{request.method_string()}, host, error.message);
  return std::unexpected(std::move(error));
}

bool worth_repeating(const HttpConnection& connection, const WireRequest& request,
                     const Progress& progress) {
  return connection.reused && progress.lost && !progress.answered && may_repeat(request);
}

Task<HttpResponse> exchange(std::shared_ptr<HttpPool> pool, std::string host, HttpRequest plain,
                            std::chrono::milliseconds limit) {
  if (auto good = check_request(plain); !good) co_return std::unexpected(good.error());
  const Deadline deadline = deadline_after(limit);
  const WireRequest request = wire_request(std::move(plain), host);
  Progress progress;
  HttpPool::Turn turn{pool};
  if (auto ours = co_await turn.wait(deadline); !ours) {
    co_return judged(std::move(ours.error()), request, host, progress);
  }
  HttpConnectionPtr connection = pool->reuse();
  for (;;) {
    if (!connection) {
      auto made = co_await HttpPool::make(pool, deadline);
      if (!made) co_return judged(std::move(made.error()), request, host, progress);
      connection = std::move(*made);
    }
    progress = {};
    auto answer = co_await converse(connection, request, *pool, deadline, progress);
    if (answer) co_return std::move(answer);
    const auto state = co_await asio::this_coro::cancellation_state;
    const bool cancelled = state.cancelled() != asio::cancellation_type::none;
    if (cancelled || pool->closed() || !worth_repeating(*connection, request, progress)) {
      co_return judged(std::move(answer.error()), request, host, progress);
    }
    pool->forget_idle();
    connection = nullptr;
  }
}

}  // namespace

struct HttpClient::State {
  std::string host;
  std::shared_ptr<HttpPool> pool;
};

HttpClient::HttpClient(asio::any_io_executor executor, Endpoint endpoint, TlsOptions tls,
                       HttpClientOptions options)
    : HttpClient{
          std::move(executor), host_header(endpoint),
          [endpoint, tls, limit = options.connect_limit] { return connect(endpoint, tls, limit); },
          options} {}

HttpClient::HttpClient(asio::any_io_executor executor, std::string host_header, Connector connector,
                       HttpClientOptions options)
    : state_{std::make_shared<State>()} {
  state_->host = std::move(host_header);
  state_->pool = std::make_shared<HttpPool>(std::move(executor), std::move(connector), options);
}

HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&& other) noexcept {
  if (this != &other) {
    if (state_) close();
    state_ = std::move(other.state_);
  }
  return *this;
}
HttpClient::~HttpClient() {
  if (state_) close();
}

Task<HttpResponse> HttpClient::send(HttpRequest request, std::chrono::milliseconds limit) {
  return exchange(state_->pool, state_->host, std::move(request), limit);
}

void HttpClient::close() { state_->pool->close(); }

}  // namespace belay::net
