#include "app/view/orders.hpp"

#include <fmt/format.h>

#include "app/render/json.hpp"
#include "app/render/text.hpp"
#include "belay/base/time.hpp"
#include "proto/json/codec.hpp"

namespace belay::app {
namespace {

/// `01-13 10:31:07 EST`
std::string received_text(const OrderRecord& order) {
  if (!order.received_at) return {};
  const Result<Instant> at = parse_timestamp(*order.received_at);
  constexpr std::size_t kYear = 5;  // "2025-"
  return at ? to_new_york_text(*at).substr(kYear) : *order.received_at;
}

std::string symbol_text(const OrderRecord& order) {
  if (order.legs.size() == 1) return order.legs.front().symbol;
  return fmt::format("{} ({} legs)", order.underlying_symbol.value_or("?"), order.legs.size());
}

const OrderLegRecord* only_leg(const OrderRecord& order) {
  return order.legs.size() == 1 ? &order.legs.front() : nullptr;
}

std::vector<Column> columns() {
  return {{"Id", Align::left, 1},      {"Received", Align::left, 5}, {"Symbol", Align::left, 0},
          {"Type", Align::left, 2},    {"Action", Align::left, 1},   {"Qty", Align::decimal, 1},
          {"Left", Align::decimal, 2}, {"Price", Align::decimal, 2}, {"Stop", Align::decimal, 2},
          {"TIF", Align::left, 4},     {"Status", Align::left, 0}};
}

std::vector<Cell> line(const OrderRecord& order) {
  const OrderLegRecord* leg = only_leg(order);
  return {Cell{order.id ? fmt::to_string(*order.id) : ""},
          Cell{received_text(order)},
          Cell{symbol_text(order)},
          Cell{std::string{order.order_type.text()}},
          Cell{leg ? std::string{leg->action.text()} : ""},
          leg ? cell(leg->quantity) : cell(order.size),
          leg ? cell(leg->remaining_quantity) : Cell{},
          Cell{net_price_text(order.price, order.price_effect)},
          cell(order.stop_trigger),
          Cell{std::string{order.time_in_force.text()}},
          Cell{std::string{order.status.text()}, meaning_of(order.status)}};
}

}  // namespace

std::vector<OrderRecord> not_over(const std::vector<OrderRecord>& orders) {
  std::vector<OrderRecord> kept;
  for (const OrderRecord& order : orders) {
    if (phase_of(order.status) != OrderPhase::terminal) kept.push_back(order);
  }
  return kept;
}

Meaning meaning_of(Open<OrderStatus> status) {
  switch (phase_of(status)) {
    case OrderPhase::working: return Meaning::gain;
    case OrderPhase::waiting:
    case OrderPhase::leaving:
    case OrderPhase::unknown: return Meaning::warning;
    case OrderPhase::terminal: break;
  }
  return status == OrderStatus::rejected ? Meaning::loss : Meaning::muted;
}

std::string_view phase_code(Open<OrderStatus> status) {
  switch (phase_of(status)) {
    case OrderPhase::working: return "working";
    case OrderPhase::waiting: return "waiting";
    case OrderPhase::leaving: return "leaving";
    case OrderPhase::terminal: return "terminal";
    case OrderPhase::unknown: return "unknown";
  }
  return "unknown";
}

std::string net_price_text(const std::optional<Decimal>& price,
                           const std::optional<Open<Effect>>& effect) {
  if (!price) return {};
  if (effect == Open<Effect>{Effect::credit}) return grouped(*price) + " cr";
  if (effect == Open<Effect>{Effect::debit}) return grouped(*price) + " db";
  return grouped(*price);
}

Table orders_table(const std::vector<OrderRecord>& orders) {
  Table table{.columns = columns()};
  for (const OrderRecord& order : orders) table.rows.push_back(line(order));
  return table;
}

std::string order_json(const OrderRecord& order) {
  JsonObject out;
  out.raw("order", json::encode(order)).text("phase", phase_code(order.status));
  return out.str();
}

}  // namespace belay::app
