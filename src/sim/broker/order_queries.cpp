#include "sim/broker/order_queries.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "proto/json/codec.hpp"
#include "sim/broker/answers.hpp"
#include "sim/market/session.hpp"

namespace belay::sim {
namespace {

constexpr int kOldestVersion = 20250813;
constexpr std::string_view kInvalid = "does not have a valid value";

using Chosen = std::vector<const OrderRecord*>;

std::expected<std::optional<Instant>, HttpResponse> instant_of(const Ask& ask,
                                                               std::string_view at_key,
                                                               std::string_view date_key,
                                                               std::chrono::days shift) {
  if (const auto at = ask.target.first(at_key)) {
    const auto instant = parse_timestamp(*at);
    if (!instant) return std::unexpected(invalid(std::string{at_key}, std::string{kInvalid}));
    return *instant;
  }
  if (const auto day = ask.target.first(date_key)) {
    const auto date = parse_date(*day);
    if (!date) return std::unexpected(invalid(std::string{date_key}, std::string{kInvalid}));
    return from_new_york(std::chrono::local_days{*date} + shift);
  }
  return std::nullopt;
}

// What is asked for beside times.
struct Filter {
  explicit Filter(const Ask& ask)
      : statuses{ask.target.all("status")},
        underlyings{ask.target.all("underlying-symbol")},
        types{ask.target.all("underlying-instrument-type")},
        futures{ask.target.all("futures-symbol")} {}

  [[nodiscard]] bool takes(const OrderRecord& order) const {
    const auto type = order.underlying_instrument_type.value_or(InstrumentType::equity);
    const std::string underlying = order.underlying_symbol.value_or("");
    return admits(statuses, order.status.text()) && admits(underlyings, underlying) &&
           admits(types, type.text()) && admits(futures, underlying);
  }

  std::vector<std::string> statuses, underlyings, types, futures;
};

std::vector<std::string> encoded(Chosen chosen, const Ask& ask) {
  std::ranges::sort(chosen, std::ranges::greater{}, [](const OrderRecord* o) { return o->id; });
  if (ask.target.first("sort").value_or("Desc") == "Asc") std::ranges::reverse(chosen);
  std::vector<std::string> items;
  items.reserve(chosen.size());
  for (const OrderRecord* order : chosen) items.push_back(json::encode(*order));
  return items;
}

template <class Predicate>
Chosen choose(const std::vector<const Book*>& books, const Ask& ask, Predicate wanted) {
  const Filter filter{ask};
  Chosen chosen;
  for (const Book* book : books) {
    for (const OrderRecord& order : book->orders) {
      if (filter.takes(order) && wanted(order)) chosen.push_back(&order);
    }
  }
  return chosen;
}

std::optional<Instant> time_of(const std::optional<std::string>& text) {
  const auto at = parse_timestamp(text.value_or(""));
  return at ? std::optional{*at} : std::nullopt;
}

}  // namespace

std::optional<int> order_version(const HttpRequest& request) {
  const std::string_view header = find_header(request.headers, "Accept-Version");
  if (header.empty()) return kOldestVersion;
  const std::optional<int> asked = number<int>(header);
  if (header.size() != 8 || !asked || *asked < kOldestVersion) return std::nullopt;
  return *asked >= kPagedOrders ? kPagedOrders : kOldestVersion;
}

std::expected<Period, HttpResponse> period_of(const Ask& ask, int version) {
  auto from = instant_of(ask, "start-at", "start-date", std::chrono::days{0});
  if (!from) return std::unexpected(std::move(from.error()));
  auto until = instant_of(ask, "end-at", "end-date", std::chrono::days{1});
  if (!until) return std::unexpected(std::move(until.error()));
  if (!*from && version >= kPagedOrders)
    return std::unexpected(invalid("start-date", "is missing"));
  return Period{.from = *from, .until = *until};
}

std::vector<std::string> select_orders(const std::vector<const Book*>& books, const Ask& ask,
                                       const Period& period) {
  return encoded(choose(books, ask,
                        [&](const OrderRecord& order) {
                          const auto received = time_of(order.received_at);
                          if (!received) return true;
                          return (!period.from || *received >= *period.from) &&
                                 (!period.until || *received < *period.until);
                        }),
                 ask);
}

std::vector<std::string> select_live(const std::vector<const Book*>& books, const Ask& ask) {
  const Date day = trading_day_before(new_york_date(ask.now.simulated));
  const Instant since = from_new_york(std::chrono::local_days{day});
  return encoded(choose(books, ask,
                        [&](const OrderRecord& order) {
                          const auto ended = time_of(order.terminal_at);
                          return !ended || *ended >= since;
                        }),
                 ask);
}

}  // namespace belay::sim
