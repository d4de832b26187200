#pragma once

#include <string>

#include "belay/base/secret.hpp"

namespace belay {

/// What lets a program in at the broker: a grant (broker-api.md 2.1), or a login name with the
/// token of a remembered legacy session (2.2). Members that were not given are empty.
struct Credential {
  std::string client_id;  ///< only the authorization-code grant needs it; no secret
  Secret client_secret;
  Secret refresh_token;  ///< never expires, can be revoked on the broker's pages

  std::string login;
  Secret remember_token;  ///< good for one use within 28 days; each use brings the next
  /// Seals what processes share about this session; stays when the remember token changes.
  Secret session_key;

  [[nodiscard]] bool is_grant() const { return !client_secret.empty() && !refresh_token.empty(); }
  [[nodiscard]] bool is_session() const {
    return !login.empty() && !remember_token.empty() && !session_key.empty();
  }
  friend bool operator==(const Credential&, const Credential&) = default;
};

}  // namespace belay
