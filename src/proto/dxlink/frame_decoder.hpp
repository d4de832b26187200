#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "belay/base/time.hpp"
#include "belay/model/events.hpp"
#include "proto/dxlink/client_session.hpp"

namespace belay::dxlink {

/// What a server's message says beside its market data, which goes straight into the decoder's
/// events. The texts are valid until the next frame.
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
};

/// Server frames in, events out, with no handshake: the decoding half of a client session, and all
/// that a recorded session needs (dxlink.md 4.2, 4.4–4.6).
///
/// Keeps the announced field lists per channel and event type; decodes by the latest of them and by
/// the actual shape of `data`. Any bytes are survived and counted. Not thread-safe.
class FrameDecoder {
 public:
  FrameDecoder();
  ~FrameDecoder();
  FrameDecoder(FrameDecoder&&) noexcept;
  FrameDecoder& operator=(FrameDecoder&&) noexcept;

  /// One text message of the server, on whatever channel. `received` is stamped on the events.
  void receive(std::string_view frame, Instant received) { decode(frame, received); }
  /// The same, and what the message was. Valid until the next call.
  const ServerMessage& decode(std::string_view frame, Instant received);

  /// Listens to the FEED messages of this channel only, and forgets every other channel's layouts;
  /// nullopt = of none. A new decoder listens to all.
  void listen_to(std::optional<std::int64_t> channel);

  /// Events since clear_events(), in arrival order; valid until the next frame or clear_events().
  [[nodiscard]] std::span<const Event> events() const;
  /// Keeps the storage.
  void clear_events();
  [[nodiscard]] const ClientCounters& counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace belay::dxlink
