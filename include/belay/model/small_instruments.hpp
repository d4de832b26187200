#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/model/enum_text.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/schema.hpp"

// Instruments with few members: broker-api.md 4.7, 5.18, 5.22.

namespace belay {

/// What a cryptocurrency is called where it is traded.
struct VenueSymbol {
  std::optional<std::int64_t> id;
  std::optional<std::string> symbol;
  std::optional<std::string> destination_venue;
  std::optional<std::int64_t> max_quantity_precision;  ///< digits after the point
  std::optional<std::int64_t> max_price_precision;
  std::optional<bool> routable;
  Extra extra;
};
template <>
struct Schema<VenueSymbol> {
  static constexpr std::string_view name = "VenueSymbol";
  static constexpr auto fields = std::tuple{
      Field{"id", &VenueSymbol::id},
      Field{"symbol", &VenueSymbol::symbol, Unit::symbol},
      Field{"destination-venue", &VenueSymbol::destination_venue},
      Field{"max-quantity-precision", &VenueSymbol::max_quantity_precision},
      Field{"max-price-precision", &VenueSymbol::max_price_precision},
      Field{"routable", &VenueSymbol::routable},
      Field{"", &VenueSymbol::extra, Unit::rest},
  };
};
static_assert(complete_schema<VenueSymbol>);

/// A cryptocurrency (broker-api.md 5.18).
struct Cryptocurrency {
  std::string symbol;  ///< `BTC/USD`
  std::optional<std::int64_t> id;
  Open<InstrumentType> instrument_type;
  std::optional<std::string> short_description;
  std::optional<std::string> description;
  std::optional<bool> is_closing_only;
  std::optional<bool> active;
  std::optional<Decimal> tick_size;
  std::optional<std::string> streamer_symbol;
  std::vector<VenueSymbol> destination_venue_symbols;
  Extra extra;
};
template <>
struct Schema<Cryptocurrency> {
  static constexpr std::string_view name = "Cryptocurrency";
  static constexpr auto fields = std::tuple{
      Field{"symbol", &Cryptocurrency::symbol, Unit::symbol},
      Field{"id", &Cryptocurrency::id},
      Field{"instrument-type", &Cryptocurrency::instrument_type},
      Field{"short-description", &Cryptocurrency::short_description},
      Field{"description", &Cryptocurrency::description},
      Field{"is-closing-only", &Cryptocurrency::is_closing_only},
      Field{"active", &Cryptocurrency::active},
      Field{"tick-size", &Cryptocurrency::tick_size, Unit::price},
      Field{"streamer-symbol", &Cryptocurrency::streamer_symbol, Unit::symbol},
      Field{"destination-venue-symbols", &Cryptocurrency::destination_venue_symbols, Unit::sparse},
      Field{"", &Cryptocurrency::extra, Unit::rest},
  };
  static constexpr auto always = std::to_array<std::string_view>(
      {"id", "active", "description", "instrument-type", "is-closing-only", "short-description",
       "streamer-symbol", "tick-size"});
};
static_assert(complete_schema<Cryptocurrency>);

/// A warrant (broker-api.md 5.18).
struct Warrant {
  std::string symbol;
  Open<InstrumentType> instrument_type;
  std::optional<std::string> cusip;
  std::optional<std::string> listed_market;
  std::optional<std::string> description;
  std::optional<bool> is_closing_only;
  std::optional<bool> active;
  Extra extra;
};
template <>
struct Schema<Warrant> {
  static constexpr std::string_view name = "Warrant";
  static constexpr auto fields = std::tuple{
      Field{"symbol", &Warrant::symbol, Unit::symbol},
      Field{"instrument-type", &Warrant::instrument_type},
      Field{"cusip", &Warrant::cusip},
      Field{"listed-market", &Warrant::listed_market},
      Field{"description", &Warrant::description},
      Field{"is-closing-only", &Warrant::is_closing_only},
      Field{"active", &Warrant::active},
      Field{"", &Warrant::extra, Unit::rest},
  };
};
static_assert(complete_schema<Warrant>);

/// How finely an instrument, or every instrument of its type, may be divided (broker-api.md 5.18).
struct QuantityPrecision {
  Open<InstrumentType> instrument_type;
  std::optional<std::string> symbol;  ///< none: the whole type
  std::optional<std::int64_t> value;  ///< digits after the point of a quantity
  std::optional<std::int64_t> minimum_increment_precision;
  Extra extra;
};
template <>
struct Schema<QuantityPrecision> {
  static constexpr std::string_view name = "QuantityPrecision";
  static constexpr auto fields = std::tuple{
      Field{"instrument-type", &QuantityPrecision::instrument_type},
      Field{"symbol", &QuantityPrecision::symbol, Unit::symbol},
      Field{"value", &QuantityPrecision::value},
      Field{"minimum-increment-precision", &QuantityPrecision::minimum_increment_precision},
      Field{"", &QuantityPrecision::extra, Unit::rest},
  };
};
static_assert(complete_schema<QuantityPrecision>);

/// A pair of currencies (broker-api.md 4.7; never captured).
struct CurrencyPair {
  std::string symbol;
  std::optional<std::int64_t> id;
  std::optional<Open<InstrumentType>> instrument_type;
  std::optional<std::string> description;
  std::optional<std::string> dx_symbol;
  Extra extra;
};
template <>
struct Schema<CurrencyPair> {
  static constexpr std::string_view name = "CurrencyPair";
  static constexpr auto fields = std::tuple{
      Field{"symbol", &CurrencyPair::symbol, Unit::symbol},
      Field{"id", &CurrencyPair::id},
      Field{"instrument-type", &CurrencyPair::instrument_type},
      Field{"description", &CurrencyPair::description},
      Field{"dx-symbol", &CurrencyPair::dx_symbol, Unit::symbol},
      Field{"", &CurrencyPair::extra, Unit::rest},
  };
};
static_assert(complete_schema<CurrencyPair>);

/// One hit of `/instruments/search` (broker-api.md 5.22).
struct SearchableInstrument {
  std::string symbol;
  std::optional<Open<InstrumentType>> instrument_type;
  std::optional<std::string> description;
  std::optional<std::string> exchange;
  std::optional<std::string> stops_trading_at;
  std::optional<std::string> category;
  std::optional<std::string> event_product_external_id;
  std::optional<std::string> external_id;
  std::optional<std::string> underlying_product;
  std::optional<std::string> underlying_product_type;
  Extra extra;
};
template <>
struct Schema<SearchableInstrument> {
  static constexpr std::string_view name = "SearchableInstrument";
  static constexpr auto fields = std::tuple{
      Field{"symbol", &SearchableInstrument::symbol, Unit::symbol},
      Field{"instrument-type", &SearchableInstrument::instrument_type},
      Field{"description", &SearchableInstrument::description},
      Field{"exchange", &SearchableInstrument::exchange},
      Field{"stops-trading-at", &SearchableInstrument::stops_trading_at},
      Field{"category", &SearchableInstrument::category},
      Field{"event-product-external-id", &SearchableInstrument::event_product_external_id},
      Field{"external-id", &SearchableInstrument::external_id},
      Field{"underlying-product", &SearchableInstrument::underlying_product},
      Field{"underlying-product-type", &SearchableInstrument::underlying_product_type},
      Field{"", &SearchableInstrument::extra, Unit::rest},
  };
};
static_assert(complete_schema<SearchableInstrument>);

/// One hit of `/symbols/search` (broker-api.md 4.8).
struct SymbolHit {
  std::string symbol;
  std::optional<std::string> description;
  std::optional<std::string> listed_market;
  std::optional<std::string> price_increments;
  std::optional<std::string> trading_hours;
  std::optional<bool> options;  ///< there are options on it
  std::optional<Open<InstrumentType>> instrument_type;
  Extra extra;
};
template <>
struct Schema<SymbolHit> {
  static constexpr std::string_view name = "SymbolHit";
  static constexpr auto fields = std::tuple{
      Field{"symbol", &SymbolHit::symbol, Unit::symbol},
      Field{"description", &SymbolHit::description},
      Field{"listed-market", &SymbolHit::listed_market},
      Field{"price-increments", &SymbolHit::price_increments},
      Field{"trading-hours", &SymbolHit::trading_hours},
      Field{"options", &SymbolHit::options},
      Field{"instrument-type", &SymbolHit::instrument_type},
      Field{"", &SymbolHit::extra, Unit::rest},
  };
};
static_assert(complete_schema<SymbolHit>);

}  // namespace belay
