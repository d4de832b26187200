#include "sim/market/listing.hpp"

#include <array>
#include <chrono>
#include <cmath>

#include "belay/model/symbology.hpp"
#include "sim/market/session.hpp"

namespace belay::sim {
namespace {

using enum AssetKind;

constexpr auto kAssets = std::to_array<Asset>({
    {.symbol = "SPX",
     .streamer_symbol = "SPX",
     .description = "S&P 500 Index",
     .kind = index,
     .start_price = 5832.0,
     .previous_close = 5827.04,
     .volatility = 0.15,
     .beta = 1.0,
     .implied = 0.17,
     .half_spread = 180,
     .quote_chance = 0.3,
     .trade_chance = 0.3,
     .id = 1001,
     .market = "XCBO"},
    {.symbol = "SPY",
     .streamer_symbol = "SPY",
     .description = "SPDR S&P 500 ETF TRUST",
     .kind = etf,
     .start_price = 580.98,
     .previous_close = 580.49,
     .volatility = 0.1501,
     .beta = 1.0,
     .implied = 0.17,
     .quote_chance = 0.6,
     .trade_chance = 0.5,
     .day_volume = 48e6,
     .shares = 1'040'000'000,
     .id = 1002,
     .market = "ARCX",
     .exchange = 'P'},
    {.symbol = "AAPL",
     .streamer_symbol = "AAPL",
     .description = "APPLE INC",
     .start_price = 234.17,
     .previous_close = 236.85,
     .volatility = 0.26,
     .beta = 1.1,
     .implied = 0.29,
     .half_spread = 0.8,
     .quote_chance = 0.5,
     .trade_chance = 0.3,
     .day_volume = 49e6,
     .shares = 15'037'874'000,
     .id = 726,
     .market = "XNAS",
     .exchange = 'Q'},
    {.symbol = "NVDA",
     .streamer_symbol = "NVDA",
     .description = "NVIDIA CORP",
     .start_price = 132.46,
     .previous_close = 135.91,
     .volatility = 0.48,
     .beta = 1.9,
     .implied = 0.52,
     .half_spread = 0.6,
     .quote_chance = 0.6,
     .trade_chance = 0.5,
     .day_volume = 205e6,
     .shares = 24'490'000'000,
     .id = 1004,
     .market = "XNAS",
     .exchange = 'Q'},
    {.symbol = "TSLA",
     .streamer_symbol = "TSLA",
     .description = "TESLA INC",
     .start_price = 356.40,  // near enough to the lesson's cost of 220.33 for a stop to make sense
     .previous_close = 351.62,
     .volatility = 0.60,
     .beta = 2.0,
     .implied = 0.66,
     .half_spread = 3,
     .quote_chance = 0.5,
     .trade_chance = 0.4,
     .day_volume = 67e6,
     .shares = 3'210'000'000,
     .id = 1005,
     .market = "XNAS",
     .exchange = 'Q'},
    {.symbol = "INTC",
     .streamer_symbol = "INTC",
     .description = "INTEL CORP",
     .start_price = 19.20,
     .previous_close = 19.15,
     .volatility = 0.42,
     .beta = 1.0,
     .implied = 0.45,
     .quote_chance = 0.2,
     .trade_chance = 0.1,
     .day_volume = 52e6,
     .shares = 4'313'000'000,
     .id = 1006,
     .market = "XNAS",
     .exchange = 'Q'},
    {.symbol = "BTC/USD",
     .streamer_symbol = "BTC/USD:CXTALP",
     .description = "Bitcoin to USD",
     .kind = crypto,
     .start_price = 92164.5,
     .previous_close = 94516.0,
     .volatility = 0.50,
     .beta = 0.8,
     .ticks_per_unit = 10,
     .half_spread = 230,
     .quote_chance = 0.4,
     .trade_chance = 0.1,
     .day_volume = 2150,
     .id = 2001},
    {.symbol = "ETH/USD",
     .streamer_symbol = "ETH/USD:CXTALP",
     .description = "Ethereum to USD",
     .kind = crypto,
     .start_price = 3024.58,
     .previous_close = 3266.2,
     .volatility = 0.65,
     .beta = 1.0,
     .half_spread = 90,
     .quote_chance = 0.3,
     .trade_chance = 0.08,
     .day_volume = 31000,
     .id = 2002},
    {.symbol = "BCH/USD",
     .streamer_symbol = "BCH/USD:CXTALP",
     .description = "Bitcoin Cash to USD",
     .kind = crypto,
     .start_price = 412.77,
     .previous_close = 432.9,
     .volatility = 0.75,
     .beta = 0.9,
     .half_spread = 30,
     .quote_chance = 0.2,
     .trade_chance = 0.04,
     .day_volume = 8400,
     .id = 2003},
});

constexpr OptionTicks kIndexTicks{.below_per_unit = 20, .above_per_unit = 10};
constexpr OptionTicks kPennyTicks{.below_per_unit = 100, .above_per_unit = 100};
constexpr OptionTicks kStockTicks{};

/// When the options of a root expire.
enum class Cycle : std::uint8_t {
  daily,    ///< the day itself and the Friday after
  weekly,   ///< that Friday
  monthly,  ///< two third Fridays, settled in the morning
};

struct ChainRule {
  std::string_view underlying;
  std::string_view root;
  OptionTicks ticks;
  Cycle cycle;
  double step;    ///< between strikes
  int each_side;  ///< strikes below and above the level
};
constexpr auto kChainRules = std::to_array<ChainRule>({
    {"SPX", "SPXW", kIndexTicks, Cycle::daily, 5.0, 50},
    {"SPY", "SPY", kPennyTicks, Cycle::daily, 1.0, 15},
    {"AAPL", "AAPL", kStockTicks, Cycle::weekly, 2.5, 10},
    {"NVDA", "NVDA", kPennyTicks, Cycle::weekly, 2.0, 10},
    {"TSLA", "TSLA", kStockTicks, Cycle::weekly, 5.0, 10},
    {"SPX", "SPX", kIndexTicks, Cycle::monthly, 25.0, 10},
});

Expiration frame_of(const ChainRule& rule, Date date) {
  if (rule.cycle == Cycle::monthly) {
    return {.date = date,
            .at = open_of(date),
            .stops_trading = close_of(trading_day_before(date)),
            .settlement = "AM",
            .type = "Regular"};
  }
  const bool monthly = date == third_friday_of(date.year() / date.month()) && rule.root != "SPXW";
  return {.date = date,
          .at = close_of(date),
          .stops_trading = close_of(date),
          .type = monthly ? "Regular" : "Weekly"};
}

Expiration list_expiration(const ChainRule& rule, const Asset& asset, Date date) {
  Expiration expiration = frame_of(rule, date);
  const double centre = std::round(asset.start_price / rule.step) * rule.step;
  for (int i = -rule.each_side; i <= rule.each_side; ++i) {
    const double strike = centre + i * rule.step;
    for (const OptionRight right : {OptionRight::call, OptionRight::put}) {
      expiration.options.push_back(
          {.symbol = occ_symbol(rule.root, date, right, strike),
           .streamer_symbol = Symbol{streamer_option_symbol(rule.root, date, right, strike)},
           .right = right,
           .strike = strike});
    }
  }
  return expiration;
}

/// The expirations of two months, the first of them not before `today` has opened.
std::vector<Date> third_fridays(Date today, Instant start) {
  std::vector<Date> dates;
  for (auto month = today.year() / today.month(); dates.size() < 2;
       month += std::chrono::months{1}) {
    const Date date = third_friday_of(month);
    if (open_of(date) > start) dates.push_back(date);
  }
  return dates;
}

std::vector<Date> dates_of(Cycle cycle, Date today, Instant start) {
  switch (cycle) {
    case Cycle::daily: return {today, friday_after(today)};
    case Cycle::weekly: return {friday_after(today)};
    case Cycle::monthly: break;
  }
  return third_fridays(today, start);
}

OptionSymbol option_symbol(std::string_view root, Date date, OptionRight right, double strike) {
  return OptionSymbol{.root = std::string{root},
                      .expiration = date,
                      .right = right == OptionRight::call ? 'C' : 'P',
                      .strike = to_decimal(strike, 3)};
}

}  // namespace

std::span<const Asset> assets() { return kAssets; }

const Asset* find_asset(std::string_view symbol) {
  for (const Asset& asset : kAssets) {
    if (asset.symbol == symbol) return &asset;
  }
  return nullptr;
}

std::vector<Chain> list_chains(Instant start) {
  Date today = trading_day_from(new_york_date(start));
  if (start >= close_of(today)) {
    today = trading_day_from(Date{std::chrono::sys_days{today} + std::chrono::days{1}});
  }
  std::vector<Chain> chains;
  for (const ChainRule& rule : kChainRules) {
    const Asset& asset = *find_asset(rule.underlying);
    Chain chain{.underlying = &asset, .root = rule.root, .ticks = rule.ticks};
    for (const Date date : dates_of(rule.cycle, today, start)) {
      chain.expirations.push_back(list_expiration(rule, asset, date));
    }
    chains.push_back(std::move(chain));
  }
  return chains;
}

std::string occ_symbol(std::string_view root, Date date, OptionRight right, double strike) {
  return to_occ(option_symbol(root, date, right, strike)).value();
}

std::string streamer_option_symbol(std::string_view root, Date date, OptionRight right,
                                   double strike) {
  return to_streamer(option_symbol(root, date, right, strike)).value();
}

Decimal to_decimal(double value, int scale) {
  const double factor = std::pow(10.0, scale);
  return Decimal{Decimal::Raw{}, std::llround(value * factor), scale};
}

}  // namespace belay::sim
