#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "belay/guard/coverage.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/symbology.hpp"

// What positions mean to each other: spreads, and shares that short calls stand on.

namespace belay::guard {

/// A position read once: the texts and optionals of the wire turned into facts.
struct Holding {
  const Position* position = nullptr;
  PositionSide side = PositionSide::unknown;
  Decimal quantity;  ///< 0 when not known
  std::string underlying;
  std::optional<OptionSymbol> option;  ///< equity options whose symbol could be read
};

[[nodiscard]] std::vector<Holding> holdings_of(std::span<const Position> positions);

/// Whether a stop can rest for `holding`, given everything else that is held.
[[nodiscard]] Protectable protectable(const Holding& holding, std::span<const Holding> all);

/// Shares of `holding` (a long equity) that must stay so that no short call is naked. Long calls
/// that expire no earlier cover short ones first, whatever their strikes.
[[nodiscard]] Decimal shares_behind_calls(const Holding& holding, std::span<const Holding> all);

}  // namespace belay::guard
