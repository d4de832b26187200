#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "belay/model/symbol.hpp"

namespace belay::dxlink {

/// One entry of a subscription (dxlink.md 4.3). The server knows it by type, symbol and source;
/// `from_time` says from when on, and another one asks for a new snapshot.
struct SubscriptionKey {
  std::string_view type;  ///< Schema<E>::name; lives as long as the program
  Symbol symbol;
  Symbol source = {};                          ///< of an order book; none for everything else
  std::optional<std::int64_t> from_time = {};  ///< epoch ms; a time series from there on
  friend bool operator==(const SubscriptionKey&, const SubscriptionKey&) = default;
};

/// As our client spells it: candle symbols in canonical form with their attributes in key order,
/// so that the server has nothing to change (dxlink.md 7, client rule), and a candle without a
/// beginning is wanted from the very first one on.
[[nodiscard]] SubscriptionKey canonical(SubscriptionKey key);

}  // namespace belay::dxlink
