#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "belay/model/events.hpp"

// Which events an instrument can have at all: asking for others is noise and uses up the
// subscription limits (dxlink.md 8, product.md S2-36, P2-19).

namespace belay {

enum class SymbolKind : std::uint8_t {
  equity,  ///< stocks, ETFs, and every ticker that nothing else is known of
  index,
  option,
  future,
  future_option,
  currency,  ///< a pair of currencies
  crypto,
  spread,  ///< and other formulas
  candle,  ///< any of these with candle attributes, `AAPL{=5m}`
  any,     ///< `*`
};

/// Told from the symbol's form alone (dxlink.md 8); total.
[[nodiscard]] SymbolKind kind_of_symbol(std::string_view streamer_symbol);
/// "a stock", "an option": for messages.
[[nodiscard]] std::string_view describe(SymbolKind kind);

/// Whether the market has events of this type (its name on the wire) for such a symbol. True is
/// not a promise: an account may not be entitled to them (dxlink.md 5.16).
[[nodiscard]] bool can_have(SymbolKind kind, std::string_view event_type);
template <market_event E>
[[nodiscard]] bool can_have(std::string_view streamer_symbol) {
  return can_have(kind_of_symbol(streamer_symbol), Schema<E>::name);
}

}  // namespace belay
