#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "belay/base/decimal.hpp"
#include "belay/base/time.hpp"
#include "belay/model/instruments.hpp"

// What one instrument is called by the broker and on the stream: broker-api.md 7, dxlink.md 8. The
// broker publishes `streamer-symbol` on its instrument objects: prefer that, and compute only where
// no object is at hand. Two-digit years are 20YY. Every function is total: any text gives a symbol
// or an Error that names the text and the reason.

namespace belay {

/// An option on a share, fund or index. `root` is the option root, which need not be the underlying
/// (SPXW on SPX; BRKB on BRK/B; AAPL1 after a corporate action).
struct OptionSymbol {
  std::string root;  ///< 1…6 of A–Z and 0–9
  Date expiration;
  char right = 'C';  ///< 'C' or 'P'
  Decimal strike;    ///< greater than zero
  friend bool operator==(const OptionSymbol&, const OptionSymbol&) = default;
};

/// Reads the broker's 21 columns, `SPXW  250113C05915000` (broker-api.md 7.2). The strike comes
/// without trailing zeros.
[[nodiscard]] Result<OptionSymbol> parse_occ(std::string_view text);
/// Fails with invalid for what 21 columns cannot hold: a long root, a year outside 2000…2099, a
/// strike with more than 5 digits before or 3 after the point.
[[nodiscard]] Result<std::string> to_occ(const OptionSymbol& option);
/// Reads `.SPXW250113C5915`. The right is the last C or P that only digits and a point follow, so
/// roots may contain both letters.
[[nodiscard]] Result<OptionSymbol> parse_streamer_option(std::string_view text);
[[nodiscard]] Result<std::string> to_streamer(const OptionSymbol& option);
/// The option root of an underlying: the slash is dropped, `BRK/B` → `BRKB`.
[[nodiscard]] std::string option_root(std::string_view underlying);

/// A futures contract. The expiration day is not part of any of its names.
struct FutureSymbol {
  std::string product;   ///< without slash: `ES`, `6E`, `M6E`
  unsigned month = 1;    ///< 1…12
  int year = 2000;       ///< all four digits, 2000…2099
  std::string exchange;  ///< `XCME`; empty = look the product up when the streamer form is wanted
  friend bool operator==(const FutureSymbol&, const FutureSymbol&) = default;
};

/// F G H J K M N Q U V X Z for 1…12; '\0' for anything else.
[[nodiscard]] char month_code(unsigned month) noexcept;
/// 1…12, or 0 for a letter that is no month code.
[[nodiscard]] unsigned month_of_code(char code) noexcept;
/// The exchange code of a product (`ES` → `XCME`), empty when this build does not know it. The
/// table holds the products of broker-api.md 7 and the common ones of the same exchanges.
[[nodiscard]] std::string_view exchange_of(std::string_view product) noexcept;

/// Reads the broker's `/ESZ5` or `/NGZ19`. One year digit means the first year, from the month of
/// `reference` on, that ends in it: `/GEM0` read in 2025 is June 2030 (broker-api.md 7.3). For an
/// old symbol give a date at which it was alive.
[[nodiscard]] Result<FutureSymbol> parse_future(std::string_view text, Date reference);
/// `year_digits` is 1, or 2 for products that list beyond ten years and are named so (`/NGZ19`).
[[nodiscard]] Result<std::string> to_broker(const FutureSymbol& future, int year_digits = 1);
/// Reads `/ESZ25:XCME`. A one-digit year is refused: the stream answers it with data of another
/// decade (dxlink.md 10.3 P28).
[[nodiscard]] Result<FutureSymbol> parse_streamer_future(std::string_view text);
/// Fails with not_found when no exchange is given and the product is not in the table.
[[nodiscard]] Result<std::string> to_streamer(const FutureSymbol& future);

/// An option on a future as the broker names it (broker-api.md 7.4). The two contract names stand
/// in fixed columns and may touch: `./MESM6EX3H6 260320P6450`.
struct FutureOptionSymbol {
  std::string future;    ///< the underlying in the broker's form, `/ESZ9`; at most 6 characters
  std::string contract;  ///< the option contract, `EW4U9`; at most 6 characters
  Date expiration;
  char right = 'C';
  Decimal strike;  ///< greater than zero
  friend bool operator==(const FutureOptionSymbol&, const FutureOptionSymbol&) = default;
};

[[nodiscard]] Result<FutureOptionSymbol> parse_future_option(std::string_view text);
[[nodiscard]] Result<std::string> to_broker(const FutureOptionSymbol& option);
/// `./EW4U19P2975:XCME`. A one-digit year of the contract is the year nearest to the expiration
/// that ends in it. The exchange is that of the underlying's product unless given.
[[nodiscard]] Result<std::string> to_streamer(const FutureOptionSymbol& option,
                                              std::string_view exchange = {});
/// The way back. The stream's name holds neither the underlying future nor the day of expiration,
/// so both are arguments; `underlying_future` is in the broker's form. Fails with invalid when the
/// expiration cannot belong to the contract's month.
[[nodiscard]] Result<FutureOptionSymbol> parse_streamer_future_option(
    std::string_view text, std::string_view underlying_future, Date expiration);

/// Tells the type from a broker's symbol. By form: `./…` future option, `/…` future, 21 columns
/// equity option, `$…` and the indices SPX, VIX, RUT, NDX index. A slash inside is decided by what
/// follows it: a quote currency (USD, USDC, USDT) makes a cryptocurrency (`BTC/USD`), or a currency
/// pair when the base is a currency too (`EUR/USD`); anything else is a share class or unit
/// (`BRK/B`, `AAM/U`), an equity. Everything else is an equity. Other types (warrants, bonds, …)
/// have no form of their own: ask the broker. Fails with parse for what is no broker symbol: lower
/// case, a streamer symbol, a product without a month.
[[nodiscard]] Result<InstrumentType> instrument_type_of(std::string_view broker_symbol);

/// The stream's name of a broker's symbol. `type` overrules instrument_type_of. `reference`
/// resolves one-digit futures years, see parse_future.
[[nodiscard]] Result<std::string> to_streamer_symbol(std::string_view broker_symbol,
                                                     std::optional<InstrumentType> type,
                                                     Date reference);
/// The broker's name of a streamer symbol, futures with one year digit. Fails with unsupported
/// where it cannot be computed (future options, see parse_streamer_future_option) or names no
/// single instrument (candles, regional quotes, spreads, continuous futures).
[[nodiscard]] Result<std::string> to_broker_symbol(std::string_view streamer_symbol);

}  // namespace belay
