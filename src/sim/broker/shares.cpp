#include "sim/broker/shares.hpp"

#include <chrono>
#include <string>
#include <unordered_map>

#include <fmt/format.h>

#include "sim/broker/ticks.hpp"
#include "sim/market/listing.hpp"

namespace belay::sim {
namespace {

using namespace belay::literals;

constexpr int kInvented = 3000;
constexpr std::int64_t kFirstInvented = 15'600'000;

constexpr auto kQuietShares = std::to_array<QuietShare>({
    {.symbol = "VIX",
     .description = "CBOE Volatility Index",
     .market = "XCBO",
     .id = 1101,
     .price = 19.19,
     .is_index = true},
    {.symbol = "RUT",
     .description = "Russell 2000 Index",
     .market = "XCBO",
     .id = 1102,
     .price = 2189.23,
     .is_index = true},
    {.symbol = "NDX",
     .description = "Nasdaq 100 Index",
     .market = "XNAS",
     .id = 1103,
     .price = 20784.72,
     .is_index = true},
    {.symbol = "XSP",
     .description = "Mini-SPX Index",
     .market = "XCBO",
     .id = 1104,
     .price = 583.20,
     .is_index = true},
    {.symbol = "QQQ",
     .description = "Invesco QQQ Trust, Series 1",
     .market = "XNAS",
     .id = 1111,
     .price = 506.09,
     .is_etf = true},
    {.symbol = "IWM",
     .description = "iShares Russell 2000 ETF",
     .market = "ARCX",
     .id = 1112,
     .price = 217.33,
     .is_etf = true},
    {.symbol = "DIA",
     .description = "SPDR Dow Jones Industrial Average ETF",
     .market = "ARCX",
     .id = 1113,
     .price = 419.41,
     .is_etf = true},
    {.symbol = "GLD",
     .description = "SPDR Gold Shares",
     .market = "ARCX",
     .id = 1114,
     .price = 246.83,
     .is_etf = true},
    {.symbol = "TLT",
     .description = "iShares 20+ Year Treasury Bond ETF",
     .market = "XNAS",
     .id = 1115,
     .price = 85.56,
     .is_etf = true},
    {.symbol = "XLE",
     .description = "Energy Select Sector SPDR Fund",
     .market = "ARCX",
     .id = 1116,
     .price = 89.91,
     .is_etf = true},
    {.symbol = "MSFT",
     .description = "MICROSOFT CORP",
     .market = "XNAS",
     .id = 1121,
     .price = 417.19},
    {.symbol = "AMZN",
     .description = "AMAZON COM INC",
     .market = "XNAS",
     .id = 1122,
     .price = 218.46},
    {.symbol = "GOOGL",
     .description = "ALPHABET INC CLASS A",
     .market = "XNAS",
     .id = 1123,
     .price = 191.01},
    {.symbol = "GOOG",
     .description = "ALPHABET INC CLASS C",
     .market = "XNAS",
     .id = 1124,
     .price = 192.29},
    {.symbol = "META",
     .description = "META PLATFORMS INC",
     .market = "XNAS",
     .id = 1125,
     .price = 608.33},
    {.symbol = "BRK/B",
     .description = "BERKSHIRE HATHAWAY INC CLASS B",
     .market = "XNYS",
     .id = 1126,
     .price = 443.03},
    {.symbol = "BRK/A",
     .description = "BERKSHIRE HATHAWAY INC CLASS A",
     .market = "XNYS",
     .id = 1127,
     .price = 664250.0},
    {.symbol = "JPM",
     .description = "JPMORGAN CHASE & CO",
     .market = "XNYS",
     .id = 1128,
     .price = 244.21},
    {.symbol = "XOM",
     .description = "EXXON MOBIL CORP",
     .market = "XNYS",
     .id = 1129,
     .price = 109.55},
    {.symbol = "KO", .description = "COCA COLA CO", .market = "XNYS", .id = 1130, .price = 61.70},
    {.symbol = "PEP", .description = "PEPSICO INC", .market = "XNAS", .id = 1131, .price = 145.06},
    {.symbol = "DIS",
     .description = "WALT DISNEY CO",
     .market = "XNYS",
     .id = 1132,
     .price = 108.43},
    {.symbol = "AMD",
     .description = "ADVANCED MICRO DEVICES INC",
     .market = "XNAS",
     .id = 1133,
     .price = 117.32},
    {.symbol = "AVGO",
     .description = "BROADCOM INC",
     .market = "XNAS",
     .id = 1134,
     .price = 225.87},
    {.symbol = "NFLX", .description = "NETFLIX INC", .market = "XNAS", .id = 1135, .price = 840.29},
    {.symbol = "RIVN",
     .description = "RIVIAN AUTOMOTIVE INC",
     .market = "XNAS",
     .id = 1136,
     .price = 13.72},
    {.symbol = "F", .description = "FORD MOTOR CO", .market = "XNYS", .id = 1137, .price = 9.68},
    {.symbol = "GME",
     .description = "GAMESTOP CORP CLASS A",
     .market = "XNYS",
     .id = 1138,
     .price = 31.70},
    {.symbol = "PLTR",
     .description = "PALANTIR TECHNOLOGIES INC",
     .market = "XNAS",
     .id = 1139,
     .price = 64.96},
    {.symbol = "SOFI",
     .description = "SOFI TECHNOLOGIES INC",
     .market = "XNAS",
     .id = 1140,
     .price = 14.19},
    {.symbol = "AAM/U",
     .description = "AA MISSION ACQUISITION CORP UNIT",
     .market = "XNYS",
     .id = 1141,
     .price = 10.12},
});

std::vector<TickSize> share_ticks() {
  return {TickSize{.threshold = 1.0_usd, .value = 0.0001_usd}, TickSize{.value = 0.01_usd}};
}

// What all of them say.
Equity equity(std::string_view symbol, std::string_view description, std::string_view market,
              std::int64_t id) {
  return Equity{
      .symbol = std::string{symbol},
      .instrument_type = InstrumentType::equity,
      .id = id,
      .short_description = std::string{description},
      .description = std::string{description},
      .listed_market = std::string{market},
      .lendability = "Easy To Borrow",
      .borrow_rate = 0.0_dec,
      .market_time_instrument_collection = "Equity",
      .streamer_symbol = std::string{symbol},
      .active = true,
      .is_index = false,
      .is_etf = false,
      .is_illiquid = false,
      .is_closing_only = false,
      .is_options_closing_only = false,
      .is_fractional_quantity_eligible = true,
      .bypass_manual_review = false,
      .is_fraud_risk = false,
      .overnight_trading_permitted = true,
      .tick_sizes = share_ticks(),
  };
}

void make_index(Equity& equity) {
  equity.is_index = true;
  equity.is_fractional_quantity_eligible = false;
  equity.overnight_trading_permitted = false;
}

// The schedule does not depend on the day; list_chains does, so the rules are asked once.
const std::vector<Chain>& some_chains() {
  static const std::vector<Chain> kChains =
      list_chains(Instant{std::chrono::sys_days{std::chrono::year{2025} / 1 / 13}});
  return kChains;
}

Equity describe(const Asset& asset) {
  Equity result = equity(asset.symbol, asset.description, asset.market, asset.id);
  result.streamer_symbol = std::string{asset.streamer_symbol};
  result.is_etf = asset.kind == AssetKind::etf;
  if (asset.kind == AssetKind::index) make_index(result);
  for (const Chain& chain : some_chains()) {
    if (chain.underlying->symbol != asset.symbol) continue;
    result.option_tick_sizes = option_ticks(chain.ticks);
    break;
  }
  return result;
}

Equity describe(const QuietShare& share) {
  Equity result = equity(share.symbol, share.description, share.market, share.id);
  result.is_etf = share.is_etf;
  if (share.is_index) make_index(result);
  return result;
}

// Five letters, so that none is a name of the real world's big ones. Now and then one is dear to
// borrow, hard to trade or gone.
Equity invented(int number) {
  std::string symbol{"ZAAAA"};
  for (std::size_t at = 4, rest = static_cast<std::size_t>(number); at > 0; --at, rest /= 26) {
    symbol[at] = static_cast<char>('A' + rest % 26);
  }
  Equity result = equity(symbol, fmt::format("Simulated Holdings {:04} Inc. Common Stock", number),
                         number % 3 == 0 ? "XNYS" : "XNAS", kFirstInvented + number);
  result.overnight_trading_permitted = false;
  result.is_etf = number % 17 == 0;
  result.is_illiquid = number % 11 == 0;
  result.is_closing_only = number % 97 == 0;
  result.active = number % 50 != 0;
  if (number % 5 == 0) {
    result.lendability = "Locate Required";
    result.borrow_rate = 24.5013_dec;
  } else if (number % 23 == 0) {
    result.lendability = "Preborrow";
  }
  // What older rows do not have (broker-api.md 5.12).
  if (number % 4 == 0) {
    result.bypass_manual_review.reset();
    result.is_fraud_risk.reset();
    result.overnight_trading_permitted.reset();
  }
  return result;
}

std::vector<Equity> list_equities() {
  std::vector<Equity> equities;
  for (const Asset& asset : assets()) {
    if (asset.kind != AssetKind::crypto) equities.push_back(describe(asset));
  }
  for (const QuietShare& share : kQuietShares) equities.push_back(describe(share));
  for (int number = 1; number <= kInvented; ++number) equities.push_back(invented(number));
  return equities;
}

}  // namespace

std::span<const QuietShare> quiet_shares() { return kQuietShares; }

const QuietShare* find_quiet_share(std::string_view symbol) {
  for (const QuietShare& share : kQuietShares) {
    if (share.symbol == symbol) return &share;
  }
  return nullptr;
}

const std::vector<Equity>& all_equities() {
  static const std::vector<Equity> kEquities = list_equities();
  return kEquities;
}

const Equity* find_equity(std::string_view symbol) {
  static const auto kIndex = [] {
    std::unordered_map<std::string_view, const Equity*> index;
    for (const Equity& equity : all_equities()) index.emplace(equity.symbol, &equity);
    return index;
  }();
  const auto found = kIndex.find(symbol);
  return found == kIndex.end() ? nullptr : found->second;
}

}  // namespace belay::sim
