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

// The backtester's objects: broker-api.md 4.11, 5.31. camelCase, never captured: tables follow the
// broker's schema.

namespace belay {

struct BacktestLeg {
  std::string type;                 ///< `equity`, `equity-option`
  std::string direction;            ///< `long`, `short`
  std::optional<std::string> side;  ///< `call`, `put`; options only
  std::optional<std::int64_t> quantity;
  std::optional<std::string> strike_selection;  ///< `delta`, `percentageOTM`, `premium`, …
  std::optional<std::int64_t>
      strike_relative_leg;       ///< index of the leg that a relative selection starts from
  std::optional<Decimal> delta;  ///< 1…100
  std::optional<Decimal> percentage_otm;  ///< 0.1 = 10 % out of the money
  std::optional<Decimal> current_price_offset;
  std::optional<Decimal> premium;
  std::optional<std::int64_t> days_until_expiration;
  Extra extra;
};
template <>
struct Schema<BacktestLeg> {
  static constexpr std::string_view name = "BacktestLeg";
  static constexpr auto fields = std::tuple{
      Field{"type", &BacktestLeg::type},
      Field{"direction", &BacktestLeg::direction},
      Field{"side", &BacktestLeg::side},
      Field{"quantity", &BacktestLeg::quantity},
      Field{"strikeSelection", &BacktestLeg::strike_selection},
      Field{"strikeRelativeLeg", &BacktestLeg::strike_relative_leg},
      Field{"delta", &BacktestLeg::delta, Unit::number},
      Field{"percentageOTM", &BacktestLeg::percentage_otm, Unit::number},
      Field{"currentPriceOffset", &BacktestLeg::current_price_offset, Unit::number},
      Field{"premium", &BacktestLeg::premium, Unit::number},
      Field{"daysUntilExpiration", &BacktestLeg::days_until_expiration},
      Field{"", &BacktestLeg::extra, Unit::rest},
  };
};
static_assert(complete_schema<BacktestLeg>);

/// When the backtest opens a trial.
struct BacktestEntry {
  std::optional<std::string> frequency;  ///< `every day`, `on specific days of the week`, `on exact
                                         ///< days to expiration match`
  std::vector<std::int64_t> specific_days;
  std::optional<std::int64_t> maximum_active_trials;
  std::optional<std::string> maximum_active_trials_behavior;  ///< `don't enter`, `close oldest`
  std::optional<std::int64_t> minimum_vix;
  std::optional<std::int64_t> maximum_vix;
  Extra extra;
};
template <>
struct Schema<BacktestEntry> {
  static constexpr std::string_view name = "BacktestEntry";
  static constexpr auto fields = std::tuple{
      Field{"frequency", &BacktestEntry::frequency},
      Field{"specificDays", &BacktestEntry::specific_days},
      Field{"maximumActiveTrials", &BacktestEntry::maximum_active_trials},
      Field{"maximumActiveTrialsBehavior", &BacktestEntry::maximum_active_trials_behavior},
      Field{"minimumVIX", &BacktestEntry::minimum_vix},
      Field{"maximumVIX", &BacktestEntry::maximum_vix},
      Field{"", &BacktestEntry::extra, Unit::rest},
  };
};
static_assert(complete_schema<BacktestEntry>);

/// When it closes one.
struct BacktestExit {
  std::optional<std::int64_t> take_profit_percentage;
  std::optional<std::int64_t> stop_loss_percentage;
  std::optional<std::int64_t> after_days_in_trade;
  std::optional<std::int64_t> at_days_to_expiration;
  std::optional<std::int64_t> minimum_vix;
  Extra extra;
};
template <>
struct Schema<BacktestExit> {
  static constexpr std::string_view name = "BacktestExit";
  static constexpr auto fields = std::tuple{
      Field{"takeProfitPercentage", &BacktestExit::take_profit_percentage},
      Field{"stopLossPercentage", &BacktestExit::stop_loss_percentage},
      Field{"afterDaysInTrade", &BacktestExit::after_days_in_trade},
      Field{"atDaysToExpiration", &BacktestExit::at_days_to_expiration},
      Field{"minimumVIX", &BacktestExit::minimum_vix},
      Field{"", &BacktestExit::extra, Unit::rest},
  };
};
static_assert(complete_schema<BacktestExit>);

/// Body of POST /backtests.
struct NewBacktest {
  std::string symbol;
  std::string start_date;
  std::string end_date;
  std::vector<BacktestLeg> legs;
  std::optional<BacktestEntry> entry_conditions;
  std::optional<BacktestExit> exit_conditions;
  Extra extra;
};
template <>
struct Schema<NewBacktest> {
  static constexpr std::string_view name = "NewBacktest";
  static constexpr auto fields = std::tuple{
      Field{"symbol", &NewBacktest::symbol, Unit::symbol},
      Field{"startDate", &NewBacktest::start_date},
      Field{"endDate", &NewBacktest::end_date},
      Field{"legs", &NewBacktest::legs},
      Field{"entryConditions", &NewBacktest::entry_conditions},
      Field{"exitConditions", &NewBacktest::exit_conditions},
      Field{"", &NewBacktest::extra, Unit::rest},
  };
};
static_assert(complete_schema<NewBacktest>);

struct BacktestTrial {
  std::optional<std::string> open_date_time;
  std::optional<std::string> close_date_time;
  std::optional<Decimal> profit_loss;
  Extra extra;
};
template <>
struct Schema<BacktestTrial> {
  static constexpr std::string_view name = "BacktestTrial";
  static constexpr auto fields = std::tuple{
      Field{"openDateTime", &BacktestTrial::open_date_time},
      Field{"closeDateTime", &BacktestTrial::close_date_time},
      Field{"profitLoss", &BacktestTrial::profit_loss, Unit::number},
      Field{"", &BacktestTrial::extra, Unit::rest},
  };
};
static_assert(complete_schema<BacktestTrial>);

struct BacktestSnapshot {
  std::optional<std::string> date_time;
  std::optional<Decimal> profit_loss;
  std::optional<Decimal> underlying_price;
  Extra extra;
};
template <>
struct Schema<BacktestSnapshot> {
  static constexpr std::string_view name = "BacktestSnapshot";
  static constexpr auto fields = std::tuple{
      Field{"dateTime", &BacktestSnapshot::date_time},
      Field{"profitLoss", &BacktestSnapshot::profit_loss, Unit::number},
      Field{"underlyingPrice", &BacktestSnapshot::underlying_price, Unit::number},
      Field{"", &BacktestSnapshot::extra, Unit::rest},
  };
};
static_assert(complete_schema<BacktestSnapshot>);

/// Poll until `status` is `completed`.
struct Backtest {
  std::string id;
  std::optional<std::string> symbol;
  std::optional<std::string> start_date;
  std::optional<std::string> end_date;
  std::vector<BacktestLeg> legs;
  std::optional<BacktestEntry> entry_conditions;
  std::optional<BacktestExit> exit_conditions;
  std::optional<Decimal> eta;         ///< seconds
  std::optional<Decimal> progress;    ///< 0…1
  std::optional<std::string> status;  ///< `pending`, `running`, `completed`
  std::vector<RawJson> statistics;    ///< objects of named numbers
  std::vector<BacktestTrial> trials;
  std::vector<BacktestSnapshot> snapshots;
  std::vector<std::string> notices;
  Extra extra;
};
template <>
struct Schema<Backtest> {
  static constexpr std::string_view name = "Backtest";
  static constexpr auto fields = std::tuple{
      Field{"id", &Backtest::id},
      Field{"symbol", &Backtest::symbol, Unit::symbol},
      Field{"startDate", &Backtest::start_date},
      Field{"endDate", &Backtest::end_date},
      Field{"legs", &Backtest::legs},
      Field{"entryConditions", &Backtest::entry_conditions},
      Field{"exitConditions", &Backtest::exit_conditions},
      Field{"ETA", &Backtest::eta, Unit::number},
      Field{"progress", &Backtest::progress, Unit::number},
      Field{"status", &Backtest::status},
      Field{"statistics", &Backtest::statistics},
      Field{"trials", &Backtest::trials},
      Field{"snapshots", &Backtest::snapshots},
      Field{"notices", &Backtest::notices},
      Field{"", &Backtest::extra, Unit::rest},
  };
};
static_assert(complete_schema<Backtest>);

/// From when to when a symbol can be backtested.
struct BacktestDates {
  std::optional<std::string> symbol;
  std::optional<std::string> start_date;
  std::optional<std::string> end_date;
  Extra extra;
};
template <>
struct Schema<BacktestDates> {
  static constexpr std::string_view name = "BacktestDates";
  static constexpr auto fields = std::tuple{
      Field{"symbol", &BacktestDates::symbol, Unit::symbol},
      Field{"startDate", &BacktestDates::start_date},
      Field{"endDate", &BacktestDates::end_date},
      Field{"", &BacktestDates::extra, Unit::rest},
  };
};
static_assert(complete_schema<BacktestDates>);

struct SimulatedTradeLeg {
  std::string symbol;     ///< OCC
  std::string direction;  ///< `long`, `short`
  std::int64_t quantity = 0;
  Extra extra;
};
template <>
struct Schema<SimulatedTradeLeg> {
  static constexpr std::string_view name = "SimulatedTradeLeg";
  static constexpr auto fields = std::tuple{
      Field{"symbol", &SimulatedTradeLeg::symbol, Unit::symbol},
      Field{"direction", &SimulatedTradeLeg::direction},
      Field{"quantity", &SimulatedTradeLeg::quantity},
      Field{"", &SimulatedTradeLeg::extra, Unit::rest},
  };
};
static_assert(complete_schema<SimulatedTradeLeg>);

/// Body of POST /simulate-trade.
struct NewSimulatedTrade {
  std::string underlying;
  std::optional<std::string> start_time;
  std::optional<std::string> end_time;
  std::vector<SimulatedTradeLeg> legs;
  Extra extra;
};
template <>
struct Schema<NewSimulatedTrade> {
  static constexpr std::string_view name = "NewSimulatedTrade";
  static constexpr auto fields = std::tuple{
      Field{"underlying", &NewSimulatedTrade::underlying, Unit::symbol},
      Field{"startTime", &NewSimulatedTrade::start_time},
      Field{"endTime", &NewSimulatedTrade::end_time},
      Field{"legs", &NewSimulatedTrade::legs},
      Field{"", &NewSimulatedTrade::extra, Unit::rest},
  };
};
static_assert(complete_schema<NewSimulatedTrade>);

struct SimulatedTradePoint {
  std::optional<std::string> date_time;
  std::optional<Decimal> price;
  std::optional<std::string> effect;  ///< `debit`, `credit`
  std::optional<Decimal> underlying_price;
  std::optional<Decimal> delta;
  Extra extra;
};
template <>
struct Schema<SimulatedTradePoint> {
  static constexpr std::string_view name = "SimulatedTradePoint";
  static constexpr auto fields = std::tuple{
      Field{"dateTime", &SimulatedTradePoint::date_time},
      Field{"price", &SimulatedTradePoint::price, Unit::price},
      Field{"effect", &SimulatedTradePoint::effect},
      Field{"underlyingPrice", &SimulatedTradePoint::underlying_price, Unit::price},
      Field{"delta", &SimulatedTradePoint::delta},
      Field{"", &SimulatedTradePoint::extra, Unit::rest},
  };
};
static_assert(complete_schema<SimulatedTradePoint>);

}  // namespace belay
