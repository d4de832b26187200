#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "belay/guard/stop_plan.hpp"

// Positions and orders as the broker describes them, in few words.

namespace belay::guard::testing_support {

inline constexpr const char* kAccount = "5WT00001";

inline Position equity(const std::string& symbol, PositionSide side, Decimal quantity,
                       Decimal cost) {
  return {.account_number = kAccount,
          .instrument_type = InstrumentType::equity,
          .symbol = symbol,
          .underlying_symbol = symbol,
          .quantity = quantity,
          .average_open_price = cost,
          .close_price = cost,
          .mark_price = cost,
          .multiplier = Decimal{1},
          .quantity_direction = side,
          .created_at = "2025-01-06T15:00:00.000+00:00"};
}
inline Position long_(const std::string& symbol, Decimal quantity, Decimal cost) {
  return equity(symbol, PositionSide::long_, quantity, cost);
}
inline Position short_(const std::string& symbol, Decimal quantity, Decimal cost) {
  return equity(symbol, PositionSide::short_, quantity, cost);
}
inline Position option(const std::string& symbol, const std::string& underlying, PositionSide side,
                       Decimal quantity, Decimal cost) {
  Position position = equity(symbol, side, quantity, cost);
  position.instrument_type = InstrumentType::equity_option;
  position.underlying_symbol = underlying;
  position.multiplier = Decimal{100};
  return position;
}

inline OrderRecord order(std::int64_t id, OrderType type, const std::string& symbol, Action action,
                         Decimal quantity) {
  OrderRecord record{.id = id,
                     .account_number = kAccount,
                     .order_type = type,
                     .status = OrderStatus::live,
                     .time_in_force = TimeInForce::gtc};
  record.legs.push_back({.instrument_type = InstrumentType::equity,
                         .symbol = symbol,
                         .quantity = quantity,
                         .remaining_quantity = quantity,
                         .action = action});
  return record;
}
inline OrderRecord stop(std::int64_t id, const std::string& symbol, Action action, Decimal quantity,
                        Decimal trigger) {
  OrderRecord record = order(id, OrderType::stop, symbol, action, quantity);
  record.stop_trigger = trigger;
  return record;
}
inline OrderRecord sell_stop(std::int64_t id, const std::string& symbol, Decimal quantity,
                             Decimal trigger) {
  return stop(id, symbol, Action::sell_to_close, quantity, trigger);
}
inline OrderRecord limit_sell(std::int64_t id, const std::string& symbol, Decimal quantity) {
  OrderRecord record = order(id, OrderType::limit, symbol, Action::sell_to_close, quantity);
  record.price = Decimal{999};
  record.price_effect = Effect::credit;
  return record;
}

inline PositionCoverage audit_one(const Position& position,
                                  const std::vector<OrderRecord>& orders = {}) {
  return audit(std::span{&position, 1}, orders).front();
}

/// What the broker would say about `order` once it is Live.
inline OrderRecord as_live(const Order& planned, std::int64_t id, const std::string& account) {
  const Leg& leg = planned.legs.front();
  OrderRecord record = stop(id, leg.symbol, leg.action, leg.quantity, *planned.stop);
  record.account_number = account;
  record.time_in_force = planned.time_in_force;
  record.external_identifier = planned.external_identifier;
  record.legs.front().instrument_type = *leg.instrument_type;
  return record;
}

}  // namespace belay::guard::testing_support
