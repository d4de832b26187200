#include "belay/guard/stop_plan.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "guard/identifier.hpp"

namespace belay::guard {
namespace {

/// Cost and market further apart than this fraction of the market: ask first (P1-15).
constexpr Decimal kFar = 0.40_dec;

bool is_long(const PositionCoverage& position) { return position.side == PositionSide::long_; }

Decimal minus(Decimal a, Decimal b) { return (a - b).value_or(Decimal{}); }
Decimal not_negative(Decimal value) { return std::max(value, Decimal{}); }

Result<void> check_policy(const StopPolicy& policy) {
  if (policy.percent.sign() > 0 && policy.percent < Decimal{100}) return {};
  return fail(Errc::usage,
              fmt::format("a stop {} % away is not possible; give a percentage above 0 and below "
                          "100, for example 8",
                          policy.percent));
}

// ---- where the stop goes

std::optional<Decimal> positive(const std::optional<Decimal>& value) {
  return value && value->sign() > 0 ? value : std::nullopt;
}

struct Market {
  std::optional<Decimal> price;
  PriceSource source = PriceSource::none;
};

// A long is sold at the bid, a short is bought back at the ask. Where nobody stands on that side
// the middle of the quote means nothing.
Market market_of(const PositionCoverage& position, const InstrumentFacts& facts) {
  const std::optional<Decimal>& side = is_long(position) ? facts.bid : facts.ask;
  if (positive(side)) return {side, PriceSource::quote};
  if (!side && positive(facts.mark)) return {facts.mark, PriceSource::mark};
  if (position.mark) return {position.mark, PriceSource::position_mark};
  if (position.close) return {position.close, PriceSource::previous_close};
  return {};
}

Rounding rounding_of(const PositionCoverage& position, TriggerRounding rounding) {
  const bool away = rounding == TriggerRounding::away_from_market;
  return is_long(position) == away ? Rounding::down : Rounding::up;
}

std::expected<Decimal, PlanReason> trigger_of(const PositionCoverage& position,
                                              const StopPolicy& policy,
                                              const InstrumentFacts& facts) {
  if (!position.cost) return std::unexpected{PlanReason::no_cost};
  auto ticks = facts.ticks ? Result<rules::TickSchedule>{*facts.ticks}
                           : rules::TickSchedule::default_for(position.instrument_type.value());
  if (!ticks) return std::unexpected{PlanReason::no_tick_schedule};
  const Decimal percent = policy.percent.normalized();
  const auto share = is_long(position) ? Decimal{100} - percent : Decimal{100} + percent;
  const auto exact = position.cost->normalized() * (share * 0.01_dec);
  if (!exact) return std::unexpected{PlanReason::out_of_range};
  const auto trigger = ticks->round(*exact, rounding_of(position, policy.rounding));
  if (!trigger) return std::unexpected{PlanReason::out_of_range};
  if (trigger->sign() <= 0) return std::unexpected{PlanReason::trigger_not_positive};
  return *trigger;
}

// ---- how many units

/// Whole units a new stop may promise: not protected, not claimed, not behind short calls.
Decimal free_units(const PositionCoverage& position, const StopPolicy& policy) {
  const Decimal kept = policy.allow_naked_calls ? Decimal{} : position.call_backing_quantity;
  const auto taken = position.protected_quantity + position.claimed_quantity + kept;
  if (!taken) return {};
  const auto free = minus(position.quantity, *taken).rescaled(0, Rounding::down);
  return not_negative(std::min(free.value_or(Decimal{}), position.uncovered_whole()));
}

bool is_claimed(const PositionCoverage& position) {
  return minus(position.uncovered_whole(), position.claimed_quantity) < Decimal{1} &&
         position.claimed_quantity.sign() > 0;
}

// ---- decisions

PlanReason reason_of(Protectable protectable) {
  switch (protectable) {
    case Protectable::flat: return PlanReason::nothing_held;
    case Protectable::spread: return PlanReason::spread;
    case Protectable::future_option: return PlanReason::future_option;
    case Protectable::cryptocurrency: return PlanReason::cryptocurrency;
    case Protectable::type_without_stops: return PlanReason::type_without_stops;
    case Protectable::fraction_only: return PlanReason::fraction_only;
    case Protectable::quantity_unknown: return PlanReason::quantity_unknown;
    case Protectable::direction_unknown: return PlanReason::direction_unknown;
    case Protectable::duplicate_row: return PlanReason::duplicate_row;
    case Protectable::yes: break;
  }
  return PlanReason::uncovered;
}

/// What the position alone settles, before any price is looked at.
std::optional<PlanReason> settled(const PositionCoverage& position) {
  switch (position.protectable) {  // what cannot be told is never called covered
    case Protectable::quantity_unknown:
    case Protectable::direction_unknown:
    case Protectable::duplicate_row: return reason_of(position.protectable);
    default: break;
  }
  switch (position.coverage) {
    case Coverage::flat: return PlanReason::nothing_held;
    case Coverage::over: return PlanReason::over_covered;
    case Coverage::full: return PlanReason::fully_covered;
    case Coverage::partial:
    case Coverage::none: break;
  }
  if (position.protectable != Protectable::yes) return reason_of(position.protectable);
  if (position.uncovered_whole().is_zero()) return PlanReason::whole_covered;
  return std::nullopt;
}

Verdict verdict_of(PlanReason reason) {
  switch (reason) {
    case PlanReason::uncovered:
    case PlanReason::rest_uncovered: return Verdict::place;
    case PlanReason::fully_covered:
    case PlanReason::whole_covered:
    case PlanReason::nothing_held: return Verdict::covered;
    default: return Verdict::not_possible;
  }
}

/// Why a stop at `trigger` must not be sent into this market; none when it may.
std::optional<PlanReason> market_objection(const PositionCoverage& position,
                                           const StopPolicy& policy, Decimal trigger,
                                           const Market& market) {
  const bool live = market.price && market.source != PriceSource::previous_close;
  if (!live && !policy.allow_immediate) return PlanReason::no_market_price;
  if (!market.price) return std::nullopt;
  const auto far = *market.price * kFar;
  const auto gap = *position.cost - *market.price;
  if (!far || !gap) return PlanReason::out_of_range;
  if (gap->abs() > *far && !policy.allow_far_cost) return PlanReason::ask;
  const bool through = triggers_at_once(is_long(position), trigger, *market.price);
  if (through && !policy.allow_immediate) return PlanReason::through_market;
  return std::nullopt;
}

Order stop_order(const PositionCoverage& position, const StopPolicy& policy, Decimal quantity,
                 Decimal trigger) {
  return {.legs = {{.symbol = position.symbol,
                    .action = is_long(position) ? Action::sell_to_close : Action::buy_to_close,
                    .quantity = quantity,
                    .instrument_type = position.instrument_type.value()}},
          .stop = trigger,
          .time_in_force = TimeInForce::gtc,
          .external_identifier = stop_identifier(position, policy, quantity, trigger)};
}

/// Why nothing is left for a stop.
PlanReason taken_by(const PositionCoverage& position) {
  if (position.has(Note::unreadable_order)) return PlanReason::unreadable_order;
  return is_claimed(position) ? PlanReason::conflict : PlanReason::backs_short_call;
}

PlanReason choose(const PositionCoverage& position, const StopPolicy& policy, Decimal free,
                  std::expected<Decimal, PlanReason> trigger, const Market& market) {
  if (const auto reason = settled(position)) return *reason;
  if (free.is_zero()) return taken_by(position);
  if (!trigger) return trigger.error();
  if (const auto reason = market_objection(position, policy, *trigger, market)) return *reason;
  return position.coverage == Coverage::none ? PlanReason::uncovered : PlanReason::rest_uncovered;
}

// A price as people write it: cents at least.
std::string price(Decimal value) {
  return value.scale() >= 2 ? value.to_string()
                            : value.rescaled(2, Rounding::half_even).value_or(value).to_string();
}

std::string_view words_for(PriceSource source) {
  switch (source) {
    case PriceSource::quote: return "quote";
    case PriceSource::mark: return "mark";
    case PriceSource::position_mark: return "mark of the position";
    case PriceSource::previous_close: return "previous close";
    case PriceSource::none: break;
  }
  return "market";
}

/// "; cannot judge: order 17 has no readable legs"
std::string unreadable_orders(const PositionCoverage& position) {
  std::string words;
  for (const ExcludedOrder& order : position.excluded) {
    if (order.reason != Exclusion::unreadable_legs) continue;
    words += fmt::format("; cannot judge: order {} has no readable legs", order.order_id);
  }
  return words;
}

std::string explain(const PositionCoverage& position, const StopPolicy& policy,
                    const StopDecision& decision) {
  std::string words{text(decision.reason)};
  const auto say = [&words](const std::string& more) { words += more; };
  if (decision.trigger && decision.verdict != Verdict::covered) {
    say(fmt::format("; stop at {}, {} % from cost {}", price(*decision.trigger), policy.percent,
                    price(*position.cost)));
    if (decision.market) {
      say(fmt::format(", {} {}", words_for(decision.market_source), price(*decision.market)));
    }
  }
  say(unreadable_orders(position));
  if (decision.verdict == Verdict::covered && position.has(Note::side_unknown)) {
    say("; no market price is known to tell on which side of it the stop is");
  }
  if (position.claimed_quantity.sign() > 0 && decision.left_whole.sign() > 0) {
    say(fmt::format("; {} claimed by other closing orders", position.claimed_quantity));
  }
  if (position.call_backing_quantity.sign() > 0 && decision.left_whole.sign() > 0) {
    say(fmt::format("; {} behind short calls", position.call_backing_quantity));
  }
  if (decision.left_fraction.sign() > 0) {
    say(fmt::format("; {} cannot rest as a stop", decision.left_fraction));
  }
  return words;
}

StopDecision decide(const PositionCoverage& position, const StopPolicy& policy,
                    const InstrumentFacts& facts) {
  StopDecision decision{.account_number = position.account_number,
                        .symbol = position.symbol,
                        .instrument_type = position.instrument_type,
                        .side = position.side};
  const Decimal free = free_units(position, policy);
  const Market market = market_of(position, facts);
  const auto trigger = trigger_of(position, policy, facts);
  if (trigger && position.protectable == Protectable::yes) decision.trigger = *trigger;
  decision.market = market.price;
  decision.market_source = market.source;
  decision.reason = choose(position, policy, free, trigger, market);
  decision.verdict = verdict_of(decision.reason);
  if (decision.verdict == Verdict::place) {
    decision.planned_quantity = free.normalized();
    decision.order = stop_order(position, policy, decision.planned_quantity, *trigger);
  }
  decision.left_whole = minus(position.uncovered_whole(), decision.planned_quantity);
  decision.left_fraction =
      not_negative(minus(position.quantity, std::max(position.protected_quantity, position.whole)));
  decision.explanation = explain(position, policy, decision);
  return decision;
}

}  // namespace

std::size_t StopPlan::count(Verdict verdict) const {
  return static_cast<std::size_t>(std::ranges::count(decisions, verdict, &StopDecision::verdict));
}

bool StopPlan::leaves_uncovered() const {
  return std::ranges::any_of(decisions, [](const StopDecision& decision) {
    return decision.left_whole.sign() > 0 || decision.reason == PlanReason::quantity_unknown ||
           decision.reason == PlanReason::direction_unknown ||
           decision.reason == PlanReason::duplicate_row;
  });
}

Result<StopPlan> plan(std::span<const PositionCoverage> coverage, const StopPolicy& policy,
                      const MarketFacts& facts) {
  if (const auto checked = check_policy(policy); !checked) return std::unexpected{checked.error()};
  StopPlan out;
  out.decisions.reserve(coverage.size());
  for (const PositionCoverage& position : coverage) {
    const auto known = facts.find({position.symbol, position.instrument_type.value()});
    out.decisions.push_back(
        decide(position, policy, known == facts.end() ? InstrumentFacts{} : known->second));
  }
  return out;
}

}  // namespace belay::guard
