#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>

#include "belay/model/enum_text.hpp"

// Words that the fields of market-data events are made of (dxlink.md 5.15, 5.17). Every enum has
// `undefined`: what a text nobody knew becomes.

namespace belay {

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

enum class Direction : std::uint8_t { undefined, down, zero_down, zero, zero_up, up };
template <>
struct EnumText<Direction> {
  static constexpr Direction fallback = Direction::undefined;
  static constexpr auto names =
      std::to_array<std::pair<Direction, std::string_view>>({{Direction::undefined, "UNDEFINED"},
                                                             {Direction::down, "DOWN"},
                                                             {Direction::zero_down, "ZERO_DOWN"},
                                                             {Direction::zero, "ZERO"},
                                                             {Direction::zero_up, "ZERO_UP"},
                                                             {Direction::up, "UP"}});
};

enum class ShortSaleRestriction : std::uint8_t { undefined, active, inactive };
template <>
struct EnumText<ShortSaleRestriction> {
  static constexpr ShortSaleRestriction fallback = ShortSaleRestriction::undefined;
  static constexpr auto names = std::to_array<std::pair<ShortSaleRestriction, std::string_view>>(
      {{ShortSaleRestriction::undefined, "UNDEFINED"},
       {ShortSaleRestriction::active, "ACTIVE"},
       {ShortSaleRestriction::inactive, "INACTIVE"}});
};

enum class TradingStatus : std::uint8_t { undefined, halted, active };
template <>
struct EnumText<TradingStatus> {
  static constexpr TradingStatus fallback = TradingStatus::undefined;
  static constexpr auto names = std::to_array<std::pair<TradingStatus, std::string_view>>(
      {{TradingStatus::undefined, "UNDEFINED"},
       {TradingStatus::halted, "HALTED"},
       {TradingStatus::active, "ACTIVE"}});
};

enum class PriceType : std::uint8_t { undefined, regular, indicative, preliminary, final };
template <>
struct EnumText<PriceType> {
  static constexpr PriceType fallback = PriceType::undefined;
  static constexpr auto names = std::to_array<std::pair<PriceType, std::string_view>>(
      {{PriceType::undefined, "UNDEFINED"},
       {PriceType::regular, "REGULAR"},
       {PriceType::indicative, "INDICATIVE"},
       {PriceType::preliminary, "PRELIMINARY"},
       {PriceType::final, "FINAL"}});
};

/// The side of an order, or of the trade's aggressor.
enum class Side : std::uint8_t { undefined, buy, sell };
template <>
struct EnumText<Side> {
  static constexpr Side fallback = Side::undefined;
  static constexpr auto names = std::to_array<std::pair<Side, std::string_view>>(
      {{Side::undefined, "UNDEFINED"}, {Side::buy, "BUY"}, {Side::sell, "SELL"}});
};

/// A correction or a cancel refers to the earlier event with the same `index`.
enum class TimeAndSaleType : std::uint8_t { undefined, new_, correction, cancel };
template <>
struct EnumText<TimeAndSaleType> {
  static constexpr TimeAndSaleType fallback = TimeAndSaleType::undefined;
  static constexpr auto names = std::to_array<std::pair<TimeAndSaleType, std::string_view>>(
      {{TimeAndSaleType::undefined, "UNDEFINED"},
       {TimeAndSaleType::new_, "NEW"},
       {TimeAndSaleType::correction, "CORRECTION"},
       {TimeAndSaleType::cancel, "CANCEL"}});
};

/// What one row of a book stands for: a whole market, a venue, a price level, one order.
enum class BookScope : std::uint8_t { undefined, composite, regional, aggregate, order };
template <>
struct EnumText<BookScope> {
  static constexpr BookScope fallback = BookScope::undefined;
  static constexpr auto names =
      std::to_array<std::pair<BookScope, std::string_view>>({{BookScope::undefined, "UNDEFINED"},
                                                             {BookScope::composite, "COMPOSITE"},
                                                             {BookScope::regional, "REGIONAL"},
                                                             {BookScope::aggregate, "AGGREGATE"},
                                                             {BookScope::order, "ORDER"}});
};

/// What happened to an order of a book.
enum class BookAction : std::uint8_t {
  undefined,
  new_,
  replace,
  modify,
  delete_,
  partial,
  execute,
  trade,
  bust
};
template <>
struct EnumText<BookAction> {
  static constexpr BookAction fallback = BookAction::undefined;
  static constexpr auto names =
      std::to_array<std::pair<BookAction, std::string_view>>({{BookAction::undefined, "UNDEFINED"},
                                                              {BookAction::new_, "NEW"},
                                                              {BookAction::replace, "REPLACE"},
                                                              {BookAction::modify, "MODIFY"},
                                                              {BookAction::delete_, "DELETE"},
                                                              {BookAction::partial, "PARTIAL"},
                                                              {BookAction::execute, "EXECUTE"},
                                                              {BookAction::trade, "TRADE"},
                                                              {BookAction::bust, "BUST"}});
};

enum class IcebergType : std::uint8_t { undefined, native, synthetic };
template <>
struct EnumText<IcebergType> {
  static constexpr IcebergType fallback = IcebergType::undefined;
  static constexpr auto names = std::to_array<std::pair<IcebergType, std::string_view>>(
      {{IcebergType::undefined, "UNDEFINED"},
       {IcebergType::native, "NATIVE"},
       {IcebergType::synthetic, "SYNTHETIC"}});
};

/// A one-letter exchange code (dxlink.md 5.17); '\0' = none. Opaque: the same letter means
/// different venues per feed.
using ExchangeCode = char;

}  // namespace belay
