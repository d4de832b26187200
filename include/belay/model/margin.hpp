#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/enum_text.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/schema.hpp"

// Margin: broker-api.md 4.6, 5.27. Amounts are unsigned with `*_effect` beside them; entry
// quantities are signed. The broker writes "NaN" where it has no price: such a member is absent
// here and stays in `extra`.

namespace belay {

/// A position inside a strategy.
struct MarginEntry {
  std::optional<std::string> instrument_symbol;
  std::optional<Open<InstrumentType>> instrument_type;
  std::optional<Decimal> quantity;  ///< signed
  std::optional<Decimal> average_open_price;
  std::optional<Decimal> close_price;
  std::optional<Decimal> fixing_price;
  std::optional<Decimal> strike_price;
  std::optional<Open<OptionType>> option_type;
  std::optional<Decimal> deliverable_quantity;
  std::optional<std::string> expiration_date;
  Extra extra;
};
template <>
struct Schema<MarginEntry> {
  static constexpr std::string_view name = "MarginEntry";
  static constexpr auto fields = std::tuple{
      Field{"instrument-symbol", &MarginEntry::instrument_symbol, Unit::symbol},
      Field{"instrument-type", &MarginEntry::instrument_type},
      Field{"quantity", &MarginEntry::quantity, Unit::size},
      Field{"average-open-price", &MarginEntry::average_open_price, Unit::price},
      Field{"close-price", &MarginEntry::close_price, Unit::price},
      Field{"fixing-price", &MarginEntry::fixing_price, Unit::price},
      Field{"strike-price", &MarginEntry::strike_price, Unit::price},
      Field{"option-type", &MarginEntry::option_type},
      Field{"deliverable-quantity", &MarginEntry::deliverable_quantity, Unit::size},
      Field{"expiration-date", &MarginEntry::expiration_date},
      Field{"", &MarginEntry::extra, Unit::rest},
  };
};
static_assert(complete_schema<MarginEntry>);

/// A group inside a group: positions that are margined together.
struct MarginStrategy {
  std::optional<std::string> description;  ///< `LONG_UNDERLYING`, `NAKED_OPTION`, `VERTICAL`, …
  std::optional<Decimal> margin_requirement;
  std::optional<Open<Effect>> margin_requirement_effect;
  std::optional<Decimal> initial_requirement;
  std::optional<Open<Effect>> initial_requirement_effect;
  std::optional<Decimal> maintenance_requirement;
  std::optional<Open<Effect>> maintenance_requirement_effect;
  std::optional<bool> includes_working_order;
  std::optional<Decimal> buying_power;
  std::optional<Open<Effect>> buying_power_effect;
  std::vector<MarginEntry> position_entries;
  Extra extra;
};
template <>
struct Schema<MarginStrategy> {
  static constexpr std::string_view name = "MarginStrategy";
  static constexpr auto fields = std::tuple{
      Field{"description", &MarginStrategy::description},
      Field{"margin-requirement", &MarginStrategy::margin_requirement, Unit::money},
      Field{"margin-requirement-effect", &MarginStrategy::margin_requirement_effect},
      Field{"initial-requirement", &MarginStrategy::initial_requirement, Unit::money},
      Field{"initial-requirement-effect", &MarginStrategy::initial_requirement_effect},
      Field{"maintenance-requirement", &MarginStrategy::maintenance_requirement, Unit::money},
      Field{"maintenance-requirement-effect", &MarginStrategy::maintenance_requirement_effect},
      Field{"includes-working-order", &MarginStrategy::includes_working_order},
      Field{"buying-power", &MarginStrategy::buying_power, Unit::money},
      Field{"buying-power-effect", &MarginStrategy::buying_power_effect},
      Field{"position-entries", &MarginStrategy::position_entries},
      Field{"", &MarginStrategy::extra, Unit::rest},
  };
};
static_assert(complete_schema<MarginStrategy>);

/// All of one underlying.
struct MarginGroup {
  std::optional<std::string> description;
  std::optional<std::string> code;
  std::optional<std::string> underlying_symbol;
  std::optional<std::string> underlying_type;
  std::optional<Decimal> expected_price_range_up_percent;
  std::optional<Decimal> expected_price_range_down_percent;
  std::optional<Decimal> point_of_no_return_percent;
  std::optional<std::string> margin_calculation_type;
  std::optional<Decimal> margin_requirement;
  std::optional<Open<Effect>> margin_requirement_effect;
  std::optional<Decimal> initial_requirement;
  std::optional<Open<Effect>> initial_requirement_effect;
  std::optional<Decimal> maintenance_requirement;
  std::optional<Open<Effect>> maintenance_requirement_effect;
  std::optional<Decimal> buying_power;
  std::optional<Open<Effect>> buying_power_effect;
  std::vector<MarginStrategy> groups;
  std::optional<Decimal> price_increase_percent;
  std::optional<Decimal> price_decrease_percent;
  Extra extra;
};
template <>
struct Schema<MarginGroup> {
  static constexpr std::string_view name = "MarginGroup";
  static constexpr auto fields = std::tuple{
      Field{"description", &MarginGroup::description},
      Field{"code", &MarginGroup::code},
      Field{"underlying-symbol", &MarginGroup::underlying_symbol, Unit::symbol},
      Field{"underlying-type", &MarginGroup::underlying_type},
      Field{"expected-price-range-up-percent", &MarginGroup::expected_price_range_up_percent,
            Unit::ratio},
      Field{"expected-price-range-down-percent", &MarginGroup::expected_price_range_down_percent,
            Unit::ratio},
      Field{"point-of-no-return-percent", &MarginGroup::point_of_no_return_percent, Unit::ratio},
      Field{"margin-calculation-type", &MarginGroup::margin_calculation_type},
      Field{"margin-requirement", &MarginGroup::margin_requirement, Unit::money},
      Field{"margin-requirement-effect", &MarginGroup::margin_requirement_effect},
      Field{"initial-requirement", &MarginGroup::initial_requirement, Unit::money},
      Field{"initial-requirement-effect", &MarginGroup::initial_requirement_effect},
      Field{"maintenance-requirement", &MarginGroup::maintenance_requirement, Unit::money},
      Field{"maintenance-requirement-effect", &MarginGroup::maintenance_requirement_effect},
      Field{"buying-power", &MarginGroup::buying_power, Unit::money},
      Field{"buying-power-effect", &MarginGroup::buying_power_effect},
      Field{"groups", &MarginGroup::groups},
      Field{"price-increase-percent", &MarginGroup::price_increase_percent, Unit::ratio},
      Field{"price-decrease-percent", &MarginGroup::price_decrease_percent, Unit::ratio},
      Field{"", &MarginGroup::extra, Unit::rest},
  };
};
static_assert(complete_schema<MarginGroup>);

/// What an account's positions require.
struct MarginReport {
  std::string account_number;
  std::optional<std::string> description;
  std::optional<std::string> margin_calculation_type;
  std::optional<std::string> option_level;
  std::optional<Decimal> margin_requirement;
  std::optional<Open<Effect>> margin_requirement_effect;
  std::optional<Decimal> initial_requirement;
  std::optional<Open<Effect>> initial_requirement_effect;
  std::optional<Decimal> maintenance_requirement;
  std::optional<Open<Effect>> maintenance_requirement_effect;
  std::optional<Decimal> margin_equity;
  std::optional<Open<Effect>> margin_equity_effect;
  std::optional<Decimal> option_buying_power;
  std::optional<Open<Effect>> option_buying_power_effect;
  std::optional<Decimal> reg_t_margin_requirement;
  std::optional<Open<Effect>> reg_t_margin_requirement_effect;
  std::optional<Decimal> reg_t_option_buying_power;
  std::optional<Open<Effect>> reg_t_option_buying_power_effect;
  std::optional<Decimal> maintenance_excess;
  std::optional<Open<Effect>> maintenance_excess_effect;
  std::vector<MarginGroup> groups;
  std::optional<std::int64_t> last_state_timestamp;
  Extra extra;
};
template <>
struct Schema<MarginReport> {
  static constexpr std::string_view name = "MarginReport";
  static constexpr auto fields = std::tuple{
      Field{"account-number", &MarginReport::account_number},
      Field{"description", &MarginReport::description},
      Field{"margin-calculation-type", &MarginReport::margin_calculation_type},
      Field{"option-level", &MarginReport::option_level},
      Field{"margin-requirement", &MarginReport::margin_requirement, Unit::money},
      Field{"margin-requirement-effect", &MarginReport::margin_requirement_effect},
      Field{"initial-requirement", &MarginReport::initial_requirement, Unit::money},
      Field{"initial-requirement-effect", &MarginReport::initial_requirement_effect},
      Field{"maintenance-requirement", &MarginReport::maintenance_requirement, Unit::money},
      Field{"maintenance-requirement-effect", &MarginReport::maintenance_requirement_effect},
      Field{"margin-equity", &MarginReport::margin_equity, Unit::money},
      Field{"margin-equity-effect", &MarginReport::margin_equity_effect},
      Field{"option-buying-power", &MarginReport::option_buying_power, Unit::money},
      Field{"option-buying-power-effect", &MarginReport::option_buying_power_effect},
      Field{"reg-t-margin-requirement", &MarginReport::reg_t_margin_requirement, Unit::money},
      Field{"reg-t-margin-requirement-effect", &MarginReport::reg_t_margin_requirement_effect},
      Field{"reg-t-option-buying-power", &MarginReport::reg_t_option_buying_power, Unit::money},
      Field{"reg-t-option-buying-power-effect", &MarginReport::reg_t_option_buying_power_effect},
      Field{"maintenance-excess", &MarginReport::maintenance_excess, Unit::money},
      Field{"maintenance-excess-effect", &MarginReport::maintenance_excess_effect},
      Field{"groups", &MarginReport::groups},
      Field{"last-state-timestamp", &MarginReport::last_state_timestamp, Unit::epoch_ms},
      Field{"", &MarginReport::extra, Unit::rest},
  };
};
static_assert(complete_schema<MarginReport>);

/// The effective requirement of one underlying: fractions of its value; the floor is money.
struct MarginRequirement {
  std::string underlying_symbol;
  std::optional<Decimal> long_equity_initial;
  std::optional<Decimal> short_equity_initial;
  std::optional<Decimal> long_equity_maintenance;
  std::optional<Decimal> short_equity_maintenance;
  std::optional<Decimal> naked_option_standard;
  std::optional<Decimal> naked_option_minimum;
  std::optional<Decimal> naked_option_floor;
  std::optional<std::string> clearing_identifier;
  std::optional<bool> is_deleted;
  Extra extra;
};
template <>
struct Schema<MarginRequirement> {
  static constexpr std::string_view name = "MarginRequirement";
  static constexpr auto fields = std::tuple{
      Field{"underlying-symbol", &MarginRequirement::underlying_symbol, Unit::symbol},
      Field{"long-equity-initial", &MarginRequirement::long_equity_initial, Unit::ratio},
      Field{"short-equity-initial", &MarginRequirement::short_equity_initial, Unit::ratio},
      Field{"long-equity-maintenance", &MarginRequirement::long_equity_maintenance, Unit::ratio},
      Field{"short-equity-maintenance", &MarginRequirement::short_equity_maintenance, Unit::ratio},
      Field{"naked-option-standard", &MarginRequirement::naked_option_standard, Unit::ratio},
      Field{"naked-option-minimum", &MarginRequirement::naked_option_minimum, Unit::ratio},
      Field{"naked-option-floor", &MarginRequirement::naked_option_floor, Unit::money},
      Field{"clearing-identifier", &MarginRequirement::clearing_identifier},
      Field{"is-deleted", &MarginRequirement::is_deleted},
      Field{"", &MarginRequirement::extra, Unit::rest},
  };
};
static_assert(complete_schema<MarginRequirement>);

/// Public: asked for without a token.
struct MarginConfiguration {
  std::optional<Decimal> risk_free_rate;
  Extra extra;
};
template <>
struct Schema<MarginConfiguration> {
  static constexpr std::string_view name = "MarginConfiguration";
  static constexpr auto fields = std::tuple{
      Field{"risk-free-rate", &MarginConfiguration::risk_free_rate, Unit::ratio},
      Field{"", &MarginConfiguration::extra, Unit::rest},
  };
};
static_assert(complete_schema<MarginConfiguration>);

/// A row of an exchange's SPAN file, fixed width.
struct SpanRow {
  std::optional<std::string> file_date;
  std::optional<std::int64_t> row_index;
  std::optional<std::string> exchange;
  std::optional<std::string> row_data;
  Extra extra;
};
template <>
struct Schema<SpanRow> {
  static constexpr std::string_view name = "SpanRow";
  static constexpr auto fields = std::tuple{
      Field{"file-date", &SpanRow::file_date}, Field{"row-index", &SpanRow::row_index},
      Field{"exchange", &SpanRow::exchange},   Field{"row-data", &SpanRow::row_data},
      Field{"", &SpanRow::extra, Unit::rest},
  };
};
static_assert(complete_schema<SpanRow>);

}  // namespace belay
