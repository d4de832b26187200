#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "belay/base/decimal.hpp"
#include "belay/model/enum_text.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/schema.hpp"

// Quotes over REST: broker-api.md 5.24. Prices that a market does not have are absent (an index has
// no bid).

namespace belay {

/// The state of one instrument. Key: symbol and instrument type; the broker's order means nothing,
/// and SPX comes back as `Equity`.
struct MarketSnapshot {
  std::string symbol;
  Open<InstrumentType> instrument_type;
  std::optional<std::string> updated_at;
  std::optional<Decimal> bid;
  std::optional<Decimal> bid_size;
  std::optional<Decimal> ask;
  std::optional<Decimal> ask_size;
  std::optional<Decimal> mid;
  std::optional<Decimal> mark;
  std::optional<Decimal> last;
  std::optional<Decimal> last_ext;
  std::optional<Decimal> last_mkt;
  std::optional<Decimal> beta;
  std::optional<Decimal> dividend_amount;
  std::optional<Decimal> dividend_frequency;  ///< payments a year
  std::optional<Decimal> open;
  std::optional<Decimal> day_high_price;
  std::optional<Decimal> day_low_price;
  std::optional<Decimal> close;
  std::optional<std::string> close_price_type;  ///< `Regular`, `Final`, …
  std::optional<Decimal> prev_close;
  std::optional<std::string> prev_close_price_type;
  std::optional<std::string> summary_date;
  std::optional<std::string> prev_close_date;
  std::optional<Decimal> low_limit_price;
  std::optional<Decimal> high_limit_price;
  std::optional<bool> is_trading_halted;
  std::optional<std::string> trading_halted_reason;
  std::optional<std::int64_t> halt_start_time;  ///< -1 = none
  std::optional<std::int64_t> halt_end_time;
  std::optional<Decimal> year_low_price;
  std::optional<Decimal> year_high_price;
  std::optional<Decimal> volume;
  std::optional<Decimal> volume_ext;
  std::optional<std::int64_t> last_trade_time;
  std::optional<Decimal> day_open;
  std::optional<Decimal> day_high;
  std::optional<Decimal> day_low;
  std::optional<Decimal> day_close;
  std::optional<Decimal> prev_day_close;
  std::optional<RawJson> instrument;
  Extra extra;
};
template <>
struct Schema<MarketSnapshot> {
  static constexpr std::string_view name = "MarketSnapshot";
  static constexpr auto fields = std::tuple{
      Field{"symbol", &MarketSnapshot::symbol, Unit::symbol},
      Field{"instrument-type", &MarketSnapshot::instrument_type},
      Field{"updated-at", &MarketSnapshot::updated_at},
      Field{"bid", &MarketSnapshot::bid, Unit::price},
      Field{"bid-size", &MarketSnapshot::bid_size, Unit::size},
      Field{"ask", &MarketSnapshot::ask, Unit::price},
      Field{"ask-size", &MarketSnapshot::ask_size, Unit::size},
      Field{"mid", &MarketSnapshot::mid, Unit::price},
      Field{"mark", &MarketSnapshot::mark, Unit::price},
      Field{"last", &MarketSnapshot::last, Unit::price},
      Field{"last-ext", &MarketSnapshot::last_ext, Unit::price},
      Field{"last-mkt", &MarketSnapshot::last_mkt, Unit::price},
      Field{"beta", &MarketSnapshot::beta},
      Field{"dividend-amount", &MarketSnapshot::dividend_amount, Unit::money},
      Field{"dividend-frequency", &MarketSnapshot::dividend_frequency},
      Field{"open", &MarketSnapshot::open, Unit::price},
      Field{"day-high-price", &MarketSnapshot::day_high_price, Unit::price},
      Field{"day-low-price", &MarketSnapshot::day_low_price, Unit::price},
      Field{"close", &MarketSnapshot::close, Unit::price},
      Field{"close-price-type", &MarketSnapshot::close_price_type},
      Field{"prev-close", &MarketSnapshot::prev_close, Unit::price},
      Field{"prev-close-price-type", &MarketSnapshot::prev_close_price_type},
      Field{"summary-date", &MarketSnapshot::summary_date},
      Field{"prev-close-date", &MarketSnapshot::prev_close_date},
      Field{"low-limit-price", &MarketSnapshot::low_limit_price, Unit::price},
      Field{"high-limit-price", &MarketSnapshot::high_limit_price, Unit::price},
      Field{"is-trading-halted", &MarketSnapshot::is_trading_halted},
      Field{"trading-halted-reason", &MarketSnapshot::trading_halted_reason},
      Field{"halt-start-time", &MarketSnapshot::halt_start_time, Unit::epoch_ms},
      Field{"halt-end-time", &MarketSnapshot::halt_end_time, Unit::epoch_ms},
      Field{"year-low-price", &MarketSnapshot::year_low_price, Unit::price},
      Field{"year-high-price", &MarketSnapshot::year_high_price, Unit::price},
      Field{"volume", &MarketSnapshot::volume, Unit::size},
      Field{"volume-ext", &MarketSnapshot::volume_ext, Unit::size},
      Field{"last-trade-time", &MarketSnapshot::last_trade_time, Unit::epoch_ms},
      Field{"day-open", &MarketSnapshot::day_open, Unit::price},
      Field{"day-high", &MarketSnapshot::day_high, Unit::price},
      Field{"day-low", &MarketSnapshot::day_low, Unit::price},
      Field{"day-close", &MarketSnapshot::day_close, Unit::price},
      Field{"prev-day-close", &MarketSnapshot::prev_day_close, Unit::price},
      Field{"instrument", &MarketSnapshot::instrument},
      Field{"", &MarketSnapshot::extra, Unit::rest},
  };
  static constexpr auto aliases =
      std::to_array<FieldAlias>({{"trading-halted", "is-trading-halted"}});
  static constexpr auto always = std::to_array<std::string_view>(
      {"instrument-type", "updated-at", "mark", "last", "open", "day-high-price", "day-low-price",
       "prev-close", "summary-date", "prev-close-date", "is-trading-halted"});
};
static_assert(complete_schema<MarketSnapshot>);

}  // namespace belay
