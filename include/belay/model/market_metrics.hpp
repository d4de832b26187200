#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/schema.hpp"

// Volatility, liquidity and corporate events of an underlying: broker-api.md 4.8, 5.23. Ratios are
// fractions (0.26 = 26 %), but those in days (`implied-volatility-30-day`, `historical-…`,
// `iv-hv-…`) are percent numbers.

namespace belay {

struct ExpirationVolatility {
  std::optional<std::string> expiration_date;
  std::optional<std::string> option_chain_type;
  std::optional<std::string> settlement_type;
  std::optional<Decimal> implied_volatility;
  Extra extra;
};
template <>
struct Schema<ExpirationVolatility> {
  static constexpr std::string_view name = "ExpirationVolatility";
  static constexpr auto fields = std::tuple{
      Field{"expiration-date", &ExpirationVolatility::expiration_date},
      Field{"option-chain-type", &ExpirationVolatility::option_chain_type},
      Field{"settlement-type", &ExpirationVolatility::settlement_type},
      Field{"implied-volatility", &ExpirationVolatility::implied_volatility, Unit::ratio},
      Field{"", &ExpirationVolatility::extra, Unit::rest},
  };
};
static_assert(complete_schema<ExpirationVolatility>);

struct LiquidityRunningState {
  std::optional<Decimal> sum;
  std::optional<std::int64_t> count;
  std::optional<std::string> started_at;
  std::optional<std::string> updated_at;
  Extra extra;
};
template <>
struct Schema<LiquidityRunningState> {
  static constexpr std::string_view name = "LiquidityRunningState";
  static constexpr auto fields = std::tuple{
      Field{"sum", &LiquidityRunningState::sum},
      Field{"count", &LiquidityRunningState::count},
      Field{"started-at", &LiquidityRunningState::started_at},
      Field{"updated-at", &LiquidityRunningState::updated_at},
      Field{"", &LiquidityRunningState::extra, Unit::rest},
  };
};
static_assert(complete_schema<LiquidityRunningState>);

/// The last known or next expected report.
struct EarningsEstimate {
  std::optional<bool> visible;
  std::optional<std::string> expected_report_date;
  std::optional<bool> estimated;
  std::optional<std::int64_t> late_flag;
  std::optional<std::string> quarter_end_date;
  std::optional<Decimal> actual_eps;
  std::optional<Decimal> consensus_estimate;
  std::optional<std::string> updated_at;
  std::optional<std::string> time_of_day;
  Extra extra;
};
template <>
struct Schema<EarningsEstimate> {
  static constexpr std::string_view name = "EarningsEstimate";
  static constexpr auto fields = std::tuple{
      Field{"visible", &EarningsEstimate::visible},
      Field{"expected-report-date", &EarningsEstimate::expected_report_date},
      Field{"estimated", &EarningsEstimate::estimated},
      Field{"late-flag", &EarningsEstimate::late_flag},
      Field{"quarter-end-date", &EarningsEstimate::quarter_end_date},
      Field{"actual-eps", &EarningsEstimate::actual_eps},
      Field{"consensus-estimate", &EarningsEstimate::consensus_estimate},
      Field{"updated-at", &EarningsEstimate::updated_at},
      Field{"time-of-day", &EarningsEstimate::time_of_day},
      Field{"", &EarningsEstimate::extra, Unit::rest},
  };
};
static_assert(complete_schema<EarningsEstimate>);

/// Many members vanish for illiquid symbols.
struct MarketMetric {
  std::string symbol;
  std::optional<Decimal> implied_volatility_index;
  std::optional<Decimal> implied_volatility_index_5_day_change;
  std::optional<Decimal> implied_volatility_index_15_day;
  std::optional<Decimal> implied_volatility_rank;
  std::optional<Decimal> implied_volatility_index_rank;
  std::optional<Decimal> tos_implied_volatility_index_rank;
  std::optional<Decimal> tw_implied_volatility_index_rank;
  std::optional<std::string> tos_implied_volatility_index_rank_updated_at;
  std::optional<std::string> implied_volatility_index_rank_source;
  std::optional<Decimal> implied_volatility_percentile;
  std::optional<std::string> implied_volatility_updated_at;
  std::optional<Decimal> liquidity;
  std::optional<Decimal> liquidity_value;
  std::optional<Decimal> liquidity_rank;
  std::optional<std::int64_t> liquidity_rating;
  std::optional<std::string> updated_at;
  std::vector<ExpirationVolatility> option_expiration_implied_volatilities;
  std::optional<LiquidityRunningState> liquidity_running_state;
  std::optional<Decimal> beta;
  std::optional<std::string> beta_updated_at;
  std::optional<Decimal> corr_spy_3month;
  std::optional<Decimal> dividend_rate_per_share;
  std::optional<Decimal> annual_dividend_per_share;
  std::optional<Decimal> dividend_yield;
  std::optional<std::string> dividend_ex_date;
  std::optional<std::string> dividend_next_date;  ///< stale in production: "2022-08-05"
  std::optional<std::string> dividend_pay_date;
  std::optional<std::string> dividend_updated_at;
  std::optional<EarningsEstimate> earnings;
  std::optional<std::string> listed_market;
  std::optional<std::string> lendability;
  std::optional<Decimal> borrow_rate;
  std::optional<Decimal> market_cap;
  std::optional<Decimal> implied_volatility_30_day;     ///< percent
  std::optional<Decimal> historical_volatility_30_day;  ///< percent
  std::optional<Decimal> historical_volatility_60_day;  ///< percent
  std::optional<Decimal> historical_volatility_90_day;  ///< percent
  std::optional<Decimal> iv_hv_30_day_difference;       ///< percent points
  std::optional<Decimal> price_earnings_ratio;
  std::optional<Decimal> earnings_per_share;
  std::optional<std::string> sector;
  std::optional<std::string> industry;
  std::optional<std::string> created_at;
  Extra extra;
};
template <>
struct Schema<MarketMetric> {
  static constexpr std::string_view name = "MarketMetric";
  static constexpr auto fields = std::tuple{
      Field{"symbol", &MarketMetric::symbol, Unit::symbol},
      Field{"implied-volatility-index", &MarketMetric::implied_volatility_index, Unit::ratio},
      Field{"implied-volatility-index-5-day-change",
            &MarketMetric::implied_volatility_index_5_day_change, Unit::ratio},
      Field{"implied-volatility-index-15-day", &MarketMetric::implied_volatility_index_15_day,
            Unit::ratio},
      Field{"implied-volatility-rank", &MarketMetric::implied_volatility_rank, Unit::ratio},
      Field{"implied-volatility-index-rank", &MarketMetric::implied_volatility_index_rank,
            Unit::ratio},
      Field{"tos-implied-volatility-index-rank", &MarketMetric::tos_implied_volatility_index_rank,
            Unit::ratio},
      Field{"tw-implied-volatility-index-rank", &MarketMetric::tw_implied_volatility_index_rank,
            Unit::ratio},
      Field{"tos-implied-volatility-index-rank-updated-at",
            &MarketMetric::tos_implied_volatility_index_rank_updated_at},
      Field{"implied-volatility-index-rank-source",
            &MarketMetric::implied_volatility_index_rank_source},
      Field{"implied-volatility-percentile", &MarketMetric::implied_volatility_percentile,
            Unit::ratio},
      Field{"implied-volatility-updated-at", &MarketMetric::implied_volatility_updated_at},
      Field{"liquidity", &MarketMetric::liquidity},
      Field{"liquidity-value", &MarketMetric::liquidity_value},
      Field{"liquidity-rank", &MarketMetric::liquidity_rank, Unit::ratio},
      Field{"liquidity-rating", &MarketMetric::liquidity_rating},
      Field{"updated-at", &MarketMetric::updated_at},
      Field{"option-expiration-implied-volatilities",
            &MarketMetric::option_expiration_implied_volatilities},
      Field{"liquidity-running-state", &MarketMetric::liquidity_running_state},
      Field{"beta", &MarketMetric::beta},
      Field{"beta-updated-at", &MarketMetric::beta_updated_at},
      Field{"corr-spy-3month", &MarketMetric::corr_spy_3month},
      Field{"dividend-rate-per-share", &MarketMetric::dividend_rate_per_share},
      Field{"annual-dividend-per-share", &MarketMetric::annual_dividend_per_share},
      Field{"dividend-yield", &MarketMetric::dividend_yield, Unit::ratio},
      Field{"dividend-ex-date", &MarketMetric::dividend_ex_date},
      Field{"dividend-next-date", &MarketMetric::dividend_next_date},
      Field{"dividend-pay-date", &MarketMetric::dividend_pay_date},
      Field{"dividend-updated-at", &MarketMetric::dividend_updated_at},
      Field{"earnings", &MarketMetric::earnings},
      Field{"listed-market", &MarketMetric::listed_market},
      Field{"lendability", &MarketMetric::lendability},
      Field{"borrow-rate", &MarketMetric::borrow_rate, Unit::ratio},
      Field{"market-cap", &MarketMetric::market_cap, Unit::number},
      Field{"implied-volatility-30-day", &MarketMetric::implied_volatility_30_day},
      Field{"historical-volatility-30-day", &MarketMetric::historical_volatility_30_day},
      Field{"historical-volatility-60-day", &MarketMetric::historical_volatility_60_day},
      Field{"historical-volatility-90-day", &MarketMetric::historical_volatility_90_day},
      Field{"iv-hv-30-day-difference", &MarketMetric::iv_hv_30_day_difference},
      Field{"price-earnings-ratio", &MarketMetric::price_earnings_ratio},
      Field{"earnings-per-share", &MarketMetric::earnings_per_share},
      Field{"sector", &MarketMetric::sector},
      Field{"industry", &MarketMetric::industry},
      Field{"created-at", &MarketMetric::created_at},
      Field{"", &MarketMetric::extra, Unit::rest},
  };
};
static_assert(complete_schema<MarketMetric>);

/// Newest first.
struct Dividend {
  std::string occurred_date;
  Decimal amount;
  Extra extra;
};
template <>
struct Schema<Dividend> {
  static constexpr std::string_view name = "Dividend";
  static constexpr auto fields = std::tuple{
      Field{"occurred-date", &Dividend::occurred_date},
      Field{"amount", &Dividend::amount, Unit::money},
      Field{"", &Dividend::extra, Unit::rest},
  };
};
static_assert(complete_schema<Dividend>);

/// Oldest first.
struct EarningsReport {
  std::string occurred_date;
  std::optional<Decimal> eps;
  Extra extra;
};
template <>
struct Schema<EarningsReport> {
  static constexpr std::string_view name = "EarningsReport";
  static constexpr auto fields = std::tuple{
      Field{"occurred-date", &EarningsReport::occurred_date},
      Field{"eps", &EarningsReport::eps},
      Field{"", &EarningsReport::extra, Unit::rest},
  };
};
static_assert(complete_schema<EarningsReport>);

}  // namespace belay
