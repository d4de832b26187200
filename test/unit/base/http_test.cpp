#include "belay/base/http.hpp"

#include <vector>

#include <gmock/gmock.h>

using namespace belay;

TEST(Http, header_names_are_compared_without_case) {
  EXPECT_TRUE(same_header("Content-Type", "content-TYPE"));
  EXPECT_TRUE(same_header("", ""));
  EXPECT_FALSE(same_header("Content-Type", "Content-Typ"));
  EXPECT_FALSE(same_header("Content-Type", "Content_Type"));
  EXPECT_FALSE(same_header("@", "`"));  // 32 apart like letters, and none
}

TEST(Http, the_first_of_two_equal_headers_is_found) {
  const std::vector<HttpHeader> headers{{"Date", "now"}, {"set-cookie", "a"}, {"Set-Cookie", "b"}};
  EXPECT_EQ(find_header(headers, "SET-COOKIE"), "a");
  EXPECT_EQ(find_header(headers, "date"), "now");
  EXPECT_EQ(find_header(headers, "Accept"), "");
  EXPECT_EQ(find_header({}, "Accept"), "");
}
