#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/options.hpp"
#include "app/render/table.hpp"
#include "app/view/board.hpp"
#include "app/view/events.hpp"
#include "belay/model/instruments.hpp"

// The options of a chain, joined with what the market says of them (product.md S2-85, S2-87).

namespace belay::app {

/// What a chain's options are shown with.
struct ChainMarket {
  const EventBoard* board = nullptr;  ///< none: nobody asked the market
  std::optional<Decimal> spot;        ///< of the underlying, where it is known
  Date today{};
  Instant now{};  ///< of ages
};

/// The event types that say what the columns show, those of `--quotes` included; empty when the
/// market need not be asked.
[[nodiscard]] EventTypes chain_events(const ChainOptions& options);

/// Streamer symbols of the options meant, in order of the table.
[[nodiscard]] std::vector<std::string> chain_symbols(const std::vector<OptionChain>& chains,
                                                     const ChainOptions& options);

/// A row per strike: the call's columns, the strike, the put's. What is missing is absent.
[[nodiscard]] Table strikes_table(const ChainExpiration& expiration, const ChainOptions& options,
                                  const ChainMarket& market);
/// `bid` of --columns means both sides of strikes_table(): `call-bid` left of the strike, `put-bid`
/// right of it. Errors: usage for a name that means no column.
[[nodiscard]] Result<std::vector<std::string>> columns_of_sides(const ChainOptions& options);

/// A row per option, over all chains, at most --limit.
[[nodiscard]] Table options_table(const std::vector<OptionChain>& chains,
                                  const ChainOptions& options, const ChainMarket& market);

/// An object per option, prices as exact decimals, what is missing as null; with where it stands
/// in the chain when `placed`.
[[nodiscard]] std::vector<std::string> options_json(const std::vector<OptionChain>& chains,
                                                    const ChainOptions& options,
                                                    const ChainMarket& market, bool placed);

}  // namespace belay::app
