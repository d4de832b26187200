#include <algorithm>
#include <charconv>
#include <span>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "sim/broker/broker.hpp"
#include "sim/broker/dry_run.hpp"

// Orders (broker-api.md 3.5, 4.4).

namespace belay::sim {
namespace {

constexpr int kOldestVersion = 20250813;
constexpr int kPagedVersion = 20261012;

template <class T>
std::optional<T> number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole ? std::optional{value} : std::nullopt;
}

// The version a request is served by; nullopt = refused with 406. Without the header: the oldest.
std::optional<int> version_of(const HttpRequest& request) {
  const std::string_view header = find_header(request.headers, "Accept-Version");
  if (header.empty()) return kOldestVersion;
  const std::optional<int> asked = number<int>(header);
  if (header.size() != 8 || !asked || *asked < kOldestVersion) return std::nullopt;
  return *asked >= kPagedVersion ? kPagedVersion : kOldestVersion;
}

HttpResponse invalid(std::string domain, std::string reason) {
  return rest::error_response(400, "validation_error", "Request validation failed",
                              {{std::move(domain), std::move(reason)}}, true);
}

// `per-page` and `page-offset`, or the name of the one that cannot be used.
std::expected<rest::Pagination, std::string> page_wish(const rest::Target& target, int total) {
  rest::Pagination page{.per_page = 100, .page_offset = 0, .total_items = total};
  const auto per_page = number<int>(target.first("per-page").value_or("100"));
  const auto offset = number<int>(target.first("page-offset").value_or("0"));
  if (!per_page || *per_page < 1 || *per_page > 200) return std::unexpected("per-page");
  if (!offset || *offset < 0) return std::unexpected("page-offset");
  page.per_page = *per_page;
  page.page_offset = *offset;
  return page;
}

HttpResponse paged(const std::vector<std::string>& items, const rest::Target& target,
                   std::string_view path) {
  const auto page = page_wish(target, static_cast<int>(items.size()));
  if (!page) return invalid(page.error(), "does not have a valid value");
  const auto first = std::min(items.size(), static_cast<std::size_t>(page->item_offset()));
  const auto count = std::min(items.size() - first, static_cast<std::size_t>(page->per_page));
  const std::span slice = std::span{items}.subspan(first, count);
  return rest::json_response(200, rest::items_envelope({slice.begin(), slice.end()}, path, *page));
}

bool admits(const std::vector<std::string>& wanted, std::string_view value) {
  return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
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

}  // namespace

HttpResponse Broker::live_orders(const Ask& ask) {
  const auto version = version_of(ask.request);
  if (!version) return rest::version_response();
  const std::vector<std::string> items = select(book_.orders, ask.target, Instant{});
  if (*version >= kPagedVersion) return paged(items, ask.target, ask.path);
  return rest::json_response(200, rest::items_envelope(items, ask.path));
}

HttpResponse Broker::orders(const Ask& ask) {
  const auto version = version_of(ask.request);
  if (!version) return rest::version_response();
  const auto since = since_of(ask.target, *version);
  if (!since) return since.error();
  return paged(select(book_.orders, ask.target, *since), ask.target, ask.path);
}

HttpResponse Broker::order(const Ask& ask) {
  if (!version_of(ask.request)) return rest::version_response();
  const auto id = number<std::int64_t>(ask.captures.back());
  const auto found = std::ranges::find(book_.orders, id, &OrderRecord::id);
  if (!id || found == book_.orders.end()) {
    return rest::error_response(404, "record_not_found", "There is no such order.");
  }
  return rest::json_response(200, rest::data_envelope(json::encode(*found), ask.path));
}

HttpResponse Broker::dry_run_order(const Ask& ask) {
  if (!version_of(ask.request)) return rest::version_response();
  const Result<NewOrder> order = json::decode<NewOrder>(ask.request.body);
  if (!order) return invalid("body", order.error().message);
  if (const std::vector<Reason> reasons = malformed(*order); !reasons.empty()) {
    return rest::error_response(400, "validation_error", "Request validation failed", reasons,
                                true);
  }
  const Result<DryRun> run = dry_run(*order, book_, market_, ask.now.simulated);
  if (!run) return rest::error_response(422, "sim_unreckonable", run.error().message);
  if (!run->refusals.empty()) return refused(*run);
  return rest::json_response(201, rest::data_envelope(json::encode(run->answer), ask.path));
}

HttpResponse Broker::not_open(const Ask&) {
  return rest::error_response(
      501, "sim_not_open_yet",
      "This version of the simulator does not place, change or cancel orders: nothing was done. "
      "POST /accounts/{account}/orders/dry-run says what an order would cost.");
}

}  // namespace belay::sim
