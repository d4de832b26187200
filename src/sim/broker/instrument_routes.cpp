#include <algorithm>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "sim/broker/broker.hpp"
#include "sim/broker/catalog.hpp"

// Equities and option chains (broker-api.md 4.7).

namespace belay::sim {
namespace {

constexpr int kEquitiesPerPage = 1000;

HttpResponse not_found(std::string_view symbol) {
  return rest::error_response(404, "record_not_found",
                              fmt::format("There is no instrument {}.", symbol));
}

template <class T>
std::vector<std::string> encode_each(const std::vector<T>& values) {
  std::vector<std::string> items;
  for (const T& value : values) items.push_back(json::encode(value));
  return items;
}

}  // namespace

HttpResponse Broker::equities(const Ask& ask) {
  const std::vector<std::string> wanted = ask.target.all("symbol");
  std::vector<Equity> found = all_equities();
  if (!wanted.empty()) {
    std::erase_if(found, [&](const Equity& equity) {
      return std::ranges::find(wanted, equity.symbol) == wanted.end();
    });
  }
  const rest::Pagination page{.per_page = kEquitiesPerPage,
                              .total_items = static_cast<int>(found.size())};
  return rest::json_response(200, rest::items_envelope(encode_each(found), ask.path, page));
}

HttpResponse Broker::equity(const Ask& ask) {
  const auto found = equity_of(ask.captures.front());
  if (!found) return not_found(ask.captures.front());
  return rest::json_response(200, rest::data_envelope(json::encode(*found), ask.path));
}

HttpResponse Broker::nested_chain(const Ask& ask) {
  const auto chains = chains_of(market_, ask.captures.front(), ask.now.simulated);
  if (chains.empty()) return not_found(ask.captures.front());
  return rest::json_response(200, rest::items_envelope(encode_each(chains), ask.path));
}

}  // namespace belay::sim
