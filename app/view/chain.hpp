#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/options.hpp"
#include "app/render/table.hpp"
#include "belay/model/chains.hpp"
#include "belay/model/instruments.hpp"

// Which part of a chain is meant, and its expirations. Its strikes and options: chain_options.hpp.

namespace belay::app {

/// The options of a futures product as chains: one per contract (`/ESH5`) and option root (`E3A`).
/// Errors: parse, for an expiration that is none.
[[nodiscard]] Result<std::vector<OptionChain>> chains_of(const FuturesOptionChain& product);

/// What is left of `chains` after --dte, --exp, --monthly, --weekly, --root, --limit and --strikes.
/// Expirations come out by date, strikes by price; --limit counts expirations over all roots,
/// nearest first, unless there is a row per option. `spot` is needed for strikes around the money
/// only.
[[nodiscard]] std::vector<OptionChain> narrowed(const std::vector<OptionChain>& chains,
                                                const ChainOptions& options,
                                                const std::optional<Decimal>& spot, Date today);

/// Strikes that were named and that no expiration of `chains` has.
[[nodiscard]] std::vector<Decimal> strikes_not_listed(const std::vector<OptionChain>& chains,
                                                      const ChainOptions& options);

/// Days until then: counted from the date, not taken from the broker, whose count is of the day it
/// was made.
[[nodiscard]] std::optional<std::int64_t> days_left(const ChainExpiration& expiration, Date today);

/// One line per expiration.
[[nodiscard]] Table expirations_table(const std::vector<OptionChain>& chains, Date today);
/// `SPXW (Standard, 100 per contract)`
[[nodiscard]] std::string root_heading(const OptionChain& chain);
/// `SPXW 2025-01-17  4 DTE  Weekly, settles PM`
[[nodiscard]] std::string expiration_heading(const OptionChain& chain,
                                             const ChainExpiration& expiration, Date today);

}  // namespace belay::app
