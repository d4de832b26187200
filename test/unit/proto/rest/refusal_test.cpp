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

TEST(Refusal, an_empty_body_still_makes_a_message) {
  EXPECT_THAT(refusal(HttpResponse{.status = 503}, "").message, HasSubstr("HTTP 503"));
}

}  // namespace
}  // namespace belay::rest
