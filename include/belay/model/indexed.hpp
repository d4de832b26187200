#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <limits>

#include "belay/model/symbol.hpp"

// What indexed events (candles, time and sales, option series, order books) have in common:
// transaction flags and, for those in order of time, the index that packs time and sequence
// (dxlink.md 6.1, 6.2).

namespace belay {

/// Bits of `eventFlags` (dxlink.md 6.1). Two more, snapshot mode (0x40) and remove symbol (0x80),
/// are internal to publishers and mean nothing here.
enum class EventFlag : std::uint8_t {
  tx_pending = 0x01,      ///< the transaction goes on; inconsistent until an event without it
  remove_event = 0x02,    ///< delete the event with this index; its other fields mean nothing
  snapshot_begin = 0x04,  ///< first event of a snapshot
  snapshot_end = 0x08,    ///< last event of a snapshot that is complete
  snapshot_snip = 0x10,   ///< last event of a snapshot that a limit cut short
};

/// Several flags as they stand on the wire: `flags(EventFlag::snapshot_end, …)`.
template <std::same_as<EventFlag>... Flag>
[[nodiscard]] constexpr std::int32_t flags(Flag... each) {
  return (0 | ... | static_cast<std::int32_t>(each));
}
[[nodiscard]] constexpr bool has(std::int32_t event_flags, EventFlag flag) {
  return (event_flags & static_cast<std::int32_t>(flag)) != 0;
}

inline constexpr std::int32_t kMostSequence = 0x3FFFFF;

/// The index of an event at `time_ms` (since 1970, may be negative); seconds saturate to 32 bits,
/// of `sequence` the low 22 bits count. A key: where an event also carries its time, that is the
/// one to believe.
[[nodiscard]] constexpr std::int64_t pack_index(std::int64_t time_ms, std::int32_t sequence) {
  const std::int64_t quotient = time_ms / 1000;
  const std::int64_t rest = time_ms % 1000;
  const std::int64_t floor = rest < 0 ? quotient - 1 : quotient;
  const std::int64_t millis = rest < 0 ? rest + 1000 : rest;
  constexpr std::int64_t kLeast = std::numeric_limits<std::int32_t>::min();
  constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
  const std::int64_t seconds = std::clamp(floor, kLeast, kMost);
  return seconds * (std::int64_t{1} << 32) + (millis << 22) + (sequence & kMostSequence);
}
[[nodiscard]] constexpr std::int64_t time_of_index(std::int64_t index) {
  return (index >> 32) * 1000 + ((index >> 22) & 0x3FF);
}
[[nodiscard]] constexpr std::int32_t sequence_of_index(std::int64_t index) {
  return static_cast<std::int32_t>(index & kMostSequence);
}

/// An event that replaces, adds or deletes one place of a series.
template <class E>
concept indexed_event = requires(const E& event) {
  { event.index } -> std::convertible_to<std::int64_t>;
  { event.event_flags } -> std::convertible_to<std::int32_t>;
  { event.symbol } -> std::convertible_to<Symbol>;
};
/// An indexed event in order of time: all but option series.
template <class E>
concept timed_event = indexed_event<E> && requires(const E& event) {
  { event.time } -> std::convertible_to<std::int64_t>;
};
/// An order of a book: one without size is a deletion, and every source is a series of its own.
template <class E>
concept book_event = indexed_event<E> && requires(const E& event) {
  { event.size } -> std::convertible_to<double>;
  { event.source } -> std::convertible_to<Symbol>;
};

}  // namespace belay
