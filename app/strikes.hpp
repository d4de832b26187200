#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/base/error.hpp"
#include "belay/model/instruments.hpp"

// Which strikes of an expiration `--strikes` means. Pure.

namespace belay::app {

/// `±10` or `10`: so many on each side of the money; `±50pts`: so far on each side of it.
struct StrikesAround {
  Decimal width = 10;
  bool in_points = false;
};
/// `5800..5900`, `5800..`, `..5900`: both ends included.
struct StrikeRange {
  std::optional<Decimal> low;
  std::optional<Decimal> high;
};
/// `590,595` or `=590`: these.
using ExactStrikes = std::vector<Decimal>;
using StrikeChoice = std::variant<StrikesAround, StrikeRange, ExactStrikes>;

/// Errors: usage, saying what the text might have meant.
[[nodiscard]] Result<StrikeChoice> parse_strikes(std::string_view text);

/// True when the choice needs the price of the underlying.
[[nodiscard]] bool needs_spot(const StrikeChoice& choice);

/// `count` strikes on each side of `spot`, and the one at it if there is one. Input ascending.
[[nodiscard]] std::vector<ChainStrike> around(const std::vector<ChainStrike>& strikes, Decimal spot,
                                              std::size_t count);

/// Of `strikes` (ascending) those meant. Without the spot that `choice` needs: all.
[[nodiscard]] std::vector<ChainStrike> chosen_strikes(const std::vector<ChainStrike>& strikes,
                                                      const StrikeChoice& choice,
                                                      const std::optional<Decimal>& spot);

}  // namespace belay::app
