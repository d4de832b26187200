#include "sim/broker/catalog.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "sim/broker/valuation.hpp"

namespace belay::sim {
namespace {

using namespace belay::literals;

// 1 / per_unit, exactly: ticks are 0.0001 … 0.1.
Decimal tick(int per_unit) { return to_decimal(1.0 / per_unit, 4).normalized(1); }

std::vector<TickSize> stock_ticks() {
  return {TickSize{.threshold = 1.0_usd, .value = 0.0001_usd}, TickSize{.value = 0.01_usd}};
}

std::vector<TickSize> option_ticks(const OptionTicks& ticks) {
  if (ticks.below_per_unit == ticks.above_per_unit)
    return {TickSize{.value = tick(ticks.above_per_unit)}};
  return {
      TickSize{.threshold = to_decimal(ticks.threshold, 1), .value = tick(ticks.below_per_unit)},
      TickSize{.value = tick(ticks.above_per_unit)}};
}

// The schedule does not depend on the day; list_chains does, so the rules are asked once.
std::optional<OptionTicks> option_ticks_on(std::string_view underlying) {
  static const std::vector<Chain> chains =
      list_chains(Instant{std::chrono::sys_days{std::chrono::year{2025} / 1 / 13}});
  for (const Chain& chain : chains) {
    if (chain.underlying->symbol == underlying) return chain.ticks;
  }
  return std::nullopt;
}

Equity describe(const Asset& asset) {
  const bool is_index = asset.kind == AssetKind::index;
  Equity equity{
      .symbol = std::string{asset.symbol},
      .instrument_type = InstrumentType::equity,
      .id = asset.id,
      .short_description = std::string{asset.description},
      .description = std::string{asset.description},
      .listed_market = std::string{asset.market},
      .lendability = "Easy To Borrow",
      .borrow_rate = 0.0_dec,
      .market_time_instrument_collection = "Equity",
      .streamer_symbol = std::string{asset.streamer_symbol},
      .active = true,
      .is_index = is_index,
      .is_etf = asset.kind == AssetKind::etf,
      .is_illiquid = false,
      .is_closing_only = false,
      .is_options_closing_only = false,
      .is_fractional_quantity_eligible = !is_index,
      .bypass_manual_review = false,
      .is_fraud_risk = false,
      .overnight_trading_permitted = !is_index,
      .tick_sizes = stock_ticks(),
  };
  if (const auto ticks = option_ticks_on(asset.symbol)) {
    equity.option_tick_sizes = option_ticks(*ticks);
  }
  return equity;
}

bool is_equity(const Asset& asset) { return asset.kind != AssetKind::crypto; }

ChainExpiration describe(const Expiration& expiration, Date today) {
  ChainExpiration result{
      .expiration_date = to_iso_date(expiration.date),
      .expiration_type = std::string{expiration.type},
      .days_to_expiration =
          (std::chrono::sys_days{expiration.date} - std::chrono::sys_days{today}).count(),
      .settlement_type = "PM"};
  for (std::size_t i = 0; i + 1 < expiration.options.size(); i += 2) {
    const OptionListing& call = expiration.options[i];
    const OptionListing& put = expiration.options[i + 1];
    result.strikes.push_back({.strike_price = to_decimal(call.strike, 3).normalized(1),
                              .call = call.symbol,
                              .call_streamer_symbol = std::string{call.streamer_symbol.view()},
                              .put = put.symbol,
                              .put_streamer_symbol = std::string{put.streamer_symbol.view()}});
  }
  return result;
}

Deliverable shares_of(const Asset& asset, std::string_view root) {
  return Deliverable{.id = asset.id + 100'000,
                     .root_symbol = std::string{root},
                     .deliverable_type = "Shares",
                     .description = fmt::format("100 shares of {}", asset.symbol),
                     .amount = 100.0_dec,
                     .symbol = std::string{asset.symbol},
                     .instrument_type = "Equity",
                     .percent = Decimal{100}};
}

OptionChain describe(const Chain& chain, Instant now) {
  const Asset& asset = *chain.underlying;
  OptionChain result{.underlying_symbol = std::string{asset.symbol},
                     .root_symbol = std::string{chain.root},
                     .option_chain_type = "Standard",
                     .shares_per_contract = 100,
                     .tick_sizes = option_ticks(chain.ticks)};
  if (asset.kind != AssetKind::index) result.deliverables = {shares_of(asset, chain.root)};
  for (const Expiration& expiration : chain.expirations) {
    if (expiration.at <= now) continue;
    result.expirations.push_back(describe(expiration, new_york_date(now)));
  }
  return result;
}

Tradable tradable(const Chain& chain, const Expiration& expiration, const OptionListing& option) {
  return Tradable{.type = InstrumentType::equity_option,
                  .streamer_symbol = option.streamer_symbol,
                  .underlying = std::string{chain.underlying->symbol},
                  .ticks = option_ticks(chain.ticks),
                  .index_option = chain.underlying->kind == AssetKind::index,
                  .ends = expiration.at,
                  .multiplier = 100};
}

}  // namespace

std::optional<Equity> equity_of(std::string_view symbol) {
  const Asset* asset = find_asset(symbol);
  if (asset == nullptr || !is_equity(*asset)) return std::nullopt;
  return describe(*asset);
}

std::vector<Equity> all_equities() {
  std::vector<Equity> equities;
  for (const Asset& asset : assets()) {
    if (is_equity(asset)) equities.push_back(describe(asset));
  }
  return equities;
}

std::vector<OptionChain> chains_of(const Market& market, std::string_view underlying, Instant now) {
  std::vector<OptionChain> chains;
  for (const Chain& chain : market.chains()) {
    if (chain.underlying->symbol == underlying) chains.push_back(describe(chain, now));
  }
  return chains;
}

std::optional<Tradable> find_tradable(const Market& market, std::string_view symbol) {
  if (const Asset* asset = find_asset(symbol)) {
    return Tradable{
        .type = is_equity(*asset) ? InstrumentType::equity : InstrumentType::cryptocurrency,
        .streamer_symbol = Symbol{asset->streamer_symbol},
        .underlying = std::string{symbol},
        .ticks = stock_ticks(),
        .is_index = asset->kind == AssetKind::index};
  }
  for (const Chain& chain : market.chains()) {
    for (const Expiration& expiration : chain.expirations) {
      const auto option = std::ranges::find(expiration.options, symbol, &OptionListing::symbol);
      if (option != expiration.options.end()) return tradable(chain, expiration, *option);
    }
  }
  return std::nullopt;
}

}  // namespace belay::sim
