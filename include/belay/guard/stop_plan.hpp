#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/base/error.hpp"
#include "belay/guard/coverage.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/orders.hpp"
#include "belay/rules/tick_schedule.hpp"

// The stop planner: which stops would cover what is uncovered (product.md S1-54…S1-66, P1-3…P1-16).

namespace belay::guard {

/// What the distance is measured from.
enum class StopBase : std::uint8_t { cost };

/// Which way an off-tick trigger goes. Away from the market (a long's down, a short's up) never
/// makes a stop trigger earlier than asked for.
enum class TriggerRounding : std::uint8_t { away_from_market, toward_market };

struct StopPolicy {
  Decimal percent = 8;  ///< distance from the base; 0 < percent < 100
  StopBase base = StopBase::cost;
  TriggerRounding rounding = TriggerRounding::away_from_market;
  /// Place a stop although it would trigger at once, or although no live market price is known
  /// (P1-12).
  bool allow_immediate = false;
  /// Place a stop although cost and market are more than 40 % apart (P1-15): the answer to "ask".
  bool allow_far_cost = false;
  /// Place a stop on shares that short calls stand on (P1-11).
  bool allow_naked_calls = false;
};

/// What is known about an instrument right now. Everything may be absent.
struct InstrumentFacts {
  std::optional<Decimal> bid;
  std::optional<Decimal> ask;
  std::optional<Decimal> mark;
  std::optional<rules::TickSchedule> ticks;  ///< absent: rules' default for the type, if it has one
};

struct InstrumentKey {
  std::string symbol;
  InstrumentType type = InstrumentType::unknown;
  friend auto operator<=>(const InstrumentKey&, const InstrumentKey&) = default;
};
using MarketFacts = std::map<InstrumentKey, InstrumentFacts>;

enum class Verdict : std::uint8_t {
  place,         ///< `order` would cover what `order` says
  covered,       ///< nothing to do
  not_possible,  ///< something is uncovered and stays so; `reason` says why
};

/// Why a verdict is what it is.
enum class PlanReason : std::uint8_t {
  uncovered,         ///< place: nothing protects it
  rest_uncovered,    ///< place: stops protect a part, this one the rest
  fully_covered,     ///< covered
  whole_covered,     ///< covered, but for a fraction that cannot rest as a stop
  nothing_held,      ///< covered: flat
  over_covered,      ///< not possible: stops already exceed the position
  conflict,          ///< not possible: other closing orders may take these units (P1-9)
  unreadable_order,  ///< not possible: an order that may take these units has no readable legs
  backs_short_call,  ///< not possible: selling would leave a short call naked (P1-11)
  spread,
  future_option,
  cryptocurrency,
  type_without_stops,
  fraction_only,
  quantity_unknown,
  direction_unknown,
  duplicate_row,
  no_cost,               ///< not possible: the broker sent no average open price
  no_tick_schedule,      ///< not possible: legal prices of this instrument are not known
  trigger_not_positive,  ///< not possible: the trigger would be zero or less
  through_market,        ///< not possible: it would trigger at once (P1-12)
  no_market_price,       ///< not possible: cannot tell whether it would trigger at once (P1-12)
  ask,           ///< not possible without a yes: cost is absurdly far from the market (P1-15)
  out_of_range,  ///< not possible: the numbers do not fit
};

/// A stop order at `trigger` would not wait: the market (the bid where it sells, the ask where it
/// buys) is there already.
[[nodiscard]] inline bool triggers_at_once(bool sells, Decimal trigger, Decimal market) {
  return sells ? trigger >= market : trigger <= market;
}

/// Where the market price came from that a trigger was compared with.
enum class PriceSource : std::uint8_t { none, quote, mark, position_mark, previous_close };

/// The decision about one position.
struct StopDecision {
  std::string account_number;
  std::string symbol;
  Open<InstrumentType> instrument_type;
  PositionSide side = PositionSide::unknown;
  Verdict verdict = Verdict::not_possible;
  PlanReason reason = PlanReason::uncovered;
  /// A sentence with this position's numbers; begins with text(reason).
  std::string explanation;
  /// The stop price the policy leads to, on tick; also given when it is refused.
  std::optional<Decimal> trigger;
  std::optional<Decimal> market;  ///< the price it was compared with
  PriceSource market_source = PriceSource::none;
  Decimal planned_quantity;  ///< units `order` would protect; 0 unless verdict is place
  /// Whole units that stay uncovered after `order`: claimed by other closing orders, or backing
  /// calls.
  Decimal left_whole;
  Decimal left_fraction;       ///< the part below one unit, always uncovered
  std::optional<Order> order;  ///< one closing leg, stop trigger, GTC; ready for rules::to_request
};

/// One decision per position, in the order of the audit.
struct StopPlan {
  std::vector<StopDecision> decisions;
  [[nodiscard]] std::size_t count(Verdict verdict) const;
  /// True when some position stays uncovered after every planned order is placed: whole units (not
  /// fractions), or a quantity the broker did not tell. The program's exit code follows from it.
  [[nodiscard]] bool leaves_uncovered() const;
};

/// What to place so that every position is covered as `policy` says. Pure and deterministic; plans
/// nothing for what is protected already, so a second run after placing plans nothing.
///
/// Trigger = cost × (1 − percent/100) for a long, × (1 + percent/100) for a short, exact, then onto
/// the tick. Quantity = the uncovered whole part that no other closing order may take. Never more
/// than the position. The market is `facts`' bid (long) or ask (short), else its mark (not
/// where that side of the quote is zero), else the position's mark. The previous close is shown
/// where there is nothing better and places nothing: the market may have opened beyond the stop
/// since (P1-12, P1-22). Each order's external identifier is made from account, instrument,
/// position epoch, side, quantity, trigger and policy: the same plan gives the same identifier
/// (P1-16). It names the plan, not the submission: whoever sends the order adds something new to
/// it, or a stop of the same plan that is over already would be taken for this one
/// (broker-api.md 6.9).
///
/// Errors: Errc::usage when `policy.percent` is not between 0 and 100, both excluded.
[[nodiscard]] Result<StopPlan> plan(std::span<const PositionCoverage> coverage,
                                    const StopPolicy& policy, const MarketFacts& facts);

/// Codes for `--json` and the sentences that explain them; see coverage.hpp.
[[nodiscard]] std::string_view code(Verdict value) noexcept;
[[nodiscard]] std::string_view code(PlanReason value) noexcept;
[[nodiscard]] std::string_view code(PriceSource value) noexcept;
[[nodiscard]] std::string_view text(PlanReason value) noexcept;

}  // namespace belay::guard
