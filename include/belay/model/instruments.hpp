#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/model/enum_text.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/schema.hpp"

// Shares and their nested chains: broker-api.md 5.12, 5.19, 5.32. Other instruments stand in
// equity_options.hpp, futures.hpp, small_instruments.hpp, other chains in chains.hpp.

namespace belay {

enum class InstrumentType : std::uint8_t {
  unknown,
  bond,
  cryptocurrency,
  currency_pair,
  equity,
  equity_offering,
  equity_option,
  event_contract,
  fixed_income_security,
  future,
  future_option,
  index,
  liquidity_pool,
  mutual_fund,
  warrant,
};
template <>
struct EnumText<InstrumentType> {
  static constexpr InstrumentType fallback = InstrumentType::unknown;
  static constexpr auto names = std::to_array<std::pair<InstrumentType, std::string_view>>(
      {{InstrumentType::unknown, "Unknown"},
       {InstrumentType::bond, "Bond"},
       {InstrumentType::cryptocurrency, "Cryptocurrency"},
       {InstrumentType::currency_pair, "Currency Pair"},
       {InstrumentType::equity, "Equity"},
       {InstrumentType::equity_offering, "Equity Offering"},
       {InstrumentType::equity_option, "Equity Option"},
       {InstrumentType::event_contract, "Event Contract"},
       {InstrumentType::fixed_income_security, "Fixed Income Security"},
       {InstrumentType::future, "Future"},
       {InstrumentType::future_option, "Future Option"},
       {InstrumentType::index, "Index"},
       {InstrumentType::liquidity_pool, "Liquidity Pool"},
       {InstrumentType::mutual_fund, "Mutual Fund"},
       {InstrumentType::warrant, "Warrant"}});
};

enum class OptionType : std::uint8_t { unknown, call, put };
template <>
struct EnumText<OptionType> {
  static constexpr OptionType fallback = OptionType::unknown;
  static constexpr auto names = std::to_array<std::pair<OptionType, std::string_view>>(
      {{OptionType::unknown, "Unknown"}, {OptionType::call, "C"}, {OptionType::put, "P"}});
};

/// One step of a tick schedule: `value` applies to prices below `threshold`; the step without
/// threshold applies above (broker-api.md 6.2).
struct TickSize {
  std::optional<Decimal> threshold;
  Decimal value;
  std::optional<std::string> symbol;  ///< futures calendar spreads: the other leg
  Extra extra;
};
template <>
struct Schema<TickSize> {
  static constexpr std::string_view name = "TickSize";
  static constexpr auto fields =
      std::tuple{Field{"threshold", &TickSize::threshold, Unit::price},
                 Field{"value", &TickSize::value, Unit::price}, Field{"symbol", &TickSize::symbol},
                 Field{"", &TickSize::extra, Unit::rest}};
};
static_assert(complete_schema<TickSize>);

/// A stock, ETF or index (broker-api.md 5.12).
struct Equity {
  std::string symbol;
  Open<InstrumentType> instrument_type;
  std::optional<std::int64_t> id;
  std::optional<std::string> cusip;
  std::optional<std::string> short_description;
  std::optional<std::string> description;
  std::optional<std::string> listed_market;
  std::optional<std::string> lendability;
  std::optional<Decimal> borrow_rate;
  std::optional<std::string> market_time_instrument_collection;
  std::optional<std::string> streamer_symbol;
  std::optional<bool> active;
  std::optional<bool> is_index;
  std::optional<bool> is_etf;
  std::optional<bool> is_illiquid;
  std::optional<bool> is_closing_only;
  std::optional<bool> is_options_closing_only;
  std::optional<bool> is_fractional_quantity_eligible;
  std::optional<bool> bypass_manual_review;
  std::optional<bool> is_fraud_risk;
  std::optional<bool> overnight_trading_permitted;
  std::optional<std::string> country_of_incorporation;
  std::optional<std::string> country_of_taxation;
  std::optional<std::string> halted_at;
  std::optional<std::string> stops_trading_at;
  std::optional<std::string> instrument_sub_type;
  std::optional<std::string> underlying_product_type;
  std::vector<TickSize> tick_sizes;
  std::vector<TickSize> option_tick_sizes;  ///< ticks of the options *on* this equity
  Extra extra;
};
template <>
struct Schema<Equity> {
  static constexpr std::string_view name = "Equity";
  static constexpr auto fields = std::tuple{
      Field{"symbol", &Equity::symbol, Unit::symbol},
      Field{"instrument-type", &Equity::instrument_type},
      Field{"id", &Equity::id},
      Field{"cusip", &Equity::cusip},
      Field{"short-description", &Equity::short_description},
      Field{"description", &Equity::description},
      Field{"listed-market", &Equity::listed_market},
      Field{"lendability", &Equity::lendability},
      Field{"borrow-rate", &Equity::borrow_rate, Unit::ratio},
      Field{"market-time-instrument-collection", &Equity::market_time_instrument_collection},
      Field{"streamer-symbol", &Equity::streamer_symbol, Unit::symbol},
      Field{"active", &Equity::active},
      Field{"is-index", &Equity::is_index},
      Field{"is-etf", &Equity::is_etf},
      Field{"is-illiquid", &Equity::is_illiquid},
      Field{"is-closing-only", &Equity::is_closing_only},
      Field{"is-options-closing-only", &Equity::is_options_closing_only},
      Field{"is-fractional-quantity-eligible", &Equity::is_fractional_quantity_eligible},
      Field{"bypass-manual-review", &Equity::bypass_manual_review},
      Field{"is-fraud-risk", &Equity::is_fraud_risk},
      Field{"overnight-trading-permitted", &Equity::overnight_trading_permitted},
      Field{"country-of-incorporation", &Equity::country_of_incorporation},
      Field{"country-of-taxation", &Equity::country_of_taxation},
      Field{"halted-at", &Equity::halted_at},
      Field{"stops-trading-at", &Equity::stops_trading_at},
      Field{"instrument-sub-type", &Equity::instrument_sub_type},
      Field{"underlying-product-type", &Equity::underlying_product_type},
      Field{"tick-sizes", &Equity::tick_sizes},
      Field{"option-tick-sizes", &Equity::option_tick_sizes, Unit::sparse},
      Field{"", &Equity::extra, Unit::rest}};
  static constexpr auto always = std::to_array<std::string_view>(
      {"active", "description", "instrument-type", "is-closing-only", "is-etf", "is-illiquid",
       "is-index", "is-options-closing-only", "lendability", "listed-market",
       "market-time-instrument-collection", "streamer-symbol", "tick-sizes", "id"});
};
static_assert(complete_schema<Equity>);

/// What one contract delivers.
struct Deliverable {
  std::optional<std::int64_t> id;
  std::optional<std::string> root_symbol;
  std::optional<std::string> deliverable_type;
  std::optional<std::string> description;
  std::optional<Decimal> amount;
  std::optional<std::string> symbol;
  std::optional<std::string> instrument_type;
  std::optional<Decimal> percent;
  Extra extra;
};
template <>
struct Schema<Deliverable> {
  static constexpr std::string_view name = "Deliverable";
  static constexpr auto fields =
      std::tuple{Field{"id", &Deliverable::id},
                 Field{"root-symbol", &Deliverable::root_symbol},
                 Field{"deliverable-type", &Deliverable::deliverable_type},
                 Field{"description", &Deliverable::description},
                 Field{"amount", &Deliverable::amount},
                 Field{"symbol", &Deliverable::symbol},
                 Field{"instrument-type", &Deliverable::instrument_type},
                 Field{"percent", &Deliverable::percent},
                 Field{"", &Deliverable::extra, Unit::rest}};
};
static_assert(complete_schema<Deliverable>);

/// Call and put at one strike, as broker symbols (OCC) and streamer symbols.
struct ChainStrike {
  Decimal strike_price;
  std::string call;
  std::optional<std::string> call_streamer_symbol;
  std::string put;
  std::optional<std::string> put_streamer_symbol;
  Extra extra;
};
template <>
struct Schema<ChainStrike> {
  static constexpr std::string_view name = "ChainStrike";
  static constexpr auto fields =
      std::tuple{Field{"strike-price", &ChainStrike::strike_price, Unit::price},
                 Field{"call", &ChainStrike::call, Unit::symbol},
                 Field{"call-streamer-symbol", &ChainStrike::call_streamer_symbol, Unit::symbol},
                 Field{"put", &ChainStrike::put, Unit::symbol},
                 Field{"put-streamer-symbol", &ChainStrike::put_streamer_symbol, Unit::symbol},
                 Field{"", &ChainStrike::extra, Unit::rest}};
};
static_assert(complete_schema<ChainStrike>);

struct ChainExpiration {
  std::string expiration_date;
  std::optional<std::string> expiration_type;
  std::optional<std::int64_t> days_to_expiration;
  std::optional<std::string> settlement_type;
  std::vector<ChainStrike> strikes;  ///< order as sent: not always sorted
  Extra extra;
};
template <>
struct Schema<ChainExpiration> {
  static constexpr std::string_view name = "ChainExpiration";
  static constexpr auto fields =
      std::tuple{Field{"expiration-type", &ChainExpiration::expiration_type},
                 Field{"expiration-date", &ChainExpiration::expiration_date},
                 Field{"days-to-expiration", &ChainExpiration::days_to_expiration},
                 Field{"settlement-type", &ChainExpiration::settlement_type},
                 Field{"strikes", &ChainExpiration::strikes},
                 Field{"", &ChainExpiration::extra, Unit::rest}};
};
// The members stand in reading order, the table in wire order; both are complete.
static_assert(complete_schema<ChainExpiration>);

/// One root's chain, nested by expiration and strike (broker-api.md 5.19). An underlying may have
/// several (SPX and SPXW).
struct OptionChain {
  std::string underlying_symbol;
  std::string root_symbol;
  std::optional<std::string> option_chain_type;
  std::optional<std::int64_t> shares_per_contract;
  std::vector<TickSize> tick_sizes;
  std::vector<Deliverable> deliverables;
  std::vector<ChainExpiration> expirations;
  Extra extra;
};
template <>
struct Schema<OptionChain> {
  static constexpr std::string_view name = "OptionChain";
  static constexpr auto fields =
      std::tuple{Field{"underlying-symbol", &OptionChain::underlying_symbol, Unit::symbol},
                 Field{"root-symbol", &OptionChain::root_symbol, Unit::symbol},
                 Field{"option-chain-type", &OptionChain::option_chain_type},
                 Field{"shares-per-contract", &OptionChain::shares_per_contract},
                 Field{"tick-sizes", &OptionChain::tick_sizes},
                 Field{"deliverables", &OptionChain::deliverables},
                 Field{"expirations", &OptionChain::expirations},
                 Field{"", &OptionChain::extra, Unit::rest}};
  static constexpr auto always = std::to_array<std::string_view>(
      {"underlying-symbol", "root-symbol", "option-chain-type", "shares-per-contract", "tick-sizes",
       "deliverables", "expirations"});
};
static_assert(complete_schema<OptionChain>);

}  // namespace belay
