#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <variant>

#include "belay/model/events_enums.hpp"
#include "belay/model/events_orders.hpp"
#include "belay/model/events_quotes.hpp"
#include "belay/model/events_series.hpp"

// Market-data events of dxLink, one table each, rows in the official order (dxlink.md 5).
// Prices are double: the feed sends doubles, NaN means "no value", zero and negative prices are
// legal. `received` is when the bytes arrived here; `event_time` is the publication time, 0 in
// normal feeds.

namespace belay {

/// Any JSON value, kept as its text.
struct JsonText {
  std::string text = "null";
  friend bool operator==(const JsonText&, const JsonText&) = default;
};

/// A message of the feed to its users.
struct MessageEvent {
  Symbol symbol;
  std::int64_t event_time = 0;
  JsonText attachment;
  Instant received;
};
template <>
struct Schema<MessageEvent> {
  static constexpr std::string_view name = "Message";
  static constexpr auto fields = std::tuple{
      Field{"eventSymbol", &MessageEvent::symbol, Unit::symbol},
      Field{"eventTime", &MessageEvent::event_time, Unit::epoch_ms},
      Field{"attachment", &MessageEvent::attachment},
      Field{"received", &MessageEvent::received, Unit::receive_time},
  };
};
static_assert(complete_schema<MessageEvent>);

/// A configuration of the feed, by version.
struct ConfigurationEvent {
  Symbol symbol;
  std::int64_t event_time = 0;
  std::int32_t version = 0;
  JsonText attachment;
  Instant received;
};
template <>
struct Schema<ConfigurationEvent> {
  static constexpr std::string_view name = "Configuration";
  static constexpr auto fields = std::tuple{
      Field{"eventSymbol", &ConfigurationEvent::symbol, Unit::symbol},
      Field{"eventTime", &ConfigurationEvent::event_time, Unit::epoch_ms},
      Field{"version", &ConfigurationEvent::version},
      Field{"attachment", &ConfigurationEvent::attachment},
      Field{"received", &ConfigurationEvent::received, Unit::receive_time},
  };
};
static_assert(complete_schema<ConfigurationEvent>);

/// An event whose type has no table here: kept whole, counted, never fatal.
struct UnknownEvent {
  std::string type;
  /// The row as a JSON object, or array when its field names were never announced.
  std::string json;
  Instant received;
};

/// Every type with a table, in the order of dxlink.md 5. X(E) for each, where a template has to be
/// instantiated by name; everything else goes over MarketEvents.
#define BELAY_MARKET_EVENTS(X) \
  X(Quote)                     \
  X(Trade)                     \
  X(TradeETH)                  \
  X(Summary)                   \
  X(Profile)                   \
  X(Greeks)                    \
  X(Candle)                    \
  X(TimeAndSale)               \
  X(TheoPrice)                 \
  X(Underlying)                \
  X(Series)                    \
  X(OptionSale)                \
  X(BookOrder)                 \
  X(SpreadBookOrder)           \
  X(AnalyticBookOrder)         \
  X(MessageEvent)              \
  X(ConfigurationEvent)

template <class... E>
struct TypeList {
  static constexpr std::size_t size = sizeof...(E);
  /// Into<E..., One>
  template <class One, template <class...> class Into>
  using with = Into<E..., One>;
};
using MarketEvents = TypeList<Quote, Trade, TradeETH, Summary, Profile, Greeks, Candle, TimeAndSale,
                              TheoPrice, Underlying, Series, OptionSale, BookOrder, SpreadBookOrder,
                              AnalyticBookOrder, MessageEvent, ConfigurationEvent>;

/// Any event, in arrival order.
using Event = MarketEvents::with<UnknownEvent, std::variant>;

/// Calls `visit.operator()<E>()` for each type of MarketEvents, in order.
template <class Visitor>
constexpr void for_each_event_type(Visitor&& visit) {
  [&]<class... E>(TypeList<E...>) { (visit.template operator()<E>(), ...); }(MarketEvents{});
}

/// Where E stands in MarketEvents and in Event.
template <class E>
constexpr std::size_t event_index = [] {
  std::size_t index = 0;
  std::size_t at = 0;
  for_each_event_type([&]<class Each>() {
    if (std::is_same_v<Each, E>) index = at;
    ++at;
  });
  return std::is_same_v<E, UnknownEvent> ? MarketEvents::size : index;
}();

/// The types a user may subscribe to.
template <class E>
concept market_event = has_schema<E> && requires(E e) {
  { e.symbol } -> std::convertible_to<Symbol>;
};

}  // namespace belay
