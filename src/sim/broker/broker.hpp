#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/http.hpp"
#include "belay/base/time.hpp"
#include "proto/rest/envelope.hpp"
#include "sim/broker/book.hpp"
#include "sim/broker/token_desk.hpp"
#include "sim/market/market.hpp"

namespace belay::sim {

/// The two clocks a request meets: the market's, and the one that tokens run out by.
struct BrokerTime {
  Instant simulated;
  Tick real;
};

struct BrokerOptions {
  std::uint64_t seed = 42;
  double speed = 1.0;
  Instant start;
  std::string dxlink_url;  ///< what /api-quote-tokens names, e.g. "ws://127.0.0.1:7380/realtime"
  std::string version;     ///< of this program, for /belay-sim/status
};

/// The REST side of the simulated broker, without a socket: a request and the time in, the answer
/// out (broker-api.md 2–4). One customer with one account. Placing, replacing and cancelling orders
/// is refused; dry-runs are answered in full. `market` must outlive it.
class Broker {
 public:
  Broker(const Market& market, BrokerOptions options);

  /// What /api-quote-tokens names from now on.
  void serve_stream_at(std::string url) { options_.dxlink_url = std::move(url); }
  [[nodiscard]] HttpResponse handle(const HttpRequest& request, BrokerTime now);
  /// Is this a token of /api-quote-tokens? Returns the user id that the stream announces.
  [[nodiscard]] std::optional<std::string> authorize_stream(std::string_view token, Tick now) const;

 private:
  struct Ask {
    const HttpRequest& request;
    rest::Target target;
    std::string_view path;              // as sent, without the query
    std::vector<std::string> captures;  // what stood at each {} of the route
    BrokerTime now;
  };
  using Handler = HttpResponse (Broker::*)(const Ask&);
  struct Route {
    std::string_view method;
    std::string_view pattern;
    Handler handler;
    bool open = false;  // needs no token
  };
  static const std::vector<Route>& routes();

  [[nodiscard]] HttpResponse answer(const Route& route, const Ask& ask);
  [[nodiscard]] std::optional<HttpResponse> unauthorized(const Ask& ask) const;

  // broker.cpp
  HttpResponse status(const Ask& ask);
  HttpResponse token(const Ask& ask);
  HttpResponse end_session(const Ask& ask);
  HttpResponse quote_token(const Ask& ask);
  // account_routes.cpp
  HttpResponse customer(const Ask& ask);
  HttpResponse accounts(const Ask& ask);
  HttpResponse account(const Ask& ask);
  HttpResponse balances(const Ask& ask);
  HttpResponse balance(const Ask& ask);
  HttpResponse positions(const Ask& ask);
  // order_routes.cpp
  HttpResponse live_orders(const Ask& ask);
  HttpResponse orders(const Ask& ask);
  HttpResponse order(const Ask& ask);
  HttpResponse dry_run_order(const Ask& ask);
  HttpResponse not_open(const Ask& ask);
  // instrument_routes.cpp
  HttpResponse equities(const Ask& ask);
  HttpResponse equity(const Ask& ask);
  HttpResponse nested_chain(const Ask& ask);

  const Market& market_;
  BrokerOptions options_;
  TokenDesk tokens_;
  Book book_;
};

}  // namespace belay::sim
