#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "belay/base/http.hpp"
#include "sim/broker/route.hpp"
#include "sim/broker/router.hpp"
#include "sim/broker/state.hpp"

namespace belay::sim {

/// The REST side of the simulated broker, without a socket: a request and the time in, the answer
/// out (broker-api.md 2–4). One customer. `market` must outlive it.
class Broker {
 public:
  Broker(const Market& market, const BrokerOptions& options);
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  /// What /api-quote-tokens names from now on.
  void serve_stream_at(std::string url) { state_.options.dxlink_url = std::move(url); }
  /// Where /belay-sim/status says that the account streamer is.
  void serve_accounts_at(std::string url) { state_.options.account_stream_url = std::move(url); }
  /// Who hears of every change in any account.
  void on_notice(OrderDesk::Tell tell) { state_.listener = std::move(tell); }
  /// Time and the market went on: orders live, fill and end.
  void advance(Instant now);
  [[nodiscard]] HttpResponse handle(const HttpRequest& request, BrokerTime now);
  /// Is this a token of /api-quote-tokens? Returns the user id that the stream announces.
  [[nodiscard]] std::optional<std::string> authorize_stream(std::string_view token, Tick now) const;
  /// Would a REST request with this Authorization be let in?
  [[nodiscard]] bool admits(std::string_view authorization, Tick now) const;
  [[nodiscard]] BrokerState& state() { return state_; }

 private:
  [[nodiscard]] HttpResponse answer(const Route& route, Ask& ask);

  void open_desks();

  BrokerState state_;
  Router router_;
};

}  // namespace belay::sim
