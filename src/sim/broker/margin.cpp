#include "sim/broker/margin.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "belay/model/symbology.hpp"
#include "sim/broker/valuation.hpp"

namespace belay::sim {
namespace {

using namespace belay::literals;

constexpr int kContract = 100;  // units per contract

struct Part {
  Decimal strike;
  Decimal quantity;
};

// The legs of one root and expiration.
struct Group {
  std::vector<Part> long_puts, short_puts, long_calls, short_calls;

  [[nodiscard]] std::vector<Part>& side(char right, bool is_long) {
    if (right == 'P') return is_long ? long_puts : short_puts;
    return is_long ? long_calls : short_calls;
  }
};

Decimal spot_of(std::string_view root, const Market& market) {
  for (const Chain& chain : market.chains()) {
    if (chain.root == root) {
      return mark_price(market, Symbol{chain.underlying->streamer_symbol});
    }
  }
  return 0;
}

Result<Decimal> uncovered(Decimal strike, char right, Decimal spot) {
  const Result<Decimal> out = right == 'P' ? spot - strike : strike - spot;
  if (!out) return out;
  const Result<Decimal> usual = spot * 0.20_dec - std::max(*out, Decimal{0});
  const Result<Decimal> least = strike * 0.10_dec;
  if (!usual || !least) return usual ? least : usual;
  return std::max(*usual, *least);
}

Result<Decimal> width(Decimal short_strike, Decimal long_strike, char right) {
  const Result<Decimal> gap =
      right == 'P' ? short_strike - long_strike : long_strike - short_strike;
  return gap ? std::max(*gap, Decimal{0}) : gap;
}

// Pairs each short with the longs in order of strike, nearest protection first.
Result<Decimal> side_margin(std::vector<Part> shorts, std::vector<Part> longs, char right,
                            Decimal spot) {
  const auto by_strike = [&](const Part& a, const Part& b) {
    return right == 'P' ? a.strike > b.strike : a.strike < b.strike;
  };
  std::ranges::sort(shorts, by_strike);
  std::ranges::sort(longs, by_strike);
  Result<Decimal> total = Decimal{0};
  for (Part& sold : shorts) {
    for (Part& bought : longs) {
      const Decimal covered = std::min(sold.quantity, bought.quantity);
      total = total + width(sold.strike, bought.strike, right) * covered;
      sold.quantity = (sold.quantity - covered).value_or(0);
      bought.quantity = (bought.quantity - covered).value_or(0);
    }
    total = total + uncovered(sold.strike, right, spot) * sold.quantity;
  }
  return total * Decimal{kContract};
}

Result<Decimal> group_margin(const Group& group, Decimal spot) {
  const Result<Decimal> puts = side_margin(group.short_puts, group.long_puts, 'P', spot);
  const Result<Decimal> calls = side_margin(group.short_calls, group.long_calls, 'C', spot);
  if (!puts || !calls) return puts ? calls : puts;
  return std::max(*puts, *calls);
}

}  // namespace

Result<Decimal> option_margin(const std::vector<MarginLeg>& legs, const Market& market) {
  std::map<std::tuple<std::string, Date>, Group> groups;
  for (const MarginLeg& leg : legs) {
    const Result<OptionSymbol> option = parse_occ(leg.symbol);
    if (!option) return std::unexpected(option.error());
    groups[{option->root, option->expiration}]
        .side(option->right, leg.is_long)
        .push_back({option->strike, leg.quantity});
  }
  Result<Decimal> total = Decimal{0};
  for (const auto& [key, group] : groups) {
    total = total + group_margin(group, spot_of(std::get<0>(key), market));
  }
  return total;
}

}  // namespace belay::sim
