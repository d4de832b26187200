#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "belay/sim/trading_options.hpp"
#include "sim/exchange/exchange.hpp"

namespace belay::sim {

/// What an order would trade at.
class FillModel {
 public:
  virtual ~FillModel() = default;
  /// Has the market reached the trigger of this stop?
  [[nodiscard]] virtual bool triggers(const VenueOrder& order) const = 0;
  /// The price of each leg when the order can fill now, else nullopt.
  [[nodiscard]] virtual std::optional<std::vector<Decimal>> prices(
      const VenueOrder& order) const = 0;
  /// The venue that fills are said to come from.
  [[nodiscard]] virtual std::string_view venue() const = 0;
};

/// Each leg at the opposite side of its quote, as soon as the net price is no worse than the limit.
/// A leg whose opposite side is empty, or zero, does not trade.
[[nodiscard]] std::unique_ptr<FillModel> quote_fills(Quotes quotes, StopReference stops);

/// The sandbox's old table: FillRule::legacy_cert.
[[nodiscard]] std::unique_ptr<FillModel> legacy_cert_fills();

}  // namespace belay::sim
