#pragma once

#include <cstdint>
#include <string_view>
#include <tuple>

#include "belay/base/time.hpp"
#include "belay/model/events_enums.hpp"
#include "belay/model/schema.hpp"
#include "belay/model/symbol.hpp"

// Order books (dxlink.md 5.12). Called BookOrder here because Order is what we send to the broker.

namespace belay {

/// One row of an order book of the market; not an order of ours.
struct BookOrder {
  Symbol market_maker;
  std::int32_t event_flags = 0;
  std::int64_t index = 0;  ///< unique over all sources of the symbol
  std::int64_t time = 0;
  std::int32_t time_nano_part = 0;
  std::int32_t sequence = 0;
  Symbol source;  ///< e.g. NTV; the book that this belongs to
  Open<BookAction> action;
  std::int64_t action_time = 0;
  std::int64_t order_id = 0;
  std::int64_t aux_order_id = 0;
  double price = kNaN;
  double size = kNaN;  ///< 0 or NaN takes this index out of the book
  double executed_size = kNaN;
  std::int64_t count = 0;  ///< orders of an aggregated level
  ExchangeCode exchange_code = '\0';
  Open<Side> order_side;
  Open<BookScope> scope;
  std::int64_t trade_id = 0;
  double trade_price = kNaN;
  double trade_size = kNaN;
  Symbol symbol;
  std::int64_t event_time = 0;
  Instant received;
};
template <>
struct Schema<BookOrder> {
  static constexpr std::string_view name = "Order";
  static constexpr auto fields = std::tuple{
      Field{"marketMaker", &BookOrder::market_maker, Unit::text},
      Field{"eventFlags", &BookOrder::event_flags, Unit::flags},
      Field{"index", &BookOrder::index},
      Field{"time", &BookOrder::time, Unit::epoch_ms},
      Field{"timeNanoPart", &BookOrder::time_nano_part},
      Field{"sequence", &BookOrder::sequence},
      Field{"source", &BookOrder::source, Unit::text},
      Field{"action", &BookOrder::action},
      Field{"actionTime", &BookOrder::action_time, Unit::epoch_ms},
      Field{"orderId", &BookOrder::order_id},
      Field{"auxOrderId", &BookOrder::aux_order_id},
      Field{"price", &BookOrder::price, Unit::price},
      Field{"size", &BookOrder::size, Unit::size},
      Field{"executedSize", &BookOrder::executed_size, Unit::size},
      Field{"count", &BookOrder::count},
      Field{"exchangeCode", &BookOrder::exchange_code},
      Field{"orderSide", &BookOrder::order_side},
      Field{"scope", &BookOrder::scope},
      Field{"tradeId", &BookOrder::trade_id},
      Field{"tradePrice", &BookOrder::trade_price, Unit::price},
      Field{"tradeSize", &BookOrder::trade_size, Unit::size},
      Field{"eventSymbol", &BookOrder::symbol, Unit::symbol},
      Field{"eventTime", &BookOrder::event_time, Unit::epoch_ms},
      Field{"received", &BookOrder::received, Unit::receive_time},
  };
};
static_assert(complete_schema<BookOrder>);

/// The same of a book of spreads.
struct SpreadBookOrder {
  Symbol spread_symbol;
  std::int32_t event_flags = 0;
  std::int64_t index = 0;  ///< unique over all sources of the symbol
  std::int64_t time = 0;
  std::int32_t time_nano_part = 0;
  std::int32_t sequence = 0;
  Symbol source;  ///< e.g. NTV; the book that this belongs to
  Open<BookAction> action;
  std::int64_t action_time = 0;
  std::int64_t order_id = 0;
  std::int64_t aux_order_id = 0;
  double price = kNaN;
  double size = kNaN;  ///< 0 or NaN takes this index out of the book
  double executed_size = kNaN;
  std::int64_t count = 0;  ///< orders of an aggregated level
  ExchangeCode exchange_code = '\0';
  Open<Side> order_side;
  Open<BookScope> scope;
  std::int64_t trade_id = 0;
  double trade_price = kNaN;
  double trade_size = kNaN;
  Symbol symbol;
  std::int64_t event_time = 0;
  Instant received;
};
template <>
struct Schema<SpreadBookOrder> {
  static constexpr std::string_view name = "SpreadOrder";
  static constexpr auto fields = std::tuple{
      Field{"spreadSymbol", &SpreadBookOrder::spread_symbol, Unit::symbol},
      Field{"eventFlags", &SpreadBookOrder::event_flags, Unit::flags},
      Field{"index", &SpreadBookOrder::index},
      Field{"time", &SpreadBookOrder::time, Unit::epoch_ms},
      Field{"timeNanoPart", &SpreadBookOrder::time_nano_part},
      Field{"sequence", &SpreadBookOrder::sequence},
      Field{"source", &SpreadBookOrder::source, Unit::text},
      Field{"action", &SpreadBookOrder::action},
      Field{"actionTime", &SpreadBookOrder::action_time, Unit::epoch_ms},
      Field{"orderId", &SpreadBookOrder::order_id},
      Field{"auxOrderId", &SpreadBookOrder::aux_order_id},
      Field{"price", &SpreadBookOrder::price, Unit::price},
      Field{"size", &SpreadBookOrder::size, Unit::size},
      Field{"executedSize", &SpreadBookOrder::executed_size, Unit::size},
      Field{"count", &SpreadBookOrder::count},
      Field{"exchangeCode", &SpreadBookOrder::exchange_code},
      Field{"orderSide", &SpreadBookOrder::order_side},
      Field{"scope", &SpreadBookOrder::scope},
      Field{"tradeId", &SpreadBookOrder::trade_id},
      Field{"tradePrice", &SpreadBookOrder::trade_price, Unit::price},
      Field{"tradeSize", &SpreadBookOrder::trade_size, Unit::size},
      Field{"eventSymbol", &SpreadBookOrder::symbol, Unit::symbol},
      Field{"eventTime", &SpreadBookOrder::event_time, Unit::epoch_ms},
      Field{"received", &SpreadBookOrder::received, Unit::receive_time},
  };
};
static_assert(complete_schema<SpreadBookOrder>);

/// A BookOrder and what is known of its hidden part.
struct AnalyticBookOrder {
  double iceberg_peak_size = kNaN;
  double iceberg_hidden_size = kNaN;
  double iceberg_executed_size = kNaN;
  Open<IcebergType> iceberg_type;
  Symbol market_maker;
  std::int32_t event_flags = 0;
  std::int64_t index = 0;  ///< unique over all sources of the symbol
  std::int64_t time = 0;
  std::int32_t time_nano_part = 0;
  std::int32_t sequence = 0;
  Symbol source;  ///< e.g. NTV; the book that this belongs to
  Open<BookAction> action;
  std::int64_t action_time = 0;
  std::int64_t order_id = 0;
  std::int64_t aux_order_id = 0;
  double price = kNaN;
  double size = kNaN;  ///< 0 or NaN takes this index out of the book
  double executed_size = kNaN;
  std::int64_t count = 0;  ///< orders of an aggregated level
  ExchangeCode exchange_code = '\0';
  Open<Side> order_side;
  Open<BookScope> scope;
  std::int64_t trade_id = 0;
  double trade_price = kNaN;
  double trade_size = kNaN;
  Symbol symbol;
  std::int64_t event_time = 0;
  Instant received;
};
template <>
struct Schema<AnalyticBookOrder> {
  static constexpr std::string_view name = "AnalyticOrder";
  static constexpr auto fields = std::tuple{
      Field{"icebergPeakSize", &AnalyticBookOrder::iceberg_peak_size, Unit::size},
      Field{"icebergHiddenSize", &AnalyticBookOrder::iceberg_hidden_size, Unit::size},
      Field{"icebergExecutedSize", &AnalyticBookOrder::iceberg_executed_size, Unit::size},
      Field{"icebergType", &AnalyticBookOrder::iceberg_type},
      Field{"marketMaker", &AnalyticBookOrder::market_maker, Unit::text},
      Field{"eventFlags", &AnalyticBookOrder::event_flags, Unit::flags},
      Field{"index", &AnalyticBookOrder::index},
      Field{"time", &AnalyticBookOrder::time, Unit::epoch_ms},
      Field{"timeNanoPart", &AnalyticBookOrder::time_nano_part},
      Field{"sequence", &AnalyticBookOrder::sequence},
      Field{"source", &AnalyticBookOrder::source, Unit::text},
      Field{"action", &AnalyticBookOrder::action},
      Field{"actionTime", &AnalyticBookOrder::action_time, Unit::epoch_ms},
      Field{"orderId", &AnalyticBookOrder::order_id},
      Field{"auxOrderId", &AnalyticBookOrder::aux_order_id},
      Field{"price", &AnalyticBookOrder::price, Unit::price},
      Field{"size", &AnalyticBookOrder::size, Unit::size},
      Field{"executedSize", &AnalyticBookOrder::executed_size, Unit::size},
      Field{"count", &AnalyticBookOrder::count},
      Field{"exchangeCode", &AnalyticBookOrder::exchange_code},
      Field{"orderSide", &AnalyticBookOrder::order_side},
      Field{"scope", &AnalyticBookOrder::scope},
      Field{"tradeId", &AnalyticBookOrder::trade_id},
      Field{"tradePrice", &AnalyticBookOrder::trade_price, Unit::price},
      Field{"tradeSize", &AnalyticBookOrder::trade_size, Unit::size},
      Field{"eventSymbol", &AnalyticBookOrder::symbol, Unit::symbol},
      Field{"eventTime", &AnalyticBookOrder::event_time, Unit::epoch_ms},
      Field{"received", &AnalyticBookOrder::received, Unit::receive_time},
  };
};
static_assert(complete_schema<AnalyticBookOrder>);

}  // namespace belay
