#include "sim/broker/margin.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

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

// Pairs each short with the longs in order of strike, nearest protection first, then with `cover`.
Result<Decimal> side_margin(std::vector<Part> shorts, std::vector<Part> longs, char right,
                            Decimal spot, const std::function<Decimal(Decimal)>& cover) {
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
    const Result<Decimal> naked = sold.quantity - cover(sold.quantity);
    total = total + uncovered(sold.strike, right, spot) * naked;
  }
  return total * Decimal{kContract};
}

Result<Decimal> group_margin(const Group& group, Decimal spot, std::string_view root,
                             ShareCover& cover) {
  const auto nothing = [](Decimal) { return Decimal{}; };
  const auto shares = [&](Decimal wanted) { return use_cover(cover, root, wanted); };
  const Result<Decimal> puts = side_margin(group.short_puts, group.long_puts, 'P', spot, nothing);
  const Result<Decimal> calls = side_margin(group.short_calls, group.long_calls, 'C', spot, shares);
  if (!puts || !calls) return puts ? calls : puts;
  return std::max(*puts, *calls);
}

}  // namespace

ShareCover share_cover(const Book& book) {
  ShareCover cover;
  for (const Holding& held : book.holdings) {
    if (held.type != InstrumentType::equity || !held.is_long()) continue;
    const Result<Decimal> contracts = held.quantity * 0.01_dec;
    const Result<Decimal> whole = contracts ? contracts->rescaled(0, Rounding::down) : contracts;
    cover[held.symbol] = whole.value_or(Decimal{});
  }
  return cover;
}

Decimal use_cover(ShareCover& cover, std::string_view root, Decimal wanted) {
  const auto found = cover.find(root);
  if (found == cover.end()) return {};
  const Decimal used = std::min(wanted, found->second);
  found->second = (found->second - used).value_or(Decimal{});
  return used;
}

Result<Decimal> option_margin(const std::vector<MarginLeg>& legs, ShareCover cover,
                              const Market& market) {
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
    const std::string& root = std::get<0>(key);
    total = total + group_margin(group, spot_of(root, market), root, cover);
  }
  return total;
}

}  // namespace belay::sim
