#include "guard/closing_order.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

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

// Above for a long, below for a short: where the position gains.
bool on_winning_side(Decimal price, std::optional<Decimal> of, PositionSide side) {
  if (!of) return false;
  return side == PositionSide::long_ ? price > *of : price < *of;
}

bool may_concern(const OrderRecord& order, const Target& target) {
  return !order.account_number || *order.account_number == target.account_number;
}

// ---- what belongs together (broker-api.md 6.8)

bool has_tag(const OrderRecord& order, std::string_view type, std::string_view role) {
  const auto& tag = order.complex_order_tag;
  return order.complex_order_id && tag && tag->starts_with(type) && tag->ends_with(role);
}

bool opens_what_closes(const OrderLegRecord& opening, const OrderLegRecord& closing) {
  const Action action = opening.action.value();
  return opening.symbol == closing.symbol && !is_closing(action) &&
         (is_buy(action) ? is_sell(closing.action.value())
                         : is_sell(action) && is_buy(closing.action.value()));
}

// What the trigger order of an OTO or OTOCO has yet to open of what its child `leg` closes. So much
// of the child takes nothing from what is held now.
Decimal yet_to_open(const OrderRecord& child, const OrderLegRecord& leg, Orders all) {
  if (!has_tag(child, "OTO", "::order")) return {};
  for (const OrderRecord* order : all) {
    const bool is_trigger = has_tag(*order, "OTO", "::trigger-order") &&
                            order->complex_order_id == child.complex_order_id;
    if (!is_trigger || phase_of(order->status) == OrderPhase::terminal) continue;
    const auto opening = std::ranges::find_if(
        order->legs, [&](const OrderLegRecord& other) { return opens_what_closes(other, leg); });
    if (opening != order->legs.end()) return remaining_of(*opening).quantity.value_or(Decimal{});
  }
  return {};
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
  if (on_winning_side(*order.stop_trigger, target.mark, target.side)) return Exclusion::wrong_side;
  const bool limited = order.order_type == OrderType::stop_limit && order.price;
  if (limited && on_winning_side(*order.price, order.stop_trigger, target.side)) {
    return Exclusion::limit_beyond_trigger;
  }
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

bool is_known(const Open<InstrumentType>& type) {
  return type.is_known() && type != InstrumentType::unknown;
}

// What cannot be known may take everything.
bool takes_units(const OrderRecord& order, const OrderLegRecord& leg,
                 std::optional<Exclusion> exclusion, const Target& target) {
  if (!exclusion) return true;
  switch (*exclusion) {
    case Exclusion::terminal:
    case Exclusion::wrong_action:
    case Exclusion::no_remaining: return false;
    case Exclusion::no_order_id: return holds(order.extra, "id");
    case Exclusion::other_instrument_type:
      return !is_known(leg.instrument_type) || !is_known(target.instrument_type);
    default: return true;
  }
}

}  // namespace

Remaining remaining_of(const OrderLegRecord& leg) {
  if (leg.remaining_quantity) {
    if (leg.remaining_quantity->sign() < 0) return {};
    return {.quantity = leg.remaining_quantity};
  }
  if (holds(leg.extra, "fills")) return {};  // some fill could not be read
  Result<Decimal> left = leg.quantity ? Result<Decimal>{*leg.quantity} : fail(Errc::parse, "");
  for (const Fill& fill : leg.fills) {
    if (!fill.quantity) return {};
    left = left - *fill.quantity;
  }
  if (!left || left->sign() < 0) return {};
  return {.quantity = *left, .derived = true};
}

std::optional<ClosingLeg> judge(const OrderRecord& order, const OrderLegRecord& leg,
                                const Target& target, Orders all) {
  if (leg.symbol != target.symbol || !may_concern(order, target)) return std::nullopt;
  const Does does = effect_on(leg.action, target.side);
  if (does == Does::nothing) return std::nullopt;
  ClosingLeg judged{.remaining = remaining_of(leg)};
  judged.exclusion = exclusion_of(order, leg, does, judged.remaining, target);
  if (!takes_units(order, leg, judged.exclusion, target)) return judged;
  judged.units = judged.remaining.quantity.value_or(target.quantity);
  if (judged.exclusion == Exclusion::waiting) {
    const Result<Decimal> now = judged.units - yet_to_open(order, leg, all);
    judged.units = now ? std::max(*now, Decimal{}) : judged.units;
  }
  return judged;
}

bool has_unreadable_legs(const OrderRecord& order) {
  return order.legs.empty() || holds(order.extra, "legs") ||
         std::cmp_greater(order.leg_count.value_or(0), order.legs.size());
}

std::optional<ClosingLeg> judge_unreadable(const OrderRecord& order, const Target& target) {
  if (phase_of(order.status) == OrderPhase::terminal || !may_concern(order, target)) {
    return std::nullopt;
  }
  const bool never_sent = !order.id && !holds(order.extra, "id");
  const bool elsewhere =
      order.underlying_symbol && target.underlying &&
      order.underlying_symbol != target.underlying &&
      std::ranges::find(order.legs, target.symbol, &OrderLegRecord::symbol) == order.legs.end();
  if (never_sent || elsewhere) return std::nullopt;
  return ClosingLeg{.exclusion = Exclusion::unreadable_legs, .units = target.quantity};
}

}  // namespace belay::guard
