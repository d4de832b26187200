#include <algorithm>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/catalog.hpp"
#include "sim/broker/state.hpp"

// Equities and option chains (broker-api.md 4.7).

namespace belay::sim {
namespace {

constexpr int kEquitiesPerPage = 1000;

HttpResponse no_instrument(std::string_view symbol) {
  return not_found(fmt::format("There is no instrument {}.", symbol));
}

HttpResponse equities(BrokerState&, const Ask& ask) {
  const std::vector<std::string> wanted = ask.target.all("symbol");
  std::vector<Equity> found = all_equities();
  std::erase_if(found, [&](const Equity& equity) { return !admits(wanted, equity.symbol); });
  return page_answer(encode_each(found), ask, kEquitiesPerPage, kEquitiesPerPage);
}

HttpResponse equity(BrokerState&, const Ask& ask) {
  const auto found = equity_of(ask.captures.front());
  if (!found) return no_instrument(ask.captures.front());
  return data_answer(json::encode(*found), ask);
}

HttpResponse nested_chain(BrokerState& state, const Ask& ask) {
  const auto chains = chains_of(state.market, ask.captures.front(), ask.now.simulated);
  if (chains.empty()) return no_instrument(ask.captures.front());
  return items_answer(encode_each(chains), ask);
}

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/instruments/equities", equities},
    {"GET", "/instruments/equities/{}", equity},
    {"GET", "/option-chains/{}/nested", nested_chain},
});

}  // namespace

std::span<const Route> instrument_routes() { return kRoutes; }

}  // namespace belay::sim
