#include "belay/rules/tick_schedule.hpp"

#include <fmt/format.h>

namespace belay::rules {
namespace {

std::unexpected<Error> bad_step(std::size_t index, const TickSize& step, std::string_view why) {
  return fail(Errc::invalid,
              fmt::format("tick step {} ({}{}) {}; ask the broker for the instrument again",
                          index + 1, step.value,
                          step.threshold ? fmt::format(" below {}", *step.threshold) : "", why));
}

Result<void> check_step(std::size_t index, const std::vector<TickSize>& steps) {
  const TickSize& step = steps[index];
  if (step.symbol) return bad_step(index, step, "belongs to a calendar spread, not to one price");
  if (step.value.sign() <= 0) return bad_step(index, step, "has a tick that is not positive");
  if (index > 0 && !steps[index - 1].threshold) {
    return bad_step(index, step, "follows the step without threshold, which must be the last");
  }
  if (!step.threshold) return {};
  const Decimal below = index > 0 ? *steps[index - 1].threshold : Decimal{0};
  if (*step.threshold <= below) {
    return bad_step(index, step, fmt::format("has a threshold that is not above {}", below));
  }
  return {};
}

std::unexpected<Error> nothing_above(const std::vector<TickSize>& steps) {
  return fail(Errc::invalid,
              fmt::format("the tick schedule ends at {} and names no tick from there on; ask the "
                          "broker for the instrument again",
                          *steps.back().threshold));
}

}  // namespace

Result<TickSchedule> TickSchedule::make(const std::vector<TickSize>& steps) {
  if (steps.empty()) {
    return fail(Errc::invalid,
                "a tick schedule without steps; use the default for the instrument type");
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (const auto checked = check_step(i, steps); !checked)
      return std::unexpected{checked.error()};
  }
  return TickSchedule{steps};
}

Result<TickSchedule> TickSchedule::default_for(InstrumentType type) {
  if (type == InstrumentType::equity) {
    return make({{.threshold = 1_dec, .value = 0.0001_dec}, {.value = 0.01_dec}});
  }
  if (type == InstrumentType::equity_option) {
    return make({{.threshold = 3_dec, .value = 0.01_dec}, {.value = 0.05_dec}});
  }
  return fail(Errc::unsupported, fmt::format("there is no usual tick for the type {}; ask the "
                                             "broker for the instrument's tick sizes",
                                             enum_name(type)));
}

Result<TickSchedule> TickSchedule::make_or_default(const std::vector<TickSize>& steps,
                                                   InstrumentType type) {
  return steps.empty() ? default_for(type) : make(steps);
}

std::size_t TickSchedule::region_of(Decimal price) const {
  std::size_t region = 0;
  while (region < steps_.size() && steps_[region].threshold && price >= *steps_[region].threshold) {
    ++region;
  }
  return region;
}

Result<Decimal> TickSchedule::tick_at(Decimal price) const {
  const std::size_t region = region_of(price);
  if (region == steps_.size()) return nothing_above(steps_);
  return steps_[region].value;
}

bool TickSchedule::is_on_tick(Decimal price) const {
  const std::size_t region = region_of(price);
  return region < steps_.size() && price.is_multiple_of(steps_[region].value);
}

// The lowest legal price of a region that has a lower bound; none when no multiple lies inside.
std::optional<Decimal> TickSchedule::first_of(std::size_t region) const {
  const auto price = steps_[region - 1].threshold->rounded_to(steps_[region].value, Rounding::up);
  if (!price || region_of(*price) != region) return std::nullopt;
  return *price;
}

// The highest legal price of a region that has an upper bound; none when no multiple lies inside.
std::optional<Decimal> TickSchedule::last_of(std::size_t region) const {
  const auto& [threshold, value, symbol, extra] = steps_[region];
  Result<Decimal> price = threshold->rounded_to(value, Rounding::down);
  if (price && *price == *threshold) price = *price - value;
  if (!price || region_of(*price) != region) return std::nullopt;
  return *price;
}

Result<Decimal> TickSchedule::down(Decimal price) const {
  std::size_t region = region_of(price);
  if (region < steps_.size()) {
    const auto inside = price.rounded_to(steps_[region].value, Rounding::down);
    if (!inside || region_of(*inside) == region) return inside;
  }
  while (region-- > 0) {
    if (const auto last = last_of(region)) return *last;
  }
  return fail(Errc::overflow, fmt::format("no legal price below {}", price));
}

Result<Decimal> TickSchedule::up(Decimal price) const {
  std::size_t region = region_of(price);
  if (region == steps_.size()) return nothing_above(steps_);
  const auto inside = price.rounded_to(steps_[region].value, Rounding::up);
  if (!inside || region_of(*inside) == region) return inside;
  while (++region < steps_.size()) {
    if (const auto first = first_of(region)) return *first;
  }
  return nothing_above(steps_);
}

Result<Decimal> TickSchedule::nearest(Decimal price) const {
  const auto below = down(price);
  const auto above = up(price);
  if (!below || !above) return below ? below : above;
  const auto gap_below = price - *below;
  const auto gap_above = *above - price;
  if (!gap_below || !gap_above) return gap_below ? gap_above : gap_below;
  if (*gap_below != *gap_above) return *gap_below < *gap_above ? below : above;
  const Decimal tick = steps_[region_of(*below)].value;
  const auto two_ticks = tick + tick;
  const bool below_is_even = two_ticks && below->is_multiple_of(*two_ticks);
  return below_is_even || region_of(*below) != region_of(*above) ? below : above;
}

Result<Decimal> TickSchedule::round(Decimal price, Rounding mode) const {
  switch (mode) {
    case Rounding::down: return down(price);
    case Rounding::up: return up(price);
    case Rounding::toward_zero: return price.sign() < 0 ? up(price) : down(price);
    case Rounding::away_from_zero: return price.sign() < 0 ? down(price) : up(price);
    case Rounding::half_even: break;
  }
  return nearest(price);
}

}  // namespace belay::rules
