#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "belay/guard/coverage.hpp"
#include "guard/closing_order.hpp"
#include "guard/holdings.hpp"

namespace belay::guard {
namespace {

// ---- orders

// For two pictures of one order with the same time: the one that promises less comes first.
int promise_of(const OrderRecord& order) {
  switch (phase_of(order.status)) {
    case OrderPhase::terminal: return 0;
    case OrderPhase::leaving: return 1;
    case OrderPhase::unknown: return 2;
    case OrderPhase::waiting: return 3;
    case OrderPhase::working: break;
  }
  return 4;
}

// An order that is over stays over, so that picture wins whatever the times say.
bool is_newer(const OrderRecord* a, const OrderRecord* b) {
  const auto over = [](const OrderRecord* order) {
    return phase_of(order->status) == OrderPhase::terminal;
  };
  const auto at = [](const OrderRecord* order) {
    return order->updated_at.value_or(std::numeric_limits<std::int64_t>::min());
  };
  const auto left = [](const OrderRecord* order) {
    return order->legs.empty() ? Decimal{}
                               : remaining_of(order->legs.front()).quantity.value_or(Decimal{});
  };
  if (over(a) != over(b)) return over(a);
  if (at(a) != at(b)) return at(a) > at(b);
  return std::tuple{promise_of(*a), left(a)} < std::tuple{promise_of(*b), left(b)};
}

/// One record per order id, the newest; records without an id are all kept.
std::vector<const OrderRecord*> newest_records(std::span<const OrderRecord> orders) {
  std::vector<const OrderRecord*> records;
  std::map<std::int64_t, const OrderRecord*> by_id;
  for (const OrderRecord& order : orders) {
    if (!order.id) {
      records.push_back(&order);
      continue;
    }
    const auto [entry, added] = by_id.try_emplace(*order.id, &order);
    if (!added && is_newer(&order, entry->second)) entry->second = &order;
  }
  for (const auto& [id, order] : by_id) records.push_back(order);
  return records;
}

// ---- what orders take from a position

/// Sums that cannot overflow into protection: past Decimal's range they stop growing.
Decimal add(Decimal a, Decimal b) { return (a + b).value_or(std::max(a, b)); }
Decimal minus(Decimal a, Decimal b) { return (a - b).value_or(Decimal{}); }

/// Orders of one OCO take their units once: when one fills, the others are cancelled.
struct Share {
  Decimal protecting;
  Decimal taking;
};
class Shares {
 public:
  void add_leg(const OrderRecord& order, const ClosingLeg& leg) {
    Share& share =
        is_one_of_oco(order) ? groups_[*order.complex_order_id] : singles_.emplace_back();
    share.taking = std::max(share.taking, leg.units);
    if (!leg.exclusion) share.protecting = std::max(share.protecting, leg.units);
  }
  [[nodiscard]] Share total() const {
    Share sum;
    const auto count = [&sum](const Share& share) {
      sum = {add(sum.protecting, share.protecting), add(sum.taking, share.taking)};
    };
    for (const Share& share : singles_) count(share);
    for (const auto& [id, share] : groups_) count(share);
    return sum;
  }

 private:
  static bool is_one_of_oco(const OrderRecord& order) {
    return order.complex_order_id && order.complex_order_tag &&
           (order.complex_order_tag->starts_with("OCO::") ||
            order.complex_order_tag->starts_with("OTOCO::order"));
  }
  std::vector<Share> singles_;
  std::map<std::int64_t, Share> groups_;
};

// `leg` is null for an order whose legs cannot be read.
void list(PositionCoverage& out, const OrderRecord& order, const OrderLegRecord* leg,
          const ClosingLeg& judged) {
  if (!judged.exclusion) {
    out.stops.push_back({.order_id = *order.id,
                         .order_type = order.order_type.value(),
                         .time_in_force = order.time_in_force.value(),
                         .trigger = *order.stop_trigger,
                         .quantity = *judged.remaining.quantity,
                         .derived = judged.remaining.derived});
    return;
  }
  out.excluded.push_back({.order_id = order.id.value_or(0),
                          .reason = *judged.exclusion,
                          .order_type = std::string{order.order_type.text()},
                          .status = std::string{order.status.text()},
                          .action = leg == nullptr ? "" : std::string{leg->action.text()},
                          .trigger = order.stop_trigger,
                          .quantity = judged.remaining.quantity,
                          .claims_units = judged.units.sign() > 0});
}

void sort_lines(PositionCoverage& out) {
  std::ranges::sort(out.stops, {}, &StopLine::order_id);
  std::ranges::sort(out.excluded, {}, [](const ExcludedOrder& line) {
    return std::tuple{line.order_id, line.reason,  line.order_type, line.status,
                      line.action,   line.trigger, line.quantity};
  });
}

// ---- one position

std::optional<Decimal> positive(const std::optional<Decimal>& value) {
  return value && value->sign() > 0 ? value : std::nullopt;
}

PositionCoverage describe(const Holding& holding, std::span<const Holding> all) {
  const Position& position = *holding.position;
  PositionCoverage out{.account_number = position.account_number,
                       .symbol = position.symbol,
                       .instrument_type = position.instrument_type,
                       .underlying_symbol = holding.underlying,
                       .side = holding.side,
                       .quantity = holding.quantity,
                       .call_backing_quantity = shares_behind_calls(holding, all),
                       .cost = positive(position.average_open_price),
                       .mark = positive(position.mark_price),
                       .close = positive(position.close_price),
                       .opened_at = position.created_at.value_or(""),
                       .protectable = protectable(holding, all)};
  out.whole = out.quantity.rescaled(0, Rounding::down).value_or(Decimal{});
  out.fraction = minus(out.quantity, out.whole);
  return out;
}

Coverage coverage_of(const PositionCoverage& position) {
  if (position.protectable == Protectable::flat) return Coverage::flat;
  if (position.protected_quantity.is_zero()) return Coverage::none;
  if (position.protected_quantity < position.quantity) return Coverage::partial;
  return position.protected_quantity == position.quantity ? Coverage::full : Coverage::over;
}

bool is_working_harm(const ExcludedOrder& line) {
  const bool stop = line.order_type == enum_name(OrderType::stop) ||
                    line.order_type == enum_name(OrderType::stop_limit);
  const bool working = phase_of(Open<OrderStatus>::parse(line.status)) == OrderPhase::working;
  return stop && working &&
         (line.reason == Exclusion::wrong_side || line.reason == Exclusion::wrong_action);
}

std::vector<Note> notes_of(const PositionCoverage& position) {
  std::vector<Note> notes;
  const auto say = [&notes](bool applies, Note note) {
    if (applies) notes.push_back(note);
  };
  const auto ends = [](const StopLine& stop) {
    return stop.time_in_force != TimeInForce::gtc && stop.time_in_force != TimeInForce::gtc_ext &&
           stop.time_in_force != TimeInForce::gtc_ext_overnight;
  };
  const auto limited = [](const StopLine& stop) {
    return stop.order_type == OrderType::stop_limit;
  };
  const Decimal taken = add(position.protected_quantity, position.claimed_quantity);
  say(position.claimed_quantity.sign() > 0 && taken > position.quantity, Note::conflict);
  say(position.fraction.sign() > 0 && position.protected_quantity < position.quantity,
      Note::uncovered_fraction);
  say(position.call_backing_quantity.sign() > 0, Note::backs_short_call);
  say(std::ranges::any_of(position.excluded, is_working_harm), Note::wrong_side_stop);
  say(std::ranges::any_of(position.stops, ends), Note::day_stop);
  say(std::ranges::any_of(position.stops, limited), Note::stop_limit);
  say(!position.stops.empty() && !position.mark, Note::side_unknown);
  say(std::ranges::find(position.excluded, Exclusion::unreadable_legs, &ExcludedOrder::reason) !=
          position.excluded.end(),
      Note::unreadable_order);
  return notes;
}

Target target_of(const Holding& holding, const PositionCoverage& position) {
  return {.account_number = position.account_number,
          .symbol = position.symbol,
          .underlying = holding.position->underlying_symbol,
          .instrument_type = position.instrument_type,
          .side = position.side,
          .quantity = position.quantity,
          .mark = position.mark};
}

PositionCoverage audit_one(const Holding& holding, std::span<const Holding> all, Orders orders) {
  PositionCoverage out = describe(holding, all);
  const Target target = target_of(holding, out);
  Shares shares;
  const auto take = [&](const OrderRecord& order, const OrderLegRecord* leg) {
    const auto judged =
        leg == nullptr ? judge_unreadable(order, target) : judge(order, *leg, target, orders);
    if (!judged) return;
    list(out, order, leg, *judged);
    shares.add_leg(order, *judged);
  };
  for (const OrderRecord* order : orders) {
    if (has_unreadable_legs(*order)) {
      take(*order, nullptr);
      continue;
    }
    for (const OrderLegRecord& leg : order->legs) take(*order, &leg);
  }
  sort_lines(out);
  const Share total = shares.total();
  out.protected_quantity = total.protecting;
  out.claimed_quantity = minus(total.taking, total.protecting);
  out.coverage = coverage_of(out);
  out.notes = notes_of(out);
  return out;
}

}  // namespace

bool PositionCoverage::has(Note note) const {
  return std::ranges::find(notes, note) != notes.end();
}

Decimal PositionCoverage::uncovered_whole() const {
  return std::max(minus(whole, protected_quantity), Decimal{});
}

std::vector<PositionCoverage> audit(std::span<const Position> positions,
                                    std::span<const OrderRecord> orders) {
  const std::vector<Holding> holdings = holdings_of(positions);
  const std::vector<const OrderRecord*> records = newest_records(orders);
  std::vector<PositionCoverage> report;
  report.reserve(holdings.size());
  for (const Holding& holding : holdings) report.push_back(audit_one(holding, holdings, records));
  return report;
}

}  // namespace belay::guard
