#pragma once

#include <string>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/base/error.hpp"
#include "sim/market/market.hpp"

// Margin as the simulator reckons it: Regulation T, nothing of the broker's own house rules.

namespace belay::sim {

inline constexpr Decimal kRegulationT{Decimal::Raw{}, 50, 2};  ///< of a stock's value

struct MarginLeg {
  std::string symbol;  ///< OCC
  bool is_long = true;
  Decimal quantity;  ///< contracts, positive
};

/// What a set of option legs ties up, in dollars. A short option covered by a long one of the same
/// root, expiration and right costs the width of the spread × 100 (nothing where the long strike is
/// the better one); an uncovered one costs 20 % of the underlying less what it is out of the money,
/// at least 10 % of the strike. Put and call side of one expiration count once: the larger.
/// Errors: parse for a symbol that is not OCC, overflow.
[[nodiscard]] Result<Decimal> option_margin(const std::vector<MarginLeg>& legs,
                                            const Market& market);

}  // namespace belay::sim
