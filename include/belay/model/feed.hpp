#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "belay/base/time.hpp"
#include "belay/model/enum_text.hpp"

// What a market-data connection tells about itself (dxlink.md 2.6).

namespace belay {

enum class FeedState : std::uint8_t {
  idle,           ///< not begun, or stopped
  token_refresh,  ///< asks the broker for a token and an address
  connecting,     ///< TCP, TLS and upgrade are under way
  handshaking,    ///< SETUP and AUTH
  ready,
  backoff,  ///< waits before the next attempt
  failed,   ///< the broker refuses these credentials: not tried again
};
template <>
struct EnumText<FeedState> {
  static constexpr FeedState fallback = FeedState::idle;
  static constexpr auto names = std::to_array<std::pair<FeedState, std::string_view>>(
      {{FeedState::idle, "idle"},
       {FeedState::token_refresh, "token refresh"},
       {FeedState::connecting, "connecting"},
       {FeedState::handshaking, "handshaking"},
       {FeedState::ready, "ready"},
       {FeedState::backoff, "backoff"},
       {FeedState::failed, "failed"}});
};

/// An interval in which events of a channel may have been missed. Reported once it is over: what
/// came before `from` and what comes after `to` is complete. Snapshots that follow bring lasting
/// values and series up to date; prints (STREAM) of the interval are lost.
struct Gap {
  /// The last frame before the loss; of a stream the newest print that came, if that is earlier.
  Instant from;
  Instant to;            ///< everything wanted is subscribed again, and the server has spoken since
  std::string reason;    ///< for people
  std::string contract;  ///< of the channel: AUTO, HISTORY or STREAM
  friend bool operator==(const Gap&, const Gap&) = default;
};

}  // namespace belay
