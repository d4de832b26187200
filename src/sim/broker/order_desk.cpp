#include "sim/broker/order_desk.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "sim/broker/dry_run.hpp"
#include "sim/broker/order_parts.hpp"
#include "sim/broker/preflight.hpp"
#include "sim/exchange/hours.hpp"

namespace belay::sim {
namespace {

constexpr int kPriceScale = 4;

std::optional<Decimal> price_of(double price) {
  if (!std::isfinite(price) || price <= 0) return std::nullopt;
  return to_decimal(price, kPriceScale).normalized(1);
}

bool is_waiting(const OrderRecord& record) {
  return record.status == OrderStatus::received || record.status == OrderStatus::contingent;
}

}  // namespace

Quotes quotes_of(const Market& market) {
  return [&market](Symbol symbol) {
    TopOfBook book;
    if (const auto quote = market.last(Schema<Quote>::name, symbol)) {
      book.bid = price_of(std::get<Quote>(*quote).bid_price);
      book.ask = price_of(std::get<Quote>(*quote).ask_price);
    }
    if (const auto trade = market.last(Schema<Trade>::name, symbol)) {
      book.last = price_of(std::get<Trade>(*trade).price);
    }
    return book;
  };
}

OrderDesk::OrderDesk(Book& book, Parts parts)
    : book_{book},
      market_{parts.market},
      quotes_{std::move(parts.quotes)},
      exchange_{std::move(parts.exchange)},
      numbers_{parts.numbers},
      options_{parts.options},
      tell_{std::move(parts.tell)} {
  adopt();
}

// ---- time

Instant OrderDesk::run_due(Instant now) {
  last_ = std::max(last_, now);
  while (!due_.empty() && due_.begin()->first <= last_) {
    const auto step = due_.extract(due_.begin());
    step.mapped()(step.key());
  }
  return last_;
}

void OrderDesk::after(std::chrono::milliseconds delay, Instant at,
                      std::function<void(Instant)> step) {
  due_.emplace(at + delay, std::move(step));
}

void OrderDesk::advance(Instant now) {
  now = run_due(now);
  watch_conditions(now);
  watch_pairs(now);
  run_due(now);
  for (const VenueReport& report : exchange_->advance(now)) on_report(report);
  run_due(now);
}

// ---- notices

void OrderDesk::tell(std::string_view type, std::string data, Instant at) {
  if (!tell_) return;
  tell_({.type = std::string{type},
         .account = book_.account_number,
         .data = std::move(data),
         .timestamp = to_epoch_ms(at)});
}

void OrderDesk::tell_order(const OrderRecord& record, Instant at) {
  tell("Order", json::encode(record), at);
}

void OrderDesk::set_status(OrderRecord& record, OrderStatus status, Instant at) {
  const bool early = status == OrderStatus::routed || status == OrderStatus::in_flight;
  const bool open = status == OrderStatus::received || status == OrderStatus::contingent ||
                    status == OrderStatus::live || (early && options_.early_cancel);
  record.status = status;
  record.cancellable = open;
  record.editable = open;
  if (status != OrderStatus::contingent) record.contingent_status.reset();
  touch(record, at);
  tell_order(record, at);
}

// ---- taking orders on

void OrderDesk::adopt() {
  for (const OrderRecord& record : book_.orders) {
    if (record.status != OrderStatus::live || !record.id) continue;
    const auto received = parse_timestamp(record.received_at.value_or(""));
    Kept kept{.request = request_of(record)};
    kept.instruments = instruments_of(kept.request);
    if (kept.instruments.size() != record.legs.size()) continue;
    kept.ends = ending_of(kept.request, kept.instruments, received.value_or(Instant{}));
    exchange_->submit(venue_order(record, kept));
    kept_.emplace(*record.id, std::move(kept));
  }
}

std::vector<Tradable> OrderDesk::instruments_of(const NewOrder& request) const {
  std::vector<Tradable> instruments;
  for (const NewOrderLeg& leg : request.legs) {
    if (auto found = find_tradable(market_, leg.symbol)) instruments.push_back(*std::move(found));
  }
  return instruments;
}

std::int64_t OrderDesk::take_on(OrderRecord record, NewOrder request, Instant at) {
  const std::int64_t id = numbers_.order++;
  record.id = id;
  record.account_number = book_.account_number;
  record.received_at = to_iso_utc(at);
  record.updated_at = to_epoch_ms(at);
  record.global_request_id = fmt::format("f6c5863356cf1be83fed349d{:08x}", id & 0xffffffff);
  if (record.rules) {
    for (OrderCondition& condition : record.rules->conditions) condition.id = numbers_.condition++;
  }
  Kept kept{.request = std::move(request)};
  kept.instruments = instruments_of(kept.request);
  kept.ends = ending_of(kept.request, kept.instruments, at);
  const auto over = [this, id](OrderStatus status) {
    return [this, id, status](Instant then) {
      const OrderRecord* order = book_.order(id);
      if (order == nullptr || phase_of(order->status) == OrderPhase::terminal) return;
      exchange_->cancel(id);
      end(id, status, then);
    };
  };
  if (kept.ends) due_.emplace(*kept.ends, over(OrderStatus::expired));
  if (record.rules && record.rules->cancel_at) {
    if (const auto then = parse_timestamp(*record.rules->cancel_at)) {
      due_.emplace(std::max(*then, at), over(OrderStatus::cancelled));
    }
  }
  kept_.emplace(id, std::move(kept));
  book_.orders.insert(book_.orders.begin(), std::move(record));
  tell_order(book_.orders.front(), at);
  return id;
}

std::expected<PlacedOrder, Refusal> OrderDesk::dry_run(const NewOrder& order, Instant now) {
  return preflight(order, book_, market_, run_due(now), options_);
}

std::expected<PlacedOrder, Refusal> OrderDesk::place(const NewOrder& order, Instant now) {
  now = run_due(now);
  auto answer = preflight(order, book_, market_, now, options_);
  if (!answer) return answer;
  answer->order->status = OrderStatus::received;
  answer->order->contingent_status.reset();
  const std::int64_t id = take_on(*answer->order, order, now);
  enter(id, now);
  run_due(now);
  answer->order = *book_.order(id);
  return answer;
}

// ---- on the way to the venue

void OrderDesk::enter(std::int64_t id, Instant at) {
  OrderRecord* record = book_.order(id);
  if (record == nullptr || !is_waiting(*record)) return;
  const BrokerQuotes quotes = [this](std::string_view symbol) { return book_of(symbol); };
  if (record->rules && holds_back(*record->rules) && !may_route(*record->rules, quotes, at)) {
    record->contingent_status = "Pending Condition";
    return set_status(*record, OrderStatus::contingent, at);
  }
  queue(id, at);
}

void OrderDesk::queue(std::int64_t id, Instant at) {
  OrderRecord& record = *book_.order(id);
  const auto opens = next_working(record.time_in_force.value(), at);
  const auto go = [this, id](Instant then) { route(id, then); };
  if (!opens) return;
  if (*opens <= at) return after(options_.routed_after, at, go);
  if (record.status != OrderStatus::received) set_status(record, OrderStatus::received, at);
  due_.emplace(*opens, go);
}

void OrderDesk::route(std::int64_t id, Instant at) {
  OrderRecord* record = book_.order(id);
  if (record == nullptr || !is_waiting(*record) || !fits_position(id, at)) return;
  record->ext_client_order_id = fmt::format("80000000b7{:08x}", id & 0xffffffff);
  set_status(*record, OrderStatus::routed, at);
  after(options_.in_flight_after, at, [this, id](Instant then) { fly(id, then); });
}

void OrderDesk::fly(std::int64_t id, Instant at) {
  OrderRecord* record = book_.order(id);
  if (record == nullptr || record->status != OrderStatus::routed) return;
  record->in_flight_at = to_iso_utc(at);
  set_status(*record, OrderStatus::in_flight, at);
  after(options_.live_after, at, [this, id](Instant then) { arrive(id, then); });
}

void OrderDesk::arrive(std::int64_t id, Instant at) {
  OrderRecord* record = book_.order(id);
  if (record == nullptr || record->status != OrderStatus::in_flight) return;
  record->live_at = to_iso_utc(at);
  record->ext_global_order_number = numbers_.global++;
  record->ext_exchange_order_number = fmt::format("7859{:08}", *record->ext_global_order_number);
  set_status(*record, OrderStatus::live, at);
  exchange_->submit(venue_order(*record, kept_.at(id)));
}

// What was true when the order was sent may not be any more: judged again, and rewritten (6.7).
bool OrderDesk::fits_position(std::int64_t id, Instant at) {
  OrderRecord& record = *book_.order(id);
  const NewOrder request = kept_.at(id).request;
  const Judgement judgement = judge(request, book_, market_, at);
  if (!judgement.refusals.empty()) {
    reject(id, judgement.refusals.front().message, at);
    return false;
  }
  for (std::size_t i = 0; i < record.legs.size(); ++i) {
    record.legs[i].action = judgement.legs[i].action;
  }
  return true;
}

void OrderDesk::reject(std::int64_t id, std::string reason, Instant at) {
  exchange_->cancel(id);
  book_.order(id)->reject_reason = std::move(reason);
  end(id, OrderStatus::rejected, at);
}

VenueOrder OrderDesk::venue_order(const OrderRecord& record, const Kept& kept) const {
  VenueOrder order{.id = *record.id,
                   .type = record.order_type.value(),
                   .time_in_force = record.time_in_force.value(),
                   .trigger = record.stop_trigger,
                   .value = record.value,
                   .group = group_of(record),
                   .ends = kept.ends};
  if (record.price) {
    order.limit =
        record.price_effect == Open<Effect>{Effect::credit} ? -*record.price : *record.price;
  }
  for (std::size_t i = 0; i < record.legs.size(); ++i) {
    order.legs.push_back({.symbol = kept.instruments[i].streamer_symbol,
                          .buys = is_buy(record.legs[i].action.value()),
                          .ratio = ratio_of(record, i)});
  }
  if (!record.value) order.units = units_left(record);
  return order;
}

// ---- endings

std::expected<OrderRecord, Refusal> OrderDesk::cancel(std::int64_t id, Instant now) {
  now = run_due(now);
  OrderRecord* record = book_.order(id);
  if (record == nullptr) return std::unexpected(no_such("There is no such order."));
  if (!record->cancellable.value_or(false)) {
    return std::unexpected(
        cannot_update(fmt::format("Order {} is {} and cannot be cancelled.", id, record->status)));
  }
  if (is_waiting(*record)) {
    end(id, OrderStatus::cancelled, now);
  } else {
    request_end(id, OrderStatus::cancel_requested, now);
  }
  if (options_.oco_cancels_together && group_of(*record) != 0) cancel_siblings(*record, now);
  run_due(now);
  return *book_.order(id);
}

void OrderDesk::request_end(std::int64_t id, OrderStatus status, Instant at) {
  OrderRecord& record = *book_.order(id);
  record.cancelled_at = to_iso_utc(at);
  set_status(record, status, at);
  after(options_.cancelled_after, at, [this, id](Instant then) { acknowledge_end(id, then); });
}

// A fill may have come first: then there is nothing to cancel.
void OrderDesk::acknowledge_end(std::int64_t id, Instant at) {
  const OrderRecord* record = book_.order(id);
  if (record == nullptr || phase_of(record->status) != OrderPhase::leaving) return;
  exchange_->cancel(id);
  end(id, OrderStatus::cancelled, at);
}

void OrderDesk::end(std::int64_t id, OrderStatus status, Instant at) {
  OrderRecord& record = *book_.order(id);
  record.terminal_at = to_iso_utc(at);
  if (status == OrderStatus::cancelled && !record.cancelled_at) {
    record.cancelled_at = record.terminal_at;
  }
  set_status(record, status, at);
  const auto kept = kept_.extract(id);
  if (status != OrderStatus::filled) on_component_end(record, status, at);
  if (!kept.empty()) start_successor(kept.mapped(), at);
}

// Any fill of the original after the request aborts its replacement (6.6).
void OrderDesk::start_successor(const Kept& kept, Instant at) {
  if (!kept.successor) return;
  OrderRecord* record = book_.order(*kept.successor);
  if (record == nullptr || record->status != OrderStatus::contingent) return;
  if (!kept.filled_meanwhile) return enter(*kept.successor, at);
  record->reject_reason = "The order to be replaced was filled.";
  end(*kept.successor, OrderStatus::cancelled, at);
}

// ---- changes

std::expected<NewOrder, Refusal> OrderDesk::amended(std::int64_t id, NewOrder change, bool keeps) {
  const OrderRecord* record = book_.order(id);
  if (record == nullptr) return std::unexpected(no_such("There is no such order."));
  const auto kept = kept_.find(id);
  if (kept == kept_.end() || !record->editable.value_or(false)) {
    return std::unexpected(
        cannot_update(fmt::format("Order {} is {} and cannot be changed.", id, record->status)));
  }
  NewOrder original = request_of(*record);
  original.advanced_instructions = kept->second.request.advanced_instructions;
  original.rules = kept->second.request.rules;
  return merged(original, std::move(change), keeps);
}

std::expected<PlacedOrder, Refusal> OrderDesk::dry_run_change(const NewOrder& order, Instant now) {
  auto answer = preflight(order, book_, market_, run_due(now), options_);
  if (!answer) return answer;
  answer->order->status = OrderStatus::contingent;
  answer->order->contingent_status = "Pending Order";
  return answer;
}

std::expected<OrderRecord, Refusal> OrderDesk::replace(std::int64_t id, const NewOrder& order,
                                                       Instant now) {
  now = run_due(now);
  auto answer = preflight(order, book_, market_, now, options_);
  if (!answer) return std::unexpected(answer.error());
  if (!kept_.contains(id)) return std::unexpected(cannot_update("The order is over."));
  OrderRecord* old = book_.order(id);
  const std::int64_t next = numbers_.order;
  const bool waits = is_waiting(*old);
  old->edited = true;
  old->replacing_order_id = next;
  if (!waits) request_end(id, OrderStatus::replace_requested, now);
  OrderRecord record = *answer->order;
  record.replaces_order_id = id;
  record.complex_order_id = old->complex_order_id;
  record.complex_order_tag = old->complex_order_tag;
  record.status = OrderStatus::contingent;
  record.contingent_status = old->contingent_status.value_or("Pending Order");
  if (ComplexRecord* complex = complex_of(record)) put_in_place(*complex, id, next);
  const bool parked = waits && old->contingent_status == "Pending Order";
  for (auto& [other, kept] : kept_) {
    if (kept.successor == id) kept.successor = next;
  }
  take_on(std::move(record), order, now);
  if (waits) {
    end(id, OrderStatus::cancelled, now);
    if (!parked) enter(next, now);
  } else {
    kept_.at(id).successor = next;
  }
  run_due(now);
  return *book_.order(next);
}

// ---- what is watched

TopOfBook OrderDesk::book_of(std::string_view symbol) const {
  const auto instrument = find_tradable(market_, symbol);
  return instrument ? quotes_(instrument->streamer_symbol) : TopOfBook{};
}

void OrderDesk::watch_conditions(Instant now) {
  const BrokerQuotes quotes = [this](std::string_view symbol) { return book_of(symbol); };
  std::vector<std::int64_t> ids;
  for (const auto& [id, kept] : kept_) {
    if (kept.request.rules) ids.push_back(id);
  }
  for (const std::int64_t id : ids) {
    OrderRecord* record = book_.order(id);
    if (record == nullptr || !record->rules) continue;
    const OrderPhase phase = phase_of(record->status);
    if (phase == OrderPhase::terminal || phase == OrderPhase::leaving) continue;
    if (must_cancel(*record->rules, quotes, now)) {
      record->rules->cancelled_at = to_iso_utc(now);
      is_waiting(*record) ? end(id, OrderStatus::cancelled, now)
                          : request_end(id, OrderStatus::cancel_requested, now);
    } else if (record->contingent_status == "Pending Condition" &&
               may_route(*record->rules, quotes, now)) {
      record->rules->routed_at = to_iso_utc(now);
      queue(id, now);
    }
  }
}

}  // namespace belay::sim
