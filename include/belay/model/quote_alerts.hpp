#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "belay/base/decimal.hpp"
#include "belay/model/enum_text.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/schema.hpp"

// Alerts on a price: broker-api.md 4.10, 5.29. REST and the account stream send the same object.

namespace belay {

enum class AlertField : std::uint8_t { unknown, last, bid, ask, implied_volatility };
template <>
struct EnumText<AlertField> {
  static constexpr AlertField fallback = AlertField::unknown;
  static constexpr auto names = std::to_array<std::pair<AlertField, std::string_view>>(
      {{AlertField::unknown, "Unknown"},
       {AlertField::last, "Last"},
       {AlertField::bid, "Bid"},
       {AlertField::ask, "Ask"},
       {AlertField::implied_volatility, "IV"}});
};

enum class AlertComparison : std::uint8_t { unknown, above, below };
template <>
struct EnumText<AlertComparison> {
  static constexpr AlertComparison fallback = AlertComparison::unknown;
  static constexpr auto names = std::to_array<std::pair<AlertComparison, std::string_view>>(
      {{AlertComparison::unknown, "Unknown"},
       {AlertComparison::above, ">"},
       {AlertComparison::below, "<"}});
};

struct QuoteAlert {
  std::optional<std::string> alert_external_id;  ///< what DELETE takes
  std::optional<std::string> user_external_id;
  std::optional<std::string> symbol;
  std::optional<std::string> dx_symbol;
  std::optional<Open<InstrumentType>> instrument_type;
  Open<AlertField> field;
  Open<AlertComparison> comparison;
  std::optional<std::string> threshold;  ///< as the user wrote it
  std::optional<Decimal> threshold_numeric;
  std::optional<std::string> provider;
  std::optional<std::string> created_at;
  std::optional<std::string> triggered_at;
  std::optional<std::string> completed_at;
  std::optional<std::string> dismissed_at;
  std::optional<std::string> expired_at;
  std::optional<std::string> expires_at;  ///< a time, or epoch milliseconds as text
  Extra extra;
};
template <>
struct Schema<QuoteAlert> {
  static constexpr std::string_view name = "QuoteAlert";
  static constexpr auto fields = std::tuple{
      Field{"alert-external-id", &QuoteAlert::alert_external_id},
      Field{"user-external-id", &QuoteAlert::user_external_id},
      Field{"symbol", &QuoteAlert::symbol, Unit::symbol},
      Field{"dx-symbol", &QuoteAlert::dx_symbol, Unit::symbol},
      Field{"instrument-type", &QuoteAlert::instrument_type},
      Field{"field", &QuoteAlert::field},
      Field{"operator", &QuoteAlert::comparison},
      Field{"threshold", &QuoteAlert::threshold},
      Field{"threshold-numeric", &QuoteAlert::threshold_numeric, Unit::number},
      Field{"provider", &QuoteAlert::provider},
      Field{"created-at", &QuoteAlert::created_at},
      Field{"triggered-at", &QuoteAlert::triggered_at},
      Field{"completed-at", &QuoteAlert::completed_at},
      Field{"dismissed-at", &QuoteAlert::dismissed_at},
      Field{"expired-at", &QuoteAlert::expired_at},
      Field{"expires-at", &QuoteAlert::expires_at},
      Field{"", &QuoteAlert::extra, Unit::rest},
  };
};
static_assert(complete_schema<QuoteAlert>);

/// Body of POST.
struct NewQuoteAlert {
  std::string symbol;
  std::optional<std::string> dx_symbol;
  std::optional<Open<InstrumentType>> instrument_type;
  Open<AlertField> field;
  Open<AlertComparison> comparison;
  std::optional<std::string> threshold;
  std::optional<Decimal> threshold_numeric;
  std::optional<std::string> expires_at;
  Extra extra;
};
template <>
struct Schema<NewQuoteAlert> {
  static constexpr std::string_view name = "NewQuoteAlert";
  static constexpr auto fields = std::tuple{
      Field{"symbol", &NewQuoteAlert::symbol, Unit::symbol},
      Field{"dx-symbol", &NewQuoteAlert::dx_symbol, Unit::symbol},
      Field{"instrument-type", &NewQuoteAlert::instrument_type},
      Field{"field", &NewQuoteAlert::field},
      Field{"operator", &NewQuoteAlert::comparison},
      Field{"threshold", &NewQuoteAlert::threshold},
      Field{"threshold-numeric", &NewQuoteAlert::threshold_numeric},
      Field{"expires-at", &NewQuoteAlert::expires_at},
      Field{"", &NewQuoteAlert::extra, Unit::rest},
  };
};
static_assert(complete_schema<NewQuoteAlert>);

}  // namespace belay
