#pragma once

#include <string>

#include "belay/guard/stop_plan.hpp"

namespace belay::guard {

/// `belay-stop-` and 32 hex digits of FNV-1a over account, instrument, position epoch, side,
/// quantity, trigger and policy. The same intent gives the same text on every machine (P1-16).
[[nodiscard]] std::string stop_identifier(const PositionCoverage& position,
                                          const StopPolicy& policy, Decimal quantity,
                                          Decimal trigger);

}  // namespace belay::guard
