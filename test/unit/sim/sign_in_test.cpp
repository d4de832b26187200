#include "sim/broker/sign_in.hpp"

#include <chrono>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "proto/rest/calls.hpp"
#include "unit/sim/broker_fixture.hpp"

namespace belay::sim {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string kPassword =
    R"({"login":"pilot","password":"flight-school-42","remember-me":true})";

std::string value_of(const std::string& body, std::string_view key) {
  const std::string start = fmt::format("\"{}\":\"", key);
  const std::size_t at = body.find(start);
  if (at == std::string::npos) return {};
  return body.substr(at + start.size(), body.find('"', at + start.size()) - at - start.size());
}

class SignIn : public SignedIn {
 protected:
  SignInOptions& options() { return broker_.state().options.sign_in; }
  HttpResponse log_in(std::string body, std::vector<HttpHeader> headers = {}) {
    token_.clear();
    return send({.method = "POST",
                 .target = "/sessions",
                 .headers = std::move(headers),
                 .body = std::move(body)});
  }
  HttpResponse authorize(std::string extra) {
    token_.clear();
    return get(
        "/auth.html?client_id=belay-sim&response_type=code&state=xyz&redirect_uri="
        "http%3A%2F%2F127.0.0.1%3A9999%2Fback" +
        extra);
  }
  HttpResponse exchange(const std::string& code, const std::string& redirect,
                        const std::string& verifier = {}) {
    const oauth::Grant grant = oauth::simulator_grant();
    return send({.method = "POST",
                 .target = "/oauth/token",
                 .headers = {{"Content-Type", "application/json"}},
                 .body = fmt::format(
                     R"({{"grant_type":"authorization_code","code":"{}","client_id":"belay-sim",)"
                     R"("client_secret":"{}","redirect_uri":"{}","code_verifier":"{}"}})",
                     code, grant.client_secret.reveal(), redirect, verifier)});
  }
};

std::string code_in(const HttpResponse& response) {
  const std::string target{find_header(response.headers, "Location")};
  const std::size_t at = target.find("code=") + 5;
  return target.substr(at, target.find('&', at) - at);
}

TEST_F(SignIn, a_session_token_goes_without_a_scheme_word) {
  const HttpResponse response = log_in(kPassword);
  ASSERT_EQ(response.status, 201);
  EXPECT_THAT(response.body, HasSubstr(R"("external-id":"U)"));
  token_ = value_of(response.body, "session-token");
  EXPECT_EQ(get("/customers/me").status, 200);
  EXPECT_EQ(send("POST", "/sessions/validate").status, 200);
  const std::string session = token_;
  token_ = "Bearer " + session;
  EXPECT_EQ(get("/customers/me").status, 401);
  token_ = session;
  EXPECT_EQ(send("DELETE", "/sessions").status, 204);
  EXPECT_THAT(get("/customers/me").body, HasSubstr("invalid_session"));
}

TEST_F(SignIn, a_remember_token_is_good_for_one_login_and_28_days) {
  const std::string first = value_of(log_in(kPassword).body, "remember-token");
  EXPECT_EQ(first.size(), 40U);
  const std::string again =
      fmt::format(R"({{"login":"pilot","remember-token":"{}","remember-me":true}})", first);
  const HttpResponse second = log_in(again);
  EXPECT_EQ(second.status, 201);
  EXPECT_NE(value_of(second.body, "remember-token"), first);
  EXPECT_EQ(log_in(again).status, 401);
  now_.real += 24h * 28;
  EXPECT_EQ(log_in(fmt::format(R"({{"login":"pilot","remember-token":"{}"}})",
                               value_of(second.body, "remember-token")))
                .status,
            401);
}

TEST_F(SignIn, a_wrong_password_is_refused_and_no_remember_token_comes_unasked) {
  const HttpResponse wrong = log_in(R"({"login":"pilot","password":"not-the-password"})");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_THAT(wrong.body, HasSubstr("invalid_credentials"));
  const HttpResponse plain = log_in(R"({"login":"pilot","password":"flight-school-42"})");
  EXPECT_THAT(plain.body, Not(HasSubstr("remember-token")));
  options().legacy_sessions = false;
  EXPECT_EQ(log_in(kPassword).status, 403);
}

TEST_F(SignIn, a_new_device_is_challenged_and_let_in_with_the_code) {
  options().device_challenge = true;
  const HttpResponse first = log_in(kPassword);
  EXPECT_EQ(first.status, 403);
  EXPECT_THAT(first.body, HasSubstr("device_challenge_required"));
  EXPECT_THAT(first.body, HasSubstr(R"("required_headers":["X-Tastyworks-Challenge-Token"])"));
  const std::string_view name = "X-Tastyworks-Challenge-Token";
  const std::string token{find_header(first.headers, name)};
  const HttpResponse step = send({.method = "POST",
                                  .target = "/device-challenge",
                                  .headers = {{std::string{name}, token}},
                                  .body = "{}"});
  EXPECT_THAT(step.body, HasSubstr(R"("step":"otp_verification")"));
  const std::string newest{find_header(step.headers, name)};
  EXPECT_NE(newest, token);
  EXPECT_EQ(log_in(kPassword, {{std::string{name}, token}, {"X-Tastyworks-OTP", "123456"}}).status,
            401);
  EXPECT_EQ(log_in(kPassword, {{std::string{name}, newest}, {"X-Tastyworks-OTP", "123456"}}).status,
            201);
}

TEST_F(SignIn, a_security_question_comes_before_the_code) {
  options().device_challenge = true;
  options().security_question = true;
  const HttpResponse first = log_in(kPassword);
  const HttpHeader challenge{
      "X-Tastyworks-Challenge-Token",
      std::string{find_header(first.headers, "X-Tastyworks-Challenge-Token")}};
  const auto step = [&](std::string body) {
    return send({.method = "POST",
                 .target = "/device-challenge",
                 .headers = {challenge},
                 .body = std::move(body)});
  };
  EXPECT_THAT(step("{}").body, HasSubstr("security_question"));
  EXPECT_EQ(step(R"({"answer":"Wilbur"})").status, 401);
  EXPECT_THAT(step(R"({"answer":"Orville"})").body, HasSubstr("otp_verification"));
}

TEST_F(SignIn, many_failures_block_everybody_for_eight_hours) {
  options().failures_before_block = 3;
  for (int i = 0; i < 3; ++i) log_in(R"({"login":"pilot","password":"not-the-password"})");
  const HttpResponse silent = log_in(kPassword);
  EXPECT_EQ(silent.cut, 0U);
  EXPECT_GE(silent.delay, 8h);
  now_.real += 8h;
  EXPECT_EQ(log_in(kPassword).status, 201);
}

TEST_F(SignIn, the_authorize_page_sends_a_code_that_works_once) {
  const HttpResponse page = authorize("&scope=read%20openid");
  ASSERT_EQ(page.status, 302);
  EXPECT_THAT(std::string{find_header(page.headers, "Location")},
              StartsWith("http://127.0.0.1:9999/back?code="));
  EXPECT_THAT(std::string{find_header(page.headers, "Location")}, HasSubstr("&state=xyz"));
  const std::string code = code_in(page);
  const HttpResponse token = exchange(code, "http://127.0.0.1:9999/back");
  EXPECT_EQ(token.status, 200);
  EXPECT_THAT(token.body, HasSubstr(R"("refresh_token":)"));
  EXPECT_THAT(token.body, HasSubstr(R"("id_token":)"));
  EXPECT_THAT(exchange(code, "http://127.0.0.1:9999/back").body, HasSubstr("invalid_grant"));
  token_ = "Bearer " + value_of(token.body, "access_token");
  EXPECT_EQ(get("/customers/me").status, 200);
  EXPECT_EQ(send("POST", "/watchlists", "{}").status, 403);  // no scope for that
}

TEST_F(SignIn, a_code_belongs_to_its_redirect) {
  const HttpResponse page = authorize("");
  EXPECT_EQ(exchange(code_in(page), "http://127.0.0.1:9999/other").status, 400);
  token_.clear();
  EXPECT_EQ(get("/auth.html?client_id=x&response_type=code&redirect_uri=http%3A%2F%2Fevil.example")
                .status,
            400);
}

TEST_F(SignIn, pkce_is_accepted_or_refused_by_a_setting) {
  EXPECT_THAT(std::string{find_header(
                  authorize("&code_challenge=abc&code_challenge_method=S256").headers, "Location")},
              HasSubstr("code="));
  EXPECT_THAT(std::string{find_header(authorize("&code_challenge=abc").headers, "Location")},
              HasSubstr("error=invalid_request"));
  options().accepts_pkce = false;
  EXPECT_THAT(std::string{find_header(authorize("&code_challenge=abc").headers, "Location")},
              HasSubstr("error=invalid_request"));
}

// The pair of RFC 7636, appendix B.
TEST_F(SignIn, a_challenge_is_answered_by_its_verifier_alone) {
  const std::string verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  const std::string challenge =
      "&code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  const std::string back = "http://127.0.0.1:9999/back";
  EXPECT_THAT(exchange(code_in(authorize(challenge)), back).body, HasSubstr("invalid_grant"));
  EXPECT_THAT(exchange(code_in(authorize(challenge)), back, "other").body,
              HasSubstr("invalid_grant"));
  EXPECT_THAT(exchange(code_in(authorize("")), back, verifier).body, HasSubstr("invalid_grant"));
  EXPECT_EQ(exchange(code_in(authorize(challenge)), back, verifier).status, 200);
}

TEST_F(SignIn, a_grant_without_trade_may_only_read) {
  options().scope = "read";
  SetUp();
  EXPECT_EQ(get("/accounts/5WT00001/positions").status, 200);
  const HttpResponse refused = send("POST", "/accounts/5WT00001/orders/dry-run", "{}");
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("not_permitted"));
}

TEST_F(SignIn, an_agent_without_version_is_refused_by_a_setting) {
  options().agent_needs_version = true;
  EXPECT_EQ(broker_
                .handle({.target = "/api-quote-tokens",
                         .headers = {{"User-Agent", "sdk"}, {"Authorization", token_}}},
                        now_)
                .status,
            401);
  EXPECT_EQ(get("/api-quote-tokens").status, 200);
}

}  // namespace
}  // namespace belay::sim
