#include "net/http_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace belay::net {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(HttpText, a_token_has_no_space_no_colon_and_is_not_empty) {
  EXPECT_TRUE(is_token("Content-Type"));
  EXPECT_TRUE(is_token("X_1.2~"));
  for (const auto* bad : {"", "a b", "a:", "a\r\n", "a\x7f", "\xc3\xa4"})
    EXPECT_FALSE(is_token(bad));
}

TEST(HttpText, no_control_character_but_tab_goes_into_a_value) {
  EXPECT_TRUE(is_field_value("a\tb c"));
  EXPECT_TRUE(is_field_value(""));
  for (int c = 0; c < 0x20; ++c) {
    const std::string value{'a', static_cast<char>(c), 'b'};
    EXPECT_EQ(is_field_value(value), c == '\t') << c;
  }
  EXPECT_FALSE(is_field_value("a\x7f"));
}

TEST(HttpText, a_target_begins_with_a_slash_and_is_visible_ascii) {
  EXPECT_TRUE(is_target("/accounts/1/orders?x=%20"));
  for (const auto* bad : {"", "accounts", "/a b", "/a\r\nX: y", "/\xc3\xa4", "http://x/"}) {
    EXPECT_FALSE(is_target(bad)) << bad;
  }
}

TEST(HttpText, a_refusal_names_the_header_and_never_its_value) {
  const HttpRequest request{.headers = {{"Authorization", "secret-token\r\nX: y"}}};
  const auto checked = check_request(request);
  ASSERT_FALSE(checked.has_value());
  EXPECT_EQ(checked.error().code, Errc::invalid);
  EXPECT_THAT(checked.error().message, HasSubstr("Authorization"));
  EXPECT_THAT(checked.error().message, Not(HasSubstr("secret-token")));
}

TEST(HttpText, headers_that_frame_the_message_are_not_the_callers) {
  for (const auto* name : {"host", "Content-length", "TRANSFER-ENCODING", "Connection"}) {
    const HttpRequest request{.headers = {{name, "1"}}};
    EXPECT_FALSE(check_request(request).has_value()) << name;
  }
}

}  // namespace
}  // namespace belay::net
