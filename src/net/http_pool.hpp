#pragma once

#include <list>
#include <memory>
#include <string>
#include <vector>

#include <boost/beast/core/flat_buffer.hpp>

#include "net/any_stream.hpp"
#include "net/await.hpp"
#include "net/http_client.hpp"
#include "net/race.hpp"

namespace belay::net {

/// How much Beast asks a connection for at once: it reads as much as its buffer holds.
inline constexpr std::size_t kReadAhead = 16 * 1024;

/// One connection of an HttpClient, between requests or in one.
struct HttpConnection {
  explicit HttpConnection(std::shared_ptr<ByteStream> stream)
      : bytes{std::move(stream)}, any{bytes} {
    buffer.reserve(kReadAhead);
  }
  ~HttpConnection() { bytes->close(); }

  std::shared_ptr<ByteStream> bytes;
  AnyStream any;
  boost::beast::flat_buffer buffer;
  bool reused = false;
  Deadline idle_since;
};
using HttpConnectionPtr = std::shared_ptr<HttpConnection>;

/// Whose turn it is: at most `max_connections` requests run, the others wait in order.
class HttpPool {
 public:
  HttpPool(asio::any_io_executor executor, HttpClient::Connector connector,
           HttpClientOptions options)
      : executor_{std::move(executor)}, connector_{std::move(connector)}, options_{options} {}
  ~HttpPool() { close(); }

  /// The right to have one request under way, given back on destruction.
  class Turn {
   public:
    explicit Turn(std::shared_ptr<HttpPool> pool) : pool_{std::move(pool)} {}
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn();
    Task<void> wait(Deadline deadline);

   private:
    friend class HttpPool;
    std::shared_ptr<HttpPool> pool_;
    std::unique_ptr<asio::steady_timer> queued_;
    bool held_ = false;
  };

  /// A kept-alive connection that is still good, or null.
  HttpConnectionPtr reuse();
  /// A new connection, made before `deadline`.
  static Task<HttpConnectionPtr> make(std::shared_ptr<HttpPool> pool, Deadline deadline);
  /// Takes back a connection on which the next request may go.
  void keep(HttpConnectionPtr connection);
  /// Forgets the kept-alive connections: one of them was dead, the others are as old.
  void forget_idle() { idle_.clear(); }
  void close();

  [[nodiscard]] bool closed() const { return closed_; }
  [[nodiscard]] const HttpClientOptions& options() const { return options_; }

 private:
  void release();

  asio::any_io_executor executor_;
  HttpClient::Connector connector_;
  HttpClientOptions options_;
  std::size_t running_ = 0;
  std::list<Turn*> queue_;
  std::vector<HttpConnectionPtr> idle_;
  std::vector<std::weak_ptr<HttpConnection>> made_;
  std::vector<std::weak_ptr<Race<StreamPtr>>> connecting_;
  bool closed_ = false;
};

[[nodiscard]] std::unexpected<Error> client_closed();

}  // namespace belay::net
