#include "belay/client/receipt.hpp"

namespace belay {
namespace {

std::optional<Decimal> signed_amount(const std::optional<Decimal>& amount,
                                     const std::optional<Open<Effect>>& effect, Effect negative) {
  if (!amount || amount->is_zero()) return amount;
  if (!effect || (*effect != Effect::credit && *effect != Effect::debit)) return std::nullopt;
  return *effect == negative ? -*amount : *amount;
}

}  // namespace

std::optional<Decimal> Receipt::buying_power_change() const {
  if (!answer_.buying_power_effect) return std::nullopt;
  const BuyingPowerEffect& effect = *answer_.buying_power_effect;
  return signed_amount(effect.change_in_buying_power, effect.change_in_buying_power_effect,
                       Effect::debit);
}

std::optional<Decimal> Receipt::fees() const {
  if (!answer_.fee_calculation) return std::nullopt;
  return signed_amount(answer_.fee_calculation->total_fees,
                       answer_.fee_calculation->total_fees_effect, Effect::credit);
}

}  // namespace belay
