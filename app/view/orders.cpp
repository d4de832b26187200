#include "app/view/orders.hpp"

#include <fmt/format.h>

#include "app/render/json.hpp"
#include "app/render/text.hpp"
#include "app/view/names.hpp"
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
  if (order.legs.size() == 1) return readable_symbol(order.legs.front().symbol);
  return fmt::format("{} ({} legs)", order.underlying_symbol.value_or("?"), order.legs.size());
}

/// `Sell close`: an action without the word that every action has.
std::string action_text(Open<Action> action) {
  switch (action.value()) {
    case Action::buy_to_open: return "Buy open";
    case Action::buy_to_close: return "Buy close";
    case Action::sell_to_open: return "Sell open";
    case Action::sell_to_close: return "Sell close";
    default: return std::string{action.text()};
  }
}

const OrderLegRecord* only_leg(const OrderRecord& order) {
  return order.legs.size() == 1 ? &order.legs.front() : nullptr;
}

std::vector<Column> columns() {
  return {
      {"Symbol", Align::left, 0},   {"Action", Align::left, 1, true},  {"Qty", Align::decimal, 1},
      {"Left", Align::decimal, 5},  {"Type", Align::left, 1, true},    {"Price", Align::decimal, 1},
      {"Stop", Align::decimal, 1},  {"TIF", Align::left, 3, true},     {"Status", Align::left, 0},
      {"Id", Align::left, 2, true}, {"Received", Align::left, 6, true}};
}

std::vector<Cell> line(const OrderRecord& order) {
  const OrderLegRecord* leg = only_leg(order);
  return {Cell{symbol_text(order)},
          Cell{leg ? action_text(leg->action) : ""},
          leg ? cell(leg->quantity) : cell(order.size),
          leg ? cell(leg->remaining_quantity) : Cell{},
          Cell{std::string{order.order_type.text()}},
          Cell{net_price_text(order.price, order.price_effect)},
          money_cell(order.stop_trigger),
          Cell{std::string{order.time_in_force.text()}},
          Cell{std::string{order.status.text()}, meaning_of(order.status)},
          Cell{order.id ? fmt::to_string(*order.id) : ""},
          Cell{received_text(order)}};
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
  if (effect == Open<Effect>{Effect::credit}) return money_text(*price) + " cr";
  if (effect == Open<Effect>{Effect::debit}) return money_text(*price) + " db";
  return money_text(*price);
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
