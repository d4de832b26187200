#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace belay {

/// What arrived without a row of its own: key and raw JSON text of each unknown member, in arrival
/// order. Shown, re-encoded, never fatal.
using Extra = std::vector<std::pair<std::string, std::string>>;

/// A value whose shape is not documented: its JSON text, as it came. `null` when default.
struct RawJson {
  std::string text = "null";
  friend bool operator==(const RawJson&, const RawJson&) = default;
};

/// True when a member `key` arrived that has no row, or that could not be read, wholly or in part.
[[nodiscard]] inline bool holds(const Extra& extra, std::string_view key) {
  return std::ranges::any_of(extra, [key](const auto& entry) { return entry.first == key; });
}

}  // namespace belay
