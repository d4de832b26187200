#pragma once

#include <cstdint>
#include <string_view>
#include <tuple>

#include "belay/base/time.hpp"
#include "belay/model/events_enums.hpp"
#include "belay/model/schema.hpp"
#include "belay/model/symbol.hpp"

// Events of which the newest value per symbol matters (dxlink.md 5.1-5.5).

namespace belay {

/// Best bid and offer. Sizes are NaN for indices and after the close; bid 0.0 with size NaN is a
/// worthless option, not an error.
struct Quote {
  std::int32_t sequence = 0;
  std::int32_t time_nano_part = 0;
  std::int64_t bid_time = 0;  ///< ms; second resolution at the source, 0 on the API feed
  ExchangeCode bid_exchange_code = '\0';
  double bid_price = kNaN;
  double bid_size = kNaN;
  std::int64_t ask_time = 0;
  ExchangeCode ask_exchange_code = '\0';
  double ask_price = kNaN;
  double ask_size = kNaN;
  Symbol symbol;
  std::int64_t event_time = 0;
  Instant received;
};
template <>
struct Schema<Quote> {
  static constexpr std::string_view name = "Quote";
  static constexpr auto fields = std::tuple{
      Field{"sequence", &Quote::sequence},
      Field{"timeNanoPart", &Quote::time_nano_part},
      Field{"bidTime", &Quote::bid_time, Unit::epoch_ms},
      Field{"bidExchangeCode", &Quote::bid_exchange_code},
      Field{"bidPrice", &Quote::bid_price, Unit::price},
      Field{"bidSize", &Quote::bid_size, Unit::size},
      Field{"askTime", &Quote::ask_time, Unit::epoch_ms},
      Field{"askExchangeCode", &Quote::ask_exchange_code},
      Field{"askPrice", &Quote::ask_price, Unit::price},
      Field{"askSize", &Quote::ask_size, Unit::size},
      Field{"eventSymbol", &Quote::symbol, Unit::symbol},
      Field{"eventTime", &Quote::event_time, Unit::epoch_ms},
      Field{"received", &Quote::received, Unit::receive_time},
  };
};
static_assert(complete_schema<Quote>);

/// Last trade of the regular session, with the day's volume.
struct Trade {
  std::int64_t time = 0;  ///< ms, 0 = none
  std::int32_t time_nano_part = 0;
  std::int32_t sequence = 0;
  ExchangeCode exchange_code = '\0';
  double price = kNaN;
  double change = kNaN;
  double size = kNaN;
  std::int32_t day_id = 0;
  double day_volume = kNaN;
  double day_turnover = kNaN;
  Open<Direction> tick_direction;
  bool extended_trading_hours = false;
  Symbol symbol;
  std::int64_t event_time = 0;
  Instant received;
};
template <class E>
constexpr auto trade_fields = std::tuple{
    Field{"time", &E::time, Unit::epoch_ms},
    Field{"timeNanoPart", &E::time_nano_part},
    Field{"sequence", &E::sequence},
    Field{"exchangeCode", &E::exchange_code},
    Field{"price", &E::price, Unit::price},
    Field{"change", &E::change, Unit::price},
    Field{"size", &E::size, Unit::size},
    Field{"dayId", &E::day_id, Unit::day_id},
    Field{"dayVolume", &E::day_volume, Unit::size},
    Field{"dayTurnover", &E::day_turnover, Unit::money},
    Field{"tickDirection", &E::tick_direction},
    Field{"extendedTradingHours", &E::extended_trading_hours},
    Field{"eventSymbol", &E::symbol, Unit::symbol},
    Field{"eventTime", &E::event_time, Unit::epoch_ms},
    Field{"received", &E::received, Unit::receive_time},
};
template <>
struct Schema<Trade> {
  static constexpr std::string_view name = "Trade";
  static constexpr auto fields = trade_fields<Trade>;
};
static_assert(complete_schema<Trade>);

/// The same for the extended session of US equities and ETFs; silent otherwise.
struct TradeETH {
  std::int64_t time = 0;
  std::int32_t time_nano_part = 0;
  std::int32_t sequence = 0;
  ExchangeCode exchange_code = '\0';
  double price = kNaN;
  double change = kNaN;
  double size = kNaN;
  std::int32_t day_id = 0;
  double day_volume = kNaN;
  double day_turnover = kNaN;
  Open<Direction> tick_direction;
  bool extended_trading_hours = false;
  Symbol symbol;
  std::int64_t event_time = 0;
  Instant received;
};
template <>
struct Schema<TradeETH> {
  static constexpr std::string_view name = "TradeETH";
  static constexpr auto fields = trade_fields<TradeETH>;
};
static_assert(complete_schema<TradeETH>);

/// Open, high, low, close of the day and of the day before, and open interest (0 = none or not
/// applicable).
struct Summary {
  std::int32_t day_id = 0;
  double day_open_price = kNaN;
  double day_high_price = kNaN;
  double day_low_price = kNaN;
  double day_close_price = kNaN;
  Open<PriceType> day_close_price_type;
  std::int32_t prev_day_id = 0;
  double prev_day_close_price = kNaN;
  Open<PriceType> prev_day_close_price_type;
  double prev_day_volume = kNaN;
  std::int64_t open_interest = 0;
  Symbol symbol;
  std::int64_t event_time = 0;
  Instant received;
};
template <>
struct Schema<Summary> {
  static constexpr std::string_view name = "Summary";
  static constexpr auto fields = std::tuple{
      Field{"dayId", &Summary::day_id, Unit::day_id},
      Field{"dayOpenPrice", &Summary::day_open_price, Unit::price},
      Field{"dayHighPrice", &Summary::day_high_price, Unit::price},
      Field{"dayLowPrice", &Summary::day_low_price, Unit::price},
      Field{"dayClosePrice", &Summary::day_close_price, Unit::price},
      Field{"dayClosePriceType", &Summary::day_close_price_type},
      Field{"prevDayId", &Summary::prev_day_id, Unit::day_id},
      Field{"prevDayClosePrice", &Summary::prev_day_close_price, Unit::price},
      Field{"prevDayClosePriceType", &Summary::prev_day_close_price_type},
      Field{"prevDayVolume", &Summary::prev_day_volume, Unit::size},
      Field{"openInterest", &Summary::open_interest, Unit::size},
      Field{"eventSymbol", &Summary::symbol, Unit::symbol},
      Field{"eventTime", &Summary::event_time, Unit::epoch_ms},
      Field{"received", &Summary::received, Unit::receive_time},
  };
};
static_assert(complete_schema<Summary>);

/// What an instrument is and whether it trades: description, halts, limits, 52-week range.
struct Profile {
  Symbol description;
  Open<ShortSaleRestriction> short_sale_restriction;
  Open<TradingStatus> trading_status;
  Symbol status_reason;  ///< none = null on the wire
  std::int64_t halt_start_time = 0;
  std::int64_t halt_end_time = 0;
  double high_limit_price = kNaN;
  double low_limit_price = kNaN;
  double high_52_week_price = kNaN;
  double low_52_week_price = kNaN;
  double beta = kNaN;
  double earnings_per_share = kNaN;
  double dividend_frequency = kNaN;  ///< payments per year
  double ex_dividend_amount = kNaN;
  std::int32_t ex_dividend_day_id = 0;
  double shares = kNaN;
  double free_float = kNaN;
  Symbol symbol;
  std::int64_t event_time = 0;
  Instant received;
};
template <>
struct Schema<Profile> {
  static constexpr std::string_view name = "Profile";
  static constexpr auto fields = std::tuple{
      Field{"description", &Profile::description, Unit::text},
      Field{"shortSaleRestriction", &Profile::short_sale_restriction},
      Field{"tradingStatus", &Profile::trading_status},
      Field{"statusReason", &Profile::status_reason, Unit::text},
      Field{"haltStartTime", &Profile::halt_start_time, Unit::epoch_ms},
      Field{"haltEndTime", &Profile::halt_end_time, Unit::epoch_ms},
      Field{"highLimitPrice", &Profile::high_limit_price, Unit::price},
      Field{"lowLimitPrice", &Profile::low_limit_price, Unit::price},
      Field{"high52WeekPrice", &Profile::high_52_week_price, Unit::price},
      Field{"low52WeekPrice", &Profile::low_52_week_price, Unit::price},
      Field{"beta", &Profile::beta, Unit::ratio},
      Field{"earningsPerShare", &Profile::earnings_per_share, Unit::money},
      Field{"dividendFrequency", &Profile::dividend_frequency},
      Field{"exDividendAmount", &Profile::ex_dividend_amount, Unit::money},
      Field{"exDividendDayId", &Profile::ex_dividend_day_id, Unit::day_id},
      Field{"shares", &Profile::shares, Unit::size},
      Field{"freeFloat", &Profile::free_float, Unit::size},
      Field{"eventSymbol", &Profile::symbol, Unit::symbol},
      Field{"eventTime", &Profile::event_time, Unit::epoch_ms},
      Field{"received", &Profile::received, Unit::receive_time},
  };
};
static_assert(complete_schema<Profile>);

/// Option sensitivities. Volatility is a fraction (0.397 = 39.7 %), theta is per calendar day, vega
/// and rho per percentage point.
struct Greeks {
  std::int32_t event_flags = 0;
  std::int64_t index = 0;
  std::int64_t time = 0;
  std::int32_t sequence = 0;
  double price = kNaN;
  double volatility = kNaN;
  double delta = kNaN;
  double gamma = kNaN;
  double theta = kNaN;
  double rho = kNaN;
  double vega = kNaN;
  Symbol symbol;
  std::int64_t event_time = 0;
  Instant received;
};
template <>
struct Schema<Greeks> {
  static constexpr std::string_view name = "Greeks";
  static constexpr auto fields = std::tuple{
      Field{"eventFlags", &Greeks::event_flags, Unit::flags},
      Field{"index", &Greeks::index},
      Field{"time", &Greeks::time, Unit::epoch_ms},
      Field{"sequence", &Greeks::sequence},
      Field{"price", &Greeks::price, Unit::price},
      Field{"volatility", &Greeks::volatility, Unit::ratio},
      Field{"delta", &Greeks::delta, Unit::ratio},
      Field{"gamma", &Greeks::gamma, Unit::ratio},
      Field{"theta", &Greeks::theta, Unit::ratio},
      Field{"rho", &Greeks::rho, Unit::ratio},
      Field{"vega", &Greeks::vega, Unit::ratio},
      Field{"eventSymbol", &Greeks::symbol, Unit::symbol},
      Field{"eventTime", &Greeks::event_time, Unit::epoch_ms},
      Field{"received", &Greeks::received, Unit::receive_time},
  };
};
static_assert(complete_schema<Greeks>);

}  // namespace belay
