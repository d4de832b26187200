#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "app/options.hpp"
#include "app/render/style.hpp"
#include "belay/model/instruments.hpp"

namespace belay::app {

/// What is left of `chains` after --dte, --limit and --strikes. Expirations come out by date,
/// strikes by price; --limit counts expirations over all roots, nearest first. `spot` is needed for
/// --strikes only.
[[nodiscard]] std::vector<OptionChain> narrowed(const std::vector<OptionChain>& chains,
                                                const ChainOptions& options,
                                                const std::optional<Decimal>& spot, Date today);

/// `count` strikes on each side of `spot`, and the one at it if there is one. Input ascending.
[[nodiscard]] std::vector<ChainStrike> around(const std::vector<ChainStrike>& strikes, Decimal spot,
                                              std::size_t count);

/// Per root and expiration a heading; its strikes when `with_strikes`, else one line each.
[[nodiscard]] std::string chain_text(const std::vector<OptionChain>& chains, bool with_strikes,
                                     const std::optional<Decimal>& spot, Date today,
                                     const Style& style);

}  // namespace belay::app
