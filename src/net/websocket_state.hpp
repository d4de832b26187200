#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "net/frame_reader.hpp"
#include "net/upgrade.hpp"
#include "net/websocket.hpp"

namespace belay::net {

enum class Side : std::uint8_t { client, server };

/// What one WebSocket knows between its coroutines: what was read and not yet given out, what is to
/// be sent, and how far the conversation has come. Waits for nothing itself.
struct WebSocket::State {
  State(std::shared_ptr<ByteStream> bytes, Side side, Agreement agreement,
        const WebSocketOptions& options);

  /// Bytes that arrived before the WebSocket began.
  void give(std::string_view early);
  /// Moves up to `most` text messages into `batch` and answers pings on the way. What it met
  /// instead of a further message, if anything.
  Reading collect(std::size_t most);
  /// `met` could not be dealt with yet: the next collect() gives it again.
  void put_back(const Reading& met);

  void queue_message(std::string_view text);
  void queue_close(std::uint16_t code, std::string_view text);
  /// Moves what is queued into `in_flight`; false when there is nothing to send.
  bool next_outgoing();

  /// No more will be read.
  [[nodiscard]] bool deaf() const { return ended || close_heard; }
  void drop();
  /// Wakes everyone who waits for a change.
  void notify() { changed.cancel(); }

  std::shared_ptr<ByteStream> stream;
  asio::steady_timer changed;  // never fires: waiting for it is waiting for notify()
  FrameReader reader;
  std::vector<std::string_view> batch;
  CloseReason reason;
  std::uint64_t skipped = 0;
  std::uint64_t pings = 0;
  std::size_t exceeded = 0;
  std::string outgoing;             // frames to send
  std::string in_flight;            // frames being sent
  std::optional<std::string> pong;  // what the newest ping said: RFC 6455 5.5.3 asks for no more
  bool owner_ends;
  bool reading = false;
  bool sending = false;
  bool close_sent = false;
  bool close_heard = false;
  bool ended = false;

 private:
  void queue(Opcode opcode, std::string_view payload, bool compressed);
  void queue_pong();

  Side side_;
  std::optional<Deflater> deflater_;
  std::optional<Reading> put_back_;
};

}  // namespace belay::net
