#include "belay/client/receipt.hpp"

namespace belay {
namespace {

Decimal signed_amount(const std::optional<Decimal>& amount,
                      const std::optional<Open<Effect>>& effect, Effect negative) {
  const Decimal magnitude = amount.value_or(Decimal{});
  return effect && *effect == negative ? -magnitude : magnitude;
}

}  // namespace

Decimal Receipt::buying_power_change() const {
  if (!answer_.buying_power_effect) return {};
  const BuyingPowerEffect& effect = *answer_.buying_power_effect;
  return signed_amount(effect.change_in_buying_power, effect.change_in_buying_power_effect,
                       Effect::debit);
}

Decimal Receipt::fees() const {
  if (!answer_.fee_calculation) return {};
  return signed_amount(answer_.fee_calculation->total_fees,
                       answer_.fee_calculation->total_fees_effect, Effect::credit);
}

}  // namespace belay
