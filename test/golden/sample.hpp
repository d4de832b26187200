#pragma once

#include <string>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/orders.hpp"

// A small made-up account with every kind of trouble, for tests of what people see.

namespace belay::app::sample {

using namespace belay::literals;

inline Position position(std::string symbol, InstrumentType type, PositionSide side,
                         Decimal quantity, Decimal open) {
  Position p;
  p.account_number = "5WX00001";
  p.symbol = symbol;
  p.underlying_symbol = symbol.substr(0, symbol.find(' '));
  p.instrument_type = type;
  p.quantity_direction = side;
  p.quantity = quantity;
  p.average_open_price = open;
  p.multiplier = type == InstrumentType::equity_option ? 100 : 1;
  p.created_at = "2025-01-02T15:00:00.000+00:00";
  return p;
}

inline OrderRecord stop(std::int64_t id, std::string symbol, Action action, Decimal quantity,
                        Decimal trigger, OrderStatus status) {
  OrderRecord order;
  order.id = id;
  order.account_number = "5WX00001";
  order.order_type = OrderType::stop;
  order.time_in_force = TimeInForce::gtc;
  order.status = status;
  order.stop_trigger = trigger;
  order.received_at = "2025-01-13T15:00:01.000+00:00";
  order.underlying_symbol = symbol;
  order.legs.push_back({.instrument_type = InstrumentType::equity,
                        .symbol = symbol,
                        .quantity = quantity,
                        .remaining_quantity = quantity,
                        .action = action});
  return order;
}

inline std::vector<Position> positions() {
  std::vector<Position> out{
      position("AAPL", InstrumentType::equity, PositionSide::long_, 100, 186.75_usd),
      position("SPY", InstrumentType::equity, PositionSide::long_, 50.5_dec, 572.1_usd),
      position("TSLA", InstrumentType::equity, PositionSide::short_, 25, 402.33333333_usd),
      position("SPXW  250117C05830000", InstrumentType::equity_option, PositionSide::long_, 2,
               41.20_usd)};
  out[0].close_price = 190.00_usd;
  out[0].mark_price = 191.25_usd;
  out[1].mark_price = 580.015_usd;
  out[2].close_price = 0.0_usd;
  out[2].mark_price = 394.94_usd;
  out[3].streamer_symbol = ".SPXW250117C5830";
  out[3].expires_at = "2025-01-17T21:00:00.000+00:00";
  out[3].close_price = 38.5_usd;
  return out;
}

inline std::vector<OrderRecord> orders() {
  std::vector<OrderRecord> out{
      stop(101, "AAPL", Action::sell_to_close, 50, 171.81_usd, OrderStatus::live),
      stop(102, "AAPL", Action::sell_to_close, 50, 170.00_usd, OrderStatus::cancelled),
      stop(103, "TSLA", Action::buy_to_close, 25, 360.00_usd, OrderStatus::live)};
  OrderRecord spread;
  spread.id = 104;
  spread.account_number = "5WX00001";
  spread.order_type = OrderType::limit;
  spread.time_in_force = TimeInForce::day;
  spread.status = Open<OrderStatus>::parse("Newly Invented");
  spread.price = 1.2_usd;
  spread.price_effect = Effect::credit;
  spread.underlying_symbol = "SPX";
  spread.legs.resize(2);
  out.push_back(spread);
  return out;
}

inline ChainExpiration expiration(std::string date, std::string_view type,
                                  std::vector<int> prices) {
  ChainExpiration e;
  e.expiration_date = std::move(date);
  e.expiration_type = std::string{type};
  e.settlement_type = "PM";
  for (const int price : prices) {
    const std::string text = std::to_string(price);
    e.strikes.push_back({.strike_price = price,
                         .call = "C" + text,
                         .call_streamer_symbol = ".C" + text,
                         .put = "P" + text,
                         .put_streamer_symbol = ".P" + text});
  }
  return e;
}

inline std::vector<OptionChain> chains() {
  std::vector<OptionChain> out(2);
  out[0].underlying_symbol = out[1].underlying_symbol = "SPX";
  out[0].root_symbol = "SPX";
  out[1].root_symbol = "SPXW";
  out[0].expirations = {expiration("2025-01-17", "Regular", {5800, 5900})};
  out[1].expirations = {expiration("2025-01-17", "Weekly", {5830}),
                        expiration("2025-01-13", "Weekly", {5835, 5825, 5830})};
  return out;
}

inline std::vector<Balance> balances() {
  Balance b;
  b.account_number = "5WX00001";
  b.currency = "USD";
  b.net_liquidating_value = 104233.125_usd;
  b.cash_balance = 25000.0_usd;
  b.equity_buying_power = 50000_usd;
  b.pending_cash = 12.5_usd;
  b.pending_cash_effect = Effect::debit;
  return {b};
}

}  // namespace belay::app::sample
