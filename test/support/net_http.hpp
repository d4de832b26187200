#pragma once

#include <functional>
#include <string>
#include <utility>

#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "support/net_run.hpp"

namespace belay::net::test {

/// A server that answers every request with its method, target and body.
inline asio::awaitable<HttpResponse> echo(HttpRequest request) {
  HttpResponse response;
  response.headers.push_back({"Content-Type", "text/plain"});
  response.body = request.method + " " + request.target + " " + request.body;
  co_return response;
}

inline HttpRequest get(std::string target) {
  HttpRequest request;
  request.target = std::move(target);
  return request;
}

inline HttpRequest post(std::string target, std::string body) {
  HttpRequest request;
  request.method = "POST";
  request.target = std::move(target);
  request.body = std::move(body);
  return request;
}

/// Makes connections to a scripted peer and counts them.
class ScriptedServer {
 public:
  /// Plays the server on the `nth` connection (from 1).
  using Peer = std::function<asio::awaitable<void>(StreamPtr stream, int nth)>;

  ScriptedServer(asio::any_io_executor executor, Peer peer)
      : executor_{std::move(executor)}, peer_{std::move(peer)} {}

  HttpClient::Connector connector() {
    return [this] { return connect_one(); };
  }
  [[nodiscard]] int connections() const { return connections_; }

 private:
  Task<StreamPtr> connect_one() {
    auto pair = memory_pair(executor_);
    ++connections_;
    asio::co_spawn(executor_, peer_(std::move(pair.second), connections_), asio::detached);
    co_return std::move(pair.first);
  }

  asio::any_io_executor executor_;
  Peer peer_;
  int connections_ = 0;
};

}  // namespace belay::net::test
