#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "belay/model/enum_text.hpp"

// The words of orders: broker-api.md 5.32, 6.4.

namespace belay {

enum class Action : std::uint8_t {
  unknown,
  buy_to_open,
  buy_to_close,
  sell_to_open,
  sell_to_close,
  buy,
  sell,
  allocate
};
template <>
struct EnumText<Action> {
  static constexpr Action fallback = Action::unknown;
  static constexpr auto names =
      std::to_array<std::pair<Action, std::string_view>>({{Action::unknown, "Unknown"},
                                                          {Action::buy_to_open, "Buy to Open"},
                                                          {Action::buy_to_close, "Buy to Close"},
                                                          {Action::sell_to_open, "Sell to Open"},
                                                          {Action::sell_to_close, "Sell to Close"},
                                                          {Action::buy, "Buy"},
                                                          {Action::sell, "Sell"},
                                                          {Action::allocate, "Allocate"}});
};
[[nodiscard]] constexpr bool is_buy(Action a) {
  return a == Action::buy_to_open || a == Action::buy_to_close || a == Action::buy;
}
[[nodiscard]] constexpr bool is_sell(Action a) {
  return a == Action::sell_to_open || a == Action::sell_to_close || a == Action::sell;
}
[[nodiscard]] constexpr bool is_closing(Action a) {
  return a == Action::buy_to_close || a == Action::sell_to_close;
}

enum class OrderType : std::uint8_t {
  unknown,
  limit,
  market,
  marketable_limit,
  stop,
  stop_limit,
  notional_market
};
template <>
struct EnumText<OrderType> {
  static constexpr OrderType fallback = OrderType::unknown;
  static constexpr auto names = std::to_array<std::pair<OrderType, std::string_view>>(
      {{OrderType::unknown, "Unknown"},
       {OrderType::limit, "Limit"},
       {OrderType::market, "Market"},
       {OrderType::marketable_limit, "Marketable Limit"},
       {OrderType::stop, "Stop"},
       {OrderType::stop_limit, "Stop Limit"},
       {OrderType::notional_market, "Notional Market"}});
};

enum class TimeInForce : std::uint8_t {
  unknown,
  day,
  ext,
  ext_overnight,
  gtc,
  gtc_ext,
  gtc_ext_overnight,
  gtd,
  ioc
};
template <>
struct EnumText<TimeInForce> {
  static constexpr TimeInForce fallback = TimeInForce::unknown;
  static constexpr auto names = std::to_array<std::pair<TimeInForce, std::string_view>>(
      {{TimeInForce::unknown, "Unknown"},
       {TimeInForce::day, "Day"},
       {TimeInForce::ext, "Ext"},
       {TimeInForce::ext_overnight, "Ext Overnight"},
       {TimeInForce::gtc, "GTC"},
       {TimeInForce::gtc_ext, "GTC Ext"},
       {TimeInForce::gtc_ext_overnight, "GTC Ext Overnight"},
       {TimeInForce::gtd, "GTD"},
       {TimeInForce::ioc, "IOC"}});
};

/// Every status of broker-api.md 6.4. An unknown status is neither working nor terminal: it never
/// counts as protection.
enum class OrderStatus : std::uint8_t {
  unknown,
  received,
  routed,
  in_flight,
  contingent,
  live,
  cancel_requested,
  replace_requested,
  filled,
  cancelled,
  expired,
  rejected,
  removed,
  partially_removed,
};
template <>
struct EnumText<OrderStatus> {
  static constexpr OrderStatus fallback = OrderStatus::unknown;
  static constexpr auto names = std::to_array<std::pair<OrderStatus, std::string_view>>(
      {{OrderStatus::unknown, "Unknown"},
       {OrderStatus::received, "Received"},
       {OrderStatus::routed, "Routed"},
       {OrderStatus::in_flight, "In Flight"},
       {OrderStatus::contingent, "Contingent"},
       {OrderStatus::live, "Live"},
       {OrderStatus::cancel_requested, "Cancel Requested"},
       {OrderStatus::replace_requested, "Replace Requested"},
       {OrderStatus::filled, "Filled"},
       {OrderStatus::cancelled, "Cancelled"},
       {OrderStatus::expired, "Expired"},
       {OrderStatus::rejected, "Rejected"},
       {OrderStatus::removed, "Removed"},
       {OrderStatus::partially_removed, "Partially Removed"}});
};
/// Where a status stands: `working` rests at the broker or a venue and can fill; `waiting` needs
/// something else to happen first; `leaving` is on its way out and may still fill; `terminal` is
/// over; `unknown` is a status this build has not heard of.
enum class OrderPhase : std::uint8_t { unknown, working, waiting, leaving, terminal };
[[nodiscard]] OrderPhase phase_of(Open<OrderStatus> status) noexcept;

}  // namespace belay
