#include "proto/oauth/authorization.hpp"

#include <fmt/format.h>

#include "belay/base/base64.hpp"
#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"
#include "proto/rest/call.hpp"
#include "proto/rest/envelope.hpp"
#include "proto/rest/text.hpp"

namespace belay::oauth {
namespace {

void add(std::string& into, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  into += fmt::format("{}{}={}", into.contains('?') ? '&' : '?', key, rest::percent_encode(value));
}

void add_member(std::string& into, std::string_view key, std::string_view value) {
  if (!value.empty()) into += fmt::format(",\"{}\":{}", key, json::quoted(value));
}

Error said_no(std::string_view code, std::string_view described) {
  Error error{.code = Errc::unauthorized,
              .message = fmt::format("the broker's page answered {}", rest::broker_words(code)),
              .operation = "signing in by browser",
              .broker_code = rest::broker_words(code)};
  if (!described.empty()) error.message += ": " + rest::broker_words(described);
  return error;
}

}  // namespace

std::string authorize_url(const AuthorizePage& asked) {
  std::string url = asked.page;
  add(url, "client_id", asked.client_id);
  add(url, "redirect_uri", asked.redirect_uri);
  add(url, "response_type", "code");
  add(url, "scope", asked.scope);
  add(url, "state", asked.state);
  if (asked.challenge.empty()) return url;
  add(url, "code_challenge", asked.challenge);
  add(url, "code_challenge_method", "S256");
  return url;
}

Result<Secret> read_redirect(std::string_view target, std::string_view state) {
  const rest::Target parts = rest::parse_target(target);
  if (state.empty() || parts.first("state").value_or("") != state) {
    return fail(Errc::protocol,
                "the browser brought an answer to another question (its state differs); start "
                "belay login again and use its address only");
  }
  if (const auto error = parts.first("error")) {
    return std::unexpected(said_no(*error, parts.first("error_description").value_or("")));
  }
  const auto code = parts.first("code");
  if (!code || code->empty()) {
    return fail(Errc::protocol, "the browser brought neither a code nor an error");
  }
  return Secret{std::string{*code}};
}

bool refuses_pkce(const Error& refusal) { return refusal.broker_code == "invalid_request"; }

HttpRequest code_request(const CodeGrant& grant) {
  std::string body = R"({"grant_type":"authorization_code")";
  add_member(body, "code", grant.code.reveal());
  add_member(body, "client_id", grant.client_id);
  add_member(body, "client_secret", grant.client_secret.reveal());
  add_member(body, "redirect_uri", grant.redirect_uri);
  add_member(body, "code_verifier", grant.verifier.reveal());
  return {.method = "POST",
          .target = "/oauth/token",
          .headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}},
          .body = body + "}"};
}

Claims claims_of(const Secret& token) {
  const std::string_view text = token.reveal();
  const std::size_t first = text.find('.');
  const std::size_t second = text.find('.', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return {};
  const auto middle = decode_base64(text.substr(first + 1, second - first - 1));
  const auto document = json::Document::parse(middle.value_or(""));
  if (!document) return {};
  const json::Node root = document->root();
  Claims claims{.scope = rest::broker_words(root.scalar("scope")),
                .subject = rest::broker_words(root.scalar("sub"))};
  const auto list = root.find("scope");
  if (!list || !list->is(json::Kind::array)) return claims;
  list->each_element([&](json::Node item) {
    if (!claims.scope.empty()) claims.scope += ' ';
    claims.scope += rest::broker_words(item.text());
  });
  return claims;
}

}  // namespace belay::oauth
