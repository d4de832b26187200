#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "belay/base/error.hpp"
#include "belay/base/http.hpp"
#include "belay/base/time.hpp"

namespace belay::sim {

/// How the sign-in behaves where the broker's way is not known, or to rehearse its refusals
/// (broker-api.md 2).
struct SignInOptions {
  bool agent_needs_version = false;         ///< User-Agent without `product/version` is refused too
  bool accepts_pkce = true;                 ///< else `code_challenge` is an invalid_request
  int invalid_client_status = 401;          ///< or 400
  std::string scope = "read trade openid";  ///< of the grant
  bool tells_scope = false;                 ///< a token's answer says what it may do (RFC 6749 5.1)
  std::chrono::seconds access_life{900};
  bool legacy_sessions = true;     ///< else POST /sessions is refused (decommissioned)
  bool device_challenge = false;   ///< a password from an unknown device is challenged
  bool security_question = false;  ///< which asks a question before the code
  bool one_time_code = false;      ///< a login needs X-Tastyworks-OTP
  bool unconfirmed = false;        ///< the customer has not confirmed the e-mail
  int failures_before_block = 0;   ///< so many failed logins in a row block; 0: never
  std::chrono::hours block{8};
};

/// What every simulator accepts. No secrets: they open nothing but a simulator on loopback.
inline constexpr std::string_view kSimLogin = "pilot";
inline constexpr std::string_view kSimEmail = "pilot@example.com";
inline constexpr std::string_view kSimPassword = "flight-school-42";
inline constexpr std::string_view kSimCode = "123456";
inline constexpr std::string_view kSimAnswer = "Orville";
inline constexpr std::string_view kSimClientId = "belay-sim";

/// Remembers failures and challenges between requests.
class SignInDesk {
 public:
  /// While blocked, nobody is answered (broker-api.md 3.6).
  [[nodiscard]] bool is_blocked(Tick now) const { return now < blocked_until_; }
  void failed(const SignInOptions& options, Tick now);
  void succeeded() { failures_ = 0; }

  /// A challenge that has been given out, and how far it is.
  enum class Stage { issued, question, code };
  void issue(std::string token, Stage stage);
  [[nodiscard]] std::optional<Stage> stage_of(std::string_view token) const;
  void forget(std::string_view token);

 private:
  int failures_ = 0;
  Tick blocked_until_{};
  std::map<std::string, Stage, std::less<>> challenges_;
};

}  // namespace belay::sim
