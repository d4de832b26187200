#include "proto/dxlink/separator_index.hpp"

#include <optional>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace belay::dxlink {
namespace {

using testing::ElementsAre;
using Positions = std::optional<std::vector<std::uint32_t>>;

Positions scanned(const std::string& text, SeparatorIndex::Method method) {
  const std::string padded = text + std::string(64, '"');  // what follows must not matter
  SeparatorIndex index{method};
  if (!index.scan(std::string_view{padded}.substr(0, text.size()))) return std::nullopt;
  return std::vector<std::uint32_t>{index.positions().begin(), index.positions().end()};
}

// The rule, a byte at a time.
Positions expected(const std::string& text) {
  std::vector<std::uint32_t> found;
  bool inside = false;
  char before = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<signed char>(c) < ' ' || c == '\\') return std::nullopt;
    const bool after_separator = i > 0 && (before == ',' || before == '[' || before == ']');
    if (c == '"') {
      const bool in_order = inside || (after_separator && !found.empty() && found.back() == i - 1);
      if (!in_order) return std::nullopt;
      inside = !inside;
    } else if (!inside && (c == ',' || c == '[' || c == ']')) {
      found.push_back(static_cast<std::uint32_t>(i));
    }
    before = c;
  }
  if (inside) return std::nullopt;
  return found;
}

class SeparatorIndexTest : public testing::TestWithParam<SeparatorIndex::Method> {};

TEST_P(SeparatorIndexTest, finds_separators_outside_of_strings) {
  EXPECT_THAT(*scanned(R"(["a,[b]",1,"",[2]])", GetParam()), ElementsAre(0, 8, 10, 13, 14, 16, 17));
  EXPECT_EQ(scanned("", GetParam()), Positions{std::in_place});
}

TEST_P(SeparatorIndexTest, leaves_what_is_not_plain_to_others) {
  for (const char* text : {R"(["a\"b"])", "[\"\xC3\xA9\"]", "[\"a\nb\"]", "[\t1]", R"(["open)",
                           R"(["a""b"])", R"([1"a"])", R"({"a":1})"}) {
    EXPECT_EQ(scanned(text, GetParam()), std::nullopt) << text;
  }
}

// Strings and separators over the borders of blocks, at every length.
TEST_P(SeparatorIndexTest, agrees_with_the_rule_on_any_bytes) {
  std::mt19937_64 random{3};
  constexpr std::string_view kLetters = ",[]\"\"a1 ,,";
  int plain = 0;
  for (int i = 0; i < 30'000; ++i) {
    std::string text;
    const std::size_t size = random() % 200;
    bool inside = false;
    while (text.size() < size) {
      char next = kLetters[random() % kLetters.size()];
      if (next == '"' && !inside) text += ',';
      if (next == '"') inside = !inside;
      text += next;
      if (random() % 2'000 == 0) text += static_cast<char>(random());
    }
    if (inside) text += '"';
    const Positions rule = expected(text);
    plain += rule.has_value() ? 1 : 0;
    ASSERT_EQ(scanned(text, GetParam()), rule) << text;
  }
  EXPECT_GT(plain, 10'000);
}

INSTANTIATE_TEST_SUITE_P(Methods, SeparatorIndexTest,
                         testing::Values(SeparatorIndex::Method::portable,
                                         SeparatorIndex::Method::baseline, SeparatorIndex::best()),
                         [](const auto& way) { return "way" + std::to_string(way.index); });

}  // namespace
}  // namespace belay::dxlink
