#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/events.hpp"
#include "proto/dxlink/event_batch.hpp"
#include "proto/dxlink/value_reader.hpp"

namespace belay::dxlink {

/// What stands at the place of a field, and how a token of the wire gets there.
enum class ValueKind : std::uint8_t {
  skipped,  ///< no field of ours
  real,     ///< double
  integer,  ///< std::int64_t
  small_integer,
  boolean,
  character,
  symbol,
  word,   ///< Open<Enum>: FieldCodec::read_word
  other,  ///< only FieldCodec::read knows
};

/// One field of one event type: how it is read into and written out of the event behind the
/// pointer, which must be of the codec's type.
struct FieldCodec {
  std::string_view name;
  ValueKind kind = ValueKind::skipped;
  std::size_t offset = 0;  ///< of the field in the event
  bool (*read)(void* event, JsonValue& value, TextCache& cache) = nullptr;
  void (*read_word)(void* event, std::string_view text) = nullptr;
  void (*write)(std::string& out, const void* event) = nullptr;
};

/// Everything the wire needs to know about one event type; made from its Schema.
struct EventCodec {
  std::size_t index = 0;  ///< in the Event variant
  std::string_view name;
  std::size_t size = 0;            ///< of an event in bytes
  std::vector<FieldCodec> fields;  ///< on the wire, in the order of the Schema
  std::span<const FieldAlias> aliases;
  /// Adds `count` events with default values side by side; the pointer is valid until the batch
  /// changes.
  void* (*extend)(EventBatch& batch, std::int64_t channel, std::size_t count,
                  Instant received) = nullptr;
  const void* (*fields_of)(const Event& event) = nullptr;
  std::size_t symbol_offset = 0;

  [[nodiscard]] Symbol symbol_of(const void* event) const {
    Symbol symbol;
    std::memcpy(&symbol, static_cast<const std::byte*>(event) + symbol_offset, sizeof symbol);
    return symbol;
  }

  /// nullptr when the type has no such field.
  [[nodiscard]] const FieldCodec* find(std::string_view field) const;
  /// The same by any name that peers have for it.
  [[nodiscard]] const FieldCodec* find_any(std::string_view field) const;
};

inline constexpr std::size_t kEventTypes = MarketEvents::size;

[[nodiscard]] std::span<const EventCodec, kEventTypes> event_codecs();
/// nullptr for a type without a Schema here.
[[nodiscard]] const EventCodec* find_codec(std::string_view type);
/// nullptr for an UnknownEvent.
[[nodiscard]] const EventCodec* codec_of(const Event& event);

}  // namespace belay::dxlink
