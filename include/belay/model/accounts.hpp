#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "belay/base/decimal.hpp"
#include "belay/base/secret.hpp"
#include "belay/model/enum_text.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/schema.hpp"

// What the broker says about an account: broker-api.md 5.1, 5.4, 5.5. Absent on the wire is nullopt
// here, never zero. Times and dates keep the broker's own text (its formats vary by endpoint,
// broker-api.md 0.3); parse with base/time.hpp.

namespace belay {

/// The sign of an amount as a word: the broker sends magnitudes and names the direction beside
/// them.
enum class Effect : std::uint8_t { none, credit, debit };
template <>
struct EnumText<Effect> {
  static constexpr Effect fallback = Effect::none;
  static constexpr auto names = std::to_array<std::pair<Effect, std::string_view>>(
      {{Effect::none, "None"}, {Effect::credit, "Credit"}, {Effect::debit, "Debit"}});
};

enum class PositionSide : std::uint8_t { unknown, long_, short_, zero };
template <>
struct EnumText<PositionSide> {
  static constexpr PositionSide fallback = PositionSide::unknown;
  static constexpr auto names =
      std::to_array<std::pair<PositionSide, std::string_view>>({{PositionSide::unknown, "Unknown"},
                                                                {PositionSide::long_, "Long"},
                                                                {PositionSide::short_, "Short"},
                                                                {PositionSide::zero, "Zero"}});
};

/// One account of the customer (broker-api.md 5.1).
struct Account {
  std::string account_number;
  std::optional<std::string> account_type_name;
  std::optional<std::string> closed_at;
  std::optional<std::string> created_at;
  std::optional<bool> day_trader_status;
  std::optional<std::string> ext_account_id;
  std::optional<std::string> ext_crm_id;
  std::optional<std::string> external_accounts;
  std::optional<std::string> external_fdid;
  std::optional<std::string> external_id;
  std::optional<std::string> funding_date;
  std::optional<std::string> futures_account_purpose;
  std::optional<std::string> investment_objective;
  std::optional<std::string> investment_time_horizon;
  std::optional<bool> is_closed;
  std::optional<bool> is_firm_error;
  std::optional<bool> is_firm_proprietary;
  std::optional<bool> is_foreign;
  std::optional<bool> is_futures_approved;
  std::optional<bool> is_test_drive;
  std::optional<std::string> liquidity_needs;
  std::optional<std::string> margin_or_cash;
  std::optional<std::string> nickname;
  std::optional<std::string> opened_at;
  std::optional<std::string> regulatory_domain;
  std::optional<std::string> risk_tolerance;
  std::optional<std::string> submitting_user_id;
  std::optional<std::string> suitable_options_level;
  std::optional<std::string> authority_level;  ///< stands beside the account on the wire:
                                               ///< `{"account":{…},"authority-level":"owner"}`
  Extra extra;
};
template <>
struct Schema<Account> {
  static constexpr std::string_view name = "Account";
  static constexpr auto fields = std::tuple{
      Field{"account-number", &Account::account_number},
      Field{"account-type-name", &Account::account_type_name},
      Field{"closed-at", &Account::closed_at},
      Field{"created-at", &Account::created_at},
      Field{"day-trader-status", &Account::day_trader_status},
      Field{"ext-account-id", &Account::ext_account_id},
      Field{"ext-crm-id", &Account::ext_crm_id},
      Field{"external-accounts", &Account::external_accounts},
      Field{"external-fdid", &Account::external_fdid},
      Field{"external-id", &Account::external_id},
      Field{"funding-date", &Account::funding_date},
      Field{"futures-account-purpose", &Account::futures_account_purpose},
      Field{"investment-objective", &Account::investment_objective},
      Field{"investment-time-horizon", &Account::investment_time_horizon},
      Field{"is-closed", &Account::is_closed},
      Field{"is-firm-error", &Account::is_firm_error},
      Field{"is-firm-proprietary", &Account::is_firm_proprietary},
      Field{"is-foreign", &Account::is_foreign},
      Field{"is-futures-approved", &Account::is_futures_approved},
      Field{"is-test-drive", &Account::is_test_drive},
      Field{"liquidity-needs", &Account::liquidity_needs},
      Field{"margin-or-cash", &Account::margin_or_cash},
      Field{"nickname", &Account::nickname},
      Field{"opened-at", &Account::opened_at},
      Field{"regulatory-domain", &Account::regulatory_domain},
      Field{"risk-tolerance", &Account::risk_tolerance},
      Field{"submitting-user-id", &Account::submitting_user_id},
      Field{"suitable-options-level", &Account::suitable_options_level},
      Field{"authority-level", &Account::authority_level},
      Field{"", &Account::extra, Unit::rest},
  };
  static constexpr auto always = std::to_array<std::string_view>(
      {"account-number", "account-type-name", "created-at", "day-trader-status", "is-closed",
       "is-foreign", "is-futures-approved", "margin-or-cash", "nickname", "opened-at",
       "suitable-options-level"});
};
static_assert(complete_schema<Account>);

/// Cash, buying power and margin of an account in one currency (broker-api.md 5.4). Amounts are
/// unsigned; `*_effect` names the direction.
struct Balance {
  std::string account_number;
  std::optional<Decimal> available_trading_funds;
  std::optional<Decimal> bond_margin_requirement;
  std::optional<Decimal> cash_available_to_withdraw;
  std::optional<Decimal> cash_balance;
  std::optional<Decimal> cash_settle_balance;
  std::optional<Decimal> closed_loop_available_balance;
  std::optional<Decimal> cryptocurrency_margin_requirement;
  std::optional<std::string> currency;
  std::optional<Decimal> day_equity_call_value;
  std::optional<Decimal> day_trade_excess;
  std::optional<Decimal> day_trading_buying_power;
  std::optional<Decimal> day_trading_call_value;
  std::optional<Decimal> derivative_buying_power;
  std::optional<Decimal> equity_buying_power;
  std::optional<Decimal> equity_offering_margin_requirement;
  std::optional<Decimal> fixed_income_security_margin_requirement;
  std::optional<Decimal> futures_margin_requirement;
  std::optional<Decimal> intraday_equities_cash_amount;
  std::optional<Open<Effect>> intraday_equities_cash_effect;
  std::optional<std::string> intraday_equities_cash_effective_date;
  std::optional<Decimal> intraday_futures_cash_amount;
  std::optional<Open<Effect>> intraday_futures_cash_effect;
  std::optional<std::string> intraday_futures_cash_effective_date;
  std::optional<Decimal> long_bond_value;
  std::optional<Decimal> long_cryptocurrency_value;
  std::optional<Decimal> long_derivative_value;
  std::optional<Decimal> long_equity_value;
  std::optional<Decimal> long_fixed_income_security_value;
  std::optional<Decimal> long_futures_derivative_value;
  std::optional<Decimal> long_futures_value;
  std::optional<Decimal> long_margineable_value;
  std::optional<Decimal> maintenance_call_value;
  std::optional<Decimal> maintenance_requirement;
  std::optional<Decimal> margin_equity;
  std::optional<Decimal> margin_settle_balance;
  std::optional<Decimal> net_liquidating_value;
  std::optional<Decimal> pending_cash;
  std::optional<Open<Effect>> pending_cash_effect;
  std::optional<std::string> previous_date_cryptocurrency_fiat_effective_date;
  std::optional<Decimal> previous_day_cryptocurrency_fiat_amount;
  std::optional<Open<Effect>> previous_day_cryptocurrency_fiat_effect;
  std::optional<Decimal> reg_t_call_value;
  std::optional<Decimal> short_cryptocurrency_value;
  std::optional<Decimal> short_derivative_value;
  std::optional<Decimal> short_equity_value;
  std::optional<Decimal> short_futures_derivative_value;
  std::optional<Decimal> short_futures_value;
  std::optional<Decimal> short_margineable_value;
  std::optional<Decimal> sma_equity_option_buying_power;
  std::optional<Decimal> special_memorandum_account_apex_adjustment;
  std::optional<Decimal> special_memorandum_account_value;
  std::optional<Decimal> total_settle_balance;
  std::optional<Decimal> unsettled_cryptocurrency_fiat_amount;
  std::optional<Open<Effect>> unsettled_cryptocurrency_fiat_effect;
  std::optional<Decimal> used_derivative_buying_power;
  std::optional<std::string> snapshot_date;
  std::optional<std::string> time_of_day;
  std::optional<Decimal> reg_t_margin_requirement;
  std::optional<Decimal> futures_overnight_margin_requirement;
  std::optional<Decimal> futures_intraday_margin_requirement;
  std::optional<Decimal> maintenance_excess;
  std::optional<Decimal> pending_margin_interest;
  std::optional<Decimal> apex_starting_day_margin_equity;
  std::optional<Decimal> buying_power_adjustment;
  std::optional<Open<Effect>> buying_power_adjustment_effect;
  std::optional<Decimal> effective_cryptocurrency_buying_power;
  std::optional<Decimal> total_pending_liquidity_pool_rebate;
  std::optional<Decimal> long_index_derivative_value;
  std::optional<Decimal> short_index_derivative_value;
  std::optional<std::string> updated_at;
  Extra extra;
};
template <>
struct Schema<Balance> {
  static constexpr std::string_view name = "Balance";
  static constexpr auto fields = std::tuple{
      Field{"account-number", &Balance::account_number},
      Field{"available-trading-funds", &Balance::available_trading_funds, Unit::money},
      Field{"bond-margin-requirement", &Balance::bond_margin_requirement, Unit::money},
      Field{"cash-available-to-withdraw", &Balance::cash_available_to_withdraw, Unit::money},
      Field{"cash-balance", &Balance::cash_balance, Unit::money},
      Field{"cash-settle-balance", &Balance::cash_settle_balance, Unit::money},
      Field{"closed-loop-available-balance", &Balance::closed_loop_available_balance, Unit::money},
      Field{"cryptocurrency-margin-requirement", &Balance::cryptocurrency_margin_requirement,
            Unit::money},
      Field{"currency", &Balance::currency},
      Field{"day-equity-call-value", &Balance::day_equity_call_value, Unit::money},
      Field{"day-trade-excess", &Balance::day_trade_excess, Unit::money},
      Field{"day-trading-buying-power", &Balance::day_trading_buying_power, Unit::money},
      Field{"day-trading-call-value", &Balance::day_trading_call_value, Unit::money},
      Field{"derivative-buying-power", &Balance::derivative_buying_power, Unit::money},
      Field{"equity-buying-power", &Balance::equity_buying_power, Unit::money},
      Field{"equity-offering-margin-requirement", &Balance::equity_offering_margin_requirement,
            Unit::money},
      Field{"fixed-income-security-margin-requirement",
            &Balance::fixed_income_security_margin_requirement, Unit::money},
      Field{"futures-margin-requirement", &Balance::futures_margin_requirement, Unit::money},
      Field{"intraday-equities-cash-amount", &Balance::intraday_equities_cash_amount, Unit::money},
      Field{"intraday-equities-cash-effect", &Balance::intraday_equities_cash_effect},
      Field{"intraday-equities-cash-effective-date",
            &Balance::intraday_equities_cash_effective_date},
      Field{"intraday-futures-cash-amount", &Balance::intraday_futures_cash_amount, Unit::money},
      Field{"intraday-futures-cash-effect", &Balance::intraday_futures_cash_effect},
      Field{"intraday-futures-cash-effective-date", &Balance::intraday_futures_cash_effective_date},
      Field{"long-bond-value", &Balance::long_bond_value, Unit::money},
      Field{"long-cryptocurrency-value", &Balance::long_cryptocurrency_value, Unit::money},
      Field{"long-derivative-value", &Balance::long_derivative_value, Unit::money},
      Field{"long-equity-value", &Balance::long_equity_value, Unit::money},
      Field{"long-fixed-income-security-value", &Balance::long_fixed_income_security_value,
            Unit::money},
      Field{"long-futures-derivative-value", &Balance::long_futures_derivative_value, Unit::money},
      Field{"long-futures-value", &Balance::long_futures_value, Unit::money},
      Field{"long-margineable-value", &Balance::long_margineable_value, Unit::money},
      Field{"maintenance-call-value", &Balance::maintenance_call_value, Unit::money},
      Field{"maintenance-requirement", &Balance::maintenance_requirement, Unit::money},
      Field{"margin-equity", &Balance::margin_equity, Unit::money},
      Field{"margin-settle-balance", &Balance::margin_settle_balance, Unit::money},
      Field{"net-liquidating-value", &Balance::net_liquidating_value, Unit::money},
      Field{"pending-cash", &Balance::pending_cash, Unit::money},
      Field{"pending-cash-effect", &Balance::pending_cash_effect},
      Field{"previous-date-cryptocurrency-fiat-effective-date",
            &Balance::previous_date_cryptocurrency_fiat_effective_date},
      Field{"previous-day-cryptocurrency-fiat-amount",
            &Balance::previous_day_cryptocurrency_fiat_amount, Unit::money},
      Field{"previous-day-cryptocurrency-fiat-effect",
            &Balance::previous_day_cryptocurrency_fiat_effect},
      Field{"reg-t-call-value", &Balance::reg_t_call_value, Unit::money},
      Field{"short-cryptocurrency-value", &Balance::short_cryptocurrency_value, Unit::money},
      Field{"short-derivative-value", &Balance::short_derivative_value, Unit::money},
      Field{"short-equity-value", &Balance::short_equity_value, Unit::money},
      Field{"short-futures-derivative-value", &Balance::short_futures_derivative_value,
            Unit::money},
      Field{"short-futures-value", &Balance::short_futures_value, Unit::money},
      Field{"short-margineable-value", &Balance::short_margineable_value, Unit::money},
      Field{"sma-equity-option-buying-power", &Balance::sma_equity_option_buying_power,
            Unit::money},
      Field{"special-memorandum-account-apex-adjustment",
            &Balance::special_memorandum_account_apex_adjustment, Unit::money},
      Field{"special-memorandum-account-value", &Balance::special_memorandum_account_value,
            Unit::money},
      Field{"total-settle-balance", &Balance::total_settle_balance, Unit::money},
      Field{"unsettled-cryptocurrency-fiat-amount", &Balance::unsettled_cryptocurrency_fiat_amount,
            Unit::money},
      Field{"unsettled-cryptocurrency-fiat-effect", &Balance::unsettled_cryptocurrency_fiat_effect},
      Field{"used-derivative-buying-power", &Balance::used_derivative_buying_power, Unit::money},
      Field{"snapshot-date", &Balance::snapshot_date},
      Field{"time-of-day", &Balance::time_of_day},
      Field{"reg-t-margin-requirement", &Balance::reg_t_margin_requirement, Unit::money},
      Field{"futures-overnight-margin-requirement", &Balance::futures_overnight_margin_requirement,
            Unit::money},
      Field{"futures-intraday-margin-requirement", &Balance::futures_intraday_margin_requirement,
            Unit::money},
      Field{"maintenance-excess", &Balance::maintenance_excess, Unit::money},
      Field{"pending-margin-interest", &Balance::pending_margin_interest, Unit::money},
      Field{"apex-starting-day-margin-equity", &Balance::apex_starting_day_margin_equity,
            Unit::money},
      Field{"buying-power-adjustment", &Balance::buying_power_adjustment, Unit::money},
      Field{"buying-power-adjustment-effect", &Balance::buying_power_adjustment_effect},
      Field{"effective-cryptocurrency-buying-power",
            &Balance::effective_cryptocurrency_buying_power, Unit::money},
      Field{"total-pending-liquidity-pool-rebate", &Balance::total_pending_liquidity_pool_rebate,
            Unit::money},
      Field{"long-index-derivative-value", &Balance::long_index_derivative_value, Unit::money},
      Field{"short-index-derivative-value", &Balance::short_index_derivative_value, Unit::money},
      Field{"updated-at", &Balance::updated_at},
      Field{"", &Balance::extra, Unit::rest},
  };
  static constexpr auto always = std::to_array<std::string_view>(
      {"available-trading-funds", "cash-available-to-withdraw", "cash-balance",
       "day-trading-buying-power", "derivative-buying-power", "equity-buying-power",
       "futures-margin-requirement", "long-derivative-value", "long-equity-value",
       "maintenance-requirement", "margin-equity", "net-liquidating-value", "pending-cash",
       "pending-cash-effect", "short-derivative-value", "short-equity-value", "updated-at"});
};
static_assert(complete_schema<Balance>);

/// One open position (broker-api.md 5.5). Key: (account number, symbol, instrument type). Quantity
/// is unsigned, `quantity_direction` says which way.
struct Position {
  std::string account_number;
  Open<InstrumentType> instrument_type;
  std::optional<std::string> streamer_symbol;
  std::string symbol;
  std::optional<std::string> underlying_symbol;
  std::optional<Decimal> quantity;
  std::optional<Decimal> average_daily_market_close_price;
  std::optional<Decimal> average_open_price;  ///< per unit, not multiplied
  std::optional<Decimal> average_yearly_market_close_price;
  std::optional<Decimal> close_price;
  std::optional<Open<Effect>>
      cost_effect;  ///< the effect of *closing*: Credit for long, Debit for short
  std::optional<bool> is_frozen;
  std::optional<bool> is_suppressed;
  std::optional<Decimal> mark;
  std::optional<Decimal> mark_price;
  std::optional<Decimal> multiplier;
  Open<PositionSide> quantity_direction;
  std::optional<Decimal> restricted_quantity;
  std::optional<std::string> expires_at;
  std::optional<std::string> deliverable_type;
  std::optional<Decimal> fixing_price;
  std::optional<Decimal> realized_day_gain;
  std::optional<std::string> realized_day_gain_date;
  std::optional<Open<Effect>> realized_day_gain_effect;
  std::optional<Decimal> realized_today;
  std::optional<std::string> realized_today_date;
  std::optional<Open<Effect>> realized_today_effect;
  std::optional<Decimal> face_value;
  std::optional<Decimal> par_size;
  std::optional<std::string> created_at;
  std::optional<std::string> updated_at;
  std::optional<std::int64_t> order_id;
  std::optional<std::string> update_type;
  Extra extra;
};
template <>
struct Schema<Position> {
  static constexpr std::string_view name = "Position";
  static constexpr auto fields = std::tuple{
      Field{"account-number", &Position::account_number},
      Field{"instrument-type", &Position::instrument_type},
      Field{"streamer-symbol", &Position::streamer_symbol, Unit::symbol},
      Field{"symbol", &Position::symbol, Unit::symbol},
      Field{"underlying-symbol", &Position::underlying_symbol, Unit::symbol},
      Field{"quantity", &Position::quantity, Unit::quantity},
      Field{"average-daily-market-close-price", &Position::average_daily_market_close_price,
            Unit::price},
      Field{"average-open-price", &Position::average_open_price, Unit::price},
      Field{"average-yearly-market-close-price", &Position::average_yearly_market_close_price,
            Unit::price},
      Field{"close-price", &Position::close_price, Unit::price},
      Field{"cost-effect", &Position::cost_effect},
      Field{"is-frozen", &Position::is_frozen},
      Field{"is-suppressed", &Position::is_suppressed},
      Field{"mark", &Position::mark, Unit::money},
      Field{"mark-price", &Position::mark_price, Unit::price},
      Field{"multiplier", &Position::multiplier, Unit::number},
      Field{"quantity-direction", &Position::quantity_direction},
      Field{"restricted-quantity", &Position::restricted_quantity, Unit::quantity},
      Field{"expires-at", &Position::expires_at},
      Field{"deliverable-type", &Position::deliverable_type},
      Field{"fixing-price", &Position::fixing_price},
      Field{"realized-day-gain", &Position::realized_day_gain, Unit::money},
      Field{"realized-day-gain-date", &Position::realized_day_gain_date},
      Field{"realized-day-gain-effect", &Position::realized_day_gain_effect},
      Field{"realized-today", &Position::realized_today, Unit::money},
      Field{"realized-today-date", &Position::realized_today_date},
      Field{"realized-today-effect", &Position::realized_today_effect},
      Field{"face-value", &Position::face_value},
      Field{"par-size", &Position::par_size},
      Field{"created-at", &Position::created_at},
      Field{"updated-at", &Position::updated_at},
      Field{"order-id", &Position::order_id},
      Field{"update-type", &Position::update_type},
      Field{"", &Position::extra, Unit::rest},
  };
  static constexpr auto always = std::to_array<std::string_view>(
      {"instrument-type", "underlying-symbol", "quantity", "average-open-price", "close-price",
       "cost-effect", "is-frozen", "is-suppressed", "multiplier", "quantity-direction",
       "restricted-quantity", "realized-day-gain", "realized-today", "created-at", "updated-at"});
};
static_assert(complete_schema<Position>);

/// What `/api-quote-tokens` answers (broker-api.md 5.26). The token is a Secret: 24 h of market
/// data.
struct QuoteToken {
  Secret token;
  std::string dxlink_url;
  std::optional<std::string> level;  ///< `api` = real time, `demo` = delayed
  std::optional<std::string> issued_at;
  std::optional<std::string> expires_at;
  std::optional<std::string> websocket_url;
  Extra extra;
};
template <>
struct Schema<QuoteToken> {
  static constexpr std::string_view name = "QuoteToken";
  static constexpr auto fields = std::tuple{
      Field{"token", &QuoteToken::token},
      Field{"dxlink-url", &QuoteToken::dxlink_url},
      Field{"level", &QuoteToken::level},
      Field{"issued-at", &QuoteToken::issued_at},
      Field{"expires-at", &QuoteToken::expires_at},
      Field{"websocket-url", &QuoteToken::websocket_url},
      Field{"", &QuoteToken::extra, Unit::rest},
  };
};
static_assert(complete_schema<QuoteToken>);

}  // namespace belay
