#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "belay/base/error.hpp"
#include "belay/base/http.hpp"
#include "belay/base/secret.hpp"
#include "belay/base/time.hpp"

namespace belay::oauth {

/// The remember token is good for this long when it is not used (broker-api.md 2.2).
inline constexpr std::chrono::days kRememberLife{28};

/// A legacy session, as POST /sessions grants it.
struct LegacySession {
  Secret token;           ///< goes into `Authorization` as it is, without a scheme word
  Secret remember_token;  ///< the next one; empty when none was given
  Instant expires_at{};
};

/// Who logs in, with a password or with the remember token of the last session.
struct LegacyLogin {
  std::string login;
  Secret password;
  Secret remember_token;  ///< taken when there is no password
  Secret one_time_code;   ///< known beforehand; usually empty
  /// One client of those known hands the code to /device-challenge, the others to /sessions (2.2).
  bool code_to_challenge = false;
};

/// The conversation of a legacy login (broker-api.md 2.2): says what to send or to ask next, until
/// there is a session or a refusal. Pure; asks for each thing once and never repeats a refused
/// login, for a run of those blocks the address.
class SessionLogin {
 public:
  /// Something only the person knows.
  struct Question {
    enum class What : std::uint8_t { one_time_code, security_answer } what{};
    std::string hint;  ///< where the code went, or the question; the broker's words
  };
  using Step = std::variant<HttpRequest, Question, LegacySession, Error>;

  explicit SessionLogin(LegacyLogin who) : who_{std::move(who)} {}

  [[nodiscard]] Step start();
  [[nodiscard]] Step answered(const HttpResponse& response, Instant now);
  /// The answer to the last Question.
  [[nodiscard]] Step told(Secret answer);

 private:
  enum class At : std::uint8_t { login, challenge, code_challenge };
  [[nodiscard]] HttpRequest login_request() const;
  [[nodiscard]] HttpRequest challenge_request(std::string body) const;
  [[nodiscard]] Step login_answered(const HttpResponse& response, Instant now);
  [[nodiscard]] Step challenge_answered(const HttpResponse& response);

  LegacyLogin who_;
  At at_ = At::login;
  Question::What asked_{};
  std::string challenge_;  // the newest X-Tastyworks-Challenge-Token
  int challenges_ = 0;
};

/// DELETE /sessions. `Authorization` is the caller's to add.
[[nodiscard]] HttpRequest end_session_request();

}  // namespace belay::oauth
