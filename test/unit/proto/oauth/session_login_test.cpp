#include "proto/oauth/session_login.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace belay::oauth {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

const Instant kNow = from_epoch_ms(1'747'083'729'000);  // 2025-05-12T21:02:09Z
const LegacyLogin kPassword{.login = "me", .password = Secret{"canary-password"}};
const LegacyLogin kRemembered{.login = "me", .remember_token = Secret{"canary-remember"}};

HttpResponse granted() {
  return {.status = 201,
          .body =
              R"({"data":{"user":{"username":"me"},"remember-token":"next","session-expiration":)"
              R"("2025-05-13T21:02:09.939Z","session-token":"s+1"},"context":"/sessions"})"};
}
HttpResponse challenged(std::string token = "t1") {
  return {.status = 403,
          .headers = {{"x-tastyworks-challenge-token", std::move(token)}},
          .body =
              R"({"error":{"code":"device_challenge_required","message":"Device authentication )"
              R"(challenge required","redirect":{"method":"POST","url":"/device-challenge"}}})"};
}
HttpResponse step(std::string_view what, std::string token = "") {
  HttpResponse response{.body = R"({"data":{"step":")" + std::string{what} +
                                R"(","phone":"********6282","question":"First pet?"}})"};
  if (!token.empty()) response.headers.push_back({"X-Tastyworks-Challenge-Token", token});
  return response;
}
HttpResponse wrong() {
  return {.status = 401,
          .body = R"({"error":{"code":"invalid_credentials","message":"Invalid login"}})"};
}

template <class T>
T as(SessionLogin::Step step) {
  EXPECT_TRUE(std::holds_alternative<T>(step)) << "step " << step.index();
  return std::holds_alternative<T>(step) ? std::get<T>(std::move(step)) : T{};
}

TEST(SessionLogin, a_password_brings_a_session_and_the_next_token) {
  SessionLogin login{kPassword};
  const auto request = as<HttpRequest>(login.start());
  EXPECT_EQ(request.method + " " + request.target, "POST /sessions");
  EXPECT_EQ(request.body, R"({"login":"me","password":"canary-password","remember-me":true})");
  EXPECT_EQ(find_header(request.headers, "Authorization"), "");
  const auto session = as<LegacySession>(login.answered(granted(), kNow));
  EXPECT_EQ(session.token.reveal(), "s+1");
  EXPECT_EQ(session.remember_token.reveal(), "next");
  EXPECT_EQ(session.expires_at, kNow + 24h) << "at most a day, whatever the other clock says";
}

TEST(SessionLogin, a_remembered_login_sends_its_token_and_no_password) {
  SessionLogin login{kRemembered};
  EXPECT_EQ(as<HttpRequest>(login.start()).body,
            R"({"login":"me","remember-token":"canary-remember","remember-me":true})");
  static_cast<void>(as<LegacySession>(login.answered(granted(), kNow)));
}

TEST(SessionLogin, a_device_challenge_asks_for_the_code_once) {
  SessionLogin login{kPassword};
  static_cast<void>(login.start());
  const auto challenge = as<HttpRequest>(login.answered(challenged(), kNow));
  EXPECT_EQ(challenge.target, "/device-challenge");
  EXPECT_EQ(challenge.body, "{}");
  EXPECT_EQ(find_header(challenge.headers, "X-Tastyworks-Challenge-Token"), "t1");
  const auto question =
      as<SessionLogin::Question>(login.answered(step("otp_verification", "t2"), kNow));
  EXPECT_EQ(question.what, SessionLogin::Question::What::one_time_code);
  EXPECT_EQ(question.hint, "********6282");
  const auto again = as<HttpRequest>(login.told(Secret{"123456"}));
  EXPECT_EQ(again.target, "/sessions");
  EXPECT_THAT(again.body, HasSubstr("canary-password"));
  EXPECT_EQ(find_header(again.headers, "X-Tastyworks-OTP"), "123456");
  EXPECT_EQ(find_header(again.headers, "X-Tastyworks-Challenge-Token"), "t2") << "the newest";
  static_cast<void>(as<LegacySession>(login.answered(granted(), kNow)));
}

TEST(SessionLogin, a_security_question_comes_before_the_code) {
  SessionLogin login{kPassword};
  static_cast<void>(login.start());
  static_cast<void>(login.answered(challenged(), kNow));
  const auto question = as<SessionLogin::Question>(login.answered(step("security_question"), kNow));
  EXPECT_EQ(question.what, SessionLogin::Question::What::security_answer);
  EXPECT_EQ(question.hint, "First pet?");
  EXPECT_EQ(as<HttpRequest>(login.told(Secret{"Rex"})).body, R"({"answer":"Rex"})");
  EXPECT_EQ(as<SessionLogin::Question>(login.answered(step("otp_verification"), kNow)).what,
            SessionLogin::Question::What::one_time_code);
}

TEST(SessionLogin, the_code_may_go_to_the_challenge_instead) {
  LegacyLogin who = kPassword;
  who.code_to_challenge = true;
  SessionLogin login{who};
  static_cast<void>(login.start());
  static_cast<void>(login.answered(challenged(), kNow));
  static_cast<void>(login.answered(step("otp_verification"), kNow));
  EXPECT_EQ(as<HttpRequest>(login.told(Secret{"123456"})).body, R"({"code":"123456"})");
  const auto again = as<HttpRequest>(login.answered({.body = R"({"data":{}})"}, kNow));
  EXPECT_EQ(again.target, "/sessions");
  EXPECT_EQ(find_header(again.headers, "X-Tastyworks-OTP"), "");
}

TEST(SessionLogin, a_code_known_beforehand_goes_with_the_first_call) {
  LegacyLogin who = kPassword;
  who.one_time_code = Secret{"123456"};
  EXPECT_EQ(find_header(as<HttpRequest>(SessionLogin{who}.start()).headers, "X-Tastyworks-OTP"),
            "123456");
}

TEST(SessionLogin, a_refusal_is_final_and_says_why_it_is_not_tried_again) {
  for (const LegacyLogin& who : {kPassword, kRemembered}) {
    SessionLogin login{who};
    static_cast<void>(login.start());
    const auto error = as<Error>(login.answered(wrong(), kNow));
    EXPECT_EQ(error.code, Errc::unauthorized);
    EXPECT_THAT(error.message, HasSubstr("8 hours"));
    EXPECT_THAT(error.message, Not(HasSubstr("canary")));
  }
}

TEST(SessionLogin, a_remembered_login_that_is_challenged_is_not_retried) {
  SessionLogin login{kRemembered};
  static_cast<void>(login.start());
  const auto error = as<Error>(login.answered(challenged(), kNow));
  EXPECT_EQ(error.code, Errc::unauthorized);
  EXPECT_THAT(error.message, HasSubstr("belay login --session"));
}

TEST(SessionLogin, a_second_challenge_after_the_code_is_a_refusal) {
  SessionLogin login{kPassword};
  static_cast<void>(login.start());
  static_cast<void>(login.answered(challenged(), kNow));
  static_cast<void>(login.answered(step("otp_verification"), kNow));
  static_cast<void>(login.told(Secret{"000000"}));
  EXPECT_EQ(as<Error>(login.answered(challenged(), kNow)).code, Errc::unauthorized);
}

TEST(SessionLogin, what_cannot_be_read_is_an_error_and_a_broken_server_no_refusal) {
  const auto first = [](HttpResponse response) {
    SessionLogin login{kPassword};
    static_cast<void>(login.start());
    return as<Error>(login.answered(response, kNow));
  };
  EXPECT_EQ(first({.status = 201, .body = "<html>"}).code, Errc::parse);
  EXPECT_EQ(first({.status = 201, .body = R"({"data":{}})"}).code, Errc::parse);
  EXPECT_EQ(first({.status = 502, .body = "<html>"}).code, Errc::unavailable);
  EXPECT_EQ(first({.status = 429, .body = ""}).code, Errc::throttled);
}

}  // namespace
}  // namespace belay::oauth
