#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "belay/model/instruments.hpp"
#include "sim/market/market.hpp"

// Instruments as the broker describes them (broker-api.md 5.12, 5.19).

namespace belay::sim {

/// Index, ETF or stock; nullopt for anything else, crypto included.
[[nodiscard]] std::optional<Equity> equity_of(std::string_view symbol);
/// Every equity listed, in the table's order.
[[nodiscard]] std::vector<Equity> all_equities();
/// The chains of an underlying at `now`: empty when it has none.
[[nodiscard]] std::vector<OptionChain> chains_of(const Market& market, std::string_view underlying,
                                                 Instant now);

/// An instrument an order may name.
struct Tradable {
  InstrumentType type = InstrumentType::equity;
  Symbol streamer_symbol;
  std::string underlying;
  std::vector<TickSize> ticks;
  bool is_index = false;        ///< itself an index: not tradable
  bool index_option = false;    ///< an option on one
  std::optional<Instant> ends;  ///< options: when trading in it stops
  int multiplier = 1;
};

/// By the broker's symbol; nullopt when it is not listed.
[[nodiscard]] std::optional<Tradable> find_tradable(const Market& market, std::string_view symbol);

}  // namespace belay::sim
