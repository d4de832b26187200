#include "sim/broker/metrics.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "sim/broker/shares.hpp"
#include "sim/broker/snapshots.hpp"

namespace belay::sim {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

// What a share pays and earns each quarter, in dollars; zero: nothing.
struct Payer {
  std::string_view symbol;
  double dividend;
  double earnings;
  std::string_view sector;
  std::string_view industry;
};
constexpr auto kPayers = std::to_array<Payer>({
    {"AAPL", 0.25, 1.64, "Technology", "Consumer Electronics"},
    {"SPY", 1.82, 0, "", ""},
    {"NVDA", 0.01, 0.81, "Technology", "Semiconductors"},
    {"TSLA", 0, 0.72, "Consumer Cyclical", "Auto Manufacturers"},
    {"INTC", 0.125, 0.13, "Technology", "Semiconductors"},
    {"MSFT", 0.83, 3.30, "Technology", "Software"},
    {"KO", 0.485, 0.77, "Consumer Defensive", "Beverages"},
    {"META", 0.5, 6.03, "Communication Services", "Internet Content"},
});

const Payer* find_payer(std::string_view symbol) {
  const auto found = std::ranges::find(kPayers, symbol, &Payer::symbol);
  return found == kPayers.end() ? nullptr : &*found;
}

Decimal fraction(double value) { return to_decimal(value, 9).normalized(1); }
Decimal percent(double value) { return to_decimal(value * 100, 2).normalized(1); }

// A number in [0, 1) that belongs to the symbol.
double lot(std::string_view symbol, std::uint32_t salt) {
  std::uint32_t hash = 2166136261U ^ salt;
  for (const char c : symbol) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return static_cast<double>(hash % 10'000) / 10'000;
}

// The implied volatility at the money of one expiration.
std::optional<double> at_the_money(const Market& market, const Chain& chain,
                                   const Expiration& expiration) {
  const double level = market.mark(Symbol{chain.underlying->streamer_symbol});
  const auto distance = [level](const OptionListing& option) {
    return std::abs(option.strike - level);
  };
  const auto nearest = std::ranges::min_element(expiration.options, {}, distance);
  if (nearest == expiration.options.end()) return std::nullopt;
  const auto greeks = market.last(Schema<Greeks>::name, nearest->streamer_symbol);
  if (!greeks) return std::nullopt;
  const double volatility = std::get<Greeks>(*greeks).volatility;
  return std::isfinite(volatility) ? std::optional{volatility} : std::nullopt;
}

std::vector<ExpirationVolatility> expirations_of(const Market& market, std::string_view symbol,
                                                 Instant now) {
  std::vector<ExpirationVolatility> list;
  for (const Chain& chain : market.chains()) {
    if (chain.underlying->symbol != symbol) continue;
    for (const Expiration& expiration : chain.expirations) {
      if (expiration.at <= now) continue;
      const auto volatility = at_the_money(market, chain, expiration);
      if (!volatility) continue;
      list.push_back({.expiration_date = to_iso_date(expiration.date),
                      .option_chain_type = "Standard",
                      .settlement_type = std::string{expiration.settlement},
                      .implied_volatility = fraction(*volatility)});
    }
  }
  return list;
}

void add_volatility(MarketMetric& metric, double implied, double realized, Instant now) {
  const std::string_view symbol = metric.symbol;
  metric.implied_volatility_index = fraction(implied);
  metric.implied_volatility_index_5_day_change = fraction((lot(symbol, 1) - 0.5) * 0.06);
  metric.implied_volatility_index_rank = fraction(lot(symbol, 2));
  metric.tos_implied_volatility_index_rank = metric.implied_volatility_index_rank;
  metric.tw_implied_volatility_index_rank = fraction(lot(symbol, 3));
  metric.tos_implied_volatility_index_rank_updated_at = to_zulu(now - 90s);
  metric.implied_volatility_index_rank_source = "tos";
  metric.implied_volatility_percentile = fraction(lot(symbol, 4));
  metric.implied_volatility_updated_at = to_zulu(now - 95s);
  metric.implied_volatility_30_day = percent(implied);
  metric.historical_volatility_30_day = percent(realized);
  metric.historical_volatility_60_day = percent(realized * 1.03);
  metric.historical_volatility_90_day = percent(realized * 0.98);
  metric.iv_hv_30_day_difference = to_decimal((implied - realized) * 100, 2).normalized(1);
}

void add_liquidity(MarketMetric& metric, Instant now) {
  const double value = 20'000 + lot(metric.symbol, 5) * 900'000;
  metric.liquidity_value = fraction(value);
  metric.liquidity_rank = fraction(lot(metric.symbol, 6) * 2);
  metric.liquidity_rating = 1 + static_cast<std::int64_t>(lot(metric.symbol, 7) * 4);
  metric.liquidity_running_state = LiquidityRunningState{.sum = fraction(value * 48),
                                                         .count = 48,
                                                         .started_at = to_zulu(now - 96h),
                                                         .updated_at = to_zulu(now - 95s)};
}

// The earnings season: the quarter before, reported four weeks later.
Date quarter_end(Date day, int quarters_back) {
  const unsigned month = (static_cast<unsigned>(day.month()) - 1) / 3 * 3 + 1;
  const year_month first = day.year() / std::chrono::month{month};
  return Date{sys_days{(first - months{3 * quarters_back}) / 1} - days{1}};
}

void add_corporate(MarketMetric& metric, const Payer& payer, double price, Instant now) {
  const Date today = new_york_date(now);
  if (payer.dividend > 0) {
    const auto paid = dividends_of(payer.symbol, now);
    metric.dividend_rate_per_share = fraction(payer.dividend);
    metric.annual_dividend_per_share = fraction(payer.dividend * 4);
    metric.dividend_yield = fraction(payer.dividend * 4 / price);
    metric.dividend_ex_date = paid.front().occurred_date;
    metric.dividend_next_date = "2022-08-05";  // stale, as the broker's
    metric.dividend_pay_date =
        to_iso_date(Date{sys_days{parse_date(paid.front().occurred_date).value()} + days{6}});
    metric.dividend_updated_at = to_zulu(now - 50h);
  }
  if (payer.earnings <= 0) return;
  const sys_days quarter{quarter_end(today, 0)};
  metric.earnings = EarningsEstimate{.visible = true,
                                     .expected_report_date = to_iso_date(Date{quarter + days{30}}),
                                     .estimated = false,
                                     .late_flag = 0,
                                     .quarter_end_date = to_iso_date(Date{quarter}),
                                     .actual_eps = fraction(payer.earnings),
                                     .consensus_estimate = fraction(payer.earnings * 0.98),
                                     .updated_at = to_zulu(now - 26h)};
  metric.price_earnings_ratio = fraction(price / (payer.earnings * 4));
  metric.earnings_per_share = fraction(payer.earnings * 4);
  metric.sector = std::string{payer.sector};
  metric.industry = std::string{payer.industry};
}

}  // namespace

std::optional<MarketMetric> metric_of(const Market& market, std::string_view symbol, Instant now) {
  const Equity* equity = find_equity(symbol);
  if (equity == nullptr) return std::nullopt;
  MarketMetric metric{.symbol = std::string{symbol},
                      .updated_at = to_zulu(now - 60s),
                      .option_expiration_implied_volatilities = expirations_of(market, symbol, now),
                      .listed_market = equity->listed_market,
                      .lendability = equity->lendability,
                      .borrow_rate = equity->borrow_rate};
  const Asset* asset = find_asset(symbol);
  const QuietShare* quiet = find_quiet_share(symbol);
  if (asset == nullptr && quiet == nullptr) return metric;  // illiquid: little is known
  const double price = asset ? market.mark(Symbol{asset->streamer_symbol}) : quiet->price;
  add_volatility(metric, asset ? asset->implied : 0.2 + 0.3 * lot(symbol, 8),
                 asset ? asset->volatility : 0.18 + 0.3 * lot(symbol, 8), now);
  add_liquidity(metric, now);
  metric.beta = fraction(asset ? asset->beta : 0.5 + lot(symbol, 9));
  metric.beta_updated_at = to_zulu(now - 70h);
  metric.corr_spy_3month = to_decimal(0.3 + 0.6 * lot(symbol, 10), 2);
  if (asset != nullptr && asset->shares > 0) {
    metric.market_cap = Decimal{std::llround(price * static_cast<double>(asset->shares))};
  }
  if (const Payer* payer = find_payer(symbol)) add_corporate(metric, *payer, price, now);
  return metric;
}

std::vector<Dividend> dividends_of(std::string_view symbol, Instant now) {
  const Payer* payer = find_payer(symbol);
  if (payer == nullptr || payer->dividend <= 0) return {};
  const Date today = new_york_date(now);
  std::vector<Dividend> paid;
  for (int quarter = 0; quarter < 24; ++quarter) {
    const sys_days day = sys_days{quarter_end(today, quarter)} - days{45};
    if (day >= sys_days{today}) continue;
    const double amount = payer->dividend * std::pow(0.99, quarter / 4);
    paid.push_back(
        {.occurred_date = to_iso_date(Date{day}), .amount = to_decimal(amount, 4).normalized(1)});
  }
  return paid;
}

std::vector<EarningsReport> earnings_of(std::string_view symbol, Date from, Date to) {
  const Payer* payer = find_payer(symbol);
  if (payer == nullptr || payer->earnings <= 0) return {};
  std::vector<EarningsReport> reports;
  for (int quarter = 40; quarter >= 0; --quarter) {
    const Date day = quarter_end(to, quarter);
    if (sys_days{day} < sys_days{from} || sys_days{day} > sys_days{to}) continue;
    const double eps = payer->earnings * (0.85 + 0.3 * lot(to_iso_date(day), 11));
    reports.push_back({.occurred_date = to_iso_date(day), .eps = to_decimal(eps, 2).normalized(1)});
  }
  return reports;
}

}  // namespace belay::sim
