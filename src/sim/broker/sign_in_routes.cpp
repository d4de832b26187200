#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "proto/oauth/token.hpp"
#include "proto/oauth/token_request.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/state.hpp"

// Who may ask, and the simulator's own status (broker-api.md 2).

namespace belay::sim {
namespace {

HttpResponse status(BrokerState& state, const Ask& ask) {
  return rest::json_response(
      200, fmt::format(R"({{"belay-sim":true,"version":{},"seed":{},"time":{},"speed":{},)"
                       R"("account-streamer-url":{}}})",
                       json::quoted(state.options.version), state.options.seed,
                       json::quoted(to_iso_utc(ask.now.simulated)), state.options.speed,
                       json::quoted(state.options.account_stream_url)));
}

HttpResponse token(BrokerState& state, const Ask& ask) {
  if (find_header(ask.request.headers, "User-Agent").empty()) {
    return rest::html_response(401, "Authorization Required");
  }
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
  return oauth::token_answer(Secret{state.tokens.issue_access(ask.now.real)},
                             TokenDesk::kAccessLife);
}

HttpResponse end_session(BrokerState&, const Ask&) { return HttpResponse{.status = 204}; }

HttpResponse quote_token(BrokerState& state, const Ask& ask) {
  const std::string token = state.tokens.issue_quote(ask.now.real);
  const Instant now = ask.now.simulated;
  return data_answer(
      fmt::format(R"({{"token":{},"dxlink-url":{},"level":"api","issued-at":{},"expires-at":{}}})",
                  json::quoted(token), json::quoted(state.options.dxlink_url),
                  json::quoted(to_iso_utc(now)),
                  json::quoted(to_iso_utc(now + TokenDesk::kQuoteLife))),
      ask);
}

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/belay-sim/status", status, Access::open},
    {"POST", "/oauth/token", token, Access::open},
    {"DELETE", "/sessions", end_session, Access::token},
    {"GET", "/api-quote-tokens", quote_token},
});

}  // namespace

std::span<const Route> sign_in_routes() { return kRoutes; }

}  // namespace belay::sim
