#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/dry_run.hpp"
#include "sim/broker/order_desk.hpp"
#include "sim/broker/order_queries.hpp"
#include "sim/broker/state.hpp"

// Orders (broker-api.md 4.4).

namespace belay::sim {
namespace {

constexpr int kOrdersPerPage = 100;
constexpr int kMostOrdersPerPage = 200;

HttpResponse not_well_formed(const std::vector<Reason>& reasons) {
  return rest::error_response(400, "validation_error", "Request validation failed", reasons, true);
}

// The request of the body, or why it is none.
std::expected<NewOrder, HttpResponse> body_of(const Ask& ask) {
  if (!order_version(ask.request)) return std::unexpected(rest::version_response());
  Result<NewOrder> order = json::decode<NewOrder>(ask.request.body);
  if (!order) return std::unexpected(invalid("body", order.error().message));
  return *std::move(order);
}

std::expected<NewOrder, HttpResponse> order_of(const Ask& ask) {
  auto order = body_of(ask);
  if (!order) return order;
  if (const std::vector<Reason> reasons = malformed(*order); !reasons.empty()) {
    return std::unexpected(not_well_formed(reasons));
  }
  return order;
}

std::int64_t id_of(const Ask& ask, std::size_t capture = 1) {
  return number<std::int64_t>(ask.captures[capture]).value_or(0);
}

HttpResponse placed(const std::expected<PlacedOrder, Refusal>& answer, const Ask& ask) {
  if (!answer) return refusal_answer(answer.error());
  return data_answer(json::encode(*answer), ask, 201);
}

HttpResponse changed(const std::expected<OrderRecord, Refusal>& answer, const Ask& ask) {
  if (!answer) return refusal_answer(answer.error());
  return data_answer(json::encode(*answer), ask);
}

// ---- asking

std::vector<const Book*> book_of(const Ask& ask) { return {&ask.account->book}; }

HttpResponse live_page(const std::vector<const Book*>& books, const Ask& ask, int version) {
  const std::vector<std::string> items = select_live(books, ask);
  if (version >= kPagedOrders) return page_answer(items, ask, kOrdersPerPage, kMostOrdersPerPage);
  return items_answer(items, ask);
}

HttpResponse order_page(const std::vector<const Book*>& books, const Ask& ask, int version) {
  const auto period = period_of(ask, version);
  if (!period) return period.error();
  return page_answer(select_orders(books, ask, *period), ask, kOrdersPerPage, kMostOrdersPerPage);
}

HttpResponse live_orders(BrokerState&, const Ask& ask) {
  const auto version = order_version(ask.request);
  return version ? live_page(book_of(ask), ask, *version) : rest::version_response();
}

HttpResponse orders(BrokerState&, const Ask& ask) {
  const auto version = order_version(ask.request);
  return version ? order_page(book_of(ask), ask, *version) : rest::version_response();
}

using Page = HttpResponse (*)(const std::vector<const Book*>&, const Ask&, int);

// Of several accounts, which must be named.
HttpResponse of_customer(BrokerState& state, const Ask& ask, Page page) {
  const auto version = order_version(ask.request);
  if (!version) return rest::version_response();
  const std::vector<std::string> numbers = ask.target.all("account-numbers");
  if (numbers.empty()) return invalid("account-numbers", "is missing");
  std::vector<const Book*> books;
  for (const std::string& wanted : numbers) {
    const HeldAccount* account = state.find_account(wanted);
    if (account == nullptr) {
      return rest::error_response(403, "not_permitted", "User not permitted access");
    }
    books.push_back(&account->book);
  }
  return page(books, ask, *version);
}

HttpResponse customer_orders(BrokerState& state, const Ask& ask) {
  return of_customer(state, ask, order_page);
}

HttpResponse customer_live_orders(BrokerState& state, const Ask& ask) {
  return of_customer(state, ask, live_page);
}

HttpResponse order(BrokerState&, const Ask& ask) {
  if (!order_version(ask.request)) return rest::version_response();
  const OrderRecord* found = ask.account->book.order(id_of(ask));
  if (found == nullptr) return not_found("There is no such order.");
  return data_answer(json::encode(*found), ask);
}

// ---- doing

HttpResponse dry_run_order(BrokerState& state, const Ask& ask) {
  const auto order = order_of(ask);
  if (!order) return order.error();
  return placed(state.desk_of(ask).dry_run(*order, ask.now.simulated), ask);
}

HttpResponse place_order(BrokerState& state, const Ask& ask) {
  const auto order = order_of(ask);
  if (!order) return order.error();
  return placed(state.desk_of(ask).place(*order, ask.now.simulated), ask);
}

HttpResponse cancel_order(BrokerState& state, const Ask& ask) {
  if (!order_version(ask.request)) return rest::version_response();
  return changed(state.desk_of(ask).cancel(id_of(ask), ask.now.simulated), ask);
}

// The whole request that a change amounts to.
std::expected<NewOrder, HttpResponse> change_of(BrokerState& state, const Ask& ask, bool keeps) {
  auto body = body_of(ask);
  if (!body) return body;
  OrderDesk& desk = state.desk_of(ask);
  desk.run_until(ask.now.simulated);
  auto order = desk.amended(id_of(ask), *std::move(body), keeps);
  if (!order) return std::unexpected(refusal_answer(order.error()));
  if (const std::vector<Reason> reasons = malformed(*order); !reasons.empty()) {
    return std::unexpected(not_well_formed(reasons));
  }
  return *std::move(order);
}

HttpResponse change_order(BrokerState& state, const Ask& ask, bool keeps) {
  const auto order = change_of(state, ask, keeps);
  if (!order) return order.error();
  return changed(state.desk_of(ask).replace(id_of(ask), *order, ask.now.simulated), ask);
}

HttpResponse replace_order(BrokerState& state, const Ask& ask) {
  return change_order(state, ask, false);
}

HttpResponse edit_order(BrokerState& state, const Ask& ask) {
  return change_order(state, ask, true);
}

HttpResponse dry_run_change(BrokerState& state, const Ask& ask) {
  const auto order = change_of(state, ask, false);
  if (!order) return order.error();
  return placed(state.desk_of(ask).dry_run_change(*order, ask.now.simulated), ask);
}

// For equity offerings only, and there are none here.
HttpResponse reconfirm_order(BrokerState&, const Ask&) {
  return rest::error_response(422, "cannot_reconfirm_order", "The order could not be reconfirmed.");
}

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/accounts/{}/orders/live", live_orders},
    {"GET", "/accounts/{}/orders", orders},
    {"GET", "/accounts/{}/orders/{}", order},
    {"POST", "/accounts/{}/orders/dry-run", dry_run_order, Access::trade},
    {"POST", "/accounts/{}/orders", place_order, Access::trade},
    {"PUT", "/accounts/{}/orders/{}", replace_order, Access::trade},
    {"PATCH", "/accounts/{}/orders/{}", edit_order, Access::trade},
    {"DELETE", "/accounts/{}/orders/{}", cancel_order, Access::trade},
    {"POST", "/accounts/{}/orders/{}/dry-run", dry_run_change, Access::trade},
    {"POST", "/accounts/{}/orders/{}/reconfirm", reconfirm_order, Access::trade},
    {"GET", "/customers/{}/orders/live", customer_live_orders},
    {"GET", "/customers/{}/orders", customer_orders},
});

}  // namespace

std::span<const Route> order_routes() { return kRoutes; }

}  // namespace belay::sim
