#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "belay/base/decimal.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/schema.hpp"

// What an account may do: broker-api.md 5.3, 5.27.

namespace belay {

/// Any member may be missing.
struct AccountTradingStatus {
  std::optional<std::int64_t> id;
  std::string account_number;
  std::optional<bool> are_deep_itm_carry_options_enabled;
  std::optional<bool> are_far_otm_net_options_restricted;
  std::optional<bool> are_options_values_restricted_to_nlv;
  std::optional<bool> are_single_tick_expiring_hedges_ignored;
  std::optional<std::string> autotrade_account_type;
  std::optional<std::string> clearing_account_number;
  std::optional<std::string> clearing_aggregation_identifier;
  std::optional<std::int64_t> cmta_override;
  std::optional<std::int64_t> day_trade_count;
  std::optional<std::string> enhanced_fraud_safeguards_enabled_at;
  std::optional<std::string> equities_margin_calculation_type;
  std::optional<std::string> ext_crm_id;
  std::optional<std::string> fee_schedule_name;
  std::optional<Decimal> futures_margin_rate_multiplier;
  std::optional<bool> has_intraday_equities_margin;
  std::optional<bool> is_aggregated_at_clearing;
  std::optional<bool> is_ascend_event_contracts_enabled;
  std::optional<bool> is_closed;
  std::optional<bool> is_closing_only;
  std::optional<bool> is_cryptocurrency_closing_only;
  std::optional<bool> is_cryptocurrency_enabled;
  std::optional<bool> is_equity_offering_closing_only;
  std::optional<bool> is_equity_offering_enabled;
  std::optional<bool> is_frozen;
  std::optional<bool> is_full_equity_margin_required;
  std::optional<bool> is_futures_closing_only;
  std::optional<bool> is_futures_enabled;
  std::optional<bool> is_futures_intra_day_enabled;
  std::optional<bool> is_in_day_trade_equity_maintenance_call;
  std::optional<bool> is_in_margin_call;
  std::optional<bool> is_non_retail;
  std::optional<bool> is_pattern_day_trader;
  std::optional<bool> is_portfolio_margin_enabled;
  std::optional<bool> is_risk_reducing_only;
  std::optional<bool> is_roll_the_day_forward_enabled;
  std::optional<bool> is_small_notional_futures_intra_day_enabled;
  std::optional<std::string> options_level;
  std::optional<std::string> pdt_reset_on;
  std::optional<bool> short_calls_enabled;
  std::optional<Decimal> small_notional_futures_margin_rate_multiplier;
  std::optional<std::string> updated_at;
  Extra extra;
};
template <>
struct Schema<AccountTradingStatus> {
  static constexpr std::string_view name = "AccountTradingStatus";
  static constexpr auto fields = std::tuple{
      Field{"id", &AccountTradingStatus::id},
      Field{"account-number", &AccountTradingStatus::account_number},
      Field{"are-deep-itm-carry-options-enabled",
            &AccountTradingStatus::are_deep_itm_carry_options_enabled},
      Field{"are-far-otm-net-options-restricted",
            &AccountTradingStatus::are_far_otm_net_options_restricted},
      Field{"are-options-values-restricted-to-nlv",
            &AccountTradingStatus::are_options_values_restricted_to_nlv},
      Field{"are-single-tick-expiring-hedges-ignored",
            &AccountTradingStatus::are_single_tick_expiring_hedges_ignored},
      Field{"autotrade-account-type", &AccountTradingStatus::autotrade_account_type},
      Field{"clearing-account-number", &AccountTradingStatus::clearing_account_number},
      Field{"clearing-aggregation-identifier",
            &AccountTradingStatus::clearing_aggregation_identifier},
      Field{"cmta-override", &AccountTradingStatus::cmta_override},
      Field{"day-trade-count", &AccountTradingStatus::day_trade_count},
      Field{"enhanced-fraud-safeguards-enabled-at",
            &AccountTradingStatus::enhanced_fraud_safeguards_enabled_at},
      Field{"equities-margin-calculation-type",
            &AccountTradingStatus::equities_margin_calculation_type},
      Field{"ext-crm-id", &AccountTradingStatus::ext_crm_id},
      Field{"fee-schedule-name", &AccountTradingStatus::fee_schedule_name},
      Field{"futures-margin-rate-multiplier",
            &AccountTradingStatus::futures_margin_rate_multiplier},
      Field{"has-intraday-equities-margin", &AccountTradingStatus::has_intraday_equities_margin},
      Field{"is-aggregated-at-clearing", &AccountTradingStatus::is_aggregated_at_clearing},
      Field{"is-ascend-event-contracts-enabled",
            &AccountTradingStatus::is_ascend_event_contracts_enabled},
      Field{"is-closed", &AccountTradingStatus::is_closed},
      Field{"is-closing-only", &AccountTradingStatus::is_closing_only},
      Field{"is-cryptocurrency-closing-only",
            &AccountTradingStatus::is_cryptocurrency_closing_only},
      Field{"is-cryptocurrency-enabled", &AccountTradingStatus::is_cryptocurrency_enabled},
      Field{"is-equity-offering-closing-only",
            &AccountTradingStatus::is_equity_offering_closing_only},
      Field{"is-equity-offering-enabled", &AccountTradingStatus::is_equity_offering_enabled},
      Field{"is-frozen", &AccountTradingStatus::is_frozen},
      Field{"is-full-equity-margin-required",
            &AccountTradingStatus::is_full_equity_margin_required},
      Field{"is-futures-closing-only", &AccountTradingStatus::is_futures_closing_only},
      Field{"is-futures-enabled", &AccountTradingStatus::is_futures_enabled},
      Field{"is-futures-intra-day-enabled", &AccountTradingStatus::is_futures_intra_day_enabled},
      Field{"is-in-day-trade-equity-maintenance-call",
            &AccountTradingStatus::is_in_day_trade_equity_maintenance_call},
      Field{"is-in-margin-call", &AccountTradingStatus::is_in_margin_call},
      Field{"is-non-retail", &AccountTradingStatus::is_non_retail},
      Field{"is-pattern-day-trader", &AccountTradingStatus::is_pattern_day_trader},
      Field{"is-portfolio-margin-enabled", &AccountTradingStatus::is_portfolio_margin_enabled},
      Field{"is-risk-reducing-only", &AccountTradingStatus::is_risk_reducing_only},
      Field{"is-roll-the-day-forward-enabled",
            &AccountTradingStatus::is_roll_the_day_forward_enabled},
      Field{"is-small-notional-futures-intra-day-enabled",
            &AccountTradingStatus::is_small_notional_futures_intra_day_enabled},
      Field{"options-level", &AccountTradingStatus::options_level},
      Field{"pdt-reset-on", &AccountTradingStatus::pdt_reset_on},
      Field{"short-calls-enabled", &AccountTradingStatus::short_calls_enabled},
      Field{"small-notional-futures-margin-rate-multiplier",
            &AccountTradingStatus::small_notional_futures_margin_rate_multiplier},
      Field{"updated-at", &AccountTradingStatus::updated_at},
      Field{"", &AccountTradingStatus::extra, Unit::rest},
  };
};
static_assert(complete_schema<AccountTradingStatus>);

/// The largest orders and positions an account may have, in contracts or shares.
struct PositionLimit {
  std::optional<std::int64_t> id;
  std::string account_number;
  std::optional<std::int64_t> equity_order_size;
  std::optional<std::int64_t> equity_option_order_size;
  std::optional<std::int64_t> future_order_size;
  std::optional<std::int64_t> future_option_order_size;
  std::optional<std::int64_t> underlying_opening_order_limit;
  std::optional<std::int64_t> equity_position_size;
  std::optional<std::int64_t> equity_option_position_size;
  std::optional<std::int64_t> future_position_size;
  std::optional<std::int64_t> future_option_position_size;
  Extra extra;
};
template <>
struct Schema<PositionLimit> {
  static constexpr std::string_view name = "PositionLimit";
  static constexpr auto fields = std::tuple{
      Field{"id", &PositionLimit::id},
      Field{"account-number", &PositionLimit::account_number},
      Field{"equity-order-size", &PositionLimit::equity_order_size},
      Field{"equity-option-order-size", &PositionLimit::equity_option_order_size},
      Field{"future-order-size", &PositionLimit::future_order_size},
      Field{"future-option-order-size", &PositionLimit::future_option_order_size},
      Field{"underlying-opening-order-limit", &PositionLimit::underlying_opening_order_limit},
      Field{"equity-position-size", &PositionLimit::equity_position_size},
      Field{"equity-option-position-size", &PositionLimit::equity_option_position_size},
      Field{"future-position-size", &PositionLimit::future_position_size},
      Field{"future-option-position-size", &PositionLimit::future_option_position_size},
      Field{"", &PositionLimit::extra, Unit::rest},
  };
};
static_assert(complete_schema<PositionLimit>);

}  // namespace belay
