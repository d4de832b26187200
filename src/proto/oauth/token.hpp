#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include "belay/base/error.hpp"
#include "belay/base/http.hpp"
#include "belay/base/secret.hpp"
#include "belay/base/time.hpp"

namespace belay::oauth {

/// A personal grant (broker-api.md 2.1).
struct Grant {
  Secret client_secret;
  Secret refresh_token;
};

/// The grant every simulator accepts. Not a secret: it opens nothing but a loopback simulator.
[[nodiscard]] Grant simulator_grant();

/// An access token and when it ends, in monotonic time of the machine that got it.
struct AccessToken {
  Secret token;
  Tick expires_at{};
  std::string scope;     ///< when the broker told it
  Secret refresh_token;  ///< authorization-code grant only
};

/// POST /oauth/token with the refresh-token grant, JSON body, no Authorization header.
[[nodiscard]] HttpRequest refresh_request(const Grant& grant);

/// Reads the answer. A 400 or 401 is Errc::unauthorized whose message says that it must not be
/// tried again with the same credentials (an IP block of about 8 hours follows, product.md W2).
[[nodiscard]] Result<AccessToken> read_answer(const HttpResponse& response, Tick now);

/// When to ask for a token: a pure decision. Renews margin_of() its life ahead of the end; after a
/// refusal never again with the same grant.
class TokenPolicy {
 public:
  static constexpr std::chrono::seconds kMargin{120};  ///< of 900 s
  /// Two minutes, but never more than half of the time we have it: a token is used before the next
  /// is asked for, however short its life.
  [[nodiscard]] static Tick::duration margin_of(Tick::duration life) {
    return std::min<Tick::duration>(kMargin, life / 2);
  }

  enum class Verdict { use, renew, refused };
  [[nodiscard]] Verdict decide(Tick now) const;
  [[nodiscard]] const AccessToken* current() const { return token_ ? &*token_ : nullptr; }
  /// Why the last attempt was refused for good; only when decide() says refused.
  [[nodiscard]] const Error& refusal() const { return *refusal_; }
  /// `life`: from the moment it was received to its last.
  void store(AccessToken token, Tick::duration life);
  /// The server said 401 to `refused`: renew before the next use, unless that was done already.
  void invalidate(const Secret& refused);
  /// Remembers a refusal (Errc::unauthorized); other failures are not remembered.
  void failed(const Error& error);

 private:
  std::optional<AccessToken> token_;
  Tick::duration margin_{};
  std::optional<Error> refusal_;
};

}  // namespace belay::oauth
