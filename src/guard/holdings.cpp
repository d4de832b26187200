#include "guard/holdings.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace belay::guard {
namespace {

PositionSide opposite(PositionSide side) {
  if (side == PositionSide::long_) return PositionSide::short_;
  return side == PositionSide::short_ ? PositionSide::long_ : PositionSide::unknown;
}

bool is_option(const Holding& holding) {
  return holding.position->instrument_type == InstrumentType::equity_option;
}

bool same_account(const Holding& a, const Holding& b) {
  return a.position->account_number == b.position->account_number;
}

bool same_key(const Holding& a, const Holding& b) {
  return same_account(a, b) && a.position->symbol == b.position->symbol &&
         a.position->instrument_type == b.position->instrument_type;
}

bool is_flat(const Holding& holding) {
  const auto& quantity = holding.position->quantity;
  return holding.side == PositionSide::zero || (quantity && quantity->is_zero());
}

// A row that does not say how much it holds, or which way, may hold anything.
bool may_be(const Holding& holding, PositionSide side) {
  return !is_flat(holding) && (holding.side == side || holding.side == PositionSide::unknown);
}

// Long and short options of one underlying hang together when they share the expiration (verticals,
// condors) or the right (calendars, diagonals), or when that cannot be told.
bool forms_spread(const Holding& a, const Holding& b) {
  if (!is_option(b) || !same_account(a, b) || a.underlying != b.underlying) return false;
  if (!may_be(b, opposite(a.side))) return false;
  if (!a.option || !b.option) return true;
  return a.option->expiration == b.option->expiration || a.option->right == b.option->right;
}

Protectable by_type(const Holding& holding, std::span<const Holding> all) {
  const Open<InstrumentType> type = holding.position->instrument_type;
  if (type == InstrumentType::equity || type == InstrumentType::future) return Protectable::yes;
  if (type == InstrumentType::future_option) return Protectable::future_option;
  if (type == InstrumentType::cryptocurrency) return Protectable::cryptocurrency;
  if (type != InstrumentType::equity_option) return Protectable::type_without_stops;
  const bool spread =
      std::ranges::any_of(all, [&](const Holding& other) { return forms_spread(holding, other); });
  return spread ? Protectable::spread : Protectable::yes;
}

Holding holding_of(const Position& position) {
  Holding holding{.position = &position, .side = position.quantity_direction.value()};
  if (position.quantity && position.quantity->sign() > 0) holding.quantity = *position.quantity;
  if (is_option(holding)) {
    if (auto option = parse_occ(position.symbol)) holding.option = std::move(*option);
  }
  const std::string own = holding.option ? holding.option->root : position.symbol;
  holding.underlying = position.underlying_symbol.value_or(own);
  return holding;
}

bool is_call_on(const Holding& holding, const Holding& shares) {
  return is_option(holding) && same_account(holding, shares) &&
         holding.underlying == shares.position->symbol &&
         (!holding.option || holding.option->right == 'C');
}

Decimal shares_per_contract(const Holding& call) {
  const Decimal sent = call.position->multiplier.value_or(Decimal{});
  return sent.sign() > 0 ? sent : Decimal{100};
}

// Latest expiration first; at the same expiration long before short, so that it covers.
bool covers_earlier(const Holding* a, const Holding* b) {
  const auto day = [](const Holding* h) {
    return h->option ? std::chrono::sys_days{h->option->expiration} : std::chrono::sys_days{};
  };
  if (day(a) != day(b)) return day(a) > day(b);
  return a->side == PositionSide::long_ && b->side != PositionSide::long_;
}

}  // namespace

std::vector<Holding> holdings_of(std::span<const Position> positions) {
  std::vector<Holding> holdings;
  holdings.reserve(positions.size());
  for (const Position& position : positions) holdings.push_back(holding_of(position));
  return holdings;
}

Protectable protectable(const Holding& holding, std::span<const Holding> all) {
  const auto rows =
      std::ranges::count_if(all, [&](const Holding& other) { return same_key(holding, other); });
  if (rows > 1) return Protectable::duplicate_row;
  if (is_flat(holding)) return Protectable::flat;
  if (holding.quantity.is_zero()) return Protectable::quantity_unknown;
  if (opposite(holding.side) == PositionSide::unknown) return Protectable::direction_unknown;
  const Protectable type = by_type(holding, all);
  if (type == Protectable::yes && holding.quantity < Decimal{1}) return Protectable::fraction_only;
  return type;
}

Decimal shares_behind_calls(const Holding& shares, std::span<const Holding> all) {
  if (shares.position->instrument_type != InstrumentType::equity) return 0;
  if (shares.side != PositionSide::long_) return 0;
  std::vector<const Holding*> calls;
  for (const Holding& holding : all) {
    if (is_call_on(holding, shares)) calls.push_back(&holding);
  }
  std::ranges::sort(calls, covers_earlier);
  Decimal spare;  // long calls that cover nothing yet
  Decimal needed;
  for (const Holding* call : calls) {
    if (call->side == PositionSide::long_) {
      spare = (spare + call->quantity).value_or(spare);
    } else if (may_be(*call, PositionSide::short_)) {
      if (call->quantity.is_zero()) return shares.quantity;  // how many was not said
      const Decimal covered = std::min(spare, call->quantity);
      const Decimal per_contract = shares_per_contract(*call);
      spare = (spare - covered).value_or(Decimal{});
      const auto more = needed + (call->quantity - covered) * per_contract;
      needed = more.value_or(shares.quantity);  // too large to say: every share
    }
  }
  return std::min(needed, shares.quantity);
}

}  // namespace belay::guard
