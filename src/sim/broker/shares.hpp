#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "belay/model/instruments.hpp"

// Shares, funds and indices that the broker knows: those the simulated market trades, and several
// thousand more that are listed and never trade, so that lists have pages.

namespace belay::sim {

/// A share, fund or index that is listed but has no market here: its price stands still.
struct QuietShare {
  std::string_view symbol;
  std::string_view description;
  std::string_view market;
  std::int64_t id = 0;
  double price = 0;
  bool is_index = false;
  bool is_etf = false;
};

/// Those with a name of the real world.
[[nodiscard]] std::span<const QuietShare> quiet_shares();
/// nullptr when there is none of that name.
[[nodiscard]] const QuietShare* find_quiet_share(std::string_view symbol);

/// Every one, those that trade first. Inactive ones are among them.
[[nodiscard]] const std::vector<Equity>& all_equities();
/// nullptr when it is not listed; crypto is not.
[[nodiscard]] const Equity* find_equity(std::string_view symbol);

}  // namespace belay::sim
