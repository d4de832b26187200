#include "proto/oauth/token.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"
#include "proto/rest/call.hpp"
#include "proto/rest/text.hpp"

namespace belay::oauth {

namespace {

constexpr std::string_view kOperation = "POST /oauth/token";
constexpr std::chrono::seconds kUsualLifetime{900};  // broker-api.md 2.1
// A server that promises more is not believed: asking again once a day costs nothing.
constexpr std::chrono::seconds kLongestLifetime = std::chrono::hours{24};

Error not_readable(const HttpResponse& response, std::string what) {
  return {.code = Errc::parse,
          .message = fmt::format("the token answer is not usable: {}", what),
          .operation = std::string{kOperation},
          .http_status = response.status};
}

// A refusal of the credentials, whatever the status: trying again only brings the block nearer.
Error refused_credentials(const HttpResponse& response) {
  Error error = rest::refusal(response, kOperation);
  const std::string said =
      error.broker_code.empty() ? fmt::format("HTTP {}", response.status) : error.broker_code;
  error.code = Errc::unauthorized;
  error.message = fmt::format(
      "the broker refused these credentials ({}). They are not tried again: a run of refusals "
      "blocks this address for about 8 hours. Check the client secret, the refresh token and that "
      "both belong to this environment, or make a new grant",
      said);
  return error;
}

Result<std::chrono::seconds> lifetime_of(json::Node root, const HttpResponse& response) {
  const auto member = root.find("expires_in");
  if (!member || member->is(json::Kind::null)) return kUsualLifetime;
  const auto seconds = json::whole_number(root.scalar("expires_in"));
  if (!seconds || *seconds <= 0) {
    return std::unexpected(
        not_readable(response, "expires_in is not a positive whole number of seconds"));
  }
  return std::min(kLongestLifetime, std::chrono::seconds{*seconds});
}

bool has_error(const Result<json::Document>& document) {
  if (!document) return false;
  const auto error = document->root().find("error");
  return error && !error->is(json::Kind::null);
}

}  // namespace

Grant simulator_grant() {
  return {.client_secret = Secret{"simulator-client-secret"},
          .refresh_token = Secret{"simulator-refresh-token"}};
}

HttpRequest refresh_request(const Grant& grant) {
  return {
      .method = "POST",
      .target = "/oauth/token",
      .headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}},
      .body = fmt::format(
          R"({{"grant_type":"refresh_token","refresh_token":{},"client_secret":{}}})",
          json::quoted(grant.refresh_token.reveal()), json::quoted(grant.client_secret.reveal()))};
}

Result<AccessToken> read_answer(const HttpResponse& response, Tick now) {
  const auto document = json::Document::parse(response.body);
  const bool refused = response.status == 400 || response.status == 401 ||
                       (is_success(response.status) && has_error(document));
  if (refused) return std::unexpected(refused_credentials(response));
  if (!is_success(response.status)) return std::unexpected(rest::refusal(response, kOperation));
  if (!document) return std::unexpected(not_readable(response, document.error().message));

  const json::Node root = document->root();
  const auto token = root.find("access_token");
  if (!token || !token->is(json::Kind::string) || token->text().empty()) {
    return std::unexpected(not_readable(response, "access_token is missing"));
  }
  const auto lifetime = lifetime_of(root, response);
  if (!lifetime) return std::unexpected(lifetime.error());
  return AccessToken{.token = Secret{std::string{token->text()}},
                     .expires_at = now + *lifetime,
                     .scope = rest::broker_words(root.scalar("scope")),
                     .refresh_token = Secret{std::string{root.scalar("refresh_token")}}};
}

TokenPolicy::Verdict TokenPolicy::decide(Tick now) const {
  if (refusal_) {
    // What was granted before the refusal is good until it ends.
    return token_ && now < token_->expires_at ? Verdict::use : Verdict::refused;
  }
  return token_ && now < token_->expires_at - margin_ ? Verdict::use : Verdict::renew;
}

void TokenPolicy::store(AccessToken token, Tick::duration life) {
  token_ = std::move(token);
  margin_ = margin_of(life);
  refusal_.reset();
}

void TokenPolicy::invalidate(const Secret& refused) {
  if (token_ && token_->token == refused) token_.reset();
}

void TokenPolicy::failed(const Error& error) {
  if (error.code == Errc::unauthorized) refusal_ = error;
}

}  // namespace belay::oauth
