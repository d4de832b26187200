#include "sim/broker/catalog.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "sim/broker/ticks.hpp"
#include "sim/broker/valuation.hpp"

namespace belay::sim {
namespace {

using namespace belay::literals;

constexpr std::string_view kStandard = "Standard";
constexpr int kSharesPerContract = 100;

std::vector<TickSize> stock_ticks() {
  return {TickSize{.threshold = 1.0_usd, .value = 0.0001_usd}, TickSize{.value = 0.01_usd}};
}

std::int64_t days_until(Date date, Instant now) {
  return (std::chrono::sys_days{date} - std::chrono::sys_days{new_york_date(now)}).count();
}

Decimal strike_of(const OptionListing& option) {
  return to_decimal(option.strike, 3).normalized(1);
}

ChainExpiration describe(const Expiration& expiration, Instant now) {
  ChainExpiration result{.expiration_date = to_iso_date(expiration.date),
                         .expiration_type = std::string{expiration.type},
                         .days_to_expiration = days_until(expiration.date, now),
                         .settlement_type = std::string{expiration.settlement}};
  for (std::size_t i = 0; i + 1 < expiration.options.size(); i += 2) {
    const OptionListing& call = expiration.options[i];
    const OptionListing& put = expiration.options[i + 1];
    result.strikes.push_back({.strike_price = strike_of(call),
                              .call = call.symbol,
                              .call_streamer_symbol = std::string{call.streamer_symbol.view()},
                              .put = put.symbol,
                              .put_streamer_symbol = std::string{put.streamer_symbol.view()}});
  }
  return result;
}

std::vector<Deliverable> deliverables_of(const Chain& chain) {
  const Asset& asset = *chain.underlying;
  if (asset.kind == AssetKind::index) return {};
  return {Deliverable{.id = asset.id + 100'000,
                      .root_symbol = std::string{chain.root},
                      .deliverable_type = "Shares",
                      .description = fmt::format("100 shares of {}", asset.symbol),
                      .amount = 100.0_dec,
                      .symbol = std::string{asset.symbol},
                      .instrument_type = "Equity",
                      .percent = Decimal{100}}};
}

OptionChain describe(const Chain& chain, Instant now) {
  OptionChain result{.underlying_symbol = std::string{chain.underlying->symbol},
                     .root_symbol = std::string{chain.root},
                     .option_chain_type = std::string{kStandard},
                     .shares_per_contract = kSharesPerContract,
                     .tick_sizes = option_ticks(chain.ticks),
                     .deliverables = deliverables_of(chain)};
  for (const Expiration& expiration : chain.expirations) {
    if (expiration.at > now) result.expirations.push_back(describe(expiration, now));
  }
  return result;
}

EquityOption describe(const Chain& chain, const Expiration& expiration, const OptionListing& option,
                      Instant now) {
  const std::string ends = to_iso_utc(expiration.at);
  return EquityOption{
      .symbol = option.symbol,
      .instrument_type = InstrumentType::equity_option,
      .active = expiration.at > now,
      .strike_price = strike_of(option),
      .root_symbol = std::string{chain.root},
      .underlying_symbol = std::string{chain.underlying->symbol},
      .expiration_date = to_iso_date(expiration.date),
      .exercise_style = chain.underlying->kind == AssetKind::index ? "European" : "American",
      .shares_per_contract = kSharesPerContract,
      .option_type = option.right == OptionRight::call ? OptionType::call : OptionType::put,
      .option_chain_type = std::string{kStandard},
      .expiration_type = std::string{expiration.type},
      .settlement_type = std::string{expiration.settlement},
      .stops_trading_at = to_iso_utc(expiration.stops_trading),
      .market_time_instrument_collection = "Equity Option",
      .days_to_expiration = days_until(expiration.date, now),
      .expires_at = ends,
      .is_closing_only = false,
      .streamer_symbol = std::string{option.streamer_symbol.view()},
  };
}

// Adds one expiration to the group of its kind.
void add(std::vector<CompactOptionChain>& groups, const Chain& chain,
         const Expiration& expiration) {
  const auto same = [&](const CompactOptionChain& group) {
    return group.root_symbol == chain.root && group.expiration_type == expiration.type;
  };
  auto group = std::ranges::find_if(groups, same);
  if (group == groups.end()) {
    groups.push_back({.underlying_symbol = std::string{chain.underlying->symbol},
                      .root_symbol = std::string{chain.root},
                      .option_chain_type = std::string{kStandard},
                      .settlement_type = std::string{expiration.settlement},
                      .shares_per_contract = kSharesPerContract,
                      .expiration_type = std::string{expiration.type},
                      .deliverables = deliverables_of(chain)});
    group = groups.end() - 1;
  }
  for (const OptionListing& option : expiration.options) {
    group->symbols.push_back(option.symbol);
    group->streamer_symbols.emplace_back(option.streamer_symbol.view());
  }
}

Tradable tradable(const Chain& chain, const Expiration& expiration, const OptionListing& option) {
  return Tradable{.type = InstrumentType::equity_option,
                  .streamer_symbol = option.streamer_symbol,
                  .underlying = std::string{chain.underlying->symbol},
                  .ticks = option_ticks(chain.ticks),
                  .index_option = chain.underlying->kind == AssetKind::index,
                  .ends = expiration.stops_trading,
                  .expires = expiration.at,
                  .multiplier = kSharesPerContract};
}

// `visit(chain, expiration, option)` of the option with that symbol, if there is one.
template <class Visit>
void with_option(const Market& market, std::string_view symbol, Visit&& visit) {
  for (const Chain& chain : market.chains()) {
    for (const Expiration& expiration : chain.expirations) {
      const auto option = std::ranges::find(expiration.options, symbol, &OptionListing::symbol);
      if (option != expiration.options.end()) return visit(chain, expiration, *option);
    }
  }
}

}  // namespace

std::vector<OptionChain> chains_of(const Market& market, std::string_view underlying, Instant now) {
  std::vector<OptionChain> chains;
  for (const Chain& chain : market.chains()) {
    if (chain.underlying->symbol == underlying) chains.push_back(describe(chain, now));
  }
  return chains;
}

std::vector<CompactOptionChain> compact_chains_of(const Market& market, std::string_view underlying,
                                                  Instant now) {
  std::vector<CompactOptionChain> groups;
  for (const Chain& chain : market.chains()) {
    if (chain.underlying->symbol != underlying) continue;
    for (const Expiration& expiration : chain.expirations) {
      if (expiration.at > now) add(groups, chain, expiration);
    }
  }
  return groups;
}

std::vector<EquityOption> options_of(const Market& market, std::string_view underlying,
                                     Instant now) {
  std::vector<EquityOption> options;
  for (const Chain& chain : market.chains()) {
    if (chain.underlying->symbol != underlying) continue;
    for (const Expiration& expiration : chain.expirations) {
      if (expiration.at <= now) continue;
      for (const OptionListing& option : expiration.options) {
        options.push_back(describe(chain, expiration, option, now));
      }
    }
  }
  return options;
}

std::optional<EquityOption> option_of(const Market& market, std::string_view symbol, Instant now) {
  std::optional<EquityOption> found;
  with_option(market, symbol,
              [&](const Chain& chain, const Expiration& expiration, const OptionListing& option) {
                found = describe(chain, expiration, option, now);
              });
  return found;
}

std::optional<Tradable> find_tradable(const Market& market, std::string_view symbol) {
  if (const Asset* asset = find_asset(symbol)) {
    const bool is_crypto = asset->kind == AssetKind::crypto;
    return Tradable{.type = is_crypto ? InstrumentType::cryptocurrency : InstrumentType::equity,
                    .streamer_symbol = Symbol{asset->streamer_symbol},
                    .underlying = std::string{symbol},
                    .ticks = stock_ticks(),
                    .is_index = asset->kind == AssetKind::index};
  }
  std::optional<Tradable> found;
  with_option(market, symbol,
              [&](const Chain& chain, const Expiration& expiration, const OptionListing& option) {
                found = tradable(chain, expiration, option);
              });
  return found;
}

}  // namespace belay::sim
