#pragma once

#include "belay/base/decimal.hpp"
#include "belay/base/error.hpp"
#include "belay/model/orders.hpp"

namespace belay::sim {

/// One leg as the fee schedule sees it.
struct FeeLeg {
  InstrumentType type = InstrumentType::equity;
  bool opens = true;
  bool sells = false;
  bool index_option = false;
  Decimal quantity;
};

/// Fees by the unit rates observed on the wire (broker-api.md 5.9): equity clearing 0.0008 per
/// share rounded to three decimals, trading-activity fee 0.000166 per share sold; options 1.00
/// commission per contract to open and nothing to close, 0.10 clearing, 0.03 options regulatory
/// fee, 0.00279 trading-activity fee per contract sold; index options 0.65 more to the exchange.
/// Errors: overflow.
[[nodiscard]] Result<FeeCalculation> fees_of(const std::vector<FeeLeg>& legs);

}  // namespace belay::sim
