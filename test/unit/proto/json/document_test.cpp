#include "proto/json/document.hpp"

#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace belay::json {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> keys_of(Node node) {
  std::vector<std::string> keys;
  node.each_member([&](std::string_view key, Node) { keys.emplace_back(key); });
  return keys;
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(Document, keeps_the_text_of_a_number) {
  const auto document =
      Document::parse(R"({"a":100.290,"b":-0.1E+2,"c":123456789012345678901234})");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root().find("a")->text(), "100.290");
  EXPECT_EQ(document->root().find("b")->text(), "-0.1E+2");
  EXPECT_EQ(document->root().find("c")->text(), "123456789012345678901234");
}

TEST(Document, unescapes_texts_and_keys_and_keeps_them_raw_beside) {
  const auto document = Document::parse(R"({"a\u0062" : "x\n\"\u20ac\ud83d\ude00"})");
  ASSERT_TRUE(document);
  EXPECT_THAT(keys_of(document->root()), ElementsAre("ab"));
  const Node value = *document->root().find("ab");
  EXPECT_EQ(value.text(), "x\n\"€😀");
  EXPECT_EQ(value.raw(), R"("x\n\"\u20ac\ud83d\ude00")");
}

TEST(Document, gives_the_exact_bytes_of_a_container) {
  const auto document = Document::parse(R"({"a":{"b":"}]\"{","c":[ 1 ,[]]} , "d":[{}] })");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root().find("a")->raw(), R"({"b":"}]\"{","c":[ 1 ,[]]})");
  EXPECT_EQ(document->root().find("d")->raw(), "[{}]");
}

TEST(Document, walks_members_and_elements_in_order) {
  const auto document = Document::parse(R"({"z":[1,{"q":[2]},"s"],"a":null,"m":true})");
  ASSERT_TRUE(document);
  EXPECT_THAT(keys_of(document->root()), ElementsAre("z", "a", "m"));
  std::vector<std::string> elements;
  document->root().find("z")->each_element([&](Node node) { elements.emplace_back(node.raw()); });
  EXPECT_THAT(elements, ElementsAre("1", R"({"q":[2]})", R"("s")"));
}

TEST(Document, refuses_what_is_not_json) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "[1",
                           R"({"a":1)",
                           R"({"a":1}})",
                           R"({"a":1} x)",
                           R"({"a" 1})",
                           R"({"a":})",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "[tru]",
                           "[truex]",
                           "[nul]",
                           "[01]",
                           "[1.]",
                           "[.5]",
                           "[+1]",
                           "[1e]",
                           "[--1]",
                           "[0x1]",
                           "[NaN]",
                           R"(["a)",
                           R"(["\x"])",
                           R"(["\u12"])",
                           "[\"\x01\"]",
                           "[\"\xff\"]",
                           "[}",
                           "{]",
                           R"({"a":1,})",
                           "{1:2}",
                           "'a'",
                           R"([1]])",
                           R"([1][2])",
                           "<html>",
                           R"({"a":"b"c})",
                           "12",
                           "\"a\"",
                           "null"}) {
    EXPECT_FALSE(Document::parse(text)) << text;
  }
}

TEST(Document, accepts_everything_json_allows) {
  for (const char* text : {"{}", "[]", " [ ] ", "[0]", "[-0]", "[0.5e-7]", "[1E5]", R"([""])",
                           R"({"":{}})", "[[],{}]", "\t{\n\"a\"\r:\n1 }\n"}) {
    EXPECT_TRUE(Document::parse(text)) << text;
  }
}

TEST(Document, bounds_the_depth) {
  EXPECT_TRUE(Document::parse(nested(Document::kMaxDepth)));
  const auto deeper = Document::parse(nested(Document::kMaxDepth + 1));
  ASSERT_FALSE(deeper);
  EXPECT_THAT(deeper.error().message, HasSubstr("64 levels"));
  EXPECT_FALSE(Document::parse(nested(1'000'000)));
  EXPECT_FALSE(Document::parse(std::string(1'000'000, '{')));
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += R"({"a":)";
  EXPECT_FALSE(Document::parse(objects));
}

TEST(Document, never_quotes_the_text_in_an_error) {
  const auto document = Document::parse(R"({"token":"hunter2hunter2",})");
  ASSERT_FALSE(document);
  EXPECT_THAT(document.error().message, Not(HasSubstr("hunter2")));
}

TEST(Document, finds_the_last_of_equal_keys) {
  const auto document = Document::parse(R"({"a":1,"a":2})");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root().find("a")->text(), "2");
}

TEST(Document, reads_a_large_text) {
  std::string text = "[0";
  for (int i = 1; i < 200'000; ++i) text += "," + std::to_string(i);
  const auto document = Document::parse(text + "]");
  ASSERT_TRUE(document);
  int expected = 0;
  document->root().each_element([&](Node node) {
    ASSERT_EQ(node.text(), std::to_string(expected));
    ++expected;
  });
  EXPECT_EQ(expected, 200'000);
}

TEST(Document, is_total_over_damaged_texts) {
  const std::string good =
      R"({"data":{"items":[{"symbol":"SPY","quantity":100.29,"x":[true,null,"\u00e9"]}]},"e":-1e5})";
  std::mt19937_64 random{20261120};
  for (int round = 0; round < 4'000; ++round) {
    std::string text = good.substr(0, 1 + random() % good.size());
    for (auto flips = random() % 4; flips > 0; --flips) {
      text[random() % text.size()] = static_cast<char>(random() % 256);
    }
    const auto document = Document::parse(text);
    if (document) {
      EXPECT_FALSE(document->root().raw().empty());
    }
  }
}

TEST(WholeNumber, takes_whole_values_that_fit) {
  EXPECT_EQ(whole_number("42"), 42);
  EXPECT_EQ(whole_number("-5.0"), -5);
  EXPECT_EQ(whole_number("9e2"), 900);
  EXPECT_EQ(whole_number("9223372036854775807"), 9223372036854775807);
  EXPECT_EQ(whole_number("9223372036854775808"), std::nullopt);
  EXPECT_EQ(whole_number("1.5"), std::nullopt);
  EXPECT_EQ(whole_number(""), std::nullopt);
  EXPECT_EQ(whole_number("12a"), std::nullopt);
}

}  // namespace
}  // namespace belay::json
