#pragma once

#include <cstdint>

namespace belay::dxlink {

/// What a client counted and survived.
struct ClientCounters {
  std::uint64_t frames = 0;
  std::uint64_t events = 0;
  std::uint64_t unknown_messages = 0;    ///< unknown `type`
  std::uint64_t malformed_messages = 0;  ///< not JSON, not an object, no type or channel
  /// Rows with an unreadable value; pairs of a wrong length or of unknown layout.
  std::uint64_t bad_rows = 0;
  std::uint64_t unknown_events = 0;
  std::uint64_t unknown_fields = 0;  ///< columns skipped by position
  std::uint64_t channel_errors = 0;  ///< ERROR messages of any channel
  /// Never said: the server would have refused them (dxlink.md 4.8).
  std::uint64_t refused_subscriptions = 0;
};

}  // namespace belay::dxlink
