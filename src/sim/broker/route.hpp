#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/http.hpp"
#include "belay/base/time.hpp"
#include "proto/rest/envelope.hpp"

// How the broker's areas say which requests they answer.

namespace belay::sim {

struct BrokerState;
struct HeldAccount;

/// The two clocks a request meets: the market's, and the one that tokens run out by.
struct BrokerTime {
  Instant simulated;
  Tick real;
};

/// One request, taken apart.
struct Ask {
  const HttpRequest& request;
  rest::Target target;
  std::string_view path;                   ///< as sent, without the query
  std::vector<std::string_view> captures;  ///< what stood at each {} of the route, decoded
  BrokerTime now;
  int version = 0;                 ///< that the answer has; order routes read the header themselves
  HeldAccount* account = nullptr;  ///< of a path that begins with an account's number
};

/// What a request needs to be let in.
enum class Access : std::uint8_t {
  open,   ///< nothing
  token,  ///< any good token
  read,   ///< a token with the scope `read`
  trade,  ///< a token with the scope `trade`
};

/// One row of an area's table. `pattern`: fixed words and `{}`, e.g. `/accounts/{}/orders`. Fixed
/// words go before {}.
struct Route {
  std::string_view method;
  std::string_view pattern;
  HttpResponse (*answer)(BrokerState& state, const Ask& ask);
  Access access = Access::read;
};

// One table per area of broker-api.md 4, each in the file of its name.
[[nodiscard]] std::span<const Route> sign_in_routes();
[[nodiscard]] std::span<const Route> session_routes();
[[nodiscard]] std::span<const Route> account_routes();
[[nodiscard]] std::span<const Route> history_routes();
[[nodiscard]] std::span<const Route> margin_routes();
[[nodiscard]] std::span<const Route> order_routes();
[[nodiscard]] std::span<const Route> complex_order_routes();
[[nodiscard]] std::span<const Route> instrument_routes();
[[nodiscard]] std::span<const Route> future_routes();
[[nodiscard]] std::span<const Route> chain_routes();
[[nodiscard]] std::span<const Route> market_routes();
[[nodiscard]] std::span<const Route> market_time_routes();
[[nodiscard]] std::span<const Route> watchlist_routes();
[[nodiscard]] std::span<const Route> alert_routes();
[[nodiscard]] std::span<const Route> backtest_routes();
[[nodiscard]] std::span<const Route> notice_routes();

}  // namespace belay::sim
