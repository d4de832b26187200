#include "belay/model/order_ledger.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace belay {
namespace {

// An execution without an id is told apart by everything it says.
std::string key_of(const OrderLegRecord& leg, const Fill& fill) {
  if (fill.fill_id) return *fill.fill_id;
  return fmt::format("{}|{}|{}|{}|{}", leg.symbol, fill.ext_exec_id.value_or(""),
                     fill.filled_at.value_or(""), fill.quantity ? fill.quantity->to_string() : "",
                     fill.fill_price ? fill.fill_price->to_string() : "");
}

bool older(const OrderRecord& order, const OrderRecord& known) {
  return order.updated_at && known.updated_at && *order.updated_at < *known.updated_at;
}

}  // namespace

void OrderLedger::learn_fills(const OrderRecord& order, Told& told, std::vector<Execution>& news) {
  for (const OrderLegRecord& leg : order.legs) {
    for (const Fill& fill : leg.fills) {
      if (!told.fill_ids.insert(key_of(leg, fill)).second) continue;
      if (fill.quantity) {
        Result<Decimal>& sum = told.executed[leg.symbol];
        sum = sum + *fill.quantity;
      }
      news.push_back(Execution{.account_number = order.account_number.value_or(""),
                               .order_id = *order.id,
                               .symbol = leg.symbol,
                               .instrument_type = leg.instrument_type,
                               .action = leg.action,
                               .fill = fill});
    }
  }
}

OrderLedger::Update OrderLedger::take(const OrderRecord& order) {
  Update update;
  if (!order.id) return {.stale = true};
  learn_fills(order, told_[*order.id], update.executions);
  const auto [at, is_new] = orders_.try_emplace(*order.id, order);
  update.stale = !is_new && older(order, at->second);
  if (!is_new && !update.stale) at->second = order;
  if (is_new && orders_.size() > kMostOrders) forget_oldest();
  return update;
}

// A tenth at once, so that it is not done again for each order.
void OrderLedger::forget_oldest() {
  std::vector<std::pair<std::int64_t, std::int64_t>> over;  // updated at, id
  for (const auto& [id, order] : orders_) {
    if (phase_of(order.status) == OrderPhase::terminal) {
      over.emplace_back(order.updated_at.value_or(0), id);
    }
  }
  std::ranges::sort(over);
  over.resize(std::min(over.size(), kMostOrders / 10));
  for (const auto& [updated_at, id] : over) orders_.erase(id);
  // Ids ascend: the first are the oldest.
  for (auto at = told_.begin(); at != told_.end() && told_.size() > kMostOrders * 10;) {
    at = orders_.contains(at->first) ? std::next(at) : told_.erase(at);
  }
}

const OrderRecord* OrderLedger::find(std::int64_t id) const {
  const auto found = orders_.find(id);
  return found == orders_.end() ? nullptr : &found->second;
}

std::vector<OrderRecord> OrderLedger::orders() const {
  std::vector<OrderRecord> all;
  all.reserve(orders_.size());
  for (const auto& [id, order] : orders_) all.push_back(order);
  return all;
}

bool OrderLedger::fills_complete(std::int64_t id) const {
  const OrderRecord* const order = find(id);
  if (order == nullptr || holds(order->extra, "legs")) return false;
  const bool filled = order->status == OrderStatus::filled;
  return std::ranges::all_of(order->legs, [&](const OrderLegRecord& leg) {
    if (!leg.quantity || (!filled && !leg.remaining_quantity)) return false;
    const Decimal remaining = filled ? Decimal{} : *leg.remaining_quantity;
    const Result<Decimal> all = executed(id, leg.symbol) + remaining;
    return all && *all == *leg.quantity;
  });
}

Result<Decimal> OrderLedger::executed(std::int64_t id, const std::string& symbol) const {
  const auto found = told_.find(id);
  if (found == told_.end()) return Decimal{};
  const auto at = found->second.executed.find(symbol);
  return at == found->second.executed.end() ? Decimal{} : at->second;
}

}  // namespace belay
