#include "sim/broker/valuation.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "sim/broker/margin.hpp"

namespace belay::sim {
namespace {

using namespace belay::literals;

Decimal price_or_zero(double price, int scale) {
  return std::isfinite(price) ? to_decimal(price, scale).normalized(1) : 0.0_usd;
}

// Sums, and remembers the first overflow.
class Sum {
 public:
  void add(const Result<Decimal>& value) { total_ = total_ + value; }
  [[nodiscard]] const Result<Decimal>& total() const { return total_; }

 private:
  Result<Decimal> total_ = Decimal{0};
};

struct Sums {
  Sum long_equity, short_equity, long_derivative, short_derivative, requirement;
};

void count(const Holding& holding, const Market& market, Sums& sums,
           std::vector<MarginLeg>& options) {
  const Result<Decimal> value = mark_price(market, holding.streamer_symbol) * holding.quantity *
                                Result<Decimal>{Decimal{holding.multiplier}};
  if (holding.type == InstrumentType::equity_option) {
    (holding.is_long() ? sums.long_derivative : sums.short_derivative).add(value);
    options.push_back(
        {.symbol = holding.symbol, .is_long = holding.is_long(), .quantity = holding.quantity});
    return;
  }
  (holding.is_long() ? sums.long_equity : sums.short_equity).add(value);
  sums.requirement.add(value * kRegulationT);
}

}  // namespace

Decimal mark_price(const Market& market, Symbol streamer_symbol) {
  return price_or_zero(market.mark(streamer_symbol), 4);
}

Decimal close_price(const Market& market, Symbol streamer_symbol) {
  return price_or_zero(market.previous_close(streamer_symbol), 4);
}

Effect effect_of(Decimal value) {
  return value.is_zero() ? Effect::none : value.sign() > 0 ? Effect::credit : Effect::debit;
}

Result<Valuation> value_of(const Book& book, const Market& market) {
  Sums sums;
  std::vector<MarginLeg> options;
  for (const Holding& holding : book.holdings) count(holding, market, sums, options);
  sums.requirement.add(option_margin(options, share_cover(book), market));
  const Result<Decimal> worth = book.cash + sums.long_equity.total() - sums.short_equity.total() +
                                sums.long_derivative.total() - sums.short_derivative.total();
  const Result<Decimal> power = worth - sums.requirement.total();
  if (!power) return std::unexpected(power.error());
  return Valuation{.long_equity = *sums.long_equity.total(),
                   .short_equity = *sums.short_equity.total(),
                   .long_derivative = *sums.long_derivative.total(),
                   .short_derivative = *sums.short_derivative.total(),
                   .requirement = *sums.requirement.total(),
                   .net_liquidating = *worth,
                   .buying_power = *power};
}

// budget: a table; what the account cannot have is zero, as the broker sends it.
Result<Balance> balance_of(const Book& book, const Market& market, Instant now) {
  const Result<Valuation> value = value_of(book, market);
  if (!value) return std::unexpected(value.error());
  constexpr Decimal zero = 0.0_usd;
  const Decimal power = spelt(std::max(value->buying_power, zero));
  const Decimal withdrawable = spelt(std::min(power, book.cash));
  return Balance{
      .account_number = book.account_number,
      .available_trading_funds = zero,
      .bond_margin_requirement = zero,
      .cash_available_to_withdraw = withdrawable,
      .cash_balance = spelt(book.cash),
      .cash_settle_balance = zero,
      .closed_loop_available_balance = withdrawable,
      .cryptocurrency_margin_requirement = zero,
      .currency = "USD",
      .day_equity_call_value = zero,
      .day_trade_excess = power,
      .day_trading_buying_power = zero,
      .day_trading_call_value = zero,
      .derivative_buying_power = power,
      .equity_buying_power = power,
      .equity_offering_margin_requirement = zero,
      .fixed_income_security_margin_requirement = zero,
      .futures_margin_requirement = zero,
      .long_bond_value = zero,
      .long_cryptocurrency_value = zero,
      .long_derivative_value = spelt(value->long_derivative),
      .long_equity_value = spelt(value->long_equity),
      .long_fixed_income_security_value = zero,
      .long_futures_derivative_value = zero,
      .long_futures_value = zero,
      .long_margineable_value = zero,
      .maintenance_call_value = zero,
      .maintenance_requirement = spelt(value->requirement),
      .margin_equity = spelt(value->net_liquidating),
      .margin_settle_balance = zero,
      .net_liquidating_value = spelt(value->net_liquidating),
      .pending_cash = zero,
      .pending_cash_effect = Effect::none,
      .reg_t_call_value = zero,
      .short_cryptocurrency_value = zero,
      .short_derivative_value = spelt(value->short_derivative),
      .short_equity_value = spelt(value->short_equity),
      .short_futures_derivative_value = zero,
      .short_futures_value = zero,
      .short_margineable_value = zero,
      .sma_equity_option_buying_power = zero,
      .special_memorandum_account_apex_adjustment = zero,
      .special_memorandum_account_value = zero,
      .total_settle_balance = zero,
      .unsettled_cryptocurrency_fiat_amount = zero,
      .unsettled_cryptocurrency_fiat_effect = Effect::none,
      .used_derivative_buying_power = spelt(value->requirement),
      .snapshot_date = to_iso_date(new_york_date(now)),
      .reg_t_margin_requirement = spelt(value->requirement),
      .futures_overnight_margin_requirement = zero,
      .futures_intraday_margin_requirement = zero,
      .maintenance_excess = power,
      .pending_margin_interest = zero,
      .buying_power_adjustment = zero,
      .buying_power_adjustment_effect = Effect::none,
      .effective_cryptocurrency_buying_power = power,
      .total_pending_liquidity_pool_rebate = zero,
      .updated_at = to_iso_utc(now),
  };
}

Position position_of(const Book& book, const Holding& holding, const Market& market, Instant now,
                     bool with_marks) {
  const std::string day = to_iso_date(new_york_date(now));
  const Decimal close = close_price(market, holding.streamer_symbol);
  const bool today = holding.realized_on == new_york_date(now);
  const Decimal realized = today ? holding.realized_today : Decimal{};
  Position position{
      .account_number = book.account_number,
      .instrument_type = holding.type,
      .streamer_symbol = std::string{holding.streamer_symbol.view()},
      .symbol = holding.symbol,
      .underlying_symbol = holding.underlying,
      .quantity = holding.quantity,
      .average_daily_market_close_price = close,
      .average_open_price = spelt(holding.average_open_price),
      .average_yearly_market_close_price = spelt(holding.average_open_price),
      .close_price = close,
      .cost_effect = holding.is_long() ? Effect::credit : Effect::debit,
      .is_frozen = false,
      .is_suppressed = false,
      .multiplier = Decimal{holding.multiplier},
      .quantity_direction = holding.side,
      .restricted_quantity = Decimal{0},
      .realized_day_gain = spelt(realized.abs()),
      .realized_day_gain_date = day,
      .realized_day_gain_effect = effect_of(realized),
      .realized_today = spelt(realized.abs()),
      .realized_today_date = day,
      .realized_today_effect = effect_of(realized),
      .created_at = to_iso_utc(holding.opened),
      .updated_at = to_iso_utc(std::max(holding.opened, holding.updated)),
  };
  if (holding.expires) position.expires_at = to_iso_utc(*holding.expires);
  if (with_marks) {
    const Decimal price = mark_price(market, holding.streamer_symbol);
    position.mark_price = price;
    const Result<Decimal> mark =
        price * holding.quantity * Result<Decimal>{Decimal{holding.multiplier}};
    position.mark = spelt(mark.value_or(price));
  }
  return position;
}

}  // namespace belay::sim
