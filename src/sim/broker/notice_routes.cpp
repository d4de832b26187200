#include "proto/json/document.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/state.hpp"

// Notifications that nothing in the simulation brings about, said on demand: a deposit, a list that
// the broker changed, a message to the user (docs/formats/simulated-trading.md).

namespace belay::sim {
namespace {

HttpResponse say_notice(BrokerState& state, const Ask& ask) {
  const auto document = json::Document::parse(ask.request.body);
  if (!document) return invalid("body", document.error().message);
  const json::Node notice = document->root();
  const std::string type{notice.scalar("type")};
  if (type.empty()) return invalid("type", "is missing");
  const auto data = notice.find("data");
  if (!data || !data->is(json::Kind::object)) return invalid("data", "is not an object");
  const std::string account{notice.scalar("account-number")};
  if (!account.empty() && state.find_account(account) == nullptr) return not_permitted();
  state.tell({.type = type,
              .account = account,
              .data = std::string{data->raw()},
              .timestamp = to_epoch_ms(ask.now.simulated)});
  return HttpResponse{.status = 202};
}

constexpr auto kRoutes = std::to_array<Route>({
    {"POST", "/belay-sim/notices", say_notice, Access::trade},
});

}  // namespace

std::span<const Route> notice_routes() { return kRoutes; }

}  // namespace belay::sim
