#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "belay/model/chains.hpp"
#include "belay/model/equity_options.hpp"
#include "belay/model/instruments.hpp"
#include "sim/market/market.hpp"

// Options on shares and indices as the broker describes them (broker-api.md 5.13, 5.19, 5.20).

namespace belay::sim {

/// The chains of an underlying at `now`: empty when it has none.
[[nodiscard]] std::vector<OptionChain> chains_of(const Market& market, std::string_view underlying,
                                                 Instant now);
/// The same, all expirations of a kind together.
[[nodiscard]] std::vector<CompactOptionChain> compact_chains_of(const Market& market,
                                                                std::string_view underlying,
                                                                Instant now);
/// The same, an option a row. Those that have expired are left out.
[[nodiscard]] std::vector<EquityOption> options_of(const Market& market,
                                                   std::string_view underlying, Instant now);
/// By OCC symbol; one that has expired is not active.
[[nodiscard]] std::optional<EquityOption> option_of(const Market& market, std::string_view symbol,
                                                    Instant now);

/// An instrument an order may name.
struct Tradable {
  InstrumentType type = InstrumentType::equity;
  Symbol streamer_symbol;
  std::string underlying;
  std::vector<TickSize> ticks;
  bool is_index = false;           ///< itself an index: not tradable
  bool index_option = false;       ///< an option on one
  std::optional<Instant> ends;     ///< options: when trading in it stops
  std::optional<Instant> expires;  ///< options: then or, settled in the morning, the day after
  int multiplier = 1;
};

/// By the broker's symbol; nullopt when it is not listed.
[[nodiscard]] std::optional<Tradable> find_tradable(const Market& market, std::string_view symbol);

}  // namespace belay::sim
