#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "belay/base/decimal.hpp"
#include "belay/model/enum_text.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/schema.hpp"

// Instruments that are neither shares nor futures: broker-api.md 4.7, 5.13, 5.18, 5.22.

namespace belay {

/// One option on a share, ETF or index (broker-api.md 5.13).
struct EquityOption {
  std::string symbol;  ///< OCC, 21 characters
  Open<InstrumentType> instrument_type;
  std::optional<bool> active;
  std::optional<Decimal> strike_price;
  std::optional<std::string> root_symbol;
  std::optional<std::string> underlying_symbol;
  std::optional<std::string> expiration_date;
  std::optional<std::string> exercise_style;
  std::optional<std::int64_t> shares_per_contract;
  std::optional<Open<OptionType>> option_type;
  std::optional<std::string> option_chain_type;
  std::optional<std::string> expiration_type;
  std::optional<std::string> settlement_type;
  std::optional<std::string> halted_at;
  std::optional<std::string> stops_trading_at;
  std::optional<std::string> market_time_instrument_collection;
  std::optional<std::int64_t> days_to_expiration;
  std::optional<std::string> expires_at;
  std::optional<bool> is_closing_only;
  std::optional<std::string> listed_market;
  std::optional<std::string> old_security_number;
  std::optional<std::string> streamer_symbol;
  Extra extra;
};
template <>
struct Schema<EquityOption> {
  static constexpr std::string_view name = "EquityOption";
  static constexpr auto fields = std::tuple{
      Field{"symbol", &EquityOption::symbol, Unit::symbol},
      Field{"instrument-type", &EquityOption::instrument_type},
      Field{"active", &EquityOption::active},
      Field{"strike-price", &EquityOption::strike_price, Unit::price},
      Field{"root-symbol", &EquityOption::root_symbol, Unit::symbol},
      Field{"underlying-symbol", &EquityOption::underlying_symbol, Unit::symbol},
      Field{"expiration-date", &EquityOption::expiration_date},
      Field{"exercise-style", &EquityOption::exercise_style},
      Field{"shares-per-contract", &EquityOption::shares_per_contract},
      Field{"option-type", &EquityOption::option_type},
      Field{"option-chain-type", &EquityOption::option_chain_type},
      Field{"expiration-type", &EquityOption::expiration_type},
      Field{"settlement-type", &EquityOption::settlement_type},
      Field{"halted-at", &EquityOption::halted_at},
      Field{"stops-trading-at", &EquityOption::stops_trading_at},
      Field{"market-time-instrument-collection", &EquityOption::market_time_instrument_collection},
      Field{"days-to-expiration", &EquityOption::days_to_expiration},
      Field{"expires-at", &EquityOption::expires_at},
      Field{"is-closing-only", &EquityOption::is_closing_only},
      Field{"listed-market", &EquityOption::listed_market},
      Field{"old-security-number", &EquityOption::old_security_number},
      Field{"streamer-symbol", &EquityOption::streamer_symbol, Unit::symbol},
      Field{"", &EquityOption::extra, Unit::rest},
  };
  static constexpr auto always = std::to_array<std::string_view>(
      {"active", "days-to-expiration", "exercise-style", "expiration-date", "expiration-type",
       "expires-at", "instrument-type", "is-closing-only", "option-type", "root-symbol",
       "settlement-type", "shares-per-contract", "stops-trading-at", "strike-price",
       "underlying-symbol"});
};
static_assert(complete_schema<EquityOption>);

}  // namespace belay
