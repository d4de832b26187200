#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "sim/broker/dry_run.hpp"
#include "sim/broker/order_desk.hpp"
#include "sim/broker/order_parts.hpp"
#include "sim/broker/valuation.hpp"

// Orders that depend on each other (broker-api.md 5.10, 6.8).

namespace belay::sim {
namespace {

constexpr std::string_view kPendingOrder = "Pending Order";
constexpr std::string_view kPendingCondition = "Pending Condition";
constexpr std::int64_t kProvisionalId = 3;  // what a dry-run's components carry
constexpr std::size_t kMostDependents = 3;
constexpr int kRatioScale = 8;

bool is_over(const OrderRecord& record) { return phase_of(record.status) == OrderPhase::terminal; }

bool is_trigger(const OrderRecord& record) {
  return record.complex_order_tag && record.complex_order_tag->ends_with("::trigger-order");
}

bool has_trigger(Open<ComplexOrderType> type) {
  return type == ComplexOrderType::oto || type == ComplexOrderType::otoco;
}

bool is_one_cancels_other(std::string_view type) { return type == "OCO" || type == "OTOCO"; }

// One Limit, and stops beside it.
bool is_bracket(const std::vector<NewOrder>& orders) {
  const auto limits = std::ranges::count(orders, Open{OrderType::limit}, &NewOrder::order_type);
  const auto stops = std::ranges::count_if(orders, [](const NewOrder& order) {
    return order.order_type == OrderType::stop || order.order_type == OrderType::stop_limit;
  });
  return limits == 1 && limits + stops == static_cast<std::ptrdiff_t>(orders.size());
}

bool right_count(const NewComplexOrder& order) {
  const std::size_t count = order.orders.size();
  if (order.type == ComplexOrderType::oto) return count >= 1 && count <= kMostDependents;
  if (order.type == ComplexOrderType::oco) return count >= 2;
  return count == 2;
}

Decimal signed_change(const BuyingPowerEffect& effect) {
  const Decimal change = effect.change_in_buying_power.value_or(0);
  return effect.change_in_buying_power_effect == Open<Effect>{Effect::debit} ? -change : change;
}

Decimal fees_of(const PlacedOrder& answer) {
  if (!answer.fee_calculation) return {};
  return answer.fee_calculation->total_fees.value_or(0);
}

void set_change(BuyingPowerEffect& effect, Decimal change) {
  const Decimal current = effect.current_buying_power.value_or(0);
  const bool short_of = effect.current_buying_power_effect == Open<Effect>{Effect::debit};
  const Decimal after = ((short_of ? -current : current) + change).value_or(0);
  effect.change_in_buying_power = spelt(change.abs());
  effect.change_in_buying_power_effect = effect_of(change);
  effect.impact = spelt(change.abs());
  effect.effect = effect_of(change);
  effect.new_buying_power = spelt(after.abs());
  effect.new_buying_power_effect = effect_of(after);
}

// OCO: the dearest, and the fees of all (5.9); PAIRS: both; with a trigger: the trigger's alone.
void combine(PlacedOrder& whole, const std::vector<PlacedOrder>& parts,
             Open<ComplexOrderType> type) {
  const auto dearest = std::ranges::min_element(
      parts, {}, [](const PlacedOrder& part) { return signed_change(*part.buying_power_effect); });
  const PlacedOrder& base = has_trigger(type) ? parts.front() : *dearest;
  whole.buying_power_effect = base.buying_power_effect;
  whole.fee_calculation = base.fee_calculation;
  if (has_trigger(type)) return;
  Result<Decimal> change = signed_change(*base.buying_power_effect);
  for (const PlacedOrder& part : parts) {
    if (&part == &base) continue;
    change = type == ComplexOrderType::pairs ? change + signed_change(*part.buying_power_effect)
                                             : change - fees_of(part);
  }
  if (change) set_change(*whole.buying_power_effect, *change);
}

OrderRecord as_component(OrderRecord record, const NewComplexOrder& order, bool trigger,
                         std::int64_t id) {
  record.status = OrderStatus::contingent;
  record.contingent_status =
      order.type == ComplexOrderType::pairs ? kPendingCondition : kPendingOrder;
  record.complex_order_id = id;
  record.complex_order_tag = fmt::format("{}::{}", order.type, trigger ? "trigger-order" : "order");
  return record;
}

void check_children(std::vector<Reason>& reasons, const NewComplexOrder& order) {
  const auto add = [&](const std::string& prefix, const NewOrder& child) {
    const std::vector<Reason> wrong = malformed(child);
    for (const Reason& reason : wrong) {
      reasons.push_back({fmt::format("{}[{}]", prefix, reason.code), reason.message});
    }
  };
  if (order.trigger_order) add("trigger-order", *order.trigger_order);
  for (std::size_t i = 0; i < order.orders.size(); ++i) {
    add(fmt::format("orders[{}]", i), order.orders[i]);
  }
}

}  // namespace

std::vector<Reason> malformed(const NewComplexOrder& order) {
  std::vector<Reason> reasons;
  if (!order.type.is_known() || order.type == ComplexOrderType::unknown ||
      order.type == ComplexOrderType::blast) {
    reasons.push_back({"type", order.type.text().empty() || order.type.is_known()
                                   ? "is missing"
                                   : "does not have a valid value"});
    return reasons;
  }
  if (!right_count(order)) {
    reasons.push_back({"orders", order.orders.empty() ? "is missing" : "has a wrong size"});
  }
  if (has_trigger(order.type) && !order.trigger_order) {
    reasons.push_back({"trigger-order", "is missing"});
  }
  if (order.type == ComplexOrderType::pairs) {
    if (!order.ratio_price_threshold) reasons.push_back({"ratio-price-threshold", "is missing"});
    if (!order.ratio_price_comparator) reasons.push_back({"ratio-price-comparator", "is missing"});
  }
  check_children(reasons, order);
  return reasons;
}

// The account as it will be when the trigger has filled: what depends on it is judged there.
Book OrderDesk::after_trigger(const NewOrder& trigger, Instant now) const {
  Book book{.account_number = book_.account_number, .cash = book_.cash, .holdings = book_.holdings};
  std::int64_t number = 0;
  for (const NewOrderLeg& leg : trigger.legs) {
    const auto instrument = find_tradable(market_, leg.symbol);
    if (!instrument || !leg.quantity) continue;
    const Decimal price = mark_price(market_, instrument->streamer_symbol);
    static_cast<void>(post(book,
                           {.instrument = *instrument,
                            .symbol = leg.symbol,
                            .buys = is_buy(leg.action.value()),
                            .quantity = *leg.quantity,
                            .price = price,
                            .at = now},
                           number));
  }
  book.cash = book_.cash;
  return book;
}

std::expected<OrderDesk::Checked, Refusal> OrderDesk::check_complex(const NewComplexOrder& order,
                                                                    Instant now) {
  const bool brackets =
      order.type == ComplexOrderType::oco || order.type == ComplexOrderType::otoco;
  if (brackets && !is_bracket(order.orders)) {
    return std::unexpected(preflight_refusal(
        {{"invalid_oco_order_type_combo",
          "OCO Orders must have one Limit order and one Stop or Stop Limit order."}}));
  }
  Checked checked;
  if (order.trigger_order) checked.requests.push_back(*order.trigger_order);
  checked.requests.insert(checked.requests.end(), order.orders.begin(), order.orders.end());
  ComplexOrder complex{.account_number = book_.account_number,
                       .type = order.type,
                       .ratio_price_threshold = order.ratio_price_threshold,
                       .ratio_price_comparator = order.ratio_price_comparator,
                       .ratio_price_is_threshold_based_on_notional =
                           order.ratio_price_is_threshold_based_on_notional};
  const Book later = order.trigger_order ? after_trigger(*order.trigger_order, now) : book_;
  std::vector<PlacedOrder> parts;
  Refusal refusal = preflight_refusal({});
  for (std::size_t i = 0; i < checked.requests.size(); ++i) {
    const bool trigger = order.trigger_order && i == 0;
    auto part = preflight(checked.requests[i], trigger ? book_ : later, market_, now, options_);
    if (!part) {
      for (Notice reason : part.error().reasons) {
        reason.preflight_id = fmt::format("{}", i);
        refusal.reasons.push_back(std::move(reason));
      }
      if (part.error().reasons.empty()) return std::unexpected(part.error());
      continue;
    }
    OrderRecord record = as_component(*part->order, order, trigger, kProvisionalId);
    record.extra.emplace_back("preflight-id", fmt::format("{}", i));
    for (Notice& warning : part->warnings) checked.answer.warnings.push_back(warning);
    trigger ? void(complex.trigger_order = std::move(record))
            : complex.orders.push_back(std::move(record));
    parts.push_back(*std::move(part));
  }
  if (!refusal.reasons.empty()) return std::unexpected(std::move(refusal));
  combine(checked.answer, parts, order.type);
  checked.answer.complex_order = std::move(complex);
  return checked;
}

std::expected<PlacedOrder, Refusal> OrderDesk::dry_run_complex(const NewComplexOrder& order,
                                                               Instant now) {
  auto checked = check_complex(order, run_due(now));
  if (!checked) return std::unexpected(std::move(checked.error()));
  return std::move(checked->answer);
}

std::expected<PlacedOrder, Refusal> OrderDesk::place_complex(const NewComplexOrder& order,
                                                             Instant now) {
  now = run_due(now);
  auto checked = check_complex(order, now);
  if (!checked) return std::unexpected(std::move(checked.error()));
  ComplexOrder& described = *checked->answer.complex_order;
  ComplexRecord complex{
      .id = numbers_.complex_order++,
      .type = std::string{order.type.text()},
      .ratio = order.ratio_price_threshold,
      .at_least = order.ratio_price_comparator != Open<RatioComparator>{RatioComparator::at_most},
      .by_notional = order.ratio_price_is_threshold_based_on_notional.value_or(false),
      .received = now};
  std::size_t next = 0;
  const auto add = [&](OrderRecord record) {
    record.complex_order_id = complex.id;
    record.extra.clear();
    return take_on(std::move(record), checked->requests[next++], now);
  };
  if (described.trigger_order) complex.trigger = add(*described.trigger_order);
  for (const OrderRecord& record : described.orders) complex.orders.push_back(add(record));
  const std::int64_t id = complex.id;
  book_.complex_orders.insert(book_.complex_orders.begin(), std::move(complex));
  start_complex(book_.complex_orders.front(), now);
  run_due(now);
  checked->answer.complex_order = describe(*find_complex(id));
  return std::move(checked->answer);
}

void OrderDesk::start_complex(ComplexRecord& record, Instant at) {
  tell("ComplexOrder", json::encode(describe(record)), at);
  if (record.type == "PAIRS") return;
  if (record.trigger) return enter(*record.trigger, at);
  const std::vector<std::int64_t> ids = record.orders;
  for (const std::int64_t id : ids) enter(id, at);
}

// ---- asking

const ComplexRecord* OrderDesk::find_complex(std::int64_t id) const {
  const auto found = std::ranges::find(book_.complex_orders, id, &ComplexRecord::id);
  return found == book_.complex_orders.end() ? nullptr : &*found;
}

ComplexRecord* OrderDesk::complex_of(const OrderRecord& record) {
  if (!record.complex_order_id) return nullptr;
  const auto found =
      std::ranges::find(book_.complex_orders, *record.complex_order_id, &ComplexRecord::id);
  return found == book_.complex_orders.end() ? nullptr : &*found;
}

std::int64_t OrderDesk::group_of(const OrderRecord& record) const {
  if (!record.complex_order_id || is_trigger(record)) return 0;
  const std::string tag = record.complex_order_tag.value_or("");
  const bool one = is_one_cancels_other(std::string_view{tag}.substr(0, tag.find(':')));
  return one ? *record.complex_order_id : 0;
}

ComplexOrder OrderDesk::describe(const ComplexRecord& record) const {
  ComplexOrder order{.id = record.id,
                     .account_number = book_.account_number,
                     .type = Open<ComplexOrderType>::parse(record.type)};
  if (record.terminal) order.terminal_at = to_iso_utc(*record.terminal);
  if (record.trigger) order.trigger_order = *book_.order(*record.trigger);
  for (const std::int64_t id : record.orders) order.orders.push_back(*book_.order(id));
  for (const std::int64_t id : record.related) {
    const OrderRecord& related = *book_.order(id);
    order.related_orders.push_back({.id = related.id,
                                    .complex_order_id = related.complex_order_id,
                                    .complex_order_tag = related.complex_order_tag,
                                    .replaces_order_id = related.replaces_order_id,
                                    .replacing_order_id = related.replacing_order_id,
                                    .status = related.status});
  }
  if (record.ratio) {
    order.ratio_price_threshold = spelt(*record.ratio);
    order.ratio_price_comparator =
        record.at_least ? RatioComparator::at_least : RatioComparator::at_most;
    order.ratio_price_is_threshold_based_on_notional = record.by_notional;
  }
  return order;
}

// ---- what one component does to the others

void OrderDesk::cancel_siblings(const OrderRecord& record, Instant at) {
  const ComplexRecord* complex = complex_of(record);
  if (complex == nullptr) return;
  const std::int64_t self = *record.id;
  const std::vector<std::int64_t> ids = complex->orders;
  for (const std::int64_t id : ids) {
    const OrderRecord& other = *book_.order(id);
    const OrderPhase phase = phase_of(other.status);
    if (id == self || phase == OrderPhase::terminal || phase == OrderPhase::leaving) continue;
    const bool waits =
        other.status == OrderStatus::received || other.status == OrderStatus::contingent;
    waits ? end(id, OrderStatus::cancelled, at)
          : request_end(id, OrderStatus::cancel_requested, at);
  }
}

void OrderDesk::on_component_end(const OrderRecord& record, OrderStatus status, Instant at) {
  ComplexRecord* complex = complex_of(record);
  if (complex == nullptr) return;
  const bool replaced = record.replacing_order_id && status != OrderStatus::filled;
  if (is_trigger(record) && !replaced) {
    const std::vector<std::int64_t> ids = complex->orders;
    for (const std::int64_t id : ids) {
      if (status == OrderStatus::filled) {
        enter(id, at);
      } else if (!is_over(*book_.order(id))) {
        end(id, OrderStatus::cancelled, at);
      }
    }
  }
  const auto over = [this](std::int64_t id) { return is_over(*book_.order(id)); };
  if (!complex->terminal && std::ranges::all_of(complex->orders, over) &&
      (!complex->trigger || over(*complex->trigger))) {
    complex->terminal = at;
  }
  tell("ComplexOrder", json::encode(describe(*complex)), at);
}

std::expected<ComplexOrder, Refusal> OrderDesk::cancel_complex(std::int64_t id, Instant now) {
  now = run_due(now);
  const ComplexRecord* complex = find_complex(id);
  if (complex == nullptr) return std::unexpected(no_such("There is no such complex order."));
  if (complex->terminal) {
    return std::unexpected(cannot_update(fmt::format("Complex order {} is over.", id)));
  }
  std::vector<std::int64_t> ids = complex->orders;
  if (complex->trigger) ids.insert(ids.begin(), *complex->trigger);
  for (const std::int64_t component : ids) {
    const OrderRecord& record = *book_.order(component);
    const OrderPhase phase = phase_of(record.status);
    if (phase == OrderPhase::terminal || phase == OrderPhase::leaving) continue;
    const bool waits =
        record.status == OrderStatus::received || record.status == OrderStatus::contingent;
    waits ? end(component, OrderStatus::cancelled, now)
          : request_end(component, OrderStatus::cancel_requested, now);
  }
  run_due(now);
  return describe(*find_complex(id));
}

// ---- PAIRS

std::expected<ComplexOrder, Refusal> OrderDesk::edit_complex(std::int64_t id,
                                                             const EditComplexOrder& change,
                                                             Instant now, bool apply) {
  now = run_due(now);
  const auto found = std::ranges::find(book_.complex_orders, id, &ComplexRecord::id);
  if (found == book_.complex_orders.end()) {
    return std::unexpected(no_such("There is no such complex order."));
  }
  if (found->type != "PAIRS" || found->terminal) {
    return std::unexpected(cannot_update("Only PAIRS orders that wait can be changed."));
  }
  ComplexRecord changed = *found;
  if (change.ratio_price_threshold) changed.ratio = change.ratio_price_threshold;
  if (change.ratio_price_comparator) {
    changed.at_least = *change.ratio_price_comparator == RatioComparator::at_least;
  }
  if (apply) {
    *found = changed;
    tell("ComplexOrder", json::encode(describe(changed)), now);
  }
  return describe(changed);
}

bool OrderDesk::ratio_reached(const ComplexRecord& record) const {
  std::vector<Decimal> prices;
  for (const std::int64_t id : record.orders) {
    const OrderLegRecord& leg = book_.order(id)->legs.front();
    const std::optional<Decimal> last = book_of(leg.symbol).last;
    if (!last) return false;
    const Decimal quantity = record.by_notional ? leg.quantity.value_or(1) : Decimal{1};
    prices.push_back((*last * quantity).value_or(*last));
  }
  if (prices.size() != 2) return false;
  const auto ratio = divide(prices[0], prices[1], kRatioScale);
  if (!ratio || !record.ratio) return false;
  return record.at_least ? *ratio >= *record.ratio : *ratio <= *record.ratio;
}

void OrderDesk::watch_pairs(Instant now) {
  for (std::size_t i = 0; i < book_.complex_orders.size(); ++i) {
    const ComplexRecord& record = book_.complex_orders[i];
    if (record.type != "PAIRS" || record.terminal || !ratio_reached(record)) continue;
    const std::vector<std::int64_t> ids = record.orders;
    for (const std::int64_t id : ids) {
      if (book_.order(id)->contingent_status == std::string{kPendingCondition}) queue(id, now);
    }
  }
}

}  // namespace belay::sim
