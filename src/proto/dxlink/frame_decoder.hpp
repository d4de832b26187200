#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/events.hpp"
#include "proto/dxlink/client_counters.hpp"
#include "proto/dxlink/event_batch.hpp"
#include "proto/dxlink/padded_frame.hpp"

namespace belay::dxlink {

/// What a server's message says beside its market data, which goes straight into the decoder's
/// batch. The texts are valid until the next frame.
struct ServerMessage {
  enum class Kind : std::uint8_t {
    malformed,  ///< not JSON, not an object, no type or channel
    unknown,    ///< a type nobody here knows
    ignored,    ///< a FEED message of a channel that is not listened to
    setup,
    auth_state,
    keepalive,
    error,
    channel_opened,
    channel_closed,
    feed_config,
    feed_data,
  };
  Kind kind = Kind::malformed;
  std::int64_t channel = 0;
  std::optional<double> keepalive_timeout;  ///< SETUP, seconds
  bool authorized = false;                  ///< AUTH_STATE
  std::string error_type;                   ///< ERROR `error`
  std::string error_text;                   ///< ERROR `message`

  /// As new, with the storage of its texts kept.
  void clear() {
    kind = Kind::malformed;
    channel = 0;
    keepalive_timeout.reset();
    authorized = false;
    error_type.clear();
    error_text.clear();
  }
};

/// How FEED_DATA is read. All ways give the same events; tests and benchmarks choose.
enum class RowPath : std::uint8_t {
  fastest,    ///< what this CPU does best
  plain_cpu,  ///< what it does on a CPU without AVX2
  portable,   ///< without vector instructions
  general,    ///< a whole JSON parser for every frame
};

/// Server frames in, events out, with no handshake: the decoding half of a client session, and all
/// that a recorded session needs (dxlink.md 4.2, 4.4–4.6).
///
/// Keeps the announced field lists per channel and event type; decodes by the latest of them and by
/// the actual shape of `data`. Any bytes are survived and counted. Not thread-safe.
class FrameDecoder {
 public:
  FrameDecoder() : FrameDecoder{RowPath::fastest} {}
  explicit FrameDecoder(RowPath path);
  ~FrameDecoder();
  FrameDecoder(FrameDecoder&&) noexcept;
  FrameDecoder& operator=(FrameDecoder&&) noexcept;

  /// One text message of the server, on whatever channel. `received` is stamped on the events.
  void receive(std::string_view frame, Instant received) { decode(frame, received); }
  /// The same, and what the message was. Valid until the next call.
  const ServerMessage& decode(std::string_view frame, Instant received);
  /// The same without copying the frame.
  const ServerMessage& decode(PaddedFrame frame, Instant received);
  /// Takes frames from the front while they are plain rows, until `enough` events are in the batch:
  /// the way for nearly all frames. Each must be padded as a PaddedFrame. Returns how many were
  /// taken; what stopped it, if anything, is for decode().
  std::size_t decode_rows(std::span<const std::string_view> frames, std::size_t enough,
                          Instant received);

  /// Listens to the FEED messages of these channels only, and forgets every other channel's
  /// layouts. A new decoder listens to all.
  void listen_to(std::vector<std::int64_t> channels);

  /// Events since clear_batch(), in arrival order; valid until the next frame or clear_batch().
  [[nodiscard]] const EventBatch& batch() const;
  [[nodiscard]] EventBatch& batch();
  /// Keeps the storage.
  void clear_batch();
  [[nodiscard]] const ClientCounters& counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace belay::dxlink
