#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a series of candles is called: a symbol and attributes in braces, `AAPL{=5m,tho=true}`
// (dxlink.md 7). Every function is total: an attribute that says nothing known is left as it is.

namespace belay {

enum class CandleUnit : std::uint8_t {
  tick,
  second,
  minute,
  hour,
  day,
  week,
  month,
  option_expiration,  ///< third Friday to third Friday
  year,
  volume,
  price,
  price_momentum,
  price_renko,
};

/// How much makes one bar: `5m` is {5, minute}.
struct CandlePeriod {
  double count = 1;
  CandleUnit unit = CandleUnit::tick;
  friend bool operator==(const CandlePeriod&, const CandlePeriod&) = default;
};

/// Reads `5m`, `Minutes`, `2Mo`, `0.1p`. Nullopt for what is no period (`10x`, `5`, an empty text).
[[nodiscard]] std::optional<CandlePeriod> parse_candle_period(std::string_view text);
/// Canonical: `m`, `5m`, `0.1p`.
[[nodiscard]] std::string to_string(CandlePeriod period);
/// One period as a length of time, months of 30 and years of 365 days; zero where bars do not end
/// by time (ticks, volume, price).
[[nodiscard]] std::chrono::milliseconds length_of(CandlePeriod period);

/// Which price makes the bars.
enum class CandlePrice : std::uint8_t { last, bid, ask, mark, settlement };
/// `last`, `bid`, `ask`, `mark`, `s`.
[[nodiscard]] std::string_view to_string(CandlePrice price);
/// Reads any beginning of a name, in any case: `b` is bid.
[[nodiscard]] std::optional<CandlePrice> parse_candle_price(std::string_view text);

/// Where intraday bars begin to count.
enum class CandleAlignment : std::uint8_t { midnight, session };

/// A candle symbol taken apart, or put together: `to_string` writes it canonically.
struct CandleSymbol {
  std::string base;      ///< the instrument, `AAPL`, `BTC/USD:CXTALP`
  char exchange = '\0';  ///< of `IBM&N`; '\0' = composite
  CandlePeriod period;
  CandlePrice price = CandlePrice::last;
  CandleAlignment alignment = CandleAlignment::midnight;
  std::optional<double> price_level;
  bool trading_hours_only = false;
  std::vector<std::string> other;  ///< attributes that say nothing known, as they stood: `aa=zz`
  friend bool operator==(const CandleSymbol&, const CandleSymbol&) = default;
};

/// Any text: without an attribute block it is a symbol with one-tick bars.
[[nodiscard]] CandleSymbol parse_candle_symbol(std::string_view text);
/// Canonical values, no defaults, known keys in key order (dxlink.md 7, client rule).
[[nodiscard]] std::string to_string(const CandleSymbol& symbol);

/// `text` as the service spells it back (dxlink.md 7): defaults removed, values rewritten in
/// place, attributes never reordered. Two spellings name one series when their canonical forms are
/// equal. Where a key stands twice its first value counts; rewriting or removing it takes the
/// others away.
[[nodiscard]] std::string canonical_candle_symbol(std::string_view text);

}  // namespace belay
