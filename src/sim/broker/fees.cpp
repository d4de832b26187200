#include "sim/broker/fees.hpp"

#include <string_view>

#include "sim/broker/valuation.hpp"

namespace belay::sim {
namespace {

using namespace belay::literals;

constexpr Decimal kShareClearing = 0.0008_usd;
constexpr Decimal kShareActivity = 0.000166_usd;
constexpr Decimal kContractCommission = 1.00_usd;
constexpr Decimal kContractClearing = 0.10_usd;
constexpr Decimal kContractRegulatory = 0.03_usd;
constexpr Decimal kContractActivity = 0.00279_usd;
constexpr Decimal kIndexContract = 0.65_usd;

struct Totals {
  Result<Decimal> clearing = Decimal{0};
  Result<Decimal> commission = Decimal{0};
  Result<Decimal> regulatory = Decimal{0};  // orf
  Result<Decimal> activity = Decimal{0};    // taf
  Result<Decimal> proprietary = Decimal{0};
};

Result<Decimal> share_clearing(Decimal quantity) {
  const Result<Decimal> exact = kShareClearing * quantity;
  return exact ? exact->rescaled(3, Rounding::half_even) : exact;
}

void add_share(Totals& totals, const FeeLeg& leg) {
  totals.clearing = totals.clearing + share_clearing(leg.quantity);
  if (leg.sells) totals.activity = totals.activity + kShareActivity * leg.quantity;
}

void add_contract(Totals& totals, const FeeLeg& leg) {
  totals.clearing = totals.clearing + kContractClearing * leg.quantity;
  totals.regulatory = totals.regulatory + kContractRegulatory * leg.quantity;
  if (leg.opens) totals.commission = totals.commission + kContractCommission * leg.quantity;
  if (leg.sells) totals.activity = totals.activity + kContractActivity * leg.quantity;
  if (leg.index_option) totals.proprietary = totals.proprietary + kIndexContract * leg.quantity;
}

FeeItem item(std::string_view name, Decimal value) {
  return FeeItem{.name = std::string{name}, .value = spelt(value), .effect = debit_of(value)};
}

}  // namespace

Result<FeeCalculation> fees_of(const std::vector<FeeLeg>& legs) {
  Totals totals;
  for (const FeeLeg& leg : legs) {
    leg.type == InstrumentType::equity_option ? add_contract(totals, leg) : add_share(totals, leg);
  }
  const Result<Decimal> regulatory = totals.regulatory + totals.activity;
  const Result<Decimal> total =
      regulatory + totals.clearing + totals.commission + totals.proprietary;
  if (!total) return std::unexpected(total.error());
  return FeeCalculation{
      .regulatory_fees = spelt(*regulatory),
      .regulatory_fees_effect = debit_of(*regulatory),
      .regulatory_fees_breakdown = {item("exchange", 0), item("nfa", 0),
                                    item("orf", *totals.regulatory), item("sec", 0),
                                    item("taf", *totals.activity)},
      .clearing_fees = spelt(*totals.clearing),
      .clearing_fees_effect = debit_of(*totals.clearing),
      .clearing_fees_breakdown = {item("clearing", *totals.clearing)},
      .commission = spelt(*totals.commission),
      .commission_effect = debit_of(*totals.commission),
      .commission_breakdown = {item("brokerage", *totals.commission)},
      .proprietary_index_option_fees = spelt(*totals.proprietary),
      .proprietary_index_option_fees_effect = debit_of(*totals.proprietary),
      .proprietary_fees_breakdown = {item("proprietary", *totals.proprietary)},
      .total_fees = spelt(*total),
      .total_fees_effect = debit_of(*total),
      .rebates = spelt(0),
      .rebates_effect = Effect::none,
      .rebates_breakdown = {item("rebate", 0)},
      .per_quantity = false,
  };
}

}  // namespace belay::sim
