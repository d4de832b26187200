#include "net/http_server.hpp"

#include <set>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include "net/await.hpp"
#include "net/http_connection.hpp"
#include "net/port_owner.hpp"
#include "net/tcp_stream.hpp"
#include "net/tls.hpp"

namespace belay::net {
namespace {

using asio::ip::tcp;

// How long accepting pauses when the system has no descriptor to give.
constexpr std::chrono::milliseconds kBreather{100};

/// What the server keeps of a connection: how to end it.
struct Live {
  std::shared_ptr<ByteStream> stream;
  asio::cancellation_signal stop;
};
using LivePtr = std::shared_ptr<Live>;

}  // namespace

struct HttpServer::State {
  State(asio::any_io_executor on, HttpService what)
      : executor{std::move(on)}, service{std::move(what)}, acceptor{executor} {}

  asio::any_io_executor executor;
  HttpService service;
  tcp::acceptor acceptor;
  TlsContextPtr tls;
  std::uint16_t port = 0;
  std::set<LivePtr> live;
  bool stopped = false;
};

namespace {

using StatePtr = std::shared_ptr<HttpServer::State>;

std::unexpected<Error> cannot_listen(std::uint16_t port, const error_code& error) {
  if (error != asio::error::address_in_use) {
    return fail(Errc::io, fmt::format("cannot listen on 127.0.0.1:{}: {}", port, error.message()));
  }
  const std::string owner = port_owner(port);
  return fail(
      Errc::io,
      fmt::format("port {} on 127.0.0.1 is taken{}; stop that program, choose another port, "
                  "or 0 for any free one",
                  port, owner.empty() ? owner : " by " + owner));
}

error_code open(tcp::acceptor& acceptor, std::uint16_t port) {
  const tcp::endpoint loopback{asio::ip::address_v4::loopback(), port};
  error_code error;
  acceptor.open(loopback.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
  if (!error) acceptor.bind(loopback, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  return error;
}

/// A live connection leaves the set however its coroutine ends.
struct LiveEntry {
  StatePtr state;
  LivePtr live;
  LiveEntry(StatePtr of, LivePtr entry) : state{std::move(of)}, live{std::move(entry)} {}
  LiveEntry(const LiveEntry&) = delete;
  LiveEntry& operator=(const LiveEntry&) = delete;
  ~LiveEntry() {
    live->stream->close();
    state->live.erase(live);
  }
};

asio::awaitable<void> serve_plain(StatePtr state, LivePtr live) {
  const LiveEntry entry{state, live};
  co_await serve_http(live->stream, state->service);
}

asio::awaitable<void> serve_tls(StatePtr state, LivePtr live, TlsStream* stream) {
  const LiveEntry entry{state, live};
  bool secure = false;
  {
    Watchdog watchdog{state->executor, deadline_after(state->service.options.header_limit),
                      [live] { live->stream->close(); }};
    const auto [error] = co_await async_handshake(*stream);
    secure = !error && !watchdog.bit();
    if (error) state->service.log(LogLevel::debug, "TLS handshake failed: {}", error.message());
  }
  if (secure) co_await serve_http(live->stream, state->service);
}

/// Runs a connection's coroutine so that stop() reaches it.
void launch(const StatePtr& state, const LivePtr& live, asio::awaitable<void> work) {
  state->live.insert(live);
  auto finished = [log = state->service.log, state](const std::exception_ptr& thrown) {
    if (thrown && !state->stopped) log(LogLevel::error, "a connection ended by an exception");
  };
  asio::co_spawn(state->executor, std::move(work),
                 asio::bind_cancellation_slot(live->stop.slot(), std::move(finished)));
}

void serve_stream(const StatePtr& state, StreamPtr stream) {
  const auto live = std::make_shared<Live>();
  live->stream = std::move(stream);
  launch(state, live, serve_plain(state, live));
}

void serve_socket(const StatePtr& state, tcp::socket socket) {
  if (state->live.size() >= state->service.options.max_connections) {
    state->service.log(LogLevel::warning, "refused a connection: {} are open already",
                       state->live.size());
    return;
  }
  if (!state->tls) return serve_stream(state, tcp_stream(std::move(socket)));
  auto stream = tls_server_stream(state->tls, std::move(socket));
  TlsStream* const secure = stream.get();
  const auto live = std::make_shared<Live>();
  live->stream = std::move(stream);
  launch(state, live, serve_tls(state, live, secure));
}

asio::awaitable<void> accept_loop(StatePtr state) {
  asio::steady_timer breather{state->executor};
  while (!state->stopped) {
    auto [error, socket] = co_await state->acceptor.async_accept(kAwait);
    if (state->stopped || error == asio::error::operation_aborted) co_return;
    if (!error) {
      serve_socket(state, std::move(socket));
      continue;
    }
    state->service.log(LogLevel::error, "cannot accept a connection: {}", error.message());
    breather.expires_after(kBreather);
    co_await breather.async_wait(kAwait);
  }
}

void stop_all(HttpServer::State& state) {
  state.stopped = true;
  error_code ignored;
  state.acceptor.close(ignored);
  const std::set<LivePtr> live = state.live;
  for (const LivePtr& each : live) {
    each->stop.emit(asio::cancellation_type::terminal);
    each->stream->close();
    // The signal may travel through the executor's queue: it must live until it arrived.
    asio::post(state.executor, [keep = each] {});
  }
}

Result<void> prepare_tls(HttpServer::State& state) {
  const HttpServerOptions& options = state.service.options;
  if (options.tls_certificate_file.empty() && options.tls_key_file.empty()) return {};
  auto context = tls_server_context(options.tls_certificate_file, options.tls_key_file);
  if (!context) return std::unexpected(context.error());
  state.tls = std::move(*context);
  return {};
}

}  // namespace

Result<HttpServer> HttpServer::listen(asio::any_io_executor executor, Handler handler,
                                      WebSocketHandler websocket_handler, HttpServerOptions options,
                                      Log log) {
  const std::uint16_t port = options.port;
  HttpService service{std::move(handler), std::move(websocket_handler), std::move(options),
                      std::move(log)};
  const auto state = std::make_shared<State>(std::move(executor), std::move(service));
  if (auto ready = prepare_tls(*state); !ready) return std::unexpected(ready.error());
  if (const error_code error = open(state->acceptor, port)) return cannot_listen(port, error);
  error_code ignored;
  state->port = state->acceptor.local_endpoint(ignored).port();
  asio::co_spawn(state->executor, accept_loop(state), asio::detached);
  return HttpServer{state};
}

HttpServer::HttpServer(std::shared_ptr<State> state) : state_{std::move(state)} {}
HttpServer::HttpServer(HttpServer&&) noexcept = default;
HttpServer& HttpServer::operator=(HttpServer&& other) noexcept {
  if (this != &other) {
    if (state_) stop();
    state_ = std::move(other.state_);
  }
  return *this;
}
HttpServer::~HttpServer() {
  if (state_) stop();
}

std::uint16_t HttpServer::port() const { return state_->port; }
std::size_t HttpServer::connections() const { return state_->live.size(); }
void HttpServer::stop() {
  if (!state_->stopped) stop_all(*state_);
}
void HttpServer::serve(StreamPtr stream) {
  if (!state_->stopped) serve_stream(state_, std::move(stream));
}

}  // namespace belay::net
