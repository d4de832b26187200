#include <array>
#include <chrono>

#include "proto/json/codec.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/order_desk.hpp"
#include "sim/broker/order_queries.hpp"
#include "sim/broker/state.hpp"

// Complex orders (broker-api.md 4.5).

namespace belay::sim {
namespace {

constexpr int kPerPage = 10;
constexpr int kMostPerPage = 200;

std::int64_t id_of(const Ask& ask) { return number<std::int64_t>(ask.captures[1]).value_or(0); }

std::expected<NewComplexOrder, HttpResponse> order_of(const Ask& ask) {
  if (!order_version(ask.request)) return std::unexpected(rest::version_response());
  Result<NewComplexOrder> order = json::decode<NewComplexOrder>(ask.request.body);
  if (!order) return std::unexpected(invalid("body", order.error().message));
  if (const std::vector<Reason> reasons = malformed(*order); !reasons.empty()) {
    return std::unexpected(
        rest::error_response(400, "validation_error", "Request validation failed", reasons, true));
  }
  return *std::move(order);
}

HttpResponse placed(const std::expected<PlacedOrder, Refusal>& answer, const Ask& ask) {
  if (!answer) return refusal_answer(answer.error());
  return data_answer(json::encode(*answer), ask, 201);
}

HttpResponse complex_orders(BrokerState& state, const Ask& ask) {
  if (!order_version(ask.request)) return rest::version_response();
  const OrderDesk& desk = state.desk_of(ask);
  std::vector<std::string> items;
  for (const ComplexRecord& record : ask.account->book.complex_orders) {
    items.push_back(json::encode(desk.describe(record)));
  }
  return page_answer(items, ask, kPerPage, kMostPerPage);
}

HttpResponse live_complex_orders(BrokerState& state, const Ask& ask) {
  if (!order_version(ask.request)) return rest::version_response();
  const OrderDesk& desk = state.desk_of(ask);
  const Date today = new_york_date(ask.now.simulated);
  std::vector<std::string> items;
  for (const ComplexRecord& record : ask.account->book.complex_orders) {
    if (record.terminal && new_york_date(record.received) != today) continue;
    items.push_back(json::encode(desk.describe(record)));
  }
  return items_answer(items, ask);
}

HttpResponse complex_order(BrokerState& state, const Ask& ask) {
  if (!order_version(ask.request)) return rest::version_response();
  const OrderDesk& desk = state.desk_of(ask);
  const ComplexRecord* found = desk.find_complex(id_of(ask));
  if (found == nullptr) return not_found("There is no such complex order.");
  return data_answer(json::encode(desk.describe(*found)), ask);
}

HttpResponse place_complex(BrokerState& state, const Ask& ask) {
  const auto order = order_of(ask);
  if (!order) return order.error();
  return placed(state.desk_of(ask).place_complex(*order, ask.now.simulated), ask);
}

HttpResponse dry_run_complex(BrokerState& state, const Ask& ask) {
  const auto order = order_of(ask);
  if (!order) return order.error();
  return placed(state.desk_of(ask).dry_run_complex(*order, ask.now.simulated), ask);
}

HttpResponse change_complex(BrokerState& state, const Ask& ask, bool apply) {
  if (!order_version(ask.request)) return rest::version_response();
  const Result<EditComplexOrder> change = json::decode<EditComplexOrder>(ask.request.body);
  if (!change) return invalid("body", change.error().message);
  auto answer = state.desk_of(ask).edit_complex(id_of(ask), *change, ask.now.simulated, apply);
  if (!answer) return refusal_answer(answer.error());
  const PlacedOrder placed_order{.complex_order = *std::move(answer)};
  return data_answer(json::encode(placed_order), ask, apply ? 200 : 201);
}

HttpResponse edit_complex(BrokerState& state, const Ask& ask) {
  return change_complex(state, ask, true);
}

HttpResponse dry_run_edit(BrokerState& state, const Ask& ask) {
  return change_complex(state, ask, false);
}

HttpResponse cancel_complex(BrokerState& state, const Ask& ask) {
  if (!order_version(ask.request)) return rest::version_response();
  const auto answer = state.desk_of(ask).cancel_complex(id_of(ask), ask.now.simulated);
  if (!answer) return refusal_answer(answer.error());
  return data_answer(json::encode(*answer), ask);
}

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/accounts/{}/complex-orders/live", live_complex_orders},
    {"GET", "/accounts/{}/complex-orders", complex_orders},
    {"GET", "/accounts/{}/complex-orders/{}", complex_order},
    {"POST", "/accounts/{}/complex-orders/dry-run", dry_run_complex, Access::trade},
    {"POST", "/accounts/{}/complex-orders", place_complex, Access::trade},
    {"PATCH", "/accounts/{}/complex-orders/{}", edit_complex, Access::trade},
    {"POST", "/accounts/{}/complex-orders/{}/dry-run", dry_run_edit, Access::trade},
    {"DELETE", "/accounts/{}/complex-orders/{}", cancel_complex, Access::trade},
});

}  // namespace

std::span<const Route> complex_order_routes() { return kRoutes; }

}  // namespace belay::sim
