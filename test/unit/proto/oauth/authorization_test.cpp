#include "proto/oauth/authorization.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/oauth/token.hpp"
#include "proto/oauth/token_request.hpp"
#include "proto/rest/envelope.hpp"

namespace belay::oauth {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

AuthorizePage page() {
  return {.page = "https://my.tastytrade.com/auth.html",
          .client_id = "abc def",
          .redirect_uri = "http://127.0.0.1:8123/callback",
          .state = "st",
          .challenge = "ch"};
}

TEST(Authorize, the_address_holds_what_the_broker_wants_encoded_once) {
  EXPECT_EQ(authorize_url(page()),
            "https://my.tastytrade.com/auth.html?client_id=abc%20def&redirect_uri=http%3A%2F%2F127."
            "0.0.1%3A8123%2Fcallback&response_type=code&scope=read%20trade%20openid&state=st&code_"
            "challenge=ch&code_challenge_method=S256");
}

TEST(Authorize, without_a_challenge_nothing_speaks_of_pkce) {
  AuthorizePage asked = page();
  asked.challenge.clear();
  EXPECT_THAT(authorize_url(asked), Not(HasSubstr("challenge")));
}

TEST(Redirect, brings_a_code_only_with_our_state) {
  const auto code = read_redirect("/callback?code=c%2B1&state=st", "st");
  ASSERT_TRUE(code) << code.error().message;
  EXPECT_EQ(code->reveal(), "c+1");
  for (const char* target : {"/callback?code=canary", "/callback?code=canary&state=other",
                             "/callback?code=canary&state="}) {
    const auto refused = read_redirect(target, "st");
    ASSERT_FALSE(refused) << target;
    EXPECT_EQ(refused.error().code, Errc::protocol);
    EXPECT_THAT(refused.error().message, Not(HasSubstr("canary")));
  }
  EXPECT_FALSE(read_redirect("/callback?code=c&state=", "")) << "no state is no protection";
  EXPECT_FALSE(read_redirect("/callback?state=st", "st"));
}

TEST(Redirect, a_no_is_told_with_its_reason) {
  const auto refused =
      read_redirect("/callback?error=access_denied&error_description=not+today&state=st", "st");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::unauthorized);
  EXPECT_THAT(refused.error().message, HasSubstr("access_denied: not today"));
  EXPECT_FALSE(refuses_pkce(refused.error()));
  EXPECT_TRUE(refuses_pkce(read_redirect("/c?error=invalid_request&state=s", "s").error()));
}

TEST(CodeRequest, holds_all_the_broker_wants_and_pkce_only_when_used) {
  CodeGrant grant{.client_id = "id",
                  .client_secret = Secret{"cs"},
                  .code = Secret{"c\"1"},
                  .redirect_uri = "http://127.0.0.1:1/",
                  .verifier = Secret{"v"}};
  const HttpRequest request = code_request(grant);
  EXPECT_EQ(request.target, "/oauth/token");
  EXPECT_THAT(request.body, HasSubstr(R"("code_verifier":"v")"));
  const auto read = parse_token_request(request);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->grant_type, "authorization_code");
  EXPECT_EQ(read->code, "c\"1");
  EXPECT_EQ(read->client_secret.reveal(), "cs");
  EXPECT_EQ(read->redirect_uri, grant.redirect_uri);
  grant.verifier = Secret{};
  EXPECT_THAT(code_request(grant).body, Not(HasSubstr("verifier")));
}

TEST(CodeAnswer, brings_a_refresh_token) {
  const auto token = read_answer(
      {.body = R"({"access_token":"a","token_type":"Bearer","expires_in":900,"refresh_token":"r",)"
               R"("scope":"read trade"})"},
      Tick{1h});
  ASSERT_TRUE(token);
  EXPECT_EQ(token->refresh_token.reveal(), "r");
  EXPECT_EQ(token->scope, "read trade");
  EXPECT_EQ(token->expires_at, Tick{1h + 900s});
}

TEST(Claims, are_read_where_a_token_has_them_and_never_needed) {
  const auto with = [](std::string_view middle) {
    return claims_of(Secret{"eyJh." + std::string{middle} + ".sig"});
  };
  // {"sub":"U0001","scope":"read trade"}
  EXPECT_EQ(with("eyJzdWIiOiJVMDAwMSIsInNjb3BlIjoicmVhZCB0cmFkZSJ9").scope, "read trade");
  EXPECT_EQ(with("eyJzdWIiOiJVMDAwMSIsInNjb3BlIjoicmVhZCB0cmFkZSJ9").subject, "U0001");
  // {"scope":["read","trade"]}
  EXPECT_EQ(with("eyJzY29wZSI6WyJyZWFkIiwidHJhZGUiXX0").scope, "read trade");
  for (const char* text : {"", "a.b", "a.!.c", "..", "eyJh.bm90IGpzb24.c"}) {
    EXPECT_EQ(claims_of(Secret{text}).scope, "") << text;
  }
}

}  // namespace
}  // namespace belay::oauth
