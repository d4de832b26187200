#pragma once

#include "belay/base/decimal.hpp"
#include "belay/base/error.hpp"
#include "sim/broker/book.hpp"
#include "sim/market/market.hpp"

// What the account is worth at the market's marks. Exact: marks become Decimals first.

namespace belay::sim {

/// Mid of bid and offer per unit, four decimals at most; zero when there is none.
[[nodiscard]] Decimal mark_price(const Market& market, Symbol streamer_symbol);
[[nodiscard]] Decimal close_price(const Market& market, Symbol streamer_symbol);
/// Money and prices as the broker spells them: at least one digit after the point.
[[nodiscard]] inline Decimal spelt(Decimal value) { return value.normalized(1); }
/// The word beside a magnitude (broker-api.md 0.2, 3): Credit above zero, Debit below.
[[nodiscard]] Effect effect_of(Decimal value);
/// Beside a magnitude that is paid or owed.
[[nodiscard]] inline Effect debit_of(Decimal amount) {
  return amount.is_zero() ? Effect::none : Effect::debit;
}

struct Valuation {
  Decimal long_equity;
  Decimal short_equity;
  Decimal long_derivative;
  Decimal short_derivative;
  Decimal requirement;  ///< Regulation T: half of each stock, the width of each option spread
  Decimal net_liquidating;
  Decimal buying_power;  ///< net liquidating value above the requirement
};

/// Errors: overflow only.
[[nodiscard]] Result<Valuation> value_of(const Book& book, const Market& market);

[[nodiscard]] Result<Balance> balance_of(const Book& book, const Market& market, Instant now);
[[nodiscard]] Position position_of(const Book& book, const Holding& holding, const Market& market,
                                   Instant now, bool with_marks);

}  // namespace belay::sim
