#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/base/time.hpp"
#include "belay/model/symbol.hpp"
#include "sim/market/black_scholes.hpp"

// What the simulated market lists: a fixed table of underlyings, and option chains made for the day
// it starts on. Levels are near those of 2025-01-13; everything that happens after is synthetic.

namespace belay::sim {

enum class AssetKind : std::uint8_t { index, etf, stock, crypto };

/// One underlying.
struct Asset {
  std::string_view symbol;           ///< the broker's
  std::string_view streamer_symbol;  ///< the feed's
  std::string_view description;
  AssetKind kind = AssetKind::stock;
  double start_price = 0;
  double previous_close = 0;
  double volatility = 0;  ///< realized, per year, a fraction
  double beta = 0;        ///< to the common factor, SPX = 1
  double implied = 0;     ///< at the money, one week out
  int ticks_per_unit = 100;
  double half_spread = 0.5;  ///< in ticks
  double quote_chance = 0;   ///< of a new quote within one step
  double trade_chance = 0;
  double day_volume = 0;  ///< of an average day
  std::int64_t shares = 0;
  std::int64_t id = 0;  ///< the broker's instrument id
  std::string_view market;
  char exchange = '\0';

  /// Trades in the sessions of US equities; crypto never closes.
  [[nodiscard]] bool keeps_hours() const { return kind != AssetKind::crypto; }
  [[nodiscard]] bool extended_hours() const {
    return kind == AssetKind::etf || kind == AssetKind::stock;
  }
};

[[nodiscard]] std::span<const Asset> assets();
/// By the broker's symbol; nullptr when not listed.
[[nodiscard]] const Asset* find_asset(std::string_view symbol);

/// How the options of a root are stepped: `below` under the threshold, `above` from it on.
struct OptionTicks {
  int below_per_unit = 100;
  int above_per_unit = 20;
  double threshold = 3.0;

  [[nodiscard]] int per_unit(double price) const {
    return price < threshold ? below_per_unit : above_per_unit;
  }
};

struct OptionListing {
  std::string symbol;  ///< OCC, 21 characters (broker-api.md 7.1)
  Symbol streamer_symbol;
  OptionRight right = OptionRight::call;
  double strike = 0;
};

struct Expiration {
  Date date{};
  Instant at;                          ///< settled: 16:00 in New York, in the morning 9:30
  Instant stops_trading;               ///< `at`, in the morning the close of the day before
  std::string_view settlement = "PM";  ///< `AM`: by the opening prices of `date`
  std::string_view type;               ///< broker-api.md 5.19: Weekly, Regular
  std::vector<OptionListing> options;  ///< call, put by rising strike
};

struct Chain {
  const Asset* underlying = nullptr;
  std::string_view root;
  OptionTicks ticks;
  std::vector<Expiration> expirations;
};

/// The chains listed on the New York day of `start`: SPXW, SPY for the day itself (or the next
/// trading day) and the Friday after; AAPL, NVDA, TSLA for that Friday; SPX for the third Fridays
/// of two months, settled in the morning.
[[nodiscard]] std::vector<Chain> list_chains(Instant start);

/// `SPXW  250113P05800000`
[[nodiscard]] std::string occ_symbol(std::string_view root, Date date, OptionRight right,
                                     double strike);
/// `.SPXW250113P5800`
[[nodiscard]] std::string streamer_option_symbol(std::string_view root, Date date,
                                                 OptionRight right, double strike);

/// `value` rounded to `scale` digits: feed prices on a tick become exact.
[[nodiscard]] Decimal to_decimal(double value, int scale);

}  // namespace belay::sim
