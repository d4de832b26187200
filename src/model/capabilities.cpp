#include "belay/model/capabilities.hpp"

#include <algorithm>
#include <array>

#include "belay/model/symbology.hpp"

namespace belay {
namespace {

using Types = std::span<const std::string_view>;

// dxlink.md 8, and what the feed derives from options for whatever has options.

constexpr auto kEquity = std::to_array<std::string_view>(
    {"Quote", "Trade", "TradeETH", "TimeAndSale", "Summary", "Profile", "Candle", "Underlying",
     "Series", "OptionSale", "Order", "AnalyticOrder"});
constexpr auto kIndex =
    std::to_array<std::string_view>({"Quote", "Trade", "TimeAndSale", "Summary", "Profile",
                                     "Candle", "Underlying", "Series", "OptionSale"});
constexpr auto kOption = std::to_array<std::string_view>(
    {"Quote", "Trade", "TimeAndSale", "Summary", "Profile", "Candle", "Greeks", "TheoPrice"});
constexpr auto kFuture = std::to_array<std::string_view>(
    {"Quote", "Trade", "TimeAndSale", "Summary", "Profile", "Candle", "Underlying", "Series",
     "OptionSale", "Order", "AnalyticOrder"});
constexpr auto kCurrency = std::to_array<std::string_view>({"Quote", "Profile", "Candle"});
constexpr auto kCrypto = std::to_array<std::string_view>({"Quote", "Trade", "Profile", "Candle"});
constexpr auto kSpread = std::to_array<std::string_view>(
    {"Quote", "Trade", "TimeAndSale", "Summary", "Profile", "Candle", "SpreadOrder"});
constexpr auto kCandle = std::to_array<std::string_view>({"Candle"});

Types types_of(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::equity: return kEquity;
    case SymbolKind::index: return kIndex;
    case SymbolKind::option:
    case SymbolKind::future_option: return kOption;
    case SymbolKind::future: return kFuture;
    case SymbolKind::currency: return kCurrency;
    case SymbolKind::crypto: return kCrypto;
    case SymbolKind::spread: return kSpread;
    case SymbolKind::candle: return kCandle;
    case SymbolKind::any: break;
  }
  return {};
}

/// What the feed says about itself may come under any symbol.
bool is_about_the_feed(std::string_view type) {
  return type == Schema<MessageEvent>::name || type == Schema<ConfigurationEvent>::name;
}

SymbolKind kind_of_plain(std::string_view symbol) {
  // Venue and regional exchange say nothing about the kind: EUR/USD:FXCM, AAPL&Q.
  const auto type = instrument_type_of(symbol.substr(0, symbol.find_first_of(":&")));
  if (!type) return SymbolKind::equity;
  switch (*type) {
    case InstrumentType::index: return SymbolKind::index;
    case InstrumentType::cryptocurrency: return SymbolKind::crypto;
    case InstrumentType::currency_pair: return SymbolKind::currency;
    default: return SymbolKind::equity;
  }
}

}  // namespace

SymbolKind kind_of_symbol(std::string_view symbol) {
  if (symbol == "*") return SymbolKind::any;
  if (symbol.ends_with('}') && symbol.contains('{')) return SymbolKind::candle;
  if (symbol.starts_with("./")) return SymbolKind::future_option;
  if (symbol.starts_with('.')) return SymbolKind::option;
  if (symbol.starts_with('/')) return SymbolKind::future;
  if (symbol.starts_with('=')) return SymbolKind::spread;
  if (symbol.starts_with('$')) return SymbolKind::index;
  return kind_of_plain(symbol);
}

std::string_view describe(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::equity: return "a stock";
    case SymbolKind::index: return "an index";
    case SymbolKind::option: return "an option";
    case SymbolKind::future: return "a future";
    case SymbolKind::future_option: return "a future option";
    case SymbolKind::currency: return "a currency pair";
    case SymbolKind::crypto: return "a cryptocurrency";
    case SymbolKind::spread: return "a spread";
    case SymbolKind::candle: return "a candle symbol";
    case SymbolKind::any: break;
  }
  return "every symbol";
}

bool can_have(SymbolKind kind, std::string_view event_type) {
  if (kind == SymbolKind::any || is_about_the_feed(event_type)) return true;
  const Types types = types_of(kind);
  return std::ranges::find(types, event_type) != types.end();
}

}  // namespace belay
