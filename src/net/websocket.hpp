#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "belay/base/http.hpp"
#include "belay/task.hpp"
#include "net/stream.hpp"

namespace belay::net {

struct WebSocketOptions {
  std::size_t max_message = std::size_t{16} << 20;  ///< bytes, of one inflated message
  bool compress = false;                            ///< offer / accept permessage-deflate
  std::chrono::milliseconds connect_limit{10'000};  ///< TCP, TLS and upgrade together
};

/// Why a conversation ended. 1006 = no Close frame was seen (dxlink.md 1.5).
struct CloseReason {
  std::uint16_t code = 1006;
  std::string reason;
};

/// One WebSocket, either end. One read and one write may be outstanding at a time, concurrently.
/// Pings are answered. Movable; destroying it drops the connection. Not thread-safe: use from its
/// executor.
class WebSocket {
 public:
  struct State;
  explicit WebSocket(std::shared_ptr<State> state);
  WebSocket(WebSocket&&) noexcept;
  WebSocket& operator=(WebSocket&&) noexcept;
  ~WebSocket();

  /// The next text message; the view is valid until the next read. Binary messages are skipped and
  /// counted. Errc::closed when the other side ended it or after close(): `close_reason()` says
  /// how. Errc::protocol on an oversized message.
  Task<std::string_view> read();
  /// Sends one text message whole. `text` must live until the write is done.
  Task<void> write(std::string_view text);
  /// Sends a Close frame and waits for the other's, at most 2 s.
  Task<void> close(std::uint16_t code, std::string_view reason);
  /// Drops the connection without a word; outstanding operations fail with closed.
  void abort();

  [[nodiscard]] const CloseReason& close_reason() const;
  [[nodiscard]] std::uint64_t skipped_binary() const;

 private:
  std::shared_ptr<State> state_;
};

/// Upgrades at `target` ("/realtime") with the given extra headers. No subprotocol is offered
/// (dxlink.md 1.2). A non-101 answer is Errc::unavailable with `http_status` and the first bytes of
/// the body in the message.
Task<WebSocket> connect_websocket(Endpoint endpoint, std::string target,
                                  std::vector<HttpHeader> headers, TlsOptions tls,
                                  WebSocketOptions options);
/// The same over a stream that is already connected.
Task<WebSocket> upgrade_client(StreamPtr stream, std::string host, std::string target,
                               std::vector<HttpHeader> headers, WebSocketOptions options);

}  // namespace belay::net
