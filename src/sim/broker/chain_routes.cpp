#include <fmt/format.h>

#include "sim/broker/answers.hpp"
#include "sim/broker/catalog.hpp"
#include "sim/broker/state.hpp"

// Option chains on shares and indices (broker-api.md 4.7).

namespace belay::sim {
namespace {

template <class T>
HttpResponse chain_answer(const std::vector<T>& found, const Ask& ask) {
  if (found.empty()) {
    return not_found(fmt::format("There is no option chain of {}.", ask.captures.front()));
  }
  return items_answer(encode_each(found), ask);
}

HttpResponse full(BrokerState& state, const Ask& ask) {
  return chain_answer(options_of(state.market, ask.captures.front(), ask.now.simulated), ask);
}

HttpResponse compact(BrokerState& state, const Ask& ask) {
  return chain_answer(compact_chains_of(state.market, ask.captures.front(), ask.now.simulated),
                      ask);
}

HttpResponse nested(BrokerState& state, const Ask& ask) {
  return chain_answer(chains_of(state.market, ask.captures.front(), ask.now.simulated), ask);
}

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/option-chains/{}", full},
    {"GET", "/option-chains/{}/compact", compact},
    {"GET", "/option-chains/{}/nested", nested},
});

}  // namespace

std::span<const Route> chain_routes() { return kRoutes; }

}  // namespace belay::sim
