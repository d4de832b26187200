#pragma once

#include <optional>
#include <string_view>

#include "belay/model/instruments.hpp"
#include "belay/model/market_snapshots.hpp"
#include "sim/market/market.hpp"

namespace belay::sim {

/// The state of one instrument as `/market-data` tells it (broker-api.md 5.24); nullopt when it is
/// not listed. What does not trade here has a price that stands still.
[[nodiscard]] std::optional<MarketSnapshot> snapshot_of(const Market& market, InstrumentType type,
                                                        std::string_view symbol, Instant now);

/// Timestamp B: `2026-08-24T17:58:51.032Z` (broker-api.md 0.3).
[[nodiscard]] std::string to_zulu(Instant at);

}  // namespace belay::sim
