#include "sim/broker/small_instruments.hpp"

#include <array>
#include <string>
#include <string_view>

#include "sim/market/listing.hpp"

namespace belay::sim {
namespace {

using namespace belay::literals;

// Coins without a market here.
struct QuietCoin {
  std::string_view symbol;
  std::string_view name;
  std::int64_t id;
  Decimal tick;
};
constexpr auto kQuietCoins = std::to_array<QuietCoin>({
    {"LTC/USD", "Litecoin", 5, 0.01_dec},
    {"DOGE/USD", "Dogecoin", 7, 0.00001_dec},
    {"ADA/USD", "Cardano", 8, 0.0001_dec},
    {"SOL/USD", "Solana", 11, 0.01_dec},
    {"DOT/USD", "Polkadot", 12, 0.001_dec},
    {"AAVE/USD", "Aave", 14, 0.01_dec},
});

Cryptocurrency coin(std::string_view symbol, std::string_view name, std::int64_t id, Decimal tick) {
  const std::string base{symbol.substr(0, symbol.find('/'))};
  return Cryptocurrency{
      .symbol = std::string{symbol},
      .id = id,
      .instrument_type = InstrumentType::cryptocurrency,
      .short_description = std::string{name},
      .description = std::string{name} + " to USD",
      .is_closing_only = false,
      .active = true,
      .tick_size = tick,
      .streamer_symbol = std::string{symbol} + ":CXTALP",
      .destination_venue_symbols = {{.id = 70 + id,
                                     .symbol = base,
                                     .destination_venue = "MARKET_SIMULATOR_CRYPTOCURRENCY",
                                     .max_quantity_precision = 8,
                                     .max_price_precision = 8,
                                     .routable = true},
                                    {.id = 170 + id,
                                     .symbol = base + "USD",
                                     .destination_venue = "MARKET_SIMULATOR_B",
                                     .routable = false}}};
}

}  // namespace

std::vector<Cryptocurrency> cryptocurrencies() {
  constexpr std::string_view kSuffix = " to USD";
  std::vector<Cryptocurrency> coins;
  for (const Asset& asset : assets()) {
    if (asset.kind != AssetKind::crypto) continue;
    const std::string_view name =
        asset.description.substr(0, asset.description.size() - kSuffix.size());
    coins.push_back(coin(asset.symbol, name, asset.id,
                         to_decimal(1.0 / asset.ticks_per_unit, 4).normalized(1)));
  }
  for (const QuietCoin& quiet : kQuietCoins) {
    coins.push_back(coin(quiet.symbol, quiet.name, quiet.id, quiet.tick));
  }
  return coins;
}

std::vector<Warrant> warrants() {
  return {Warrant{.symbol = "SIMHW",
                  .instrument_type = InstrumentType::warrant,
                  .listed_market = "XNAS",
                  .description = "Simulated Holdings Corporation - Warrant expiring 6/3/2027",
                  .is_closing_only = false,
                  .active = true},
          Warrant{.symbol = "SIMKW",
                  .instrument_type = InstrumentType::warrant,
                  .listed_market = "XNAS",
                  .description = "Simulated Motors Corporation - Warrant expiring 6/3/2024",
                  .is_closing_only = false,
                  .active = false}};
}

std::vector<QuantityPrecision> quantity_precisions() {
  std::vector<QuantityPrecision> rows;
  for (const Cryptocurrency& coin : cryptocurrencies()) {
    rows.push_back({.instrument_type = InstrumentType::cryptocurrency,
                    .symbol = coin.symbol,
                    .value = 8,
                    .minimum_increment_precision = 6});
  }
  for (const InstrumentType type :
       {InstrumentType::bond, InstrumentType::equity, InstrumentType::equity_option,
        InstrumentType::future, InstrumentType::future_option, InstrumentType::warrant}) {
    const int digits = type == InstrumentType::equity ? 5 : 0;
    rows.push_back(
        {.instrument_type = type, .value = digits, .minimum_increment_precision = digits});
  }
  return rows;
}

std::vector<CurrencyPair> currency_pairs() {
  std::vector<CurrencyPair> pairs;
  std::int64_t id = 1;
  for (const std::string_view symbol : {"EUR/USD", "GBP/USD", "AUD/USD", "USD/JPY", "USD/CAD"}) {
    pairs.push_back({.symbol = std::string{symbol},
                     .id = id++,
                     .instrument_type = InstrumentType::currency_pair,
                     .description = std::string{symbol},
                     .dx_symbol = std::string{symbol}});
  }
  return pairs;
}

}  // namespace belay::sim
