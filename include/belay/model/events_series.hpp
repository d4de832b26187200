#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>

#include "belay/base/time.hpp"
#include "belay/model/events_enums.hpp"
#include "belay/model/schema.hpp"
#include "belay/model/symbol.hpp"

// Indexed events: each has an `index`, and a later one with the same index replaces it (dxlink.md
// 5.6-5.11, 6).

namespace belay {

/// One bar. The row that ends a snapshot carries REMOVE_EVENT and no prices: it is no bar
/// (dxlink.md 6.1). Prices may be NaN in live bars as well.
struct Candle {
  Symbol symbol;
  std::int64_t event_time = 0;
  std::int32_t event_flags = 0;
  std::int64_t index = 0;     ///< time and sequence, packed; above 2^53
  std::int64_t time = 0;      ///< the bar's start, ms
  std::int32_t sequence = 0;  ///< tells bars of equal time apart
  std::int64_t count = 0;     ///< ticks
  double open = kNaN;
  double high = kNaN;
  double low = kNaN;
  double close = kNaN;
  double volume = kNaN;  ///< NaN for indices
  double vwap = kNaN;
  double bid_volume = kNaN;
  double ask_volume = kNaN;
  double imp_volatility = kNaN;  ///< a fraction
  double open_interest = kNaN;   ///< NaN but for futures and options
  Instant received;
};
template <>
struct Schema<Candle> {
  static constexpr std::string_view name = "Candle";
  static constexpr auto fields = std::tuple{
      Field{"eventSymbol", &Candle::symbol, Unit::symbol},
      Field{"eventTime", &Candle::event_time, Unit::epoch_ms},
      Field{"eventFlags", &Candle::event_flags, Unit::flags},
      Field{"index", &Candle::index},
      Field{"time", &Candle::time, Unit::epoch_ms},
      Field{"sequence", &Candle::sequence},
      Field{"count", &Candle::count},
      Field{"open", &Candle::open, Unit::price},
      Field{"high", &Candle::high, Unit::price},
      Field{"low", &Candle::low, Unit::price},
      Field{"close", &Candle::close, Unit::price},
      Field{"volume", &Candle::volume, Unit::size},
      Field{"vwap", &Candle::vwap, Unit::price},
      Field{"bidVolume", &Candle::bid_volume, Unit::size},
      Field{"askVolume", &Candle::ask_volume, Unit::size},
      Field{"impVolatility", &Candle::imp_volatility, Unit::ratio},
      Field{"openInterest", &Candle::open_interest, Unit::size},
      Field{"received", &Candle::received, Unit::receive_time},
  };
  /// The official schema spells it in capitals, servers do not (dxlink.md 4.2).
  static constexpr auto aliases = std::to_array<FieldAlias>({{"VWAP", "vwap"}});
};
static_assert(complete_schema<Candle>);

/// One trade of the tape. Only a valid tick counts for last price and bars.
struct TimeAndSale {
  std::int32_t event_flags = 0;
  std::int64_t index = 0;  ///< unique per symbol
  std::int64_t time = 0;
  std::int32_t time_nano_part = 0;
  std::int32_t sequence = 0;
  ExchangeCode exchange_code = '\0';
  double price = kNaN;
  double size = kNaN;
  double bid_price = kNaN;  ///< best bid at that moment
  double ask_price = kNaN;
  Symbol exchange_sale_conditions;           ///< none = null on the wire
  ExchangeCode trade_through_exempt = '\0';  ///< one character
  Open<Side> aggressor_side;
  bool spread_leg = false;  ///< part of a spread
  bool extended_trading_hours = false;
  bool valid_tick = false;  ///< false: volume only, or for information
  Open<TimeAndSaleType> type;
  Symbol buyer;
  Symbol seller;
  Symbol symbol;
  std::int64_t event_time = 0;
  Instant received;
};
template <>
struct Schema<TimeAndSale> {
  static constexpr std::string_view name = "TimeAndSale";
  static constexpr auto fields = std::tuple{
      Field{"eventFlags", &TimeAndSale::event_flags, Unit::flags},
      Field{"index", &TimeAndSale::index},
      Field{"time", &TimeAndSale::time, Unit::epoch_ms},
      Field{"timeNanoPart", &TimeAndSale::time_nano_part},
      Field{"sequence", &TimeAndSale::sequence},
      Field{"exchangeCode", &TimeAndSale::exchange_code},
      Field{"price", &TimeAndSale::price, Unit::price},
      Field{"size", &TimeAndSale::size, Unit::size},
      Field{"bidPrice", &TimeAndSale::bid_price, Unit::price},
      Field{"askPrice", &TimeAndSale::ask_price, Unit::price},
      Field{"exchangeSaleConditions", &TimeAndSale::exchange_sale_conditions, Unit::text},
      Field{"tradeThroughExempt", &TimeAndSale::trade_through_exempt},
      Field{"aggressorSide", &TimeAndSale::aggressor_side},
      Field{"spreadLeg", &TimeAndSale::spread_leg},
      Field{"extendedTradingHours", &TimeAndSale::extended_trading_hours},
      Field{"validTick", &TimeAndSale::valid_tick},
      Field{"type", &TimeAndSale::type},
      Field{"buyer", &TimeAndSale::buyer, Unit::text},
      Field{"seller", &TimeAndSale::seller, Unit::text},
      Field{"eventSymbol", &TimeAndSale::symbol, Unit::symbol},
      Field{"eventTime", &TimeAndSale::event_time, Unit::epoch_ms},
      Field{"received", &TimeAndSale::received, Unit::receive_time},
  };
};
static_assert(complete_schema<TimeAndSale>);

/// The theoretical price of an option, and what it was computed from.
struct TheoPrice {
  std::int32_t event_flags = 0;
  std::int64_t index = 0;
  std::int64_t time = 0;
  std::int32_t sequence = 0;
  double price = kNaN;
  double underlying_price = kNaN;  ///< at the computation
  double delta = kNaN;
  double gamma = kNaN;
  double dividend = kNaN;  ///< implied simple return
  double interest = kNaN;  ///< implied simple return
  Symbol symbol;
  std::int64_t event_time = 0;
  Instant received;
};
template <>
struct Schema<TheoPrice> {
  static constexpr std::string_view name = "TheoPrice";
  static constexpr auto fields = std::tuple{
      Field{"eventFlags", &TheoPrice::event_flags, Unit::flags},
      Field{"index", &TheoPrice::index},
      Field{"time", &TheoPrice::time, Unit::epoch_ms},
      Field{"sequence", &TheoPrice::sequence},
      Field{"price", &TheoPrice::price, Unit::price},
      Field{"underlyingPrice", &TheoPrice::underlying_price, Unit::price},
      Field{"delta", &TheoPrice::delta, Unit::ratio},
      Field{"gamma", &TheoPrice::gamma, Unit::ratio},
      Field{"dividend", &TheoPrice::dividend, Unit::ratio},
      Field{"interest", &TheoPrice::interest, Unit::ratio},
      Field{"eventSymbol", &TheoPrice::symbol, Unit::symbol},
      Field{"eventTime", &TheoPrice::event_time, Unit::epoch_ms},
      Field{"received", &TheoPrice::received, Unit::receive_time},
  };
};
static_assert(complete_schema<TheoPrice>);

/// Volatilities and option volumes of an underlying.
struct Underlying {
  std::int32_t event_flags = 0;
  std::int64_t index = 0;
  std::int64_t time = 0;
  std::int32_t sequence = 0;
  double volatility = kNaN;  ///< 30 days, implied
  double front_volatility = kNaN;
  double back_volatility = kNaN;
  double call_volume = kNaN;
  double put_volume = kNaN;
  double put_call_ratio = kNaN;
  Symbol symbol;
  std::int64_t event_time = 0;
  Instant received;
};
template <>
struct Schema<Underlying> {
  static constexpr std::string_view name = "Underlying";
  static constexpr auto fields = std::tuple{
      Field{"eventFlags", &Underlying::event_flags, Unit::flags},
      Field{"index", &Underlying::index},
      Field{"time", &Underlying::time, Unit::epoch_ms},
      Field{"sequence", &Underlying::sequence},
      Field{"volatility", &Underlying::volatility, Unit::ratio},
      Field{"frontVolatility", &Underlying::front_volatility, Unit::ratio},
      Field{"backVolatility", &Underlying::back_volatility, Unit::ratio},
      Field{"callVolume", &Underlying::call_volume, Unit::size},
      Field{"putVolume", &Underlying::put_volume, Unit::size},
      Field{"putCallRatio", &Underlying::put_call_ratio, Unit::ratio},
      Field{"eventSymbol", &Underlying::symbol, Unit::symbol},
      Field{"eventTime", &Underlying::event_time, Unit::epoch_ms},
      Field{"received", &Underlying::received, Unit::receive_time},
  };
};
static_assert(complete_schema<Underlying>);

/// One expiration of an underlying's options. The row that ends a snapshot has expiration 0: it is
/// no expiration.
struct Series {
  std::int32_t event_flags = 0;
  std::int64_t index = 0;  ///< a small ordinal, not a packed time
  std::int64_t time = 0;
  std::int32_t sequence = 0;
  std::int32_t expiration = 0;
  double volatility = kNaN;
  double call_volume = kNaN;
  double put_volume = kNaN;
  double put_call_ratio = kNaN;  ///< NaN without volume
  double forward_price = kNaN;
  double dividend = kNaN;
  double interest = kNaN;
  Symbol symbol;  ///< the underlying
  std::int64_t event_time = 0;
  Instant received;
};
template <>
struct Schema<Series> {
  static constexpr std::string_view name = "Series";
  static constexpr auto fields = std::tuple{
      Field{"eventFlags", &Series::event_flags, Unit::flags},
      Field{"index", &Series::index},
      Field{"time", &Series::time, Unit::epoch_ms},
      Field{"sequence", &Series::sequence},
      Field{"expiration", &Series::expiration, Unit::day_id},
      Field{"volatility", &Series::volatility, Unit::ratio},
      Field{"callVolume", &Series::call_volume, Unit::size},
      Field{"putVolume", &Series::put_volume, Unit::size},
      Field{"putCallRatio", &Series::put_call_ratio, Unit::ratio},
      Field{"forwardPrice", &Series::forward_price, Unit::price},
      Field{"dividend", &Series::dividend, Unit::ratio},
      Field{"interest", &Series::interest, Unit::ratio},
      Field{"eventSymbol", &Series::symbol, Unit::symbol},
      Field{"eventTime", &Series::event_time, Unit::epoch_ms},
      Field{"received", &Series::received, Unit::receive_time},
  };
};
static_assert(complete_schema<Series>);

/// One trade of the tape of all options of an underlying.
struct OptionSale {
  std::int32_t event_flags = 0;
  std::int64_t index = 0;
  std::int64_t time = 0;
  std::int32_t time_nano_part = 0;
  std::int32_t sequence = 0;
  ExchangeCode exchange_code = '\0';
  double price = kNaN;
  double size = kNaN;
  double bid_price = kNaN;
  double ask_price = kNaN;
  Symbol exchange_sale_conditions;
  ExchangeCode trade_through_exempt = '\0';
  Open<Side> aggressor_side;
  bool spread_leg = false;
  bool extended_trading_hours = false;
  bool valid_tick = false;
  Open<TimeAndSaleType> type;
  double underlying_price = kNaN;
  double volatility = kNaN;
  double delta = kNaN;
  Symbol option_symbol;
  Symbol symbol;  ///< the underlying
  std::int64_t event_time = 0;
  Instant received;
};
template <>
struct Schema<OptionSale> {
  static constexpr std::string_view name = "OptionSale";
  static constexpr auto fields = std::tuple{
      Field{"eventFlags", &OptionSale::event_flags, Unit::flags},
      Field{"index", &OptionSale::index},
      Field{"time", &OptionSale::time, Unit::epoch_ms},
      Field{"timeNanoPart", &OptionSale::time_nano_part},
      Field{"sequence", &OptionSale::sequence},
      Field{"exchangeCode", &OptionSale::exchange_code},
      Field{"price", &OptionSale::price, Unit::price},
      Field{"size", &OptionSale::size, Unit::size},
      Field{"bidPrice", &OptionSale::bid_price, Unit::price},
      Field{"askPrice", &OptionSale::ask_price, Unit::price},
      Field{"exchangeSaleConditions", &OptionSale::exchange_sale_conditions, Unit::text},
      Field{"tradeThroughExempt", &OptionSale::trade_through_exempt},
      Field{"aggressorSide", &OptionSale::aggressor_side},
      Field{"spreadLeg", &OptionSale::spread_leg},
      Field{"extendedTradingHours", &OptionSale::extended_trading_hours},
      Field{"validTick", &OptionSale::valid_tick},
      Field{"type", &OptionSale::type},
      Field{"underlyingPrice", &OptionSale::underlying_price, Unit::price},
      Field{"volatility", &OptionSale::volatility, Unit::ratio},
      Field{"delta", &OptionSale::delta, Unit::ratio},
      Field{"optionSymbol", &OptionSale::option_symbol, Unit::symbol},
      Field{"eventSymbol", &OptionSale::symbol, Unit::symbol},
      Field{"eventTime", &OptionSale::event_time, Unit::epoch_ms},
      Field{"received", &OptionSale::received, Unit::receive_time},
  };
};
static_assert(complete_schema<OptionSale>);

}  // namespace belay
