#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "belay/model/events.hpp"
#include "proto/dxlink/event_codec.hpp"

namespace belay::dxlink {

enum class DataFormat : std::uint8_t { full, compact };
[[nodiscard]] std::string_view to_string(DataFormat format);

/// Writes rows of one event type with a given choice and order of fields (dxlink.md 4.4, 4.5).
class RowEncoder {
 public:
  /// All fields, in the order of dxlink.md 5: `eventType`, then the Schema's.
  explicit RowEncoder(const EventCodec& codec);
  /// The wished fields in the wished order, without the unknown and the repeated ones; all fields
  /// when none is left (S-26).
  RowEncoder(const EventCodec& codec, const std::vector<std::string>& wished);

  [[nodiscard]] const EventCodec& codec() const { return *codec_; }
  [[nodiscard]] std::vector<std::string_view> field_names() const;
  /// `"SPY",1.0,2.0`, or `{"eventType":"Quote",…}`. `event` is of the codec's type.
  void append_row(std::string& out, const Event& event, DataFormat format) const;

  friend bool operator==(const RowEncoder&, const RowEncoder&) = default;

 private:
  void add(std::string_view name);
  void append_values(std::string& out, const void* row) const;
  void append_members(std::string& out, const void* row) const;

  const EventCodec* codec_;
  std::vector<const FieldCodec*> fields_;  // nullptr stands for eventType
};

}  // namespace belay::dxlink
