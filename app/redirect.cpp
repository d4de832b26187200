#include "app/redirect.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include <boost/asio/steady_timer.hpp>

#include "client/signal.hpp"
#include "net/http_server.hpp"
#include "proto/oauth/authorization.hpp"
#include "proto/url.hpp"

namespace belay::app {
namespace {

namespace asio = boost::asio;

HttpResponse page(int status, std::string_view text) {
  return {.status = status,
          .headers = {{"Content-Type", "text/html; charset=utf-8"},
                      {"Cache-Control", "no-store"},
                      {"Referrer-Policy", "no-referrer"}},
          .body = fmt::format("<!doctype html><title>belay</title><p>{}</p>\n", text)};
}

/// http://127.0.0.1:0/callback is http, loopback, and port 0 means any; parse_url knows no port 0.
Result<Url> read_address(const std::string& address) {
  std::string readable = address;
  const std::size_t any = readable.find(":0/");
  if (any != std::string::npos) readable.replace(any, 3, ":1/");
  Result<Url> url = parse_url(readable);
  if (url && any != std::string::npos) url->port = 0;
  const bool fits = url && url->scheme == "http" &&
                    (url->host == "127.0.0.1" || url->host == "localhost") &&
                    !url->path.contains('?');
  if (fits) return url;
  return fail(Errc::usage, fmt::format("{} is no address to come back to; it must be "
                                       "http://127.0.0.1:PORT/path, as registered with the broker",
                                       address));
}

}  // namespace

struct RedirectListener::State {
  explicit State(const asio::any_io_executor& executor) : came{executor} {}
  std::string path;
  std::string address;
  std::string wanted_state;  // empty while nobody waits
  std::optional<Result<Secret>> outcome;
  detail::Signal came;
  std::optional<net::HttpServer> server;

  HttpResponse answer(const HttpRequest& request) {
    const std::string_view target = request.target;
    if (request.method != "GET" || target.substr(0, target.find('?')) != path) {
      return page(404, "There is nothing here.");
    }
    if (wanted_state.empty() || outcome) return page(400, "Nobody waits for this any more.");
    Result<Secret> code = oauth::read_redirect(target, wanted_state);
    if (!code && code.error().code == Errc::protocol) {
      return page(400, "This is not the answer belay waits for.");
    }
    const bool good = code.has_value();
    outcome = std::move(code);
    came.notify();
    return good ? page(200, "belay has what it needs. You can close this page.")
                : page(200, "The broker said no; belay tells you why.");
  }
};

Result<RedirectListener> RedirectListener::listen(asio::any_io_executor executor,
                                                  const std::string& address, Log log) {
  const Result<Url> url = read_address(address);
  if (!url) return std::unexpected(url.error());
  auto state = std::make_shared<State>(executor);
  state->path = url->path;
  const std::weak_ptr<State> weak = state;
  const auto handler = [weak](HttpRequest request) -> asio::awaitable<HttpResponse> {
    const auto alive = weak.lock();
    co_return alive ? alive->answer(request) : HttpResponse{.status = 503};
  };
  const auto no_websocket = [](HttpRequest, net::WebSocket) -> asio::awaitable<void> { co_return; };
  auto server =
      net::HttpServer::listen(executor, handler, no_websocket, {.port = url->port}, std::move(log));
  if (!server) return std::unexpected(server.error());
  state->address = fmt::format("http://{}:{}{}", url->host, server->port(), url->path);
  state->server.emplace(std::move(*server));
  return RedirectListener{std::move(state)};
}

const std::string& RedirectListener::address() const { return state_->address; }

Task<Secret> RedirectListener::wait(std::string state, std::chrono::milliseconds patience) {
  const auto self = state_;
  self->outcome.reset();
  self->wanted_state = std::move(state);
  const Tick end = std::chrono::steady_clock::now() + patience;
  while (!self->outcome) {
    const bool cancelled = co_await self->came.wait(end);
    if (cancelled) co_return fail(Errc::cancelled, "stopped while waiting for the browser");
    if (!self->outcome && std::chrono::steady_clock::now() >= end) {
      co_return fail(Errc::timeout,
                     "the browser did not come back in time; start again, or wait "
                     "longer with --for");
    }
  }
  self->wanted_state.clear();
  co_return std::move(*self->outcome);
}

}  // namespace belay::app
