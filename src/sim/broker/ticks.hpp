#pragma once

#include <vector>

#include "belay/model/instruments.hpp"
#include "sim/market/listing.hpp"

namespace belay::sim {

/// The schedule of an option root as the broker writes it.
[[nodiscard]] std::vector<TickSize> option_ticks(const OptionTicks& ticks);

}  // namespace belay::sim
