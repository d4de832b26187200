#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/exchange/exchange.hpp"
#include "sim/exchange/fill_model.hpp"
#include "sim/market/random.hpp"

namespace belay::sim {

/// Every order is looked at by itself, oldest first, whenever the market is open to it; nobody
/// stands before it in a queue, and size is not asked for. Overnight orders rest: the simulated
/// market makes no quotes between 20:00 and 07:00. Notional orders buy five decimals of a share.
class SimpleExchange final : public Exchange {
 public:
  struct Settings {
    bool partial_fills = false;  ///< more than one unit fills in pieces of random size
    std::uint64_t seed = 42;
  };
  SimpleExchange(std::unique_ptr<FillModel> model, Settings settings);

  void submit(VenueOrder order) override;
  bool cancel(std::int64_t id) override;
  [[nodiscard]] std::vector<VenueReport> advance(Instant now) override;
  [[nodiscard]] std::string_view name() const override { return model_->venue(); }

 private:
  void look_at(std::int64_t id, Instant now, std::vector<VenueReport>& reports);
  [[nodiscard]] std::optional<VenueReport> fill(VenueOrder& order, Instant now);
  [[nodiscard]] Decimal piece_of(Decimal units);
  void cancel_group(std::int64_t group, Instant now, std::vector<VenueReport>& reports);

  std::unique_ptr<FillModel> model_;
  Settings settings_;
  Random random_;
  std::map<std::int64_t, VenueOrder> orders_;
};

}  // namespace belay::sim
