#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/chains.hpp"
#include "belay/model/futures.hpp"

// Futures, their options and products as the broker lists them (broker-api.md 5.14–5.17, 5.21).
// Listed only: the simulated market does not trade them. Expirations follow the exchanges' usual
// rules in outline, not their calendars to the day.

namespace belay::sim {

/// Every product, options products inside.
[[nodiscard]] const std::vector<FutureProduct>& future_products();
/// Every options product, with the futures product inside.
[[nodiscard]] std::vector<FutureOptionProduct> future_option_products();

/// The contracts listed at `now`, product by product, nearest first.
[[nodiscard]] std::vector<Future> futures_listed(Instant now);
/// By symbol, with or without its slash.
[[nodiscard]] std::optional<Future> future_of(std::string_view symbol, Instant now);
/// The level that a product's contracts are near; nullopt when there is no such product.
[[nodiscard]] std::optional<double> future_level(std::string_view product_code);

/// The options of a product (`ES`), expirations and strikes in no order. Empty when it has none.
[[nodiscard]] std::vector<FutureOption> future_options_of(std::string_view product_code,
                                                          Instant now);
[[nodiscard]] std::optional<FutureOption> future_option_of(std::string_view symbol, Instant now);
/// nullopt when the product has no options.
[[nodiscard]] std::optional<FuturesOptionChain> futures_chain_of(std::string_view product_code,
                                                                 Instant now);

}  // namespace belay::sim
