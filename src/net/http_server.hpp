#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "belay/base/http.hpp"
#include "belay/base/log.hpp"
#include "belay/task.hpp"
#include "net/stream.hpp"
#include "net/websocket.hpp"

namespace belay::net {

struct HttpServerOptions {
  std::uint16_t port = 0;  ///< 0 = any free port
  std::size_t max_body = std::size_t{8} << 20;
  std::chrono::milliseconds header_limit{10'000};  ///< from the first byte of a request to its last
  std::chrono::milliseconds idle_limit{120'000};   ///< between requests
  std::size_t max_connections = 1024;              ///< further ones are closed at once
  WebSocketOptions websocket{.max_message = 65'536};
  /// Asked before each upgrade; an answer is given instead of one.
  std::function<std::optional<HttpResponse>(const HttpRequest&)> refuse_upgrade;
  std::string tls_certificate_file;  ///< PEM; with tls_key_file turns TLS on
  std::string tls_key_file;
};

/// HTTP/1.1 and WebSocket upgrades on one port of the loopback interface; never any other
/// interface. Handlers run on the server's executor, one coroutine per connection.
class HttpServer {
 public:
  struct State;
  using Handler = std::function<asio::awaitable<HttpResponse>(HttpRequest)>;
  /// Owns the socket for its life; returning closes it.
  using WebSocketHandler = std::function<asio::awaitable<void>(HttpRequest, WebSocket)>;

  /// Binds 127.0.0.1 and starts accepting. Errors: io, naming the port and what holds it when it is
  /// taken.
  static Result<HttpServer> listen(asio::any_io_executor executor, Handler handler,
                                   WebSocketHandler websocket_handler, HttpServerOptions options,
                                   Log log);
  HttpServer(HttpServer&&) noexcept;
  HttpServer& operator=(HttpServer&&) noexcept;
  ~HttpServer();

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::size_t connections() const;
  /// Stops accepting and drops every connection.
  void stop();
  /// Serves one connection that did not come from the acceptor (tests: memory streams).
  void serve(StreamPtr stream);

 private:
  explicit HttpServer(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace belay::net
