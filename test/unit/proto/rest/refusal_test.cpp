#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/rest/calls.hpp"
#include "proto/rest/envelope.hpp"

namespace belay::rest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(Refusal, the_status_tells_the_kind) {
  const std::pair<int, Errc> table[] = {
      {400, Errc::rejected},    {401, Errc::unauthorized}, {403, Errc::rejected},
      {404, Errc::not_found},   {406, Errc::unsupported},  {408, Errc::timeout},
      {415, Errc::rejected},    {422, Errc::rejected},     {429, Errc::throttled},
      {500, Errc::unavailable}, {502, Errc::unavailable},  {503, Errc::unavailable},
      {302, Errc::protocol}};
  for (const auto& [status, code] : table) {
    EXPECT_EQ(refusal(error_response(status, "c", "m"), "GET /x").code, code) << status;
  }
}

TEST(Refusal, an_error_beside_a_success_status_goes_by_its_own_code) {
  EXPECT_EQ(refusal(error_response(200, "token_invalid", ""), "").code, Errc::unauthorized);
  EXPECT_EQ(refusal(error_response(200, "record_not_found", ""), "").code, Errc::not_found);
  EXPECT_EQ(refusal(error_response(200, "whatever", ""), "").code, Errc::rejected);
}

TEST(Refusal, keeps_code_message_reasons_and_operation) {
  const Error error = refusal(
      json_response(422, R"({"error":{"code":"preflight_check_failure","message":"Checks failed",)"
                         R"("errors":[{"code":"margin_check_failed","message":"No money"},)"
                         R"({"domain":"legs","reason":"is missing"},{"other":1},"text"]}})"),
      "POST /accounts/…0001/orders");
  EXPECT_EQ(error.broker_code, "preflight_check_failure");
  EXPECT_EQ(error.operation, "POST /accounts/…0001/orders");
  EXPECT_EQ(error.http_status, 422);
  EXPECT_THAT(error.reasons,
              ElementsAre(Reason{"margin_check_failed", "No money"}, Reason{"legs", "is missing"},
                          Reason{"", R"({"other":1})"}, Reason{"", R"("text")"}));
  EXPECT_THAT(error.message, HasSubstr("HTTP 422 preflight_check_failure: Checks failed"));
  EXPECT_THAT(error.message, HasSubstr("margin_check_failed: No money; legs: is missing"));
}

TEST(Refusal, reads_a_numeric_code) {
  const Error error = refusal(version_response(), "");
  EXPECT_EQ(error.broker_code, "406");
  EXPECT_THAT(error.message, HasSubstr("Accept-Version"));
}

TEST(Refusal, reads_the_text_form_of_oauth) {
  const Error error = refusal(
      json_response(400, R"({"error":"invalid_grant","error_description":"Grant revoked"})"), "");
  EXPECT_EQ(error.broker_code, "invalid_grant");
  EXPECT_THAT(error.message, HasSubstr("Grant revoked"));
}

TEST(Refusal, keeps_the_first_bytes_of_html_on_one_line) {
  const Error error = refusal(html_response(401, "Authorization Required"), "");
  EXPECT_EQ(error.code, Errc::unauthorized);
  EXPECT_THAT(error.message, HasSubstr("401 Authorization Required"));
  EXPECT_THAT(error.message, Not(HasSubstr("\n")));
  EXPECT_LT(error.message.size(), 240U);
}

TEST(Refusal, a_long_or_binary_body_is_cut_and_made_printable) {
  std::string body(100'000, '\x01');
  for (std::size_t at = 0; at < body.size(); at += 7) body[at] = 'x';
  const Error error = refusal(HttpResponse{.status = 502, .body = body}, "");
  EXPECT_LT(error.message.size(), 260U);
  for (const char c : error.message) EXPECT_TRUE(c >= ' ' && c < '\x7f');
}

TEST(Refusal, never_shows_what_may_be_a_token) {
  const std::string jwt = "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9.eyJpc3MiOiJodHRw";
  const std::vector<std::string> bodies{"Bearer " + jwt + " is not known",
                                        "<p>" + jwt + "</p>",
                                        R"({"jwt":")" + jwt + R"("})",
                                        jwt,
                                        "access_token=abc123",
                                        "Your Token: abc123",
                                        "client secret abc123"};
  for (const std::string& body : bodies) {
    const Error error = refusal(HttpResponse{.status = 400, .body = body}, "");
    EXPECT_THAT(error.message, Not(HasSubstr("eyJhbGci"))) << body;
    EXPECT_THAT(error.message, Not(HasSubstr("abc123"))) << body;
  }
  EXPECT_THAT(refusal(HttpResponse{.status = 400, .body = "before " + jwt + " after"}, "").message,
              HasSubstr("before ... after"));
}

TEST(Refusal, the_broker_s_words_have_no_control_characters) {
  const Error error = refusal(
      json_response(422,
                    R"({"error":{"code":"a\u001bb","message":"one\r\ntwo\u0000\u009bthree\u007f",)"
                    R"("errors":[{"code":"c\u0007","message":"\u001b[2Jd"}]}})"),
      "");
  EXPECT_EQ(error.broker_code, "a b");
  EXPECT_THAT(error.message, HasSubstr("one  two  three "));
  EXPECT_EQ(error.reasons.at(0).code, "c ");
  EXPECT_EQ(error.reasons.at(0).message, " [2Jd");
  const Error oauth =
      refusal(json_response(400, R"({"error":"x\ny","error_description":"p\u001bq"})"), "");
  EXPECT_EQ(oauth.broker_code, "x y");
  EXPECT_THAT(oauth.message, HasSubstr("p q"));
}

TEST(Refusal, the_broker_s_words_are_cut_between_characters) {
  std::string many;
  for (int i = 0; i < 400; ++i) many += "€";  // three bytes each
  EXPECT_EQ(broker_words(many), many.substr(0, 498));
  EXPECT_EQ(broker_words("é " + many).size(), 498U);
  EXPECT_EQ(broker_words(std::string(500, 'x')).size(), 500U);
  EXPECT_EQ(broker_words("short"), "short");
  std::string reasons;
  for (int i = 0; i < 1000; ++i) {
    reasons += std::string{i == 0 ? "" : ","} + R"({"code":")" + std::string(600, 'c') + R"("})";
  }
  const Error error =
      refusal(json_response(422, R"({"error":{"code":"x","message":")" + std::string(100'000, 'm') +
                                     R"(","errors":[)" + reasons + "]}}"),
              "");
  EXPECT_LE(error.message.size(), 1100U);
  EXPECT_LE(error.reasons.size(), 16U);
  for (const Reason& reason : error.reasons) EXPECT_LE(reason.code.size(), 500U);
}

TEST(Refusal, no_secret_comes_back_through_the_broker_s_words) {
  const std::string jwt = "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9.eyJpc3MiOiJodHRw.c2ln-_";
  const std::string hex = "0f3b9ad77c1e4f0aa1b2c3d4e5f60718293a4b5c";
  for (const std::string& secret : {jwt, hex, std::string{"AbcdefghijklmnopqrstuvwX"}}) {
    const std::vector<std::string> bodies{
        R"({"error":{"code":"token_invalid","message":"token )" + secret + R"( is invalid"}})",
        R"({"error":{"code":")" + secret + R"(","message":"m"}})",
        R"({"error":{"code":"c","errors":[{"code":")" + secret + R"(","message":"'"}]}})",
        R"({"error":{"code":"c","errors":[{"reason":"<)" + secret + R"(>"}]}})",
        R"({"error":{"code":"c","errors":[")" + secret + R"("]}})",
        R"({"error":")" + secret + R"(","error_description":"d"})",
        R"({"error":"e","error_description":"Bearer:)" + secret + R"("})"};
    for (const std::string& body : bodies) {
      const Error error = refusal(json_response(401, body), "");
      std::string all = error.message + error.broker_code;
      for (const Reason& reason : error.reasons) all += reason.code + reason.message;
      EXPECT_THAT(all, Not(HasSubstr(secret.substr(0, 12)))) << body;
      EXPECT_THAT(all, Not(HasSubstr(secret.substr(secret.size() - 12)))) << body;
    }
  }
  EXPECT_EQ(broker_words("strict-position-effect-validation of AAPL  250620C00200000"),
            "strict-position-effect-validation of AAPL  250620C00200000");
}

TEST(Refusal, an_empty_body_still_makes_a_message) {
  EXPECT_THAT(refusal(HttpResponse{.status = 503}, "").message, HasSubstr("HTTP 503"));
}

}  // namespace
}  // namespace belay::rest
