#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/base/error.hpp"
#include "sim/broker/book.hpp"
#include "sim/market/market.hpp"

// Margin as the simulator reckons it: Regulation T, nothing of the broker's own house rules.

namespace belay::sim {

inline constexpr Decimal kRegulationT{Decimal::Raw{}, 50, 2};  ///< of a stock's value

struct MarginLeg {
  std::string symbol;  ///< OCC
  bool is_long = true;
  Decimal quantity;  ///< contracts, positive
};

/// Contracts' worth of shares held long, per root of the calls they cover.
using ShareCover = std::map<std::string, Decimal, std::less<>>;
[[nodiscard]] ShareCover share_cover(const Book& book);
/// Takes up to `wanted` contracts of `root` out of `cover`; returns how many there were.
Decimal use_cover(ShareCover& cover, std::string_view root, Decimal wanted);

/// What a set of option legs ties up, in dollars. A short option covered by a long one of the same
/// root, expiration and right costs the width of the spread × 100 (nothing where the long strike is
/// the better one); a short call on shares of `cover` costs nothing; an uncovered one costs 20 % of
/// the underlying less what it is out of the money, at least 10 % of the strike. Put and call side
/// of one expiration count once: the larger. Errors: parse for a symbol that is not OCC, overflow.
[[nodiscard]] Result<Decimal> option_margin(const std::vector<MarginLeg>& legs, ShareCover cover,
                                            const Market& market);

}  // namespace belay::sim
