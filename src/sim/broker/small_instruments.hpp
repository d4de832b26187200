#pragma once

#include <vector>

#include "belay/model/small_instruments.hpp"

// The short lists of instruments: crypto, warrants, precisions, currency pairs
// (broker-api.md 5.18).

namespace belay::sim {

[[nodiscard]] std::vector<Cryptocurrency> cryptocurrencies();
[[nodiscard]] std::vector<Warrant> warrants();
[[nodiscard]] std::vector<QuantityPrecision> quantity_precisions();
[[nodiscard]] std::vector<CurrencyPair> currency_pairs();

}  // namespace belay::sim
