#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "belay/base/http.hpp"
#include "belay/task.hpp"
#include "net/stream.hpp"

namespace belay::net {

struct WebSocketOptions {
  std::size_t max_message = std::size_t{16} << 20;  ///< bytes, of one inflated message
  /// Bytes of one data frame as it is sent; dxLink servers take 65,536 (dxlink.md 1.4).
  std::size_t max_frame = std::numeric_limits<std::size_t>::max();
  bool compress = false;  ///< offer / accept permessage-deflate; a server then compresses
  std::chrono::milliseconds connect_limit{10'000};  ///< TCP, TLS and upgrade together
  /// The owner says goodbye: after an oversized message or the other side's Close, writing goes on
  /// until the owner calls close(). Otherwise both are answered with a Close at once.
  bool owner_ends = false;
};

/// Why a conversation ended. 1006 = no Close frame was seen, 1005 = one without a code
/// (dxlink.md 1.5).
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
  /// Whole messages in the order they came. 64 bytes before and after each are readable, whatever
  /// they hold: a decoder may read past the ends.
  using Messages = std::span<const std::string_view>;

  explicit WebSocket(std::shared_ptr<State> state);
  WebSocket(WebSocket&&) noexcept;
  WebSocket& operator=(WebSocket&&) noexcept;
  ~WebSocket();

  /// The next text message; the view is valid until the next read or close. Binary messages are
  /// skipped and counted. Errc::closed when the other side ended it or after close():
  /// `close_reason()` says how. Errc::protocol on an oversized message (see `exceeded_limit()`) and
  /// on anything RFC 6455 forbids.
  Task<std::string_view> read();
  /// Waits for at least one text message and gives every one that is there; at most 256 KiB come in
  /// at a time, so that timers and writes get their turn. Valid and failing as read().
  Task<Messages> read_batch();
  /// Sends one text message whole. `text` must live until the write is done.
  Task<void> write(std::string_view text);
  /// Sends a Close frame and waits for the other's, at most 2 s; messages that come before it are
  /// dropped. Code 1005 without a reason answers a Close that had none.
  Task<void> close(std::uint16_t code, std::string_view reason);
  /// Drops the connection without a word; outstanding operations fail with closed.
  void abort();

  [[nodiscard]] const CloseReason& close_reason() const;
  [[nodiscard]] std::uint64_t skipped_binary() const;
  /// Pings heard. They are no messages: dxLink's keepalive does not count them (dxlink.md 2.4).
  [[nodiscard]] std::uint64_t pings() const;
  /// The limit in bytes that a message or frame exceeded; 0 = none did.
  [[nodiscard]] std::size_t exceeded_limit() const;

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
