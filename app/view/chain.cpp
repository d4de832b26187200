#include "app/view/chain.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "app/render/table.hpp"
#include "app/render/text.hpp"
#include "belay/base/time.hpp"

namespace belay::app {
namespace {

/// Counted from the date, not taken from the broker, whose count is of the day it was made.
std::optional<std::int64_t> days_left(const ChainExpiration& expiration, Date today) {
  const Result<Date> date = parse_date(expiration.expiration_date);
  if (!date) return expiration.days_to_expiration;
  return (std::chrono::sys_days{*date} - std::chrono::sys_days{today}).count();
}

bool wanted(const ChainExpiration& expiration, const ChainOptions& options, Date today) {
  if (!options.days_to_expiration) return true;
  return days_left(expiration, today) == *options.days_to_expiration;
}

void order_strikes(ChainExpiration& expiration) {
  std::ranges::sort(expiration.strikes, {}, &ChainStrike::strike_price);
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
    order_strikes(expiration);
    if (options.strikes && spot) {
      expiration.strikes = around(expiration.strikes, *spot, *options.strikes);
    }
  }
}

Table expirations_table(const OptionChain& chain, Date today) {
  Table table{.columns = {{"Expiration", Align::left, 0},
                          {"DTE", Align::decimal, 0},
                          {"Type", Align::left, 2},
                          {"Settles", Align::left, 3},
                          {"Strikes", Align::decimal, 1}}};
  for (const ChainExpiration& e : chain.expirations) {
    const auto days = days_left(e, today);
    table.rows.push_back({Cell{e.expiration_date}, Cell{days ? fmt::to_string(*days) : ""},
                          cell(e.expiration_type), cell(e.settlement_type),
                          Cell{fmt::to_string(e.strikes.size())}});
  }
  return table;
}

Table strikes_table(const ChainExpiration& expiration, const std::optional<Decimal>& spot) {
  Table table{.columns = {{"Call", Align::left, 1},
                          {"Strike", Align::decimal, 0},
                          {"Put", Align::left, 1}}};
  for (const ChainStrike& strike : expiration.strikes) {
    const bool call_pays = spot && strike.strike_price < *spot;
    const bool put_pays = spot && strike.strike_price > *spot;
    table.rows.push_back({Cell{strike.call_streamer_symbol.value_or(strike.call),
                               call_pays ? Meaning::plain : Meaning::muted},
                          Cell{grouped(strike.strike_price.normalized()), Meaning::heading},
                          Cell{strike.put_streamer_symbol.value_or(strike.put),
                               put_pays ? Meaning::plain : Meaning::muted}});
  }
  return table;
}

std::string root_heading(const OptionChain& chain) {
  return fmt::format("{} ({}, {} per contract)\n", escape_control(chain.root_symbol),
                     escape_control(chain.option_chain_type.value_or("chain")),
                     chain.shares_per_contract.value_or(100));
}

std::string expiration_heading(const OptionChain& chain, const ChainExpiration& expiration,
                               Date today) {
  const auto days = days_left(expiration, today);
  const std::string left = days ? fmt::format("  {} DTE", *days) : "";
  return fmt::format("{} {}{}\n", escape_control(chain.root_symbol),
                     escape_control(expiration.expiration_date), left);
}

std::string chain_strikes_text(const OptionChain& chain, const std::optional<Decimal>& spot,
                               Date today, const Style& style) {
  std::string out;
  for (const ChainExpiration& expiration : chain.expirations) {
    out += expiration_heading(chain, expiration, today);
    out += render(strikes_table(expiration, spot), style);
  }
  return out;
}

}  // namespace

std::vector<ChainStrike> around(const std::vector<ChainStrike>& strikes, Decimal spot,
                                std::size_t count) {
  const auto at = std::ranges::lower_bound(strikes, spot, {}, &ChainStrike::strike_price);
  const auto position = static_cast<std::size_t>(at - strikes.begin());
  const bool exact = at != strikes.end() && at->strike_price == spot;
  const std::size_t first = position - std::min(position, count);
  const std::size_t above = position + (exact ? 1 : 0);
  const std::size_t last = above + std::min(count, strikes.size() - above);
  return {strikes.begin() + static_cast<std::ptrdiff_t>(first),
          strikes.begin() + static_cast<std::ptrdiff_t>(last)};
}

std::vector<OptionChain> narrowed(const std::vector<OptionChain>& chains,
                                  const ChainOptions& options, const std::optional<Decimal>& spot,
                                  Date today) {
  std::vector<OptionChain> out = chains;
  for (OptionChain& chain : out) narrow(chain, options, spot, today);
  if (options.limit) {
    const std::string last = last_date(out, *options.limit);
    for (OptionChain& chain : out) {
      std::erase_if(chain.expirations, [&](const auto& e) { return e.expiration_date > last; });
    }
  }
  std::erase_if(out, [](const OptionChain& chain) { return chain.expirations.empty(); });
  return out;
}

std::string chain_text(const std::vector<OptionChain>& chains, bool with_strikes,
                       const std::optional<Decimal>& spot, Date today, const Style& style) {
  std::string out;
  if (spot) out += fmt::format("underlying at {}\n", money_text(*spot));
  for (const OptionChain& chain : chains) {
    if (with_strikes) {
      out += chain_strikes_text(chain, spot, today, style);
    } else {
      out += root_heading(chain) + render(expirations_table(chain, today), style);
    }
  }
  return out;
}

}  // namespace belay::app
