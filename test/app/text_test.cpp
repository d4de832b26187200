#include "app/render/text.hpp"

#include <cmath>
#include <limits>
#include <random>

#include <gmock/gmock.h>

namespace belay::app {
namespace {

using namespace std::chrono_literals;
using namespace belay::literals;

TEST(EscapeControl, a_broker_text_cannot_move_the_cursor) {
  EXPECT_EQ(escape_control("a\x1b[2Jb\nc\td\re"), "a\\x1b[2Jb\\nc\\td\\re");
  EXPECT_EQ(escape_control("\x7f\xc2\x9b"), "\\x7f\\x9b");
  EXPECT_EQ(escape_control("\u202E\u2066"), "\\u202e\\u2066");
}

TEST(EscapeControl, bytes_that_are_not_utf8_become_one_replacement_each) {
  EXPECT_EQ(escape_control("a\xff\xc3z"), "a\uFFFD\uFFFDz");
  EXPECT_EQ(escape_control("\xe2\x82"), "\uFFFD\uFFFD");
  EXPECT_EQ(escape_control("\xc0\x80\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
}

TEST(EscapeControl, any_bytes_come_out_as_one_line_of_utf8) {
  std::mt19937_64 random{7};
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(random() % 24, '\0');
    for (char& c : bytes) c = static_cast<char>(random() & 0xFFU);
    const std::string once = escape_control(bytes);
    EXPECT_EQ(once.find_first_of("\n\r\x1b\t"), std::string::npos);
    EXPECT_EQ(escape_control(once), once);
  }
}

TEST(DisplayWidth, wide_letters_take_two_cells_and_marks_none) {
  EXPECT_EQ(display_width("AAPL"), 4U);
  EXPECT_EQ(display_width("東京"), 4U);
  EXPECT_EQ(display_width("e\u0301"), 1U);
  EXPECT_EQ(display_width("…—"), 2U);
  EXPECT_EQ(display_width("🚀"), 2U);
}

TEST(Ellipsize, never_exceeds_the_width_and_never_splits_a_letter) {
  EXPECT_EQ(ellipsize("abcdef", 6), "abcdef");
  EXPECT_EQ(ellipsize("abcdef", 4), "abc…");
  EXPECT_EQ(ellipsize("東京都", 5), "東京…");
  EXPECT_EQ(ellipsize("東京都", 4), "東…");
  EXPECT_EQ(ellipsize("abc", 0), "");
}

TEST(Grouped, thousands_are_separated_and_every_digit_is_kept) {
  EXPECT_EQ(grouped(1234.50_usd), "1,234.50");
  EXPECT_EQ(grouped(-1234567_usd), "-1,234,567");
  EXPECT_EQ(grouped(-123.4_usd), "-123.4");
  EXPECT_EQ(grouped(0.00000001_usd), "0.00000001");
  EXPECT_EQ(grouped(std::optional<Decimal>{}), kAbsent);
}

TEST(SignedText, only_a_gain_has_a_plus) {
  EXPECT_EQ(signed_text(1000_usd), "+1,000");
  EXPECT_EQ(signed_text(-0.05_usd), "-0.05");
  EXPECT_EQ(signed_text(0.00_usd), "0.00");
}

TEST(MoneyText, has_cents_and_every_digit_that_matters) {
  EXPECT_EQ(money_text(450.1_usd), "450.10");
  EXPECT_EQ(money_text(1234567_usd), "1,234,567.00");
  EXPECT_EQ(money_text(-0.95_usd), "-0.95");
  EXPECT_EQ(money_text(1.2345_usd), "1.2345");
  EXPECT_EQ(money_text(12.3400_usd), "12.34");
}

TEST(PriceText, keeps_at_least_cents_and_says_when_there_is_none) {
  EXPECT_EQ(price_text(5832.5), "5832.50");
  EXPECT_EQ(price_text(0.0001), "0.0001");
  EXPECT_EQ(price_text(std::nan("")), kAbsent);
  EXPECT_EQ(price_text(std::numeric_limits<double>::infinity()), kAbsent);
}

TEST(NumberText, drops_zeros_nobody_needs) {
  EXPECT_EQ(number_text(185.0, 2), "185");
  EXPECT_EQ(number_text(-0.25, 4), "-0.25");
  EXPECT_EQ(number_text(100.0, 0), "100");
}

TEST(AgeText, changes_its_unit_with_its_size) {
  EXPECT_EQ(age_text(300ms), "0.3 s");
  EXPECT_EQ(age_text(9949ms), "9.9 s");
  EXPECT_EQ(age_text(12s), "12 s");
  EXPECT_EQ(age_text(59s), "59 s");
  EXPECT_EQ(age_text(60s), "1 min");
  EXPECT_EQ(age_text(3599s), "59 min");
  EXPECT_EQ(age_text(5h), "5 h");
  EXPECT_EQ(age_text(49h), "2 d");
  EXPECT_EQ(age_text(-3s), "0.0 s");
}

TEST(Wrapped, breaks_between_words_and_indents_what_follows) {
  EXPECT_EQ(wrapped("one two three", 8, 2), "one two\n  three\n");
  EXPECT_EQ(wrapped("averyveryverylongword x", 8, 2), "averyveryverylongword\n  x\n");
  EXPECT_EQ(wrapped("a\nb", 80, 0), "a\\nb\n");
}

TEST(MaskedAccount, shows_the_last_four) {
  EXPECT_EQ(masked_account("5WX01234"), "…1234");
  EXPECT_EQ(masked_account("12"), "…12");
}

}  // namespace
}  // namespace belay::app
