#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "belay/base/http.hpp"
#include "sim/broker/route.hpp"
#include "sim/broker/router.hpp"
#include "sim/broker/state.hpp"

namespace belay::sim {

/// The REST side of the simulated broker, without a socket: a request and the time in, the answer
/// out (broker-api.md 2–4). One customer. `market` must outlive it.
class Broker {
 public:
  Broker(const Market& market, BrokerOptions options);

  /// What /api-quote-tokens names from now on.
  void serve_stream_at(std::string url) { state_.options.dxlink_url = std::move(url); }
  [[nodiscard]] HttpResponse handle(const HttpRequest& request, BrokerTime now);
  /// Is this a token of /api-quote-tokens? Returns the user id that the stream announces.
  [[nodiscard]] std::optional<std::string> authorize_stream(std::string_view token, Tick now) const;
  [[nodiscard]] BrokerState& state() { return state_; }

 private:
  [[nodiscard]] HttpResponse answer(const Route& route, Ask& ask);

  BrokerState state_;
  Router router_;
};

}  // namespace belay::sim
