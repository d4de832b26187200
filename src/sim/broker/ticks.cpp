#include "sim/broker/ticks.hpp"

namespace belay::sim {
namespace {

// 1 / per_unit, exactly: ticks are 0.0001 … 0.1.
Decimal tick(int per_unit) { return to_decimal(1.0 / per_unit, 4).normalized(1); }

}  // namespace

std::vector<TickSize> option_ticks(const OptionTicks& ticks) {
  if (ticks.below_per_unit == ticks.above_per_unit) {
    return {TickSize{.value = tick(ticks.above_per_unit)}};
  }
  return {
      TickSize{.threshold = to_decimal(ticks.threshold, 1), .value = tick(ticks.below_per_unit)},
      TickSize{.value = tick(ticks.above_per_unit)}};
}

}  // namespace belay::sim
