#include "sim/broker/broker.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "proto/oauth/token.hpp"
#include "proto/oauth/token_request.hpp"

namespace belay::sim {
namespace {

constexpr std::string_view kUser = "U0000000001";
// The desk's stream of numbers must not be the market's.
constexpr std::uint64_t kTokenSeed = 0x746f6b656e73;

// What stands at each {} of the pattern, when it matches.
std::optional<std::vector<std::string>> match(std::string_view pattern,
                                              const rest::Target& target) {
  const rest::Target wanted = rest::parse_target(pattern);
  if (wanted.segments.size() != target.segments.size()) return std::nullopt;
  std::vector<std::string> captures;
  for (std::size_t i = 0; i < wanted.segments.size(); ++i) {
    if (wanted.segments[i] == "{}") {
      captures.push_back(target.segments[i]);
    } else if (wanted.segments[i] != target.segments[i]) {
      return std::nullopt;
    }
  }
  return captures;
}

HttpResponse unauthorized_answer() {
  return rest::error_response(
      401, "unauthorized",
      "Unauthorized. Unique customer support identifier: 00000000000000000000000000000000");
}

}  // namespace

Broker::Broker(const Market& market, BrokerOptions options)
    : market_{market},
      options_{std::move(options)},
      tokens_{options_.seed ^ kTokenSeed},
      book_{make_book(market, options_.start)} {}

const std::vector<Broker::Route>& Broker::routes() {
  // The first match counts: fixed words stand before {}.
  static const std::vector<Route> kRoutes{
      {"GET", "/belay-sim/status", &Broker::status, true},
      {"POST", "/oauth/token", &Broker::token, true},
      {"DELETE", "/sessions", &Broker::end_session},
      {"GET", "/api-quote-tokens", &Broker::quote_token},
      {"GET", "/customers/me", &Broker::customer},
      {"GET", "/customers/me/accounts", &Broker::accounts},
      {"GET", "/customers/me/accounts/{}", &Broker::account},
      {"GET", "/accounts/{}/balances", &Broker::balances},
      {"GET", "/accounts/{}/balances/{}", &Broker::balance},
      {"GET", "/accounts/{}/positions", &Broker::positions},
      {"GET", "/accounts/{}/orders/live", &Broker::live_orders},
      {"GET", "/accounts/{}/orders", &Broker::orders},
      {"GET", "/accounts/{}/orders/{}", &Broker::order},
      {"POST", "/accounts/{}/orders/dry-run", &Broker::dry_run_order},
      {"POST", "/accounts/{}/orders", &Broker::not_open},
      {"PUT", "/accounts/{}/orders/{}", &Broker::not_open},
      {"PATCH", "/accounts/{}/orders/{}", &Broker::not_open},
      {"DELETE", "/accounts/{}/orders/{}", &Broker::not_open},
      {"POST", "/accounts/{}/orders/{}/dry-run", &Broker::not_open},
      {"POST", "/accounts/{}/complex-orders", &Broker::not_open},
      {"POST", "/accounts/{}/complex-orders/dry-run", &Broker::not_open},
      {"GET", "/instruments/equities", &Broker::equities},
      {"GET", "/instruments/equities/{}", &Broker::equity},
      {"GET", "/option-chains/{}/nested", &Broker::nested_chain},
  };
  return kRoutes;
}

HttpResponse Broker::handle(const HttpRequest& request, BrokerTime now) {
  const std::string_view whole = request.target;
  Ask ask{.request = request,
          .target = rest::parse_target(whole),
          .path = whole.substr(0, whole.find('?')),
          .captures = {},
          .now = now};
  for (const Route& route : routes()) {
    if (route.method != request.method) continue;
    if (auto captures = match(route.pattern, ask.target)) {
      ask.captures = std::move(*captures);
      return answer(route, ask);
    }
  }
  if (const auto refused = unauthorized(ask)) return *refused;
  return rest::error_response(
      404, "sim_no_such_route",
      fmt::format("This simulator does not serve {} {}.", request.method, ask.path));
}

HttpResponse Broker::answer(const Route& route, const Ask& ask) {
  if (!route.open) {
    if (const auto refused = unauthorized(ask)) return *refused;
    if (route.pattern.starts_with("/accounts/{}") && ask.captures.front() != kAccountNumber) {
      return rest::error_response(403, "not_permitted", "User not permitted access");
    }
  } else if (route.handler == &Broker::token &&
             find_header(ask.request.headers, "User-Agent").empty()) {
    return rest::html_response(401, "Authorization Required");
  }
  return (this->*route.handler)(ask);
}

std::optional<HttpResponse> Broker::unauthorized(const Ask& ask) const {
  if (find_header(ask.request.headers, "User-Agent").empty()) {
    return rest::html_response(401, "Authorization Required");
  }
  constexpr std::string_view kScheme = "Bearer ";
  const std::string_view header = find_header(ask.request.headers, "Authorization");
  if (!header.starts_with(kScheme)) return unauthorized_answer();
  if (tokens_.accepts_access(header.substr(kScheme.size()), ask.now.real)) return std::nullopt;
  return rest::error_response(401, "token_invalid", "This token is invalid or has expired");
}

std::optional<std::string> Broker::authorize_stream(std::string_view token, Tick now) const {
  if (!tokens_.accepts_quote(token, now)) return std::nullopt;
  return std::string{kUser};
}

HttpResponse Broker::status(const Ask& ask) {
  return rest::json_response(
      200, fmt::format(R"({{"belay-sim":true,"version":{},"seed":{},"time":{},"speed":{}}})",
                       json::quoted(options_.version), options_.seed,
                       json::quoted(to_iso_utc(ask.now.simulated)), options_.speed));
}

HttpResponse Broker::token(const Ask& ask) {
  const Result<oauth::TokenRequest> wanted = oauth::parse_token_request(ask.request);
  if (!wanted) return oauth::token_failure(400, "invalid_request", wanted.error().message);
  if (wanted->grant_type != "refresh_token") {
    return oauth::token_failure(400, "unsupported_grant_type",
                                "The simulator knows the refresh_token grant only.");
  }
  const oauth::Grant grant = oauth::simulator_grant();
  if (wanted->client_secret != grant.client_secret) {
    return oauth::token_failure(401, "invalid_client", "Client authentication failed.");
  }
  if (wanted->refresh_token != grant.refresh_token) {
    return oauth::token_failure(400, "invalid_grant", "The refresh token is invalid or revoked.");
  }
  return oauth::token_answer(Secret{tokens_.issue_access(ask.now.real)}, TokenDesk::kAccessLife);
}

HttpResponse Broker::end_session(const Ask&) { return HttpResponse{.status = 204}; }

HttpResponse Broker::quote_token(const Ask& ask) {
  const std::string token = tokens_.issue_quote(ask.now.real);
  const Instant now = ask.now.simulated;
  return rest::json_response(
      200,
      rest::data_envelope(
          fmt::format(
              R"({{"token":{},"dxlink-url":{},"level":"api","issued-at":{},"expires-at":{}}})",
              json::quoted(token), json::quoted(options_.dxlink_url), json::quoted(to_iso_utc(now)),
              json::quoted(to_iso_utc(now + TokenDesk::kQuoteLife))),
          ask.path));
}

}  // namespace belay::sim
