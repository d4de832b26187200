#include "proto/json/codec.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/catalog.hpp"
#include "sim/broker/state.hpp"

// Quote alerts (broker-api.md 4.10).

namespace belay::sim {
namespace {

HttpResponse alerts(BrokerState& state, const Ask& ask) {
  return items_answer(encode_each(state.alerts.alerts()), ask);
}

HttpResponse create(BrokerState& state, const Ask& ask) {
  auto wanted = json::decode<NewQuoteAlert>(ask.request.body);
  if (!wanted) return invalid("body", wanted.error().message);
  if (!wanted->dx_symbol) {
    if (const auto tradable = find_tradable(state.market, wanted->symbol)) {
      wanted->dx_symbol = std::string{tradable->streamer_symbol.view()};
      if (!wanted->instrument_type) wanted->instrument_type = tradable->type;
    }
  }
  const auto alert = state.alerts.add(*wanted, ask.now.simulated);
  if (!alert) return invalid(alert.error().broker_code, alert.error().message);
  return data_answer(json::encode(*alert), ask, 201);
}

HttpResponse erase(BrokerState& state, const Ask& ask) {
  if (!state.alerts.erase(ask.captures.front())) return not_found("There is no such alert.");
  return HttpResponse{.status = 204};
}

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/quote-alerts", alerts},
    {"POST", "/quote-alerts", create, Access::trade},
    {"DELETE", "/quote-alerts/{}", erase, Access::trade},
});

}  // namespace

std::span<const Route> alert_routes() { return kRoutes; }

}  // namespace belay::sim
