#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "net/http_server.hpp"
#include "net/websocket.hpp"
#include "support/net_run.hpp"

namespace belay::net::test {

/// The upgrade request of RFC 6455 1.3, with `extra` header lines.
inline std::string raw_upgrade(const std::string& extra = {}) {
  return "GET /realtime HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
         extra + "\r\n";
}

/// A client's frame, masked with zeros so that its payload stays legible.
inline std::string raw_frame(unsigned char first, const std::string& payload) {
  std::string frame{static_cast<char>(first), static_cast<char>(0x80U | payload.size())};
  return frame + std::string(4, '\0') + payload;
}

inline constexpr unsigned char kText = 0x81;
inline constexpr unsigned char kBinary = 0x82;
inline constexpr unsigned char kClose = 0x88;
inline constexpr unsigned char kPing = 0x89;

inline asio::awaitable<HttpResponse> not_here(HttpRequest) {
  HttpResponse response;
  response.status = 404;
  co_return response;
}

/// Answers every message with itself until the client leaves.
inline asio::awaitable<void> echo_messages(HttpRequest, WebSocket socket) {
  for (;;) {
    const auto text = co_await socket.read();
    if (!text) co_return;
    const auto sent = co_await socket.write(*text);
    if (!sent) co_return;
  }
}

class WebSocketTest : public NetTest {
 protected:
  HttpServer listen(HttpServer::WebSocketHandler handler, HttpServerOptions options = {}) {
    auto server = HttpServer::listen(executor(), not_here, std::move(handler), options, {});
    if (!server) throw std::runtime_error(server.error().message);
    return std::move(*server);
  }

  /// A client connected to `server` over memory.
  Task<WebSocket> client(HttpServer& server, WebSocketOptions options = {}) {
    auto pair = memory_pair(executor());
    server.serve(std::move(pair.second));
    std::vector<HttpHeader> headers;
    const std::string host = "x";
    const std::string target = "/realtime";
    co_return co_await upgrade_client(std::move(pair.first), host, target, headers, options);
  }
};

}  // namespace belay::net::test
