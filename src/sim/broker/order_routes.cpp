#include <algorithm>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/dry_run.hpp"
#include "sim/broker/state.hpp"

// Orders (broker-api.md 3.5, 4.4).

namespace belay::sim {
namespace {

constexpr int kOldestVersion = 20250813;
constexpr int kPagedVersion = 20261012;
constexpr int kOrdersPerPage = 100;
constexpr int kMostOrdersPerPage = 200;

// The version a request is served by; nullopt = refused with 406. Without the header: the oldest.
std::optional<int> version_of(const HttpRequest& request) {
  const std::string_view header = find_header(request.headers, "Accept-Version");
  if (header.empty()) return kOldestVersion;
  const std::optional<int> asked = number<int>(header);
  if (header.size() != 8 || !asked || *asked < kOldestVersion) return std::nullopt;
  return *asked >= kPagedVersion ? kPagedVersion : kOldestVersion;
}

std::vector<std::string> select(const std::vector<OrderRecord>& orders, const rest::Target& target,
                                Instant since) {
  const std::vector<std::string> statuses = target.all("status");
  const std::vector<std::string> underlyings = target.all("underlying-symbol");
  std::vector<std::string> items;
  for (const OrderRecord& order : orders) {
    const auto received = parse_timestamp(order.received_at.value_or(""));
    if (received && *received < since) continue;
    if (!admits(statuses, order.status.text())) continue;
    if (!admits(underlyings, order.underlying_symbol.value_or(""))) continue;
    items.push_back(json::encode(order));
  }
  return items;
}

// Dates are days of New York (4.4).
std::expected<Instant, HttpResponse> since_of(const rest::Target& target, int version) {
  if (const auto at = target.first("start-at")) {
    const auto instant = parse_timestamp(*at);
    if (!instant) return std::unexpected(invalid("start-at", "does not have a valid value"));
    return *instant;
  }
  if (const auto day = target.first("start-date")) {
    const auto date = parse_date(*day);
    if (!date) return std::unexpected(invalid("start-date", "does not have a valid value"));
    return from_new_york(std::chrono::local_days{*date});
  }
  if (version >= kPagedVersion) return std::unexpected(invalid("start-date", "is missing"));
  return Instant{};
}

HttpResponse refused(const DryRun& run) {
  HttpResponse response = rest::error_response(422, "preflight_check_failure",
                                               "One or more preflight checks failed", run.refusals);
  // A refusal for lack of money says the sums beside the error (6.13).
  if (run.answer.buying_power_effect) {
    response.body = fmt::format(R"({{"data":{},{})", json::encode(run.answer),
                                std::string_view{response.body}.substr(1));
  }
  return response;
}

HttpResponse live_orders(BrokerState&, const Ask& ask) {
  const auto version = version_of(ask.request);
  if (!version) return rest::version_response();
  const std::vector<std::string> items = select(ask.account->book.orders, ask.target, Instant{});
  if (*version >= kPagedVersion) return page_answer(items, ask, kOrdersPerPage, kMostOrdersPerPage);
  return items_answer(items, ask);
}

HttpResponse orders(BrokerState&, const Ask& ask) {
  const auto version = version_of(ask.request);
  if (!version) return rest::version_response();
  const auto since = since_of(ask.target, *version);
  if (!since) return since.error();
  return page_answer(select(ask.account->book.orders, ask.target, *since), ask, kOrdersPerPage,
                     kMostOrdersPerPage);
}

HttpResponse order(BrokerState&, const Ask& ask) {
  if (!version_of(ask.request)) return rest::version_response();
  const auto id = number<std::int64_t>(ask.captures.back());
  const auto found = std::ranges::find(ask.account->book.orders, id, &OrderRecord::id);
  if (!id || found == ask.account->book.orders.end()) {
    return not_found("There is no such order.");
  }
  return data_answer(json::encode(*found), ask);
}

HttpResponse dry_run_order(BrokerState& state, const Ask& ask) {
  if (!version_of(ask.request)) return rest::version_response();
  const Result<NewOrder> order = json::decode<NewOrder>(ask.request.body);
  if (!order) return invalid("body", order.error().message);
  if (const std::vector<Reason> reasons = malformed(*order); !reasons.empty()) {
    return rest::error_response(400, "validation_error", "Request validation failed", reasons,
                                true);
  }
  const Result<DryRun> run = dry_run(*order, ask.account->book, state.market, ask.now.simulated);
  if (!run) return rest::error_response(422, "sim_unreckonable", run.error().message);
  if (!run->refusals.empty()) return refused(*run);
  return data_answer(json::encode(run->answer), ask, 201);
}

HttpResponse not_open(BrokerState&, const Ask&) {
  return rest::error_response(
      501, "sim_not_open_yet",
      "This version of the simulator does not place, change or cancel orders: nothing was done. "
      "POST /accounts/{account}/orders/dry-run says what an order would cost.");
}

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/accounts/{}/orders/live", live_orders},
    {"GET", "/accounts/{}/orders", orders},
    {"GET", "/accounts/{}/orders/{}", order},
    {"POST", "/accounts/{}/orders/dry-run", dry_run_order, Access::trade},
    {"POST", "/accounts/{}/orders", not_open, Access::trade},
    {"PUT", "/accounts/{}/orders/{}", not_open, Access::trade},
    {"PATCH", "/accounts/{}/orders/{}", not_open, Access::trade},
    {"DELETE", "/accounts/{}/orders/{}", not_open, Access::trade},
    {"POST", "/accounts/{}/orders/{}/dry-run", not_open, Access::trade},
    {"POST", "/accounts/{}/complex-orders", not_open, Access::trade},
    {"POST", "/accounts/{}/complex-orders/dry-run", not_open, Access::trade},
});

}  // namespace

std::span<const Route> order_routes() { return kRoutes; }

}  // namespace belay::sim
