#include "proto/oauth/token_request.hpp"

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"
#include "proto/rest/envelope.hpp"

namespace belay::oauth {

namespace {

bool is_json(const HttpRequest& request) {
  const std::string_view type = find_header(request.headers, "Content-Type");
  if (type.find("json") != std::string_view::npos) return true;
  if (type.find("x-www-form-urlencoded") != std::string_view::npos) return false;
  const std::size_t at = request.body.find_first_not_of(" \t\r\n");
  return at != std::string::npos && request.body[at] == '{';
}

// `text_of(key)` gives the value a key has, or an empty text.
template <class TextOf>
TokenRequest fill(TextOf text_of) {
  return {.grant_type = text_of("grant_type"),
          .refresh_token = Secret{text_of("refresh_token")},
          .client_secret = Secret{text_of("client_secret")},
          .client_id = text_of("client_id"),
          .scope = text_of("scope"),
          .code = text_of("code"),
          .redirect_uri = text_of("redirect_uri"),
          .code_verifier = text_of("code_verifier")};
}

Result<TokenRequest> from_json(std::string_view body) {
  const auto document = json::Document::parse(body);
  if (!document) return std::unexpected(document.error());
  const json::Node root = document->root();
  return fill([&](std::string_view key) { return std::string{root.scalar(key)}; });
}

TokenRequest from_form(std::string_view body) {
  const auto form = rest::parse_query(body);
  return fill([&](const std::string& key) {
    const auto found = form.find(key);
    return found == form.end() ? std::string{} : found->second;
  });
}

}  // namespace

Result<TokenRequest> parse_token_request(const HttpRequest& request) {
  auto asked =
      is_json(request) ? from_json(request.body) : Result<TokenRequest>{from_form(request.body)};
  if (asked && asked->grant_type.empty()) {
    return fail(Errc::parse, "the token request names no grant_type");
  }
  return asked;
}

HttpResponse token_answer(
    const Secret& access_token, std::chrono::seconds lifetime,
    std::initializer_list<std::pair<std::string_view, std::string_view>> more) {
  std::string body = fmt::format(R"({{"access_token":{},"token_type":"Bearer","expires_in":{})",
                                 json::quoted(access_token.reveal()), lifetime.count());
  for (const auto& [key, text] : more) {
    if (!text.empty()) body += fmt::format(",{}:{}", json::quoted(key), json::quoted(text));
  }
  return rest::json_response(200, body + "}");
}

HttpResponse token_failure(int status, std::string_view error, std::string_view description) {
  return rest::json_response(status, fmt::format(R"({{"error":{},"error_description":{}}})",
                                                 json::quoted(error), json::quoted(description)));
}

}  // namespace belay::oauth
