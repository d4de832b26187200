#include <algorithm>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "proto/oauth/token.hpp"
#include "proto/oauth/token_request.hpp"
#include "proto/rest/calls.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/state.hpp"

// OAuth, quote tokens, and the simulator's own status (broker-api.md 2.1).

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

HttpResponse failed(BrokerState& state, const Ask& ask, int status, std::string_view error,
                    std::string_view description) {
  state.sign_in.failed(state.options.sign_in, ask.now.real);
  return oauth::token_failure(status, error, description);
}

// A grant's scope, or the part of it that was asked for. nullopt: more was asked than there is.
std::optional<std::string> scope_of(std::string_view wanted, std::string_view granted) {
  if (wanted.empty()) return std::string{granted};
  for (std::size_t at = 0; at < wanted.size();) {
    const std::size_t end = std::min(wanted.find(' ', at), wanted.size());
    const std::string word{wanted.substr(at, end - at)};
    if (!word.empty() && !fmt::format(" {} ", granted).contains(fmt::format(" {} ", word))) {
      return std::nullopt;
    }
    at = end + 1;
  }
  return std::string{wanted};
}

// A token, with what an authorization code brings beside it.
HttpResponse granted(BrokerState& state, const Ask& ask, std::string_view scope, bool by_code) {
  state.sign_in.succeeded();
  const auto life = state.options.sign_in.access_life;
  const Secret access{state.tokens.issue_access(ask.now.real, scope, life)};
  const Secret refresh = by_code ? oauth::simulator_grant().refresh_token : Secret{};
  const bool identifies = by_code && fmt::format(" {} ", scope).contains(" openid ");
  const Secret id{identifies ? state.tokens.issue_access(ask.now.real, "openid") : ""};
  return oauth::token_answer(access, life,
                             {{"scope", state.options.sign_in.tells_scope ? scope : ""},
                              {"refresh_token", refresh.reveal()},
                              {"id_token", id.reveal()}});
}

HttpResponse by_code(BrokerState& state, const Ask& ask, const oauth::TokenRequest& wanted) {
  const auto bound = state.tokens.use_code(wanted.code, ask.now.real);
  if (!bound) return failed(state, ask, 400, "invalid_grant", "The code is invalid or used.");
  // Bound: scope, the address that the code went to, and what the client was challenged with.
  const std::size_t line = bound->find('\n');
  const std::size_t last = bound->rfind('\n');
  if (bound->substr(line + 1, last - line - 1) != wanted.redirect_uri) {
    return failed(state, ask, 400, "invalid_grant", "The redirect_uri is not the page's.");
  }
  if (bound->substr(last + 1) != challenge_of(wanted.code_verifier)) {
    return failed(state, ask, 400, "invalid_grant", "The code_verifier is not the page's.");
  }
  return granted(state, ask, bound->substr(0, line), true);
}

HttpResponse token(BrokerState& state, const Ask& ask) {
  const SignInOptions& options = state.options.sign_in;
  const Result<oauth::TokenRequest> wanted = oauth::parse_token_request(ask.request);
  if (!wanted) return oauth::token_failure(400, "invalid_request", wanted.error().message);
  const oauth::Grant grant = oauth::simulator_grant();
  if (wanted->client_secret != grant.client_secret) {
    return failed(state, ask, options.invalid_client_status, "invalid_client",
                  "Client authentication failed.");
  }
  if (wanted->grant_type == "authorization_code") return by_code(state, ask, *wanted);
  if (wanted->grant_type != "refresh_token") {
    return oauth::token_failure(400, "unsupported_grant_type",
                                "The grants are refresh_token and authorization_code.");
  }
  if (wanted->refresh_token != grant.refresh_token) {
    return failed(state, ask, 400, "invalid_grant", "The refresh token is invalid or revoked.");
  }
  const auto scope = scope_of(wanted->scope, options.scope);
  if (!scope) return oauth::token_failure(400, "invalid_scope", "The grant has no such scope.");
  return granted(state, ask, *scope, false);
}

HttpResponse back_to(std::string_view address, std::string_view query, std::string_view state) {
  std::string target = fmt::format("{}{}{}", address, address.contains('?') ? "&" : "?", query);
  if (!state.empty()) target += fmt::format("&state={}", rest::percent_encode(state));
  return HttpResponse{.status = 302, .headers = {{"Location", std::move(target)}}, .body = {}};
}

// Only to this machine: the simulator sends no browser anywhere else.
bool is_loopback(std::string_view address) {
  return address.starts_with("http://127.0.0.1:") || address.starts_with("http://localhost:") ||
         address.starts_with("http://[::1]:");
}

// The authorize page says yes at once.
HttpResponse authorize(BrokerState& state, const Ask& ask) {
  const auto text = [&](std::string_view key) { return ask.target.first(key).value_or(""); };
  const std::string_view address = text("redirect_uri");
  if (!is_loopback(address)) {
    return oauth::token_failure(400, "invalid_request",
                                "The simulator redirects to loopback addresses only.");
  }
  if (text("client_id").empty() || text("response_type") != "code") {
    return back_to(address, "error=invalid_request", text("state"));
  }
  if (!text("code_challenge").empty() && !state.options.sign_in.accepts_pkce) {
    return back_to(address, "error=invalid_request&error_description=unknown+code_challenge",
                   text("state"));
  }
  if (!text("code_challenge").empty() && text("code_challenge_method") != "S256") {
    return back_to(address, "error=invalid_request&error_description=code_challenge_method",
                   text("state"));
  }
  const auto scope = scope_of(text("scope"), state.options.sign_in.scope);
  if (!scope) return back_to(address, "error=invalid_scope", text("state"));
  const std::string code = state.tokens.issue_code(
      ask.now.real, fmt::format("{}\n{}\n{}", *scope, address, text("code_challenge")));
  return back_to(address, fmt::format("code={}", code), text("state"));
}

HttpResponse api_quote_token(BrokerState& state, const Ask& ask) {
  if (state.options.refuse_quote_tokens) {
    return rest::error_response(404, "quote_streamer.customer_not_found_error",
                                "You must be a customer to access a quote stream.");
  }
  const std::string token = state.tokens.issue_quote(ask.now.real);
  const Instant now = ask.now.simulated;
  return data_answer(
      fmt::format(R"({{"token":{},"dxlink-url":{},"level":{},"issued-at":{},"expires-at":{}}})",
                  json::quoted(token), json::quoted(state.options.dxlink_url),
                  json::quoted(state.options.delayed_feed ? "demo" : "api"),
                  json::quoted(to_iso_utc(now)),
                  json::quoted(to_iso_utc(now + TokenDesk::kQuoteLife))),
      ask);
}

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/belay-sim/status", status, Access::open},
    {"GET", "/auth.html", authorize, Access::open},
    {"POST", "/oauth/token", token, Access::open},
    {"GET", "/api-quote-tokens", api_quote_token, Access::token},
    {"GET", "/quote-streamer-tokens", api_quote_token, Access::token},
});

}  // namespace

std::span<const Route> sign_in_routes() { return kRoutes; }

}  // namespace belay::sim
