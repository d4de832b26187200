#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/time.hpp"
#include "belay/model/quote_alerts.hpp"
#include "sim/market/market.hpp"

namespace belay::sim {

/// The customer's quote alerts (broker-api.md 4.10, 5.29), and when they fire.
class AlertDesk {
 public:
  static constexpr std::size_t kMost = 1000;

  [[nodiscard]] const std::vector<QuoteAlert>& alerts() const { return alerts_; }
  /// Errors: invalid, with the member's name as broker code.
  Result<QuoteAlert> add(const NewQuoteAlert& wanted, Instant now);
  /// False when there is none of that id.
  bool erase(std::string_view alert_external_id);
  /// Those that the market reaches now: each fires once. What has expired is marked so.
  [[nodiscard]] std::vector<QuoteAlert> fire(const Market& market, Instant now);

 private:
  std::vector<QuoteAlert> alerts_;
  std::uint64_t next_ = 1;
};

}  // namespace belay::sim
