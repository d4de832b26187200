#pragma once

#include <memory>

#include "net/http_server.hpp"

namespace belay::net {

/// What a server does with the requests of any connection.
struct HttpService {
  HttpServer::Handler handler;
  HttpServer::WebSocketHandler websocket_handler;
  HttpServerOptions options;
  Log log;
};

/// Serves one connection until it ends, whoever ends it. `service` outlives the call.
asio::awaitable<void> serve_http(std::shared_ptr<ByteStream> stream, const HttpService& service);

}  // namespace belay::net
