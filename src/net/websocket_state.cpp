#include "net/websocket_state.hpp"

#include <algorithm>
#include <utility>

#include <openssl/rand.h>

#include "net/frame_writer.hpp"

namespace belay::net {
namespace {

using Kind = Reading::Kind;

// A client reads a feed, a server single requests of many clients.
constexpr std::size_t kClientBuffer = std::size_t{256} << 10;
constexpr std::size_t kServerBuffer = std::size_t{16} << 10;
// Shorter messages do not get shorter by compressing them.
constexpr std::size_t kWorthCompressing = 128;

FrameRules rules_for(Side side, Agreement agreement, const WebSocketOptions& options) {
  return {.masked = side == Side::server,
          .deflate = agreement.deflate,
          .max_message = options.max_message,
          .max_frame = options.max_frame,
          .buffer = side == Side::server ? kServerBuffer : kClientBuffer};
}

MaskKey random_mask() {
  MaskKey key{};
  RAND_bytes(reinterpret_cast<unsigned char*>(key.data()), static_cast<int>(key.size()));
  return key;
}

}  // namespace

WebSocket::State::State(std::shared_ptr<ByteStream> bytes, Side side, Agreement agreement,
                        const WebSocketOptions& options)
    : stream{std::move(bytes)},
      changed{stream->executor(), asio::steady_timer::time_point::max()},
      reader{rules_for(side, agreement, options)},
      owner_ends{options.owner_ends},
      side_{side} {
  if (agreement.deflate && side == Side::server) deflater_.emplace();
}

void WebSocket::State::give(std::string_view early) {
  while (!early.empty()) {
    const std::span<char> room = reader.room();
    const std::size_t size = early.copy(room.data(), room.size());
    reader.commit(size);
    early.remove_prefix(size);
  }
}

Reading WebSocket::State::collect(std::size_t most) {
  while (batch.size() < most) {
    const Reading found = put_back_ ? *std::exchange(put_back_, std::nullopt) : reader.next();
    switch (found.kind) {
      case Kind::text: batch.push_back(found.payload); break;
      case Kind::binary: ++skipped; break;
      case Kind::pong: break;
      case Kind::ping:
        ++pings;
        if (!close_sent) pong = found.payload;
        break;
      default: return found;
    }
    if (found.fleeting) break;
  }
  return {};
}

void WebSocket::State::put_back(const Reading& met) {
  if (met.kind != Kind::need_more) put_back_ = met;
}

void WebSocket::State::queue(Opcode opcode, std::string_view payload, bool compressed) {
  const std::optional<MaskKey> mask =
      side_ == Side::client ? std::optional{random_mask()} : std::nullopt;
  append_frame(outgoing, opcode, payload, mask, compressed);
}

void WebSocket::State::queue_message(std::string_view text) {
  const bool compress = deflater_ && text.size() >= kWorthCompressing;
  queue(Opcode::text, compress ? deflater_->message(text) : text, compress);
}

void WebSocket::State::queue_pong() {
  if (pong) queue(Opcode::pong, *pong, false);
  pong.reset();
}

void WebSocket::State::queue_close(std::uint16_t code, std::string_view text) {
  queue_pong();
  queue(Opcode::close, close_payload(code, text), false);
  close_sent = true;
}

bool WebSocket::State::next_outgoing() {
  queue_pong();
  if (ended || outgoing.empty()) return false;
  in_flight.swap(outgoing);
  return true;
}

void WebSocket::State::drop() {
  ended = true;
  stream->close();
  notify();
}

}  // namespace belay::net
