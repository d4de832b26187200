#include "proto/url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace belay {
namespace {

using testing::HasSubstr;

TEST(Url, splits_into_what_a_connection_needs) {
  const auto url = parse_url("wss://tasty-openapi-ws.dxfeed.com/realtime?x=1");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "tasty-openapi-ws.dxfeed.com");
  EXPECT_EQ(url->port, 443);
  EXPECT_EQ(url->path, "/realtime?x=1");
  EXPECT_TRUE(url->secure());
  EXPECT_FALSE(url->loopback());
}

TEST(Url, an_explicit_port_wins_and_a_missing_path_is_the_root) {
  const auto url = parse_url("http://127.0.0.1:7380");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->port, 7380);
  EXPECT_EQ(url->path, "/");
  EXPECT_TRUE(url->loopback());
  EXPECT_FALSE(url->secure());
}

TEST(Url, knows_this_machine_by_all_its_names) {
  for (const char* text : {"http://localhost", "http://127.9.9.9:1", "ws://[::1]:80/x"}) {
    const auto url = parse_url(text);
    ASSERT_TRUE(url) << text;
    EXPECT_TRUE(url->loopback()) << text;
  }
  for (const char* text :
       {"http://localhost.example.com", "http://127.example.com", "http://128.0.0.1"}) {
    EXPECT_FALSE(parse_url(text)->loopback()) << text;
  }
}

TEST(Url, refuses_what_cannot_be_connected_to) {
  for (const char* text :
       {"", "127.0.0.1:80", "ftp://x", "http://", "http://h:0", "http://h:99999", "http://a b"}) {
    const auto url = parse_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, Errc::invalid);
  }
}

TEST(Url, never_repeats_a_password) {
  const auto url = parse_url("https://me:hunter2@example.com");
  ASSERT_FALSE(url);
  EXPECT_THAT(url.error().message, Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace belay
