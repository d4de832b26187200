#pragma once

#include <string>
#include <string_view>

#include "belay/base/error.hpp"
#include "belay/base/http.hpp"
#include "belay/base/secret.hpp"

// The authorization-code grant (broker-api.md 2.1): what the browser is sent to, what it brings
// back, and the one request that turns that into tokens. No I/O.

namespace belay::oauth {

/// What the broker's page is asked.
struct AuthorizePage {
  std::string page;  ///< its address, e.g. https://my.tastytrade.com/auth.html
  std::string client_id;
  std::string redirect_uri;  ///< one that is registered for the client
  std::string scope = "read trade openid";
  std::string state;      ///< random; comes back with the browser
  std::string challenge;  ///< PKCE's S256 of the verifier; empty = without PKCE
};
[[nodiscard]] std::string authorize_url(const AuthorizePage& asked);

/// The code in the target the browser was sent back to. Errors: protocol when the state is not
/// `state` (somebody else's page sent it), unauthorized when the person or the broker said no;
/// `broker_code` is then OAuth's `error`.
[[nodiscard]] Result<Secret> read_redirect(std::string_view target, std::string_view state);

/// Whether a refusal means that the page does not understand PKCE: worth asking once without.
[[nodiscard]] bool refuses_pkce(const Error& refusal);

struct CodeGrant {
  std::string client_id;
  Secret client_secret;
  Secret code;
  std::string redirect_uri;  ///< equal to the page's
  Secret verifier;           ///< empty = without PKCE
};
/// POST /oauth/token. Read the answer with read_answer(): it brings a refresh token as well.
[[nodiscard]] HttpRequest code_request(const CodeGrant& grant);

/// What an access token says of itself when it is a JWT; not verified, for people only.
struct Claims {
  std::string scope;
  std::string subject;
};
[[nodiscard]] Claims claims_of(const Secret& token);

}  // namespace belay::oauth
