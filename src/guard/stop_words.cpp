#include "belay/guard/stop_plan.hpp"
#include "guard/words.hpp"

namespace belay::guard {
namespace {

constexpr auto kVerdict = std::to_array<Word<Verdict>>({
    {Verdict::place, "place", ""},
    {Verdict::covered, "covered", ""},
    {Verdict::not_possible, "not_possible", ""},
});
static_assert(in_enum_order(kVerdict, Verdict::not_possible));

constexpr auto kSource = std::to_array<Word<PriceSource>>({
    {PriceSource::none, "none", ""},
    {PriceSource::quote, "quote", ""},
    {PriceSource::mark, "mark", ""},
    {PriceSource::position_mark, "position_mark", ""},
    {PriceSource::previous_close, "previous_close", ""},
});
static_assert(in_enum_order(kSource, PriceSource::previous_close));

/// A reason that is a Protectable's: the words are looked up there.
constexpr Word<PlanReason> said_by(PlanReason reason) { return {reason, {}, {}}; }

constexpr std::optional<Protectable> protectable_of(PlanReason reason) {
  switch (reason) {
    case PlanReason::spread: return Protectable::spread;
    case PlanReason::future_option: return Protectable::future_option;
    case PlanReason::cryptocurrency: return Protectable::cryptocurrency;
    case PlanReason::type_without_stops: return Protectable::type_without_stops;
    case PlanReason::fraction_only: return Protectable::fraction_only;
    case PlanReason::quantity_unknown: return Protectable::quantity_unknown;
    case PlanReason::direction_unknown: return Protectable::direction_unknown;
    case PlanReason::duplicate_row: return Protectable::duplicate_row;
    default: return std::nullopt;
  }
}

constexpr auto kReasons = std::to_array<Word<PlanReason>>({
    {PlanReason::uncovered, "uncovered", "no working stop protects it"},
    {PlanReason::rest_uncovered, "rest_uncovered",
     "working stops protect a part; this is the rest"},
    {PlanReason::fully_covered, "fully_covered", "working stops protect the whole position"},
    {PlanReason::whole_covered, "whole_covered",
     "working stops protect every whole unit; a fraction cannot rest as a stop"},
    {PlanReason::nothing_held, "nothing_held", "nothing is held"},
    {PlanReason::over_covered, "over_covered",
     "working stops already exceed the position; cancel one of them"},
    {PlanReason::conflict, "conflict",
     "other closing orders may take these units; cancel them, or join limit and stop in one OCO"},
    {PlanReason::unreadable_order, "unreadable_order",
     "an order that cannot be read may take these units; look at it at the broker first"},
    {PlanReason::backs_short_call, "backs_short_call",
     "short calls stand on these shares: sold, the calls are naked; close the calls first, or "
     "allow "
     "it explicitly"},
    said_by(PlanReason::spread),
    said_by(PlanReason::future_option),
    said_by(PlanReason::cryptocurrency),
    said_by(PlanReason::type_without_stops),
    said_by(PlanReason::fraction_only),
    said_by(PlanReason::quantity_unknown),
    said_by(PlanReason::direction_unknown),
    said_by(PlanReason::duplicate_row),
    {PlanReason::no_cost, "no_cost",
     "the broker sent no average open price to measure from; set this stop by hand"},
    {PlanReason::no_tick_schedule, "no_tick_schedule",
     "the legal prices of this instrument are not known; look the instrument up first"},
    {PlanReason::trigger_not_positive, "trigger_not_positive",
     "the trigger would not be above zero; use a smaller percentage"},
    {PlanReason::through_market, "through_market",
     "the stop would trigger at once; allow that explicitly, or close the position yourself"},
    {PlanReason::no_market_price, "no_market_price",
     "no live market price is known, so the stop might trigger at once; get a quote first"},
    {PlanReason::ask, "ask",
     "cost and market are more than 40 % apart: a split, an assignment, or a large move; confirm "
     "the cost"},
    {PlanReason::out_of_range, "out_of_range", "the numbers are too long to compute exactly"},
});
static_assert(in_enum_order(kReasons, PlanReason::out_of_range));

}  // namespace

std::string_view code(Verdict value) noexcept { return word_of(kVerdict, value).code; }
std::string_view code(PlanReason value) noexcept {
  const auto protectable = protectable_of(value);
  return protectable ? code(*protectable) : word_of(kReasons, value).code;
}
std::string_view code(PriceSource value) noexcept { return word_of(kSource, value).code; }
std::string_view text(PlanReason value) noexcept {
  const auto protectable = protectable_of(value);
  return protectable ? text(*protectable) : word_of(kReasons, value).text;
}

}  // namespace belay::guard
