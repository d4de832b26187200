#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "belay/base/secret.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/schema.hpp"

// The legacy sign-in: broker-api.md 2.2. Tokens are Secrets.

namespace belay {

struct SessionUser {
  std::optional<std::string> email;
  std::optional<std::string> username;
  std::optional<std::string> external_id;  ///< `U…`
  std::optional<std::string> name;
  std::optional<std::string> nickname;
  std::optional<std::int64_t> id;
  std::optional<bool> is_confirmed;
  Extra extra;
};
template <>
struct Schema<SessionUser> {
  static constexpr std::string_view name = "SessionUser";
  static constexpr auto fields = std::tuple{
      Field{"email", &SessionUser::email},
      Field{"username", &SessionUser::username},
      Field{"external-id", &SessionUser::external_id},
      Field{"name", &SessionUser::name},
      Field{"nickname", &SessionUser::nickname},
      Field{"id", &SessionUser::id},
      Field{"is-confirmed", &SessionUser::is_confirmed},
      Field{"", &SessionUser::extra, Unit::rest},
  };
};
static_assert(complete_schema<SessionUser>);

/// Body of POST /sessions: a password or a remember token.
struct NewSession {
  std::string login;
  std::optional<Secret> password;
  std::optional<Secret> remember_token;
  std::optional<bool> remember_me;
  Extra extra;
};
template <>
struct Schema<NewSession> {
  static constexpr std::string_view name = "NewSession";
  static constexpr auto fields = std::tuple{
      Field{"login", &NewSession::login},
      Field{"password", &NewSession::password},
      Field{"remember-token", &NewSession::remember_token},
      Field{"remember-me", &NewSession::remember_me},
      Field{"", &NewSession::extra, Unit::rest},
  };
};
static_assert(complete_schema<NewSession>);

/// A session token lives 24 hours; a remember token 28 days and is good for one use.
struct UserSession {
  std::optional<SessionUser> user;
  Secret session_token;
  std::optional<std::string> session_expiration;
  std::optional<Secret> remember_token;
  Extra extra;
};
template <>
struct Schema<UserSession> {
  static constexpr std::string_view name = "UserSession";
  static constexpr auto fields = std::tuple{
      Field{"user", &UserSession::user},
      Field{"session-token", &UserSession::session_token},
      Field{"session-expiration", &UserSession::session_expiration},
      Field{"remember-token", &UserSession::remember_token},
      Field{"", &UserSession::extra, Unit::rest},
  };
};
static_assert(complete_schema<UserSession>);

struct TwoFactorMethod {
  std::optional<bool> is_active;
  std::optional<std::string> type;
  Extra extra;
};
template <>
struct Schema<TwoFactorMethod> {
  static constexpr std::string_view name = "TwoFactorMethod";
  static constexpr auto fields = std::tuple{
      Field{"is-active", &TwoFactorMethod::is_active},
      Field{"type", &TwoFactorMethod::type},
      Field{"", &TwoFactorMethod::extra, Unit::rest},
  };
};
static_assert(complete_schema<TwoFactorMethod>);

/// What POST /device-challenge asks for next.
struct DeviceChallenge {
  std::optional<std::string> step;   ///< `otp_verification`, `security_question`
  std::optional<std::string> phone;  ///< masked
  std::optional<std::string> question;
  std::optional<RawJson> redirect;
  Extra extra;
};
template <>
struct Schema<DeviceChallenge> {
  static constexpr std::string_view name = "DeviceChallenge";
  static constexpr auto fields = std::tuple{
      Field{"step", &DeviceChallenge::step},          Field{"phone", &DeviceChallenge::phone},
      Field{"question", &DeviceChallenge::question},  Field{"redirect", &DeviceChallenge::redirect},
      Field{"", &DeviceChallenge::extra, Unit::rest},
  };
};
static_assert(complete_schema<DeviceChallenge>);

}  // namespace belay
