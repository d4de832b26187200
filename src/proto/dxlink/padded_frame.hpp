#pragma once

#include <cstddef>
#include <string_view>

namespace belay::dxlink {

/// A frame around which kSlack bytes may be read on both sides, whatever they hold: what
/// net::WebSocket gives. Decoded where it lies.
struct PaddedFrame {
  static constexpr std::size_t kSlack = 64;
  std::string_view text;
};

}  // namespace belay::dxlink
