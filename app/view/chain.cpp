#include "app/view/chain.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "app/render/text.hpp"
#include "belay/base/time.hpp"
#include "proto/json/codec.hpp"

namespace belay::app {
namespace {

bool wanted(const ChainExpiration& expiration, const ChainOptions& options, Date today) {
  if (options.days_to_expiration && days_left(expiration, today) != *options.days_to_expiration) {
    return false;
  }
  if (options.expiration && expiration.expiration_date != to_iso_date(*options.expiration)) {
    return false;
  }
  return options.type.empty() || expiration.expiration_type == options.type;
}

/// The date of the last expiration that --limit lets through, counting over all roots.
std::string last_date(const std::vector<OptionChain>& chains, std::size_t limit) {
  std::vector<std::string> dates;
  for (const OptionChain& chain : chains) {
    for (const ChainExpiration& e : chain.expirations) dates.push_back(e.expiration_date);
  }
  std::ranges::sort(dates);
  dates.erase(std::ranges::unique(dates).begin(), dates.end());
  if (limit == 0) return {};
  return dates.size() <= limit ? "9999" : dates[limit - 1];
}

void narrow(OptionChain& chain, const ChainOptions& options, const std::optional<Decimal>& spot,
            Date today) {
  std::erase_if(chain.expirations, [&](const auto& e) { return !wanted(e, options, today); });
  std::ranges::sort(chain.expirations, {}, &ChainExpiration::expiration_date);
  for (ChainExpiration& expiration : chain.expirations) {
    std::ranges::sort(expiration.strikes, {}, &ChainStrike::strike_price);
    if (options.strikes) {
      expiration.strikes = chosen_strikes(expiration.strikes, *options.strikes, spot);
    }
  }
}

/// What only an option of a future has is kept as unknown members are.
Result<ChainExpiration> expiration_of(FuturesChainExpiration of) {
  std::vector<ChainStrike> strikes = std::exchange(of.strikes, {});
  Result<ChainExpiration> same = json::decode<ChainExpiration>(json::encode(of));
  if (same) same->strikes = std::move(strikes);
  return same;
}

std::string days_text(const ChainExpiration& expiration, Date today) {
  const auto days = days_left(expiration, today);
  return days ? fmt::to_string(*days) : std::string{};
}

}  // namespace

std::optional<std::int64_t> days_left(const ChainExpiration& expiration, Date today) {
  const Result<Date> date = parse_date(expiration.expiration_date);
  if (!date) return expiration.days_to_expiration;
  return (std::chrono::sys_days{*date} - std::chrono::sys_days{today}).count();
}

Result<std::vector<OptionChain>> chains_of(const FuturesOptionChain& product) {
  std::vector<OptionChain> chains;
  for (const FuturesChainRoot& root : product.option_chains) {
    for (const FuturesChainExpiration& expiration : root.expirations) {
      OptionChain named{.underlying_symbol = expiration.underlying_symbol.value_or(""),
                        .root_symbol = expiration.option_root_symbol.value_or("")};
      const auto is_it = [&](const OptionChain& chain) {
        return chain.underlying_symbol == named.underlying_symbol &&
               chain.root_symbol == named.root_symbol;
      };
      auto chain = std::ranges::find_if(chains, is_it);
      if (chain == chains.end()) chain = chains.insert(chain, std::move(named));
      Result<ChainExpiration> same = expiration_of(expiration);
      if (!same) return std::unexpected(same.error());
      chain->expirations.push_back(std::move(*same));
    }
  }
  const auto by_name = [](const OptionChain& c) {
    return std::pair{std::string_view{c.underlying_symbol}, std::string_view{c.root_symbol}};
  };
  std::ranges::sort(chains, {}, by_name);
  return chains;
}

std::vector<OptionChain> narrowed(const std::vector<OptionChain>& chains,
                                  const ChainOptions& options, const std::optional<Decimal>& spot,
                                  Date today) {
  std::vector<OptionChain> out = chains;
  if (!options.root.empty()) {
    std::erase_if(out, [&](const OptionChain& chain) { return chain.root_symbol != options.root; });
  }
  for (OptionChain& chain : out) narrow(chain, options, spot, today);
  if (options.limit && !options.flat) {
    const std::string last = last_date(out, *options.limit);
    for (OptionChain& chain : out) {
      std::erase_if(chain.expirations, [&](const auto& e) { return e.expiration_date > last; });
    }
  }
  std::erase_if(out, [](const OptionChain& chain) { return chain.expirations.empty(); });
  return out;
}

std::vector<Decimal> strikes_not_listed(const std::vector<OptionChain>& chains,
                                        const ChainOptions& options) {
  const auto* const exact =
      options.strikes ? std::get_if<ExactStrikes>(&*options.strikes) : nullptr;
  if (exact == nullptr) return {};
  std::vector<Decimal> missing = *exact;
  for (const OptionChain& chain : chains) {
    for (const ChainExpiration& expiration : chain.expirations) {
      for (const ChainStrike& strike : expiration.strikes) {
        std::erase(missing, strike.strike_price);
      }
    }
  }
  return missing;
}

Table expirations_table(const std::vector<OptionChain>& chains, Date today) {
  Table table{.columns = {{"Root", Align::left, 0, true, "root", true},
                          {"Expiration", Align::left, 0},
                          {"DTE", Align::decimal, 0},
                          {"Type", Align::left, 2},
                          {"Settles", Align::left, 3},
                          {"Strikes", Align::decimal, 1}}};
  for (const OptionChain& chain : chains) {
    for (const ChainExpiration& e : chain.expirations) {
      table.rows.push_back({Cell{chain.root_symbol}, Cell{e.expiration_date},
                            Cell{days_text(e, today)}, cell(e.expiration_type),
                            cell(e.settlement_type), Cell{fmt::to_string(e.strikes.size())}});
    }
  }
  return table;
}

std::string root_heading(const OptionChain& chain) {
  const auto& shares = chain.shares_per_contract;
  return fmt::format("{} ({}{})\n", escape_control(chain.root_symbol),
                     escape_control(chain.option_chain_type.value_or("chain")),
                     shares ? fmt::format(", {} per contract", *shares) : "");
}

std::string expiration_heading(const OptionChain& chain, const ChainExpiration& expiration,
                               Date today) {
  std::string out = fmt::format("{} {}", escape_control(chain.root_symbol),
                                escape_control(expiration.expiration_date));
  if (days_left(expiration, today)) out += fmt::format("  {} DTE", days_text(expiration, today));
  if (expiration.expiration_type) {
    out += "  " + escape_control(*expiration.expiration_type);
  }
  if (expiration.settlement_type) {
    out += ", settles " + escape_control(*expiration.settlement_type);
  }
  return out + "\n";
}

}  // namespace belay::app
