#pragma once

#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "belay/base/error.hpp"
#include "belay/base/http.hpp"
#include "belay/base/secret.hpp"

// The answering side of POST /oauth/token (broker-api.md 2.1), for the simulator.

namespace belay::oauth {

/// What a client asks for. Members that were not sent are empty.
struct TokenRequest {
  std::string grant_type;
  Secret refresh_token;
  Secret client_secret;
  std::string client_id;
  std::string scope;
  std::string code;
  std::string redirect_uri;
  std::string code_verifier;  ///< of PKCE
};

/// Reads a JSON object or a form-urlencoded body, told apart by Content-Type and, without one, by
/// the first byte. Fails with parse when the body is neither or names no grant_type; the error
/// quotes nothing of it. Answer such a request with `invalid_request`.
[[nodiscard]] Result<TokenRequest> parse_token_request(const HttpRequest& request);

/// `{"access_token":…,"token_type":"Bearer","expires_in":900}`: not enveloped. `more`: further
/// members and their texts; those that are empty are left out.
[[nodiscard]] HttpResponse token_answer(
    const Secret& access_token, std::chrono::seconds lifetime,
    std::initializer_list<std::pair<std::string_view, std::string_view>> more = {});

/// The failure form of RFC 6749, where `error` is a text: `invalid_grant`, `invalid_client`, …
[[nodiscard]] HttpResponse token_failure(int status, std::string_view error,
                                         std::string_view description);

}  // namespace belay::oauth
