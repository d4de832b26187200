#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "belay/model/market_metrics.hpp"
#include "sim/market/market.hpp"

// Volatility, dividends and earnings of what is listed (broker-api.md 5.23). Invented, but the
// implied volatilities agree with the options' Greeks.

namespace belay::sim {

/// nullopt for a symbol that has none: options, crypto, unknown ones.
[[nodiscard]] std::optional<MarketMetric> metric_of(const Market& market, std::string_view symbol,
                                                    Instant now);
/// Newest first; empty for what pays none.
[[nodiscard]] std::vector<Dividend> dividends_of(std::string_view symbol, Instant now);
/// Oldest first.
[[nodiscard]] std::vector<EarningsReport> earnings_of(std::string_view symbol, Date from, Date to);

}  // namespace belay::sim
