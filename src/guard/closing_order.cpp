#include "guard/closing_order.hpp"

#include <string_view>

namespace belay::guard {
namespace {

bool is_stop(const OrderRecord& order) {
  return order.order_type == OrderType::stop || order.order_type == OrderType::stop_limit;
}

/// What an action does to a position.
enum class Does : std::uint8_t { nothing, closes, may_close, closes_other_side };

Does effect_on(Open<Action> action, PositionSide side) {
  const bool long_side = side == PositionSide::long_;
  if (!long_side && side != PositionSide::short_) return Does::nothing;
  if (action == Action::sell_to_close) return long_side ? Does::closes : Does::closes_other_side;
  if (action == Action::buy_to_close) return long_side ? Does::closes_other_side : Does::closes;
  // The broker turns an opening order against a position into a closing one (broker-api.md 6.7).
  if (action == Action::sell || action == Action::sell_to_open) {
    return long_side ? Does::may_close : Does::nothing;
  }
  if (action == Action::buy || action == Action::buy_to_open) {
    return long_side ? Does::nothing : Does::may_close;
  }
  return Does::may_close;  // what cannot be known may take everything
}

bool on_winning_side(Decimal trigger, const Target& target) {
  if (!target.reference) return false;
  return target.side == PositionSide::long_ ? trigger > *target.reference
                                            : trigger < *target.reference;
}

// The child of an OTO or OTOCO closes what its trigger order has yet to open: it takes nothing from
// what is held now. An OCO's children do (broker-api.md 6.8).
bool waits_for_own_opening(const OrderRecord& order) {
  return order.complex_order_tag && order.complex_order_tag->starts_with("OTO");
}

std::optional<Exclusion> by_status(const OrderRecord& order) {
  switch (phase_of(order.status)) {
    case OrderPhase::working: return std::nullopt;
    case OrderPhase::waiting: return Exclusion::waiting;
    case OrderPhase::leaving: return Exclusion::leaving;
    case OrderPhase::terminal: return Exclusion::terminal;
    case OrderPhase::unknown: break;
  }
  return Exclusion::unknown_status;
}

std::optional<Exclusion> by_kind(const OrderRecord& order, const OrderLegRecord& leg, Does does,
                                 const Target& target) {
  if (does == Does::may_close) return Exclusion::plain_action;
  if (!is_stop(order)) return Exclusion::not_a_stop;
  if (order.legs.size() != 1) return Exclusion::several_legs;
  if (!order.stop_trigger || order.stop_trigger->sign() <= 0) return Exclusion::no_trigger;
  if (on_winning_side(*order.stop_trigger, target)) return Exclusion::wrong_side;
  if (!remaining_of(leg).quantity) return Exclusion::unknown_remaining;
  return std::nullopt;
}

std::optional<Exclusion> exclusion_of(const OrderRecord& order, const OrderLegRecord& leg,
                                      Does does, const Remaining& remaining, const Target& target) {
  if (!order.id) return Exclusion::no_order_id;
  if (leg.instrument_type != target.instrument_type) return Exclusion::other_instrument_type;
  const auto status = by_status(order);
  if (status == Exclusion::terminal) return status;
  if (does == Does::closes_other_side) return Exclusion::wrong_action;
  if (!order.account_number) return Exclusion::no_account;
  if (remaining.quantity && remaining.quantity->is_zero()) return Exclusion::no_remaining;
  if (status) return status;
  return by_kind(order, leg, does, target);
}

bool takes_units(const OrderRecord& order, std::optional<Exclusion> exclusion) {
  if (!exclusion) return true;
  switch (*exclusion) {
    case Exclusion::no_order_id:
    case Exclusion::other_instrument_type:
    case Exclusion::terminal:
    case Exclusion::wrong_action:
    case Exclusion::no_remaining: return false;
    case Exclusion::waiting: return !waits_for_own_opening(order);
    default: return true;
  }
}

}  // namespace

Remaining remaining_of(const OrderLegRecord& leg) {
  if (leg.remaining_quantity) {
    if (leg.remaining_quantity->sign() < 0) return {};
    return {.quantity = leg.remaining_quantity};
  }
  Result<Decimal> left = leg.quantity ? Result<Decimal>{*leg.quantity} : fail(Errc::parse, "");
  for (const Fill& fill : leg.fills) {
    if (!fill.quantity) return {};
    left = left - *fill.quantity;
  }
  if (!left || left->sign() < 0) return {};
  return {.quantity = *left, .derived = true};
}

std::optional<ClosingLeg> judge(const OrderRecord& order, const OrderLegRecord& leg,
                                const Target& target) {
  if (leg.symbol != target.symbol) return std::nullopt;
  if (order.account_number && *order.account_number != target.account_number) return std::nullopt;
  const Does does = effect_on(leg.action, target.side);
  if (does == Does::nothing) return std::nullopt;
  ClosingLeg judged{.remaining = remaining_of(leg)};
  judged.exclusion = exclusion_of(order, leg, does, judged.remaining, target);
  // What cannot be known may take everything.
  if (takes_units(order, judged.exclusion)) {
    judged.units = judged.remaining.quantity.value_or(target.quantity);
  }
  return judged;
}

}  // namespace belay::guard
