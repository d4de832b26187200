#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <variant>

#include "belay/model/events.hpp"
#include "belay/model/indexed.hpp"
#include "belay/model/symbol.hpp"

// What a server needs to know of any event, whatever its type.

namespace belay::dxlink {

/// What a channel is subscribed to (dxlink.md 4.3): the identity of a subscription. Candle symbols
/// are canonical.
struct FeedKey {
  Symbol type;
  Symbol symbol;
  Symbol source;  ///< of an order book; none: every source
  friend bool operator==(const FeedKey&, const FeedKey&) = default;
};

struct FeedKeyHash {
  std::size_t operator()(const FeedKey& key) const noexcept {
    return (key.type.hash() * 31 + key.symbol.hash()) * 31 + key.source.hash();
  }
};

/// True for a type whose events replace each other by index (dxlink.md 6).
template <class E>
constexpr bool is_indexed = indexed_event<E>;
/// TICKER needs a type whose last value means something (dxlink.md 4.1).
template <class E>
constexpr bool is_lasting =
    std::is_same_v<E, Quote> || std::is_same_v<E, Trade> || std::is_same_v<E, TradeETH> ||
    std::is_same_v<E, Summary> || std::is_same_v<E, Profile> || std::is_same_v<E, Greeks> ||
    std::is_same_v<E, TheoPrice> || std::is_same_v<E, Underlying> || std::is_same_v<E, Candle>;

[[nodiscard]] inline Symbol symbol_of(const Event& event) {
  return std::visit(
      [](const auto& each) -> Symbol {
        if constexpr (market_event<std::remove_cvref_t<decltype(each)>>) return each.symbol;
        return {};
      },
      event);
}

[[nodiscard]] inline Symbol source_of(const Event& event) {
  return std::visit(
      [](const auto& each) -> Symbol {
        if constexpr (book_event<std::remove_cvref_t<decltype(each)>>) return each.source;
        return {};
      },
      event);
}

/// 0 for a type that has no index.
[[nodiscard]] inline std::int64_t index_of(const Event& event) {
  return std::visit(
      [](const auto& each) -> std::int64_t {
        if constexpr (is_indexed<std::remove_cvref_t<decltype(each)>>) return each.index;
        return 0;
      },
      event);
}

[[nodiscard]] inline std::int32_t flags_of(const Event& event) {
  return std::visit(
      [](const auto& each) -> std::int32_t {
        if constexpr (is_indexed<std::remove_cvref_t<decltype(each)>>) return each.event_flags;
        return 0;
      },
      event);
}

/// Under what an event is listened to: type and symbol.
[[nodiscard]] FeedKey pair_of(const Event& event);

inline void set_flags(Event& event, std::int32_t flags) {
  std::visit(
      [flags](auto& each) {
        if constexpr (is_indexed<std::remove_cvref_t<decltype(each)>>) each.event_flags = flags;
      },
      event);
}

}  // namespace belay::dxlink
