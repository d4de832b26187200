#include "sim/broker/book.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

namespace belay::sim {
namespace {

using namespace std::chrono_literals;
using namespace belay::literals;

constexpr std::int64_t kFirstOrder = 3'412'700'001;  // ids exceed 32 bits (broker-api.md 9, 71)

Holding stock(std::string_view symbol, Decimal quantity, PositionSide side, Decimal price,
              Instant opened) {
  return Holding{.symbol = std::string{symbol},
                 .streamer_symbol = Symbol{symbol},
                 .underlying = std::string{symbol},
                 .quantity = quantity,
                 .side = side,
                 .average_open_price = price,
                 .opened = opened};
}

Holding spxw_put(const Expiration& expiration, double strike, PositionSide side, Decimal price,
                 Instant opened) {
  return Holding{.type = InstrumentType::equity_option,
                 .symbol = occ_symbol("SPXW", expiration.date, OptionRight::put, strike),
                 .streamer_symbol = Symbol{streamer_option_symbol("SPXW", expiration.date,
                                                                  OptionRight::put, strike)},
                 .underlying = "SPX",
                 .quantity = 1,
                 .side = side,
                 .average_open_price = price,
                 .multiplier = 100,
                 .opened = opened,
                 .expires = expiration.at};
}

OrderLegRecord leg(InstrumentType type, std::string symbol, Action action, Decimal quantity) {
  return OrderLegRecord{.instrument_type = type,
                        .symbol = std::move(symbol),
                        .quantity = quantity,
                        .remaining_quantity = quantity,
                        .action = action};
}

// What every order that once reached a venue says (broker-api.md 5.6).
OrderRecord routed(int number, std::string_view underlying, Instant received, Instant updated) {
  return OrderRecord{
      .id = kFirstOrder + number,
      .account_number = std::string{kAccountNumber},
      .cancellable = false,
      .editable = false,
      .edited = false,
      .ext_client_order_id = fmt::format("80000000b7{:08x}", 0x42280 + number),
      .ext_exchange_order_number = fmt::format("78597928{:04}", 6144 + number),
      .ext_global_order_number = 183 + number,
      .global_request_id = fmt::format("f6c5863356cf1be83fed349d{:08x}", 0x54ee4862 + number),
      .received_at = to_iso_utc(received),
      .underlying_instrument_type = InstrumentType::equity,
      .underlying_symbol = std::string{underlying},
      .updated_at = to_epoch_ms(updated),
  };
}

OrderRecord stop_order(OrderRecord order, Decimal quantity, Decimal trigger, TimeInForce tif) {
  order.order_type = OrderType::stop;
  order.stop_trigger = trigger;
  order.time_in_force = tif;
  order.size = quantity;
  order.legs = {
      leg(InstrumentType::equity, *order.underlying_symbol, Action::sell_to_close, quantity)};
  return order;
}

OrderRecord working_stop(int number, Instant start) {
  OrderRecord order = stop_order(routed(number, "AAPL", start - 75h, start - 75h + 412ms), 50,
                                 171.8_usd, TimeInForce::gtc);
  order.status = OrderStatus::live;
  order.cancellable = true;
  order.editable = true;
  return order;
}

OrderRecord cancelled_stop(int number, Instant start) {
  const Instant cancelled = start - 31min;
  OrderRecord order = stop_order(routed(number, "SPY", start - 50min, cancelled + 78ms), 50,
                                 414.09_usd, TimeInForce::gtc);
  order.status = OrderStatus::cancelled;
  order.cancelled_at = to_iso_utc(cancelled);
  order.terminal_at = to_iso_utc(cancelled + 54ms);
  return order;
}

OrderRecord expired_stop(int number, Instant start) {
  const Instant close = close_of(trading_day_before(new_york_date(start)));
  OrderRecord order =
      stop_order(routed(number, "TSLA", close - 5h, close + 2s), 25, 320.0_usd, TimeInForce::day);
  order.status = OrderStatus::expired;
  order.terminal_at = to_iso_utc(close + 1s);
  return order;
}

Fill whole_fill(int number, Decimal price, Instant at) {
  return Fill{.fill_id = fmt::format("3_OPT85009{:04}", number),
              .quantity = 1,
              .fill_price = price,
              .filled_at = to_iso_utc(at),
              .destination_venue = "MARKET_SIMULATOR_A",
              .ext_exec_id = fmt::format("{}", 9300 + number),
              .ext_group_fill_id = "2263911504"};
}

OrderRecord filled_spread(int number, const Holding& sold, const Holding& bought) {
  const Instant filled = sold.opened;
  OrderRecord order = routed(number, "SPX", filled - 2s, filled + 620ms);
  order.order_type = OrderType::limit;
  order.price = (sold.average_open_price - bought.average_open_price).value_or(0);
  order.price_effect = Effect::credit;
  order.time_in_force = TimeInForce::day;
  order.size = 1;
  order.status = OrderStatus::filled;
  order.terminal_at = to_iso_utc(filled + 550ms);
  order.legs = {leg(InstrumentType::equity_option, sold.symbol, Action::sell_to_open, 1),
                leg(InstrumentType::equity_option, bought.symbol, Action::buy_to_open, 1)};
  order.legs[0].fills = {whole_fill(1, sold.average_open_price, filled)};
  order.legs[1].fills = {whole_fill(2, bought.average_open_price, filled)};
  for (OrderLegRecord& filled_leg : order.legs) filled_leg.remaining_quantity = 0;
  return order;
}

}  // namespace

const Holding* Book::find(std::string_view symbol) const {
  const auto found = std::ranges::find(holdings, symbol, &Holding::symbol);
  return found == holdings.end() ? nullptr : &*found;
}

OrderRecord* Book::order(std::int64_t id) {
  const auto found = std::ranges::find(orders, std::optional{id}, &OrderRecord::id);
  return found == orders.end() ? nullptr : &*found;
}

const OrderRecord* Book::order(std::int64_t id) const {
  const auto found = std::ranges::find(orders, std::optional{id}, &OrderRecord::id);
  return found == orders.end() ? nullptr : &*found;
}

Book make_book(const Market& market, Instant start) {
  using enum PositionSide;
  const Expiration& today = market.chains().front().expirations.front();
  const Holding sold = spxw_put(today, 5800, short_, 8.4_usd, start - 44min);
  const Holding bought = spxw_put(today, 5775, long_, 4.6_usd, start - 44min);
  return Book{
      .account_number = std::string{kAccountNumber},
      .cash = 41250.37_usd,
      .holdings = {stock("AAPL", 100, long_, 186.75_usd, start - 2900h),
                   stock("SPY", 50, long_, 450.1_usd, start - 8400h),
                   stock("TSLA", 25, long_, 220.33_usd, start - 3300h),
                   stock("INTC", 40, short_, 21.0_usd, start - 530h),
                   stock("NVDA", 10.5_dec, long_, 118.4_usd, start - 1700h), sold, bought},
      .orders = {filled_spread(4, sold, bought), cancelled_stop(3, start), expired_stop(2, start),
                 working_stop(1, start)},
  };
}

}  // namespace belay::sim
