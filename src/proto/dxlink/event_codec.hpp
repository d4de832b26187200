#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/events.hpp"
#include "proto/dxlink/value_reader.hpp"

namespace belay::dxlink {

/// One field of one event type: how it is read into and written out of the event behind the
/// pointer, which must be of the codec's type.
struct FieldCodec {
  std::string_view name;
  bool (*read)(void* event, JsonValue& value, TextCache& cache) = nullptr;
  void (*write)(std::string& out, const void* event) = nullptr;
};

/// Everything the wire needs to know about one event type; made from its Schema.
struct EventCodec {
  std::size_t index = 0;  ///< in the Event variant
  std::string_view name;
  std::span<const FieldCodec> fields;  ///< on the wire, in the order of the Schema
  /// Appends an event with default values; the pointer is valid until the vector grows.
  void* (*append)(std::vector<Event>& events, Instant received) = nullptr;
  const void* (*fields_of)(const Event& event) = nullptr;
  Symbol (*symbol_of)(const Event& event) = nullptr;

  /// nullptr when the type has no such field.
  [[nodiscard]] const FieldCodec* find(std::string_view field) const;
};

inline constexpr std::size_t kEventTypes = std::variant_size_v<Event> - 1;  // all but UnknownEvent

[[nodiscard]] std::span<const EventCodec, kEventTypes> event_codecs();
/// nullptr for a type without a Schema here.
[[nodiscard]] const EventCodec* find_codec(std::string_view type);
/// nullptr for an UnknownEvent.
[[nodiscard]] const EventCodec* codec_of(const Event& event);

}  // namespace belay::dxlink
