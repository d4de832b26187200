#include "belay/base/base64.hpp"

#include <gtest/gtest.h>

namespace belay {
namespace {

TEST(Base64, reads_both_alphabets_with_and_without_padding) {
  EXPECT_EQ(decode_base64(""), "");
  EXPECT_EQ(decode_base64("Zm9vYg=="), "foob");
  EXPECT_EQ(decode_base64("Zm9vYg"), "foob");
  EXPECT_EQ(decode_base64("Zm9vYmFy"), "foobar");
  EXPECT_EQ(decode_base64("-_-_"), decode_base64("+/+/"));
}

TEST(Base64, anything_else_is_refused) {
  for (const char* text : {"Zm9vY", "Zm 9", "Zm=9", "Zm9\n", "Zm9vYg==x"}) {
    EXPECT_FALSE(decode_base64(text)) << text;
  }
}

}  // namespace
}  // namespace belay
