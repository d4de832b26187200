#include "proto/oauth/token.hpp"

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/json/document.hpp"
#include "proto/oauth/hide.hpp"
#include "proto/oauth/token_request.hpp"
#include "proto/rest/envelope.hpp"

namespace belay::oauth {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using Verdict = TokenPolicy::Verdict;

const Tick kNow = Tick{} + 1h;

HttpResponse ok(std::string body) { return rest::json_response(200, std::move(body)); }

Error refused(const HttpResponse& response) {
  const auto token = read_answer(response, kNow);
  EXPECT_FALSE(token) << response.body;
  return token ? Error{} : token.error();
}

// ---- the request

TEST(RefreshRequest, is_a_json_body_without_authorization) {
  const Grant grant{.client_secret = Secret{"s\"1"}, .refresh_token = Secret{"r\\2"}};
  const HttpRequest request = refresh_request(grant);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/oauth/token");
  EXPECT_EQ(find_header(request.headers, "Content-Type"), "application/json");
  EXPECT_EQ(find_header(request.headers, "Authorization"), "");
  EXPECT_EQ(request.body,
            R"({"grant_type":"refresh_token","refresh_token":"r\\2","client_secret":"s\"1"})");
}

TEST(RefreshRequest, is_read_by_the_answering_side) {
  const auto asked = parse_token_request(refresh_request(simulator_grant()));
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->grant_type, "refresh_token");
  EXPECT_EQ(asked->refresh_token, simulator_grant().refresh_token);
  EXPECT_EQ(asked->client_secret, simulator_grant().client_secret);
}

TEST(TokenRequest, a_form_is_read_like_json) {
  const HttpRequest request{
      .method = "POST",
      .headers = {{"content-type", "application/x-www-form-urlencoded; charset=utf-8"}},
      .body = "grant_type=refresh_token&refresh_token=a%2Bb&client_secret=c+d&scope=read%20trade"};
  const auto asked = parse_token_request(request);
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->refresh_token.reveal(), "a+b");
  EXPECT_EQ(asked->client_secret.reveal(), "c d");
  EXPECT_EQ(asked->scope, "read trade");
}

TEST(TokenRequest, without_a_content_type_the_first_byte_decides) {
  EXPECT_TRUE(parse_token_request({.body = R"( {"grant_type":"x"})"}));
  EXPECT_TRUE(parse_token_request({.body = "grant_type=x"}));
}

TEST(TokenRequest, what_names_no_grant_type_is_an_error_that_quotes_nothing) {
  for (const char* body : {"", "{", "{}", R"({"grant_type":{}})", R"({"client_secret":"hush"})",
                           "client_secret=hush", "[]", "\xff"}) {
    const auto asked = parse_token_request({.body = body});
    ASSERT_FALSE(asked) << body;
    EXPECT_THAT(asked.error().message, Not(HasSubstr("hush")));
  }
}

// ---- the answer

TEST(TokenAnswer, holds_the_token_and_when_it_ends) {
  const auto token = read_answer(token_answer(Secret{"abc"}, 900s), kNow);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->token.reveal(), "abc");
  EXPECT_EQ(token->expires_at, kNow + 900s);
}

TEST(TokenAnswer, holds_what_comes_beside_the_token_but_nothing_empty) {
  const HttpResponse answer = token_answer(
      Secret{"abc"}, 900s, {{"scope", "read"}, {"refresh_token", "next"}, {"id_token", ""}});
  const auto token = read_answer(answer, kNow);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->scope, "read");
  EXPECT_EQ(token->refresh_token.reveal(), "next");
  EXPECT_THAT(answer.body, Not(HasSubstr("id_token")));
}

TEST(TokenAnswer, a_missing_lifetime_is_the_documented_one) {
  EXPECT_EQ(read_answer(ok(R"({"access_token":"a"})"), kNow)->expires_at, kNow + 900s);
  EXPECT_EQ(read_answer(ok(R"({"access_token":"a","expires_in":null})"), kNow)->expires_at,
            kNow + 900s);
}

TEST(TokenAnswer, a_lifetime_may_be_a_text_and_is_never_huge) {
  EXPECT_EQ(read_answer(ok(R"({"access_token":"a","expires_in":"60"})"), kNow)->expires_at,
            kNow + 60s);
  EXPECT_EQ(
      read_answer(ok(R"({"access_token":"a","expires_in":9223372036854775807})"), kNow)->expires_at,
      kNow + 24h);
}

TEST(TokenAnswer, an_impossible_lifetime_is_an_error) {
  for (const char* value : {"-1", "0", "1.5", "\"soon\"", "{}", "1e30"}) {
    const Error error =
        refused(ok(std::string{R"({"access_token":"hush","expires_in":)"} + value + "}"));
    EXPECT_EQ(error.code, Errc::parse) << value;
    EXPECT_THAT(error.message, Not(HasSubstr("hush")));
  }
}

TEST(TokenAnswer, without_a_token_is_an_error_that_shows_none) {
  for (const char* body :
       {"", "{}", "[]", R"({"access_token":""})", R"({"access_token":7})",
        R"({"access_token":null,"refresh_token":"hush"})", R"({"access_token":"hush)"}) {
    const Error error = refused(ok(body));
    EXPECT_EQ(error.code, Errc::parse) << body;
    EXPECT_THAT(error.message, Not(HasSubstr("hush")));
    EXPECT_EQ(error.operation, "POST /oauth/token");
  }
}

TEST(TokenAnswer, a_refusal_says_that_it_must_not_be_tried_again) {
  for (const HttpResponse& response :
       {token_failure(400, "invalid_grant", "Grant revoked"),
        token_failure(401, "invalid_client", "no"), rest::error_response(401, "unauthorized", "no"),
        rest::html_response(401, "Authorization Required"),
        token_failure(200, "invalid_grant", "no")}) {
    const Error error = refused(response);
    EXPECT_EQ(error.code, Errc::unauthorized);
    EXPECT_THAT(error.message, HasSubstr("not tried again"));
    EXPECT_THAT(error.message, HasSubstr("8 hours"));
    EXPECT_EQ(error.http_status, response.status);
  }
  EXPECT_EQ(refused(token_failure(400, "invalid_grant", "x")).broker_code, "invalid_grant");
}

TEST(TokenAnswer, other_failures_are_not_the_fault_of_the_credentials) {
  EXPECT_EQ(refused(rest::html_response(502, "Bad Gateway")).code, Errc::unavailable);
  EXPECT_EQ(refused(HttpResponse{.status = 429}).code, Errc::throttled);
  EXPECT_EQ(refused(HttpResponse{.status = 403}).code, Errc::rejected);
}

// ---- when to ask

AccessToken token_until(Tick end) { return {.token = Secret{"t"}, .expires_at = end}; }

TEST(TokenPolicy, asks_at_first_and_again_two_minutes_ahead_of_the_end) {
  TokenPolicy policy;
  EXPECT_EQ(policy.decide(kNow), Verdict::renew);
  EXPECT_EQ(policy.current(), nullptr);
  policy.store(token_until(kNow + 900s), 900s);
  EXPECT_EQ(policy.decide(kNow), Verdict::use);
  EXPECT_EQ(policy.decide(kNow + 780s - 1ns), Verdict::use);
  EXPECT_EQ(policy.decide(kNow + 780s), Verdict::renew);
  EXPECT_EQ(policy.decide(kNow + 10h), Verdict::renew);
  EXPECT_EQ(policy.current()->token.reveal(), "t");
}

TEST(TokenPolicy, a_short_life_is_lived_to_its_half) {
  TokenPolicy policy;
  policy.store(token_until(kNow + 60s), 60s);
  EXPECT_EQ(policy.decide(kNow), Verdict::use);
  EXPECT_EQ(policy.decide(kNow + 30s - 1ns), Verdict::use);
  EXPECT_EQ(policy.decide(kNow + 30s), Verdict::renew);
  policy.store(token_until(kNow + 240s), 240s);
  EXPECT_EQ(policy.decide(kNow + 120s - 1ns), Verdict::use);
  EXPECT_EQ(policy.decide(kNow + 120s), Verdict::renew);
}

TEST(TokenPolicy, a_token_the_server_does_not_know_is_renewed) {
  TokenPolicy policy;
  policy.store(token_until(kNow + 900s), 900s);
  policy.invalidate(Secret{"t"});
  EXPECT_EQ(policy.decide(kNow), Verdict::renew);
  EXPECT_EQ(policy.current(), nullptr);
}

TEST(TokenPolicy, only_the_token_that_was_refused_is_dropped) {
  TokenPolicy policy;
  policy.store(token_until(kNow + 900s), 900s);
  policy.invalidate(Secret{"the one before"});
  EXPECT_EQ(policy.decide(kNow), Verdict::use);
  EXPECT_EQ(policy.current()->token.reveal(), "t");
}

TEST(TokenPolicy, a_refusal_is_remembered_for_good) {
  TokenPolicy policy;
  policy.failed(refused(token_failure(400, "invalid_grant", "no")));
  for (const auto later : {0s, 60s, 36'000s}) {
    EXPECT_EQ(policy.decide(kNow + later), Verdict::refused);
  }
  EXPECT_EQ(policy.refusal().broker_code, "invalid_grant");
  policy.invalidate(Secret{"t"});
  EXPECT_EQ(policy.decide(kNow), Verdict::refused);
}

TEST(TokenPolicy, a_token_outlives_the_refusal_of_its_successor) {
  TokenPolicy policy;
  policy.store(token_until(kNow + 100s), 900s);
  policy.failed(refused(token_failure(401, "invalid_client", "no")));
  EXPECT_EQ(policy.decide(kNow + 99s), Verdict::use);
  EXPECT_EQ(policy.decide(kNow + 100s), Verdict::refused);
}

TEST(TokenPolicy, other_failures_are_forgotten) {
  TokenPolicy policy;
  policy.failed(refused(rest::html_response(503, "Service Unavailable")));
  policy.failed(Error{.code = Errc::timeout});
  EXPECT_EQ(policy.decide(kNow), Verdict::renew);
}

TEST(Hide, ends_whatever_the_secret_is) {
  const Secret dot{"."};
  const Secret word{"word"};
  const Error hidden = hide({.message = "a.b word.word"}, {&dot, &word});
  EXPECT_EQ(hidden.message, "a...b .........");
}

}  // namespace
}  // namespace belay::oauth
