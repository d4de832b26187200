#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "belay/base/http.hpp"
#include "belay/base/log.hpp"
#include "belay/task.hpp"
#include "net/stream.hpp"

namespace belay::net {

struct HttpClientOptions {
  std::chrono::milliseconds connect_limit{10'000};
  std::size_t max_body = std::size_t{64} << 20;  ///< bytes; a larger answer is Errc::protocol
  std::size_t max_connections = 4;               ///< further requests wait their turn
  std::chrono::milliseconds idle_limit{
      30'000};  ///< a kept-alive connection unused for longer is not used again
};

/// HTTP/1.1 to one endpoint, connections kept alive and shared by concurrent callers.
///
/// Adds Host, Connection and Content-Length; everything else is the caller's. A kept-alive
/// connection that the server had already closed is replaced and the request sent again only when
/// not one byte of it can have been processed: GET/HEAD only. For any other method a failure after
/// the first byte went out sets `Error::in_doubt`. Statuses are not errors here. Not thread-safe:
/// use from its executor. Outstanding sends keep the client's state alive; destroying the client
/// closes its sockets.
class HttpClient {
 public:
  /// How a connection is made; replaceable so that tests speak over memory.
  using Connector = std::function<Task<StreamPtr>()>;

  HttpClient(asio::any_io_executor executor, Endpoint endpoint, TlsOptions tls,
             HttpClientOptions options = {});
  HttpClient(asio::any_io_executor executor, std::string host_header, Connector connector,
             HttpClientOptions options = {});
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;
  ~HttpClient();

  /// Sends and waits for the whole answer, `limit` for everything. Errors: unreachable, timeout,
  /// tls, closed, protocol.
  Task<HttpResponse> send(HttpRequest request, std::chrono::milliseconds limit);
  /// Closes all connections; outstanding sends fail with closed.
  void close();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace belay::net
