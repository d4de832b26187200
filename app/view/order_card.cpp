#include "app/view/order_card.hpp"

#include <fmt/format.h>

#include "app/render/json.hpp"
#include "app/render/table.hpp"
#include "app/render/text.hpp"
#include "app/view/orders.hpp"
#include "proto/json/codec.hpp"

namespace belay::app {
namespace {

std::string told(const std::optional<Decimal>& value, std::string (*words)(Decimal)) {
  return value ? words(*value) : "not told";
}

std::string price_words(const OrderRecord& order) {
  std::string words{order.order_type.text()};
  if (const std::string price = net_price_text(order.price, order.price_effect); !price.empty()) {
    words += " " + price;
  }
  if (order.stop_trigger) words += fmt::format(" stop {}", money_text(*order.stop_trigger));
  return words + " " + std::string{order.time_in_force.text()};
}

void add_order(Table& table, const OrderRecord& order) {
  for (const OrderLegRecord& leg : order.legs) {
    table.rows.push_back({Cell{std::string{leg.action.text()}}, cell(leg.quantity),
                          Cell{leg.symbol}, Cell{price_words(order)}});
  }
  if (order.legs.empty()) table.rows.push_back({Cell{}, Cell{}, Cell{}, Cell{price_words(order)}});
}

std::string warnings_of(const PlacedOrder& answer, const Style& style) {
  std::string text;
  for (const Notice& warning : answer.warnings) {
    const std::string words = escape_control(warning.message.value_or(warning.code.value_or("?")));
    text += paint("warning: " + words, Meaning::warning, style.color) + "\n";
  }
  return text;
}

}  // namespace

std::string order_card(const Receipt& receipt, const Style& style) {
  Table table{.columns = {{"Action", Align::left, 0},
                          {"Qty", Align::decimal, 0},
                          {"Symbol", Align::left, 0, true},
                          {"Order", Align::left, 0}}};
  const PlacedOrder& answer = receipt.answer();
  if (answer.order) add_order(table, *answer.order);
  if (answer.complex_order) {
    if (answer.complex_order->trigger_order) add_order(table, *answer.complex_order->trigger_order);
    for (const OrderRecord& order : answer.complex_order->orders) add_order(table, order);
  }
  std::string text = render(table, style);
  text += fmt::format(
      "account {}   buying power {}   fees {}\n", masked_account(receipt.account_number()),
      told(receipt.buying_power_change(), signed_text), told(receipt.fees(), money_text));
  return text + warnings_of(answer, style);
}

std::string receipt_json(const Receipt& receipt) {
  JsonObject object;
  return object.text("external-identifier", receipt.external_identifier())
      .decimal("buying-power-change", receipt.buying_power_change())
      .decimal("fees", receipt.fees())
      .raw("answer", json::encode(receipt.answer()))
      .str();
}

}  // namespace belay::app
