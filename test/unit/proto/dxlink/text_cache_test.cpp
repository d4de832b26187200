#include "proto/dxlink/text_cache.hpp"

#include <string>

#include <gtest/gtest.h>

namespace belay::dxlink {
namespace {

Symbol framed(TextCache& cache, const std::string& text) {
  const std::string frame = "........\"" + text + "\"........";
  return cache.intern_framed(std::string_view{frame}.substr(9, text.size()));
}

TEST(TextCache, gives_the_same_symbol_for_the_same_text_wherever_it_stands) {
  TextCache cache;
  for (const char* text : {"", "A", "SPY", ".SPXW250113C5830", "seventeen letters", "12345678",
                           "a text that is much longer than two words"}) {
    EXPECT_EQ(cache.intern(text), Symbol{text});
    EXPECT_EQ(framed(cache, text), Symbol{text});
    EXPECT_TRUE(framed(cache, text).has_value());
  }
}

TEST(TextCache, long_texts_differ_in_the_middle_too) {
  TextCache cache;
  EXPECT_NE(framed(cache, "12345678-x-12345678"), framed(cache, "12345678-y-12345678"));
  EXPECT_EQ(framed(cache, "12345678-y-12345678"), "12345678-y-12345678");
}

TEST(TextCache, grows) {
  TextCache cache;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 30'000; ++i) {
      const std::string text = ".SPXW" + std::to_string(i);
      ASSERT_EQ(framed(cache, text), text);
    }
  }
}

}  // namespace
}  // namespace belay::dxlink
