#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "proto/dxlink/event_codec.hpp"

namespace belay::dxlink {

/// Where the value of one column goes.
struct Step {
  ValueKind kind = ValueKind::skipped;
  std::size_t offset = 0;  ///< in the event
  void (*read_word)(void* event, std::string_view text) = nullptr;
};

/// How the columns of one event type's rows are read: made once per FEED_CONFIG, walked per row.
struct Layout {
  std::string type;
  const EventCodec* codec = nullptr;       ///< nullptr: a type without a Schema
  std::vector<std::string> names;          ///< of the columns, as announced
  std::vector<const FieldCodec*> columns;  ///< nullptr: skipped by position
  std::uint64_t unknown_columns = 0;       ///< skipped and not `eventType`
  std::vector<Step> steps;                 ///< of `columns`, for CompactRows
  bool plain = false;                      ///< CompactRows can read all of `steps`
  /// False when rows of this layout would name no symbol, or have no columns.
  bool usable = false;
};

[[nodiscard]] Layout make_layout(std::string_view type, std::vector<std::string> names);

/// The latest layout per event type of one channel. A later FEED_CONFIG replaces the list of each
/// type it names and leaves the others alone (dxlink.md 4.2).
class ChannelLayouts {
 public:
  void announce(std::string_view type, std::vector<std::string> names);
  /// nullptr when the type was never announced. Valid until the next announce().
  [[nodiscard]] const Layout* find(std::string_view type) const;

 private:
  std::vector<Layout> layouts_;
};

}  // namespace belay::dxlink
