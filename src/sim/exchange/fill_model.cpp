#include "sim/exchange/fill_model.hpp"

#include <algorithm>
#include <utility>

namespace belay::sim {
namespace {

using namespace belay::literals;

constexpr Decimal kSandboxPrice = 1.00_usd;
constexpr Decimal kSandboxMost = 3.00_usd;
constexpr int kPriceScale = 8;

std::optional<Decimal> opposite(const TopOfBook& book, bool buys) {
  const std::optional<Decimal>& side = buys ? book.ask : book.bid;
  return side && side->sign() > 0 ? side : std::nullopt;
}

// Paid above zero, received below.
Result<Decimal> net_of(const VenueOrder& order, const std::vector<Decimal>& prices) {
  Result<Decimal> net = Decimal{0};
  for (std::size_t i = 0; i < order.legs.size(); ++i) {
    const Result<Decimal> amount = prices[i] * order.legs[i].ratio;
    net = order.legs[i].buys ? net + amount : net - amount;
  }
  return net;
}

class QuoteFills final : public FillModel {
 public:
  QuoteFills(Quotes quotes, StopReference stops) : quotes_{std::move(quotes)}, stops_{stops} {}

  [[nodiscard]] bool triggers(const VenueOrder& order) const override {
    const VenueLeg& leg = order.legs.front();
    const TopOfBook book = quotes_(leg.symbol);
    const std::optional<Decimal> price =
        stops_ == StopReference::last ? book.last : opposite(book, leg.buys);
    if (!price || !order.trigger) return false;
    return leg.buys ? *price >= *order.trigger : *price <= *order.trigger;
  }

  [[nodiscard]] std::optional<std::vector<Decimal>> prices(const VenueOrder& order) const override {
    std::vector<Decimal> prices;
    for (const VenueLeg& leg : order.legs) {
      const std::optional<Decimal> price = opposite(quotes_(leg.symbol), leg.buys);
      if (!price) return std::nullopt;
      prices.push_back(*price);
    }
    if (!order.limit) return prices;
    const Result<Decimal> net = net_of(order, prices);
    if (!net || *net > *order.limit) return std::nullopt;
    return prices;
  }

  [[nodiscard]] std::string_view venue() const override { return "MARKET_SIMULATOR_A"; }

 private:
  Quotes quotes_;
  StopReference stops_;
};

// Stops are not in the table: they rest.
class LegacyCertFills final : public FillModel {
 public:
  [[nodiscard]] bool triggers(const VenueOrder&) const override { return false; }

  [[nodiscard]] std::optional<std::vector<Decimal>> prices(const VenueOrder& order) const override {
    if (!order.limit) return std::vector<Decimal>(order.legs.size(), kSandboxPrice);
    if (order.limit->abs() > kSandboxMost) return std::nullopt;
    return all_on_one_leg(order);
  }

  [[nodiscard]] std::string_view venue() const override { return "TEST_A"; }

 private:
  // Leg prices are not documented; their net is the order's price.
  static std::optional<std::vector<Decimal>> all_on_one_leg(const VenueOrder& order) {
    std::vector<Decimal> prices(order.legs.size());
    const bool pays = order.limit->sign() >= 0;
    const auto leg = std::ranges::find(order.legs, pays, &VenueLeg::buys);
    if (leg == order.legs.end()) return std::nullopt;
    const Result<Decimal> price = divide(order.limit->abs(), leg->ratio, kPriceScale);
    if (!price) return std::nullopt;
    prices[static_cast<std::size_t>(leg - order.legs.begin())] = price->normalized(1);
    return prices;
  }
};

}  // namespace

std::unique_ptr<FillModel> quote_fills(Quotes quotes, StopReference stops) {
  return std::make_unique<QuoteFills>(std::move(quotes), stops);
}

std::unique_ptr<FillModel> legacy_cert_fills() { return std::make_unique<LegacyCertFills>(); }

}  // namespace belay::sim
