#pragma once

#include <optional>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/base/error.hpp"
#include "belay/model/instruments.hpp"

namespace belay::rules {

/// Which prices are legal for one instrument (broker-api.md 6.2, product.md W13). A schedule is a
/// row of regions: `value` of a step applies to prices below its `threshold` and not below the
/// threshold before it; the step without threshold applies from there on. Prices below zero belong
/// to the first region.
///
/// Whether a price exactly at a threshold takes the lower or the upper tick is not documented; the
/// ticks of every schedule seen divide their thresholds, so both say the same. Here the upper one
/// applies.
class TickSchedule {
 public:
  /// Errors (Errc::invalid, naming the step): no steps, a tick that is not positive, thresholds
  /// that are not positive and ascending, a step after the one without threshold, a step that
  /// belongs to a calendar spread (`symbol`).
  [[nodiscard]] static Result<TickSchedule> make(const std::vector<TickSize>& steps);

  /// What the broker sends for most instruments of a type, for use when it sent nothing. Equity:
  /// 0.0001 below 1, else 0.01 (AAPL, broker-api.md 6.2; Reg NMS rule 612 draws the same line).
  /// Equity option: 0.01 below 3, else 0.05 (AAPL options, ibid.). Errc::unsupported for every
  /// other type: futures differ per product and must be asked for.
  [[nodiscard]] static Result<TickSchedule> default_for(InstrumentType type);

  /// `steps` if there are any, else default_for(`type`).
  [[nodiscard]] static Result<TickSchedule> make_or_default(const std::vector<TickSize>& steps,
                                                            InstrumentType type);

  /// The tick of the region `price` lies in. Errc::invalid at or above the last threshold of a
  /// schedule that has no step without one.
  [[nodiscard]] Result<Decimal> tick_at(Decimal price) const;

  /// True when an order may name `price`. False where the schedule says nothing.
  [[nodiscard]] bool is_on_tick(Decimal price) const;

  /// The legal neighbour of `price` in the direction of `mode`; `price` itself when it is legal.
  /// The result is legal in the region the *result* lies in, also when rounding crosses a
  /// threshold. A tie under half_even goes to the even multiple of the tick, and between regions to
  /// the lower neighbour. Scale: that of the region's tick. Errc::invalid when there is no legal
  /// price in that direction, overflow for prices near Decimal's limits.
  [[nodiscard]] Result<Decimal> round(Decimal price, Rounding mode) const;

  [[nodiscard]] const std::vector<TickSize>& steps() const noexcept { return steps_; }

 private:
  explicit TickSchedule(std::vector<TickSize> steps) : steps_{std::move(steps)} {}
  [[nodiscard]] std::size_t region_of(Decimal price) const;
  [[nodiscard]] std::optional<Decimal> first_of(std::size_t region) const;
  [[nodiscard]] std::optional<Decimal> last_of(std::size_t region) const;
  [[nodiscard]] Result<Decimal> down(Decimal price) const;
  [[nodiscard]] Result<Decimal> up(Decimal price) const;
  [[nodiscard]] Result<Decimal> nearest(Decimal price) const;

  std::vector<TickSize> steps_;
};

}  // namespace belay::rules
