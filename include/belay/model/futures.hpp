// budget: tables.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/model/enum_text.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/schema.hpp"
#include "belay/model/shared.hpp"

// Futures and their options: broker-api.md 5.14 to 5.17. A product that a list repeats in every row
// is Shared.

namespace belay {

/// When the front month of a product moves on.
struct FutureRoll {
  std::optional<std::string> name;
  std::optional<std::int64_t> active_count;
  std::optional<bool> cash_settled;
  std::optional<std::int64_t> business_days_offset;
  std::optional<bool> first_notice;
  Extra extra;
};
template <>
struct Schema<FutureRoll> {
  static constexpr std::string_view name = "FutureRoll";
  static constexpr auto fields = std::tuple{
      Field{"name", &FutureRoll::name},
      Field{"active-count", &FutureRoll::active_count},
      Field{"cash-settled", &FutureRoll::cash_settled},
      Field{"business-days-offset", &FutureRoll::business_days_offset},
      Field{"first-notice", &FutureRoll::first_notice},
      Field{"", &FutureRoll::extra, Unit::rest},
  };
};
static_assert(complete_schema<FutureRoll>);

/// Until when in the day before expiration an option may be traded.
struct TradingCutoff {
  std::optional<std::int64_t> offset_seconds;  ///< since midnight in `timezone`
  std::optional<std::string> timezone;  ///< a name of the broker's: "Market Zone", "London Zone"
  std::optional<std::string> timing;
  Extra extra;
};
template <>
struct Schema<TradingCutoff> {
  static constexpr std::string_view name = "TradingCutoff";
  static constexpr auto fields = std::tuple{
      Field{"offset-seconds", &TradingCutoff::offset_seconds},
      Field{"timezone", &TradingCutoff::timezone},
      Field{"timing", &TradingCutoff::timing},
      Field{"", &TradingCutoff::extra, Unit::rest},
  };
};
static_assert(complete_schema<TradingCutoff>);

struct FutureProduct;

/// The options of one root, such as EW4 (broker-api.md 5.17). `root_symbol` is the key in paths,
/// not `code`.
struct FutureOptionProduct {
  std::string root_symbol;
  std::optional<bool> cash_settled;
  std::optional<std::string> code;
  std::optional<std::string> legacy_code;
  std::optional<std::string> clearport_code;
  std::optional<std::string> clearing_code;
  std::optional<std::string> clearing_exchange_code;
  std::optional<Decimal> clearing_price_multiplier;
  std::optional<Decimal> display_factor;
  std::optional<std::string> exchange;
  std::optional<std::string> product_type;  ///< `Physical`, `Financial`
  std::optional<std::string> product_subtype;
  std::optional<std::string> expiration_type;  ///< `Weekly`, `Regular`, …
  std::optional<std::int64_t> settlement_delay_days;
  std::optional<bool> is_rollover;
  std::optional<std::string> market_sector;
  std::optional<std::string> itm_rule;
  std::optional<bool> is_am_settled;
  std::optional<bool> supported;
  std::vector<TradingCutoff> futures_trading_cutoff_times;
  Shared<FutureProduct> future_product;  ///< where the product is asked for by itself
  Extra extra;
};
template <>
struct Schema<FutureOptionProduct> {
  static constexpr std::string_view name = "FutureOptionProduct";
  static constexpr auto fields = std::tuple{
      Field{"root-symbol", &FutureOptionProduct::root_symbol, Unit::symbol},
      Field{"cash-settled", &FutureOptionProduct::cash_settled},
      Field{"code", &FutureOptionProduct::code},
      Field{"legacy-code", &FutureOptionProduct::legacy_code},
      Field{"clearport-code", &FutureOptionProduct::clearport_code},
      Field{"clearing-code", &FutureOptionProduct::clearing_code},
      Field{"clearing-exchange-code", &FutureOptionProduct::clearing_exchange_code},
      Field{"clearing-price-multiplier", &FutureOptionProduct::clearing_price_multiplier},
      Field{"display-factor", &FutureOptionProduct::display_factor, Unit::ratio},
      Field{"exchange", &FutureOptionProduct::exchange},
      Field{"product-type", &FutureOptionProduct::product_type},
      Field{"product-subtype", &FutureOptionProduct::product_subtype},
      Field{"expiration-type", &FutureOptionProduct::expiration_type},
      Field{"settlement-delay-days", &FutureOptionProduct::settlement_delay_days},
      Field{"is-rollover", &FutureOptionProduct::is_rollover},
      Field{"market-sector", &FutureOptionProduct::market_sector},
      Field{"itm-rule", &FutureOptionProduct::itm_rule},
      Field{"is-am-settled", &FutureOptionProduct::is_am_settled},
      Field{"supported", &FutureOptionProduct::supported},
      Field{"futures-trading-cutoff-times", &FutureOptionProduct::futures_trading_cutoff_times,
            Unit::sparse},
      Field{"future-product", &FutureOptionProduct::future_product},
      Field{"", &FutureOptionProduct::extra, Unit::rest},
  };
};
static_assert(complete_schema<FutureOptionProduct>);

/// A futures product, such as /ES (broker-api.md 5.15).
struct FutureProduct {
  std::optional<std::string> root_symbol;  ///< with its slash; `code` is without
  std::optional<std::string> code;
  std::optional<std::string> description;
  std::optional<std::string> clearing_code;
  std::optional<std::string> clearing_exchange_code;
  std::optional<std::string> clearport_code;
  std::optional<std::string> legacy_code;
  std::optional<std::string> exchange;  ///< `CME`, `CFE`, `CBOED`, `SMALLS`
  std::optional<std::string> legacy_exchange_code;
  std::optional<std::string> product_type;  ///< `Financial`, `Physical`
  std::optional<std::string> product_subtype;
  std::vector<std::string> listed_months;  ///< month letters
  std::vector<std::string> active_months;
  std::optional<Decimal> notional_multiplier;
  std::optional<Decimal> tick_size;
  std::optional<Decimal> display_factor;
  std::optional<std::int64_t> base_tick;
  std::optional<std::int64_t> sub_tick;
  std::optional<std::string> price_format;
  std::optional<std::int64_t> contract_limit;
  std::optional<std::string> streamer_exchange_code;
  std::optional<bool> small_notional;
  std::optional<bool> back_month_first_calendar_symbol;
  std::optional<bool> first_notice;
  std::optional<bool> cash_settled;
  std::optional<std::string> security_group;
  std::optional<std::string> market_sector;
  std::optional<bool> supported;
  std::optional<std::string> true_underlying_code;
  std::optional<std::string> underlying_description;
  std::optional<std::string> underlying_identifier;
  std::vector<FutureOptionProduct> option_products;
  std::optional<FutureRoll> roll;
  std::vector<TradingCutoff> futures_trading_cutoff_times;
  Extra extra;
};
template <>
struct Schema<FutureProduct> {
  static constexpr std::string_view name = "FutureProduct";
  static constexpr auto fields = std::tuple{
      Field{"root-symbol", &FutureProduct::root_symbol, Unit::symbol},
      Field{"code", &FutureProduct::code},
      Field{"description", &FutureProduct::description},
      Field{"clearing-code", &FutureProduct::clearing_code},
      Field{"clearing-exchange-code", &FutureProduct::clearing_exchange_code},
      Field{"clearport-code", &FutureProduct::clearport_code},
      Field{"legacy-code", &FutureProduct::legacy_code},
      Field{"exchange", &FutureProduct::exchange},
      Field{"legacy-exchange-code", &FutureProduct::legacy_exchange_code},
      Field{"product-type", &FutureProduct::product_type},
      Field{"product-subtype", &FutureProduct::product_subtype},
      Field{"listed-months", &FutureProduct::listed_months},
      Field{"active-months", &FutureProduct::active_months},
      Field{"notional-multiplier", &FutureProduct::notional_multiplier, Unit::ratio},
      Field{"tick-size", &FutureProduct::tick_size, Unit::price},
      Field{"display-factor", &FutureProduct::display_factor, Unit::ratio},
      Field{"base-tick", &FutureProduct::base_tick},
      Field{"sub-tick", &FutureProduct::sub_tick},
      Field{"price-format", &FutureProduct::price_format},
      Field{"contract-limit", &FutureProduct::contract_limit},
      Field{"streamer-exchange-code", &FutureProduct::streamer_exchange_code},
      Field{"small-notional", &FutureProduct::small_notional},
      Field{"back-month-first-calendar-symbol", &FutureProduct::back_month_first_calendar_symbol},
      Field{"first-notice", &FutureProduct::first_notice},
      Field{"cash-settled", &FutureProduct::cash_settled},
      Field{"security-group", &FutureProduct::security_group},
      Field{"market-sector", &FutureProduct::market_sector},
      Field{"supported", &FutureProduct::supported},
      Field{"true-underlying-code", &FutureProduct::true_underlying_code},
      Field{"underlying-description", &FutureProduct::underlying_description},
      Field{"underlying-identifier", &FutureProduct::underlying_identifier},
      Field{"option-products", &FutureProduct::option_products, Unit::sparse},
      Field{"roll", &FutureProduct::roll},
      Field{"futures-trading-cutoff-times", &FutureProduct::futures_trading_cutoff_times,
            Unit::sparse},
      Field{"", &FutureProduct::extra, Unit::rest},
  };
};
static_assert(complete_schema<FutureProduct>);

/// How many shares of an ETF move like one contract.
struct FutureEtfEquivalent {
  std::optional<std::string> symbol;
  std::optional<std::int64_t> share_quantity;
  Extra extra;
};
template <>
struct Schema<FutureEtfEquivalent> {
  static constexpr std::string_view name = "FutureEtfEquivalent";
  static constexpr auto fields = std::tuple{
      Field{"symbol", &FutureEtfEquivalent::symbol, Unit::symbol},
      Field{"share-quantity", &FutureEtfEquivalent::share_quantity},
      Field{"", &FutureEtfEquivalent::extra, Unit::rest},
  };
};
static_assert(complete_schema<FutureEtfEquivalent>);

/// One futures contract (broker-api.md 5.14).
struct Future {
  std::string symbol;
  std::optional<std::string> product_code;
  std::optional<Decimal> contract_size;
  std::optional<Decimal> tick_size;
  std::optional<Decimal> notional_multiplier;
  std::optional<Decimal> main_fraction;
  std::optional<Decimal> sub_fraction;
  std::optional<Decimal> display_factor;
  std::optional<std::string> last_trade_date;
  std::optional<std::string> expiration_date;
  std::optional<std::string> closing_only_date;
  std::optional<std::string> first_notice_date;
  std::optional<bool> active;
  std::optional<bool> active_month;  ///< the front month
  std::optional<bool> next_active_month;
  std::optional<bool> is_closing_only;
  std::optional<bool> is_tradeable;
  std::optional<std::string> stops_trading_at;
  std::optional<std::string> expires_at;
  std::optional<std::string> product_group;
  std::optional<std::string> exchange;
  std::optional<std::string> exchange_symbol;
  std::optional<RawJson> exchange_data;
  std::optional<std::string> roll_target_symbol;
  std::optional<std::string> streamer_exchange_code;
  std::optional<std::string> streamer_symbol;
  std::optional<bool> back_month_first_calendar_symbol;
  std::optional<std::string> security_id;
  std::optional<std::string> true_underlying_symbol;
  std::optional<FutureEtfEquivalent> future_etf_equivalent;
  Shared<FutureProduct> future_product;
  std::vector<TickSize> tick_sizes;
  std::vector<TickSize> option_tick_sizes;
  std::vector<TickSize> spread_tick_sizes;  ///< by the other leg's symbol; absent in certification
  Extra extra;
};
template <>
struct Schema<Future> {
  static constexpr std::string_view name = "Future";
  static constexpr auto fields = std::tuple{
      Field{"symbol", &Future::symbol, Unit::symbol},
      Field{"product-code", &Future::product_code},
      Field{"contract-size", &Future::contract_size, Unit::ratio},
      Field{"tick-size", &Future::tick_size, Unit::price},
      Field{"notional-multiplier", &Future::notional_multiplier, Unit::ratio},
      Field{"main-fraction", &Future::main_fraction},
      Field{"sub-fraction", &Future::sub_fraction},
      Field{"display-factor", &Future::display_factor, Unit::ratio},
      Field{"last-trade-date", &Future::last_trade_date},
      Field{"expiration-date", &Future::expiration_date},
      Field{"closing-only-date", &Future::closing_only_date},
      Field{"first-notice-date", &Future::first_notice_date},
      Field{"active", &Future::active},
      Field{"active-month", &Future::active_month},
      Field{"next-active-month", &Future::next_active_month},
      Field{"is-closing-only", &Future::is_closing_only},
      Field{"is-tradeable", &Future::is_tradeable},
      Field{"stops-trading-at", &Future::stops_trading_at},
      Field{"expires-at", &Future::expires_at},
      Field{"product-group", &Future::product_group},
      Field{"exchange", &Future::exchange},
      Field{"exchange-symbol", &Future::exchange_symbol},
      Field{"exchange-data", &Future::exchange_data},
      Field{"roll-target-symbol", &Future::roll_target_symbol, Unit::symbol},
      Field{"streamer-exchange-code", &Future::streamer_exchange_code},
      Field{"streamer-symbol", &Future::streamer_symbol, Unit::symbol},
      Field{"back-month-first-calendar-symbol", &Future::back_month_first_calendar_symbol},
      Field{"security-id", &Future::security_id},
      Field{"true-underlying-symbol", &Future::true_underlying_symbol, Unit::symbol},
      Field{"future-etf-equivalent", &Future::future_etf_equivalent},
      Field{"future-product", &Future::future_product},
      Field{"tick-sizes", &Future::tick_sizes},
      Field{"option-tick-sizes", &Future::option_tick_sizes},
      Field{"spread-tick-sizes", &Future::spread_tick_sizes, Unit::sparse},
      Field{"", &Future::extra, Unit::rest},
  };
  static constexpr auto always = std::to_array<std::string_view>(
      {"active", "active-month", "contract-size", "display-factor", "exchange", "expiration-date",
       "expires-at", "is-closing-only", "last-trade-date", "next-active-month",
       "notional-multiplier", "product-code", "stops-trading-at", "streamer-symbol", "tick-size",
       "is-tradeable", "future-product", "tick-sizes"});
};
static_assert(complete_schema<Future>);

/// One option on a future (broker-api.md 5.16). Money per point is notional value / display factor.
struct FutureOption {
  std::string symbol;
  std::optional<std::string> underlying_symbol;  ///< the contract, `/ESZ6`
  std::optional<std::string> product_code;
  std::optional<std::string> expiration_date;
  std::optional<std::string> root_symbol;
  std::optional<std::string> option_root_symbol;
  std::optional<Decimal> strike_price;
  std::optional<std::string> exchange;
  std::optional<std::string> exchange_symbol;
  std::optional<std::string> streamer_symbol;  ///< missing on some rows
  std::optional<Open<OptionType>> option_type;
  std::optional<std::string> exercise_style;
  std::optional<bool> is_vanilla;
  std::optional<bool> is_primary_deliverable;
  std::optional<Decimal> future_price_ratio;
  std::optional<Decimal> multiplier;
  std::optional<Decimal> underlying_count;
  std::optional<bool> is_confirmed;
  std::optional<Decimal> notional_value;
  std::optional<Decimal> display_factor;
  std::optional<std::string> security_exchange;
  std::optional<std::string> security_id;
  std::optional<std::string> sx_id;
  std::optional<std::string> settlement_type;
  std::optional<Decimal> strike_factor;
  std::optional<std::string> maturity_date;  ///< may be longer: the date is its first word
  std::optional<bool> is_exercisable_weekly;
  std::optional<std::string> last_trade_time;
  std::optional<std::int64_t> days_to_expiration;
  std::optional<bool> is_closing_only;
  std::optional<bool> active;
  std::optional<std::string> stops_trading_at;
  std::optional<std::string> expires_at;
  Shared<FutureOptionProduct> future_option_product;
  Extra extra;
};
template <>
struct Schema<FutureOption> {
  static constexpr std::string_view name = "FutureOption";
  static constexpr auto fields = std::tuple{
      Field{"symbol", &FutureOption::symbol, Unit::symbol},
      Field{"underlying-symbol", &FutureOption::underlying_symbol, Unit::symbol},
      Field{"product-code", &FutureOption::product_code},
      Field{"expiration-date", &FutureOption::expiration_date},
      Field{"root-symbol", &FutureOption::root_symbol, Unit::symbol},
      Field{"option-root-symbol", &FutureOption::option_root_symbol},
      Field{"strike-price", &FutureOption::strike_price, Unit::price},
      Field{"exchange", &FutureOption::exchange},
      Field{"exchange-symbol", &FutureOption::exchange_symbol},
      Field{"streamer-symbol", &FutureOption::streamer_symbol, Unit::symbol},
      Field{"option-type", &FutureOption::option_type},
      Field{"exercise-style", &FutureOption::exercise_style},
      Field{"is-vanilla", &FutureOption::is_vanilla},
      Field{"is-primary-deliverable", &FutureOption::is_primary_deliverable},
      Field{"future-price-ratio", &FutureOption::future_price_ratio, Unit::ratio},
      Field{"multiplier", &FutureOption::multiplier},
      Field{"underlying-count", &FutureOption::underlying_count},
      Field{"is-confirmed", &FutureOption::is_confirmed},
      Field{"notional-value", &FutureOption::notional_value, Unit::ratio},
      Field{"display-factor", &FutureOption::display_factor, Unit::ratio},
      Field{"security-exchange", &FutureOption::security_exchange},
      Field{"security-id", &FutureOption::security_id},
      Field{"sx-id", &FutureOption::sx_id},
      Field{"settlement-type", &FutureOption::settlement_type},
      Field{"strike-factor", &FutureOption::strike_factor},
      Field{"maturity-date", &FutureOption::maturity_date},
      Field{"is-exercisable-weekly", &FutureOption::is_exercisable_weekly},
      Field{"last-trade-time", &FutureOption::last_trade_time},
      Field{"days-to-expiration", &FutureOption::days_to_expiration},
      Field{"is-closing-only", &FutureOption::is_closing_only},
      Field{"active", &FutureOption::active},
      Field{"stops-trading-at", &FutureOption::stops_trading_at},
      Field{"expires-at", &FutureOption::expires_at},
      Field{"future-option-product", &FutureOption::future_option_product},
      Field{"", &FutureOption::extra, Unit::rest},
  };
  static constexpr auto always = std::to_array<std::string_view>(
      {"active", "days-to-expiration", "display-factor", "exchange", "exercise-style",
       "expiration-date", "expires-at", "is-closing-only", "multiplier", "notional-value",
       "option-root-symbol", "option-type", "product-code", "root-symbol", "settlement-type",
       "stops-trading-at", "strike-price", "underlying-symbol", "future-option-product"});
};
static_assert(complete_schema<FutureOption>);

}  // namespace belay
