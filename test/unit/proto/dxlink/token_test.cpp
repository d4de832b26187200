#include "proto/dxlink/token.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <random>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace belay::dxlink {
namespace {

/// A token with other bytes around it, as in a frame.
class Framed {
 public:
  explicit Framed(std::string_view text)
      : bytes_{"9,9,9,9,9,9,9,9,9,9,9,9," + std::string{text} + ",9,9,9,9,"}, size_{text.size()} {}
  [[nodiscard]] Token token() const { return {bytes_.data() + 24, bytes_.data() + 24 + size_}; }

 private:
  std::string bytes_;
  std::size_t size_;
};

double real(std::string_view text) {
  double out = 12345;
  EXPECT_TRUE(to_real(Framed{text}.token(), out)) << text;
  return out;
}

bool refuses_real(std::string_view text) {
  double out = 0;
  return !to_real(Framed{text}.token(), out);
}

bool refuses_integer(std::string_view text) {
  std::int64_t out = 0;
  return !to_integer(Framed{text}.token(), out);
}

// C-38
TEST(Token, reads_every_spelling_of_a_number) {
  EXPECT_EQ(real("257.0"), 257.0);
  EXPECT_EQ(real("257"), 257.0);
  EXPECT_EQ(real("4.3020691E7"), 4.3020691E7);
  EXPECT_EQ(real("8.291E-5"), 8.291E-5);
  EXPECT_EQ(real("1e-05"), 1e-05);
  EXPECT_EQ(real("1E+5"), 1e5);
  EXPECT_EQ(real("9007199254740993"), 9007199254740992.0);
  EXPECT_EQ(real("1.7976931348623157E308"), std::numeric_limits<double>::max());
  EXPECT_EQ(real("\"Infinity\""), std::numeric_limits<double>::infinity());
  EXPECT_EQ(real("\"-Infinity\""), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(real("\"NaN\"")));
  EXPECT_TRUE(std::isnan(real("null")));
  EXPECT_TRUE(std::signbit(real("-0.0")));
}

TEST(Token, refuses_what_json_calls_no_number) {
  for (const char* text :
       {"",      "-",    ".",   "1.",         ".5",        "01",         "00",    "-01", "+1",
        "1.2.3", "1e",   "1e+", "0x10",       "1 ",        " 1",         "nan",   "NaN", "\"nan\"",
        "\"1\"", "1.5.", "--1", "123456789.", "012345678", ".123456789", "1E5.0", "tru", "1e400"}) {
    EXPECT_TRUE(refuses_real(text)) << text;
  }
}

// The reference is from_chars, bit by bit: shortest spellings, all digits, and near-halves.
TEST(Token, every_number_becomes_the_nearest_double) {
  std::mt19937_64 random{1};
  for (int i = 0; i < 200'000; ++i) {
    const double scale = std::pow(10.0, static_cast<double>(random() % 12) - 5.0);
    const double value = static_cast<double>(random() >> 11U) * 0x1p-53 * scale;
    const std::string text = i % 3 == 0   ? fmt::format("{}", value)
                             : i % 3 == 1 ? fmt::format("{:.{}f}", value, 1 + random() % 18)
                                          : fmt::format("{:.16E}", -value);
    double expected = 0;
    std::from_chars(text.data(), text.data() + text.size(), expected);
    double out = 0;
    if (!to_real(Framed{text}.token(), out)) {
      EXPECT_GT(text.size(), 19U) << text << ": short enough for this reader";
      continue;
    }
    ASSERT_EQ(std::bit_cast<std::uint64_t>(out), std::bit_cast<std::uint64_t>(expected)) << text;
  }
}

// C-39
TEST(Token, integers_keep_all_their_bits) {
  std::mt19937_64 random{2};
  for (int i = 0; i < 50'000; ++i) {
    const auto value = static_cast<std::int64_t>(random()) >> (random() % 63);
    if (value == std::numeric_limits<std::int64_t>::min()) continue;
    std::int64_t out = 0;
    ASSERT_TRUE(to_integer(Framed{std::to_string(value)}.token(), out)) << value;
    ASSERT_EQ(out, value);
  }
  std::int64_t index = 0;
  EXPECT_TRUE(to_integer(Framed{"7254715159019520001"}.token(), index));
  EXPECT_EQ(index, 7254715159019520001);
  EXPECT_TRUE(to_integer(Framed{"null"}.token(), index));
  EXPECT_EQ(index, 0);
  for (const char* text : {"", "-", "01", "1.0", "1E5", "9223372036854775808", "\"1\"", "1a",
                           "12345678901234567890123", "true"}) {
    EXPECT_TRUE(refuses_integer(text)) << text;
  }
  std::int32_t small = 0;
  EXPECT_TRUE(to_integer(Framed{"-2147483648"}.token(), small));
  EXPECT_EQ(small, std::numeric_limits<std::int32_t>::min());
  EXPECT_FALSE(to_integer(Framed{"2147483648"}.token(), small));
}

// C-40
TEST(Token, one_character_or_none) {
  char out = 'x';
  EXPECT_TRUE(to_character(Framed{"\"C\""}.token(), out));
  EXPECT_EQ(out, 'C');
  EXPECT_TRUE(to_character(Framed{"\"\""}.token(), out));
  EXPECT_EQ(out, '\0');
  EXPECT_TRUE(to_character(Framed{"null"}.token(), out));
  EXPECT_EQ(out, '\0');
  EXPECT_FALSE(to_character(Framed{"\"CD\""}.token(), out));
  EXPECT_FALSE(to_character(Framed{"\""}.token(), out));
  EXPECT_FALSE(to_character(Framed{"7"}.token(), out));
}

TEST(Token, booleans) {
  bool out = false;
  EXPECT_TRUE(to_boolean(Framed{"true"}.token(), out) && out);
  EXPECT_TRUE(to_boolean(Framed{"false"}.token(), out) && !out);
  EXPECT_TRUE(to_boolean(Framed{"null"}.token(), out) && !out);
  EXPECT_FALSE(to_boolean(Framed{"truth"}.token(), out));
}

}  // namespace
}  // namespace belay::dxlink
