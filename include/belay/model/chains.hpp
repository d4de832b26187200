#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/schema.hpp"

// Option chains other than OptionChain: broker-api.md 5.20, 5.21.

namespace belay {

/// The symbols of one root and kind of expiration (broker-api.md 5.20), all expirations together.
/// `streamer_symbols` may be absent or of another length than `symbols`: do not pair them by
/// position.
struct CompactOptionChain {
  std::string underlying_symbol;
  std::string root_symbol;
  std::optional<std::string> option_chain_type;
  std::optional<std::string> settlement_type;
  std::optional<std::int64_t> shares_per_contract;
  std::optional<std::string> expiration_type;
  std::vector<Deliverable> deliverables;
  std::vector<std::string> symbols;
  std::vector<std::string> streamer_symbols;
  Extra extra;
};
template <>
struct Schema<CompactOptionChain> {
  static constexpr std::string_view name = "CompactOptionChain";
  static constexpr auto fields = std::tuple{
      Field{"underlying-symbol", &CompactOptionChain::underlying_symbol, Unit::symbol},
      Field{"root-symbol", &CompactOptionChain::root_symbol, Unit::symbol},
      Field{"option-chain-type", &CompactOptionChain::option_chain_type},
      Field{"settlement-type", &CompactOptionChain::settlement_type},
      Field{"shares-per-contract", &CompactOptionChain::shares_per_contract},
      Field{"expiration-type", &CompactOptionChain::expiration_type},
      Field{"deliverables", &CompactOptionChain::deliverables},
      Field{"symbols", &CompactOptionChain::symbols},
      Field{"streamer-symbols", &CompactOptionChain::streamer_symbols, Unit::sparse},
      Field{"", &CompactOptionChain::extra, Unit::rest},
  };
  static constexpr auto always = std::to_array<std::string_view>(
      {"option-chain-type", "settlement-type", "shares-per-contract", "expiration-type",
       "deliverables", "symbols"});
};
static_assert(complete_schema<CompactOptionChain>);

/// A contract that has options.
struct ChainFuture {
  std::string symbol;
  std::optional<std::string> root_symbol;
  std::optional<std::string> streamer_symbol;
  std::optional<std::string> maturity_date;
  std::optional<std::string> expiration_date;
  std::optional<std::int64_t> days_to_expiration;
  std::optional<bool> active_month;
  std::optional<bool> next_active_month;
  std::optional<std::string> stops_trading_at;
  std::optional<std::string> expires_at;
  Extra extra;
};
template <>
struct Schema<ChainFuture> {
  static constexpr std::string_view name = "ChainFuture";
  static constexpr auto fields = std::tuple{
      Field{"symbol", &ChainFuture::symbol, Unit::symbol},
      Field{"root-symbol", &ChainFuture::root_symbol, Unit::symbol},
      Field{"streamer-symbol", &ChainFuture::streamer_symbol, Unit::symbol},
      Field{"maturity-date", &ChainFuture::maturity_date},
      Field{"expiration-date", &ChainFuture::expiration_date},
      Field{"days-to-expiration", &ChainFuture::days_to_expiration},
      Field{"active-month", &ChainFuture::active_month},
      Field{"next-active-month", &ChainFuture::next_active_month},
      Field{"stops-trading-at", &ChainFuture::stops_trading_at},
      Field{"expires-at", &ChainFuture::expires_at},
      Field{"", &ChainFuture::extra, Unit::rest},
  };
};
static_assert(complete_schema<ChainFuture>);

/// The strikes of one option contract of one future. Order as sent: not sorted.
struct FuturesChainExpiration {
  std::optional<std::string> underlying_symbol;  ///< the contract, `/ESU3`
  std::optional<std::string> root_symbol;
  std::optional<std::string> option_root_symbol;
  std::optional<std::string> option_contract_symbol;
  std::optional<std::string> asset;
  std::string expiration_date;
  std::optional<std::int64_t> days_to_expiration;
  std::optional<std::string> expiration_type;
  std::optional<std::string> settlement_type;
  std::optional<Decimal> notional_value;
  std::optional<Decimal> display_factor;
  std::optional<Decimal> strike_factor;
  std::optional<std::string> stops_trading_at;
  std::optional<std::string> expires_at;
  std::vector<TickSize> tick_sizes;
  std::vector<ChainStrike> strikes;
  Extra extra;
};
template <>
struct Schema<FuturesChainExpiration> {
  static constexpr std::string_view name = "FuturesChainExpiration";
  static constexpr auto fields = std::tuple{
      Field{"underlying-symbol", &FuturesChainExpiration::underlying_symbol, Unit::symbol},
      Field{"root-symbol", &FuturesChainExpiration::root_symbol, Unit::symbol},
      Field{"option-root-symbol", &FuturesChainExpiration::option_root_symbol},
      Field{"option-contract-symbol", &FuturesChainExpiration::option_contract_symbol},
      Field{"asset", &FuturesChainExpiration::asset},
      Field{"expiration-date", &FuturesChainExpiration::expiration_date},
      Field{"days-to-expiration", &FuturesChainExpiration::days_to_expiration},
      Field{"expiration-type", &FuturesChainExpiration::expiration_type},
      Field{"settlement-type", &FuturesChainExpiration::settlement_type},
      Field{"notional-value", &FuturesChainExpiration::notional_value, Unit::ratio},
      Field{"display-factor", &FuturesChainExpiration::display_factor, Unit::ratio},
      Field{"strike-factor", &FuturesChainExpiration::strike_factor},
      Field{"stops-trading-at", &FuturesChainExpiration::stops_trading_at},
      Field{"expires-at", &FuturesChainExpiration::expires_at},
      Field{"tick-sizes", &FuturesChainExpiration::tick_sizes},
      Field{"strikes", &FuturesChainExpiration::strikes},
      Field{"", &FuturesChainExpiration::extra, Unit::rest},
  };
};
static_assert(complete_schema<FuturesChainExpiration>);

/// The chains of one product.
struct FuturesChainRoot {
  std::optional<std::string> underlying_symbol;
  std::optional<std::string> root_symbol;
  std::optional<std::string> exercise_style;
  std::vector<FuturesChainExpiration> expirations;  ///< order as sent: not sorted
  Extra extra;
};
template <>
struct Schema<FuturesChainRoot> {
  static constexpr std::string_view name = "FuturesChainRoot";
  static constexpr auto fields = std::tuple{
      Field{"underlying-symbol", &FuturesChainRoot::underlying_symbol, Unit::symbol},
      Field{"root-symbol", &FuturesChainRoot::root_symbol, Unit::symbol},
      Field{"exercise-style", &FuturesChainRoot::exercise_style},
      Field{"expirations", &FuturesChainRoot::expirations},
      Field{"", &FuturesChainRoot::extra, Unit::rest},
  };
};
static_assert(complete_schema<FuturesChainRoot>);

/// The nested chain of a futures product (broker-api.md 5.21): one object, not a list.
struct FuturesOptionChain {
  std::vector<ChainFuture> futures;
  std::vector<FuturesChainRoot> option_chains;
  Extra extra;
};
template <>
struct Schema<FuturesOptionChain> {
  static constexpr std::string_view name = "FuturesOptionChain";
  static constexpr auto fields = std::tuple{
      Field{"futures", &FuturesOptionChain::futures},
      Field{"option-chains", &FuturesOptionChain::option_chains},
      Field{"", &FuturesOptionChain::extra, Unit::rest},
  };
};
static_assert(complete_schema<FuturesOptionChain>);

}  // namespace belay
