#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>

#include "belay/task.hpp"

namespace belay::net {

namespace asio = boost::asio;
using error_code = boost::system::error_code;
using IoHandler = asio::any_completion_handler<void(error_code, std::size_t)>;
using DoneHandler = asio::any_completion_handler<void(error_code)>;

/// Up to eight non-empty buffers, gathered: fewer calls, and no allocation.
template <class Buffer>
struct BufferList {
  using value_type = Buffer;
  using const_iterator = const Buffer*;
  std::array<Buffer, 8> items{};
  std::size_t count = 0;
  [[nodiscard]] const_iterator begin() const { return items.data(); }
  [[nodiscard]] const_iterator end() const { return items.data() + count; }
};
using InBuffers = BufferList<asio::mutable_buffer>;
using OutBuffers = BufferList<asio::const_buffer>;

/// Bytes in, bytes out: the one virtual seam of the house, with TCP, TLS and memory behind it. HTTP
/// and WebSocket sit once on top. One read and one write may be outstanding at a time. All calls on
/// the stream's executor.
class ByteStream {
 public:
  ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;
  virtual ~ByteStream() = default;
  virtual asio::any_io_executor executor() = 0;
  virtual void read_some(InBuffers buffers, IoHandler handler) = 0;
  virtual void write_some(OutBuffers buffers, IoHandler handler) = 0;
  /// Bytes that can be had without waiting, beyond what a read_some() just gave; 0 when there are
  /// none, or when asking costs as much as a read. Not while a read or a write is outstanding.
  virtual std::size_t read_now(asio::mutable_buffer) { return 0; }
  /// Ends our sending side in order (TLS close_notify, TCP FIN).
  virtual void shutdown(DoneHandler handler) = 0;
  /// Ends everything at once; outstanding operations complete with an error.
  virtual void close() = 0;
  /// True while nothing, neither bytes nor an end, is known to wait for a read. A kept-alive
  /// connection that is not quiet was closed by its server and must not carry another request.
  virtual bool quiet() { return true; }
};
using StreamPtr = std::unique_ptr<ByteStream>;

/// Where to connect. `host` is a name or an address; with TLS it is also what the certificate must
/// be for.
struct Endpoint {
  std::string host;
  std::uint16_t port = 443;
  bool tls = true;
};

/// Certificates are always verified against the system's authorities; tests may add one more file.
struct TlsOptions {
  std::string extra_ca_file;  ///< PEM, trusted in addition; empty = none
};

/// Name resolution, TCP, and TLS with SNI when asked for, all within `limit`. Errors: unreachable,
/// timeout, tls; each names the endpoint.
Task<StreamPtr> connect(Endpoint endpoint, TlsOptions tls, std::chrono::milliseconds limit);

/// Two ends of one connection without a socket. What one writes the other reads, in order; closing
/// one ends the other's reads.
std::pair<StreamPtr, StreamPtr> memory_pair(const asio::any_io_executor& executor);

}  // namespace belay::net
