#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace belay::app {

/// What a piece of text says. Colour follows from it, and only from it (product.md S1-28).
enum class Meaning : std::uint8_t {
  plain,
  heading,
  gain,
  loss,
  warning,
  muted,    ///< absent, over, of no consequence
  guarded,  ///< covered by a stop
  profile_sim,
  profile_cert,
  profile_live,
};

/// How wide the place is and whether it understands colour.
struct Style {
  std::size_t width = 80;
  bool color = false;
};

/// `text` in the colour of `meaning`, or untouched when `style.color` is off.
[[nodiscard]] std::string paint(std::string_view text, Meaning meaning, bool color);

}  // namespace belay::app
