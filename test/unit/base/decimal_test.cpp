#include "belay/base/decimal.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

#include <gmock/gmock.h>

using namespace belay;
using namespace belay::literals;
using testing::HasSubstr;

namespace {

Decimal dec(std::string_view text) { return Decimal::parse(text).value(); }
std::string spelt(std::string_view text) { return dec(text).to_string(); }
std::string rounded(std::string_view value, std::string_view step, Rounding mode) {
  return dec(value).rounded_to(dec(step), mode).value().to_string();
}
template <class T>
Errc code_of(const Result<T>& result) {
  EXPECT_FALSE(result.has_value());
  return result.error().code;
}

const std::string kNines(36, '9');
const Decimal kGreatest = dec(kNines);
const Decimal kSmallest = dec("0.000000000000000001");

static_assert(!std::is_constructible_v<Decimal, double>);
static_assert(!std::is_constructible_v<Decimal, float>);
static_assert(!std::is_constructible_v<Decimal, bool>);
static_assert(!std::is_convertible_v<Decimal, double>);

}  // namespace

TEST(Decimal, keeps_the_spelling_it_was_written_with) {
  for (const std::string_view text :
       {"0", "0.00", "1.50", "-12.500", "598.50", "0.000000000000000001",
        "123456789012345678.123456789012345678"}) {
    EXPECT_EQ(spelt(text), text);
  }
  EXPECT_EQ(spelt("+3"), "3");
  EXPECT_EQ(spelt(".5"), "0.5");
  EXPECT_EQ(spelt("5."), "5");
  EXPECT_EQ(spelt("007.10"), "7.10");
  EXPECT_EQ(spelt("-0.0"), "0.0");
}

TEST(Decimal, reads_exponents) {
  EXPECT_EQ(spelt("4.3E-5"), "0.000043");
  EXPECT_EQ(spelt("4.3e+2"), "430");
  EXPECT_EQ(spelt("1E0"), "1");
  EXPECT_EQ(spelt("1.50E1"), "15.0");
  EXPECT_EQ(spelt("-2E3"), "-2000");
  EXPECT_EQ(spelt("0E10"), "0");
  EXPECT_EQ(spelt("0E-30"), "0.000000000000000000");
  EXPECT_EQ(spelt("1000000E-20"), "0.000000000000010000");
}

TEST(Decimal, refuses_what_is_no_number_and_quotes_it) {
  for (const std::string_view text :
       {"", "-", "+", ".", "-.", "1.2.3", "1,000", " 1", "1 ", "NaN", "inf", "0x10", "1e", "1e+",
        "1e+-5", "--1", "1E5x", "e5", "1e1.5"}) {
    EXPECT_EQ(code_of(Decimal::parse(text)), Errc::parse) << text;
  }
  EXPECT_THAT(Decimal::parse("twelve").error().message, HasSubstr("'twelve'"));
}

TEST(Decimal, a_number_outside_the_range_is_an_overflow_at_every_edge) {
  EXPECT_EQ(kGreatest.to_string(), kNines);
  EXPECT_EQ(code_of(Decimal::parse("1" + std::string(36, '0'))), Errc::overflow);
  EXPECT_EQ(code_of(Decimal::parse("-1" + std::string(36, '0'))), Errc::overflow);
  EXPECT_EQ(code_of(Decimal::parse("0.0000000000000000001")), Errc::overflow);
  EXPECT_EQ(code_of(Decimal::parse("1E36")), Errc::overflow);
  EXPECT_EQ(code_of(Decimal::parse("1E-19")), Errc::overflow);
  EXPECT_EQ(code_of(Decimal::parse("1E99999999999999999999")), Errc::overflow);
  EXPECT_EQ(spelt("1E35"), "1" + std::string(35, '0'));
  EXPECT_EQ(code_of(Decimal::make(0, -1)), Errc::overflow);
  EXPECT_EQ(code_of(Decimal::make(0, 19)), Errc::overflow);
  EXPECT_EQ(code_of(Decimal::make(kGreatest.coefficient() + 1, 0)), Errc::overflow);
  EXPECT_TRUE(Decimal::make(-kGreatest.coefficient(), 18).has_value());
}

TEST(Decimal, arithmetic_that_leaves_the_range_is_an_overflow) {
  EXPECT_EQ(code_of(kGreatest + Decimal{1}), Errc::overflow);
  EXPECT_EQ(code_of(-kGreatest - Decimal{1}), Errc::overflow);
  EXPECT_EQ(code_of(kGreatest + kSmallest), Errc::overflow);
  EXPECT_EQ(code_of(kGreatest * Decimal{2}), Errc::overflow);
  EXPECT_EQ(code_of(kGreatest * kGreatest), Errc::overflow);
  EXPECT_EQ(code_of(kSmallest * dec("0.1")), Errc::overflow);
  EXPECT_EQ(code_of(kGreatest.rescaled(1, Rounding::half_even)), Errc::overflow);
  EXPECT_EQ(code_of(kGreatest.rescaled(-1, Rounding::half_even)), Errc::overflow);
  EXPECT_EQ(code_of(kGreatest.rounded_to(dec("0.01"), Rounding::down)), Errc::overflow);
  EXPECT_EQ(code_of(kGreatest.rounded_to(dec("10"), Rounding::up)), Errc::overflow);
  EXPECT_EQ(code_of(divide(kGreatest, kSmallest, 0)), Errc::overflow);
  EXPECT_EQ(code_of(divide(Decimal{1}, Decimal{3}, 19)), Errc::overflow);
  EXPECT_EQ((kGreatest - Decimal{1})->to_string(), std::string(35, '9') + "8");
  EXPECT_EQ((kGreatest + -kGreatest)->to_string(), "0");
}

TEST(Decimal, takes_every_machine_integer) {
  EXPECT_EQ(Decimal{std::numeric_limits<std::int64_t>::min()}.to_string(), "-9223372036854775808");
  EXPECT_EQ(Decimal{std::numeric_limits<std::uint64_t>::max()}.to_string(), "18446744073709551615");
  EXPECT_EQ(Decimal{}.to_string(), "0");
}

TEST(Decimal, division_by_zero_and_a_step_of_nothing_are_invalid) {
  EXPECT_EQ(code_of(divide(Decimal{1}, dec("0.00"), 2)), Errc::invalid);
  EXPECT_EQ(code_of(Decimal{1}.rounded_to(Decimal{0}, Rounding::up)), Errc::invalid);
  EXPECT_EQ(code_of(Decimal{1}.rounded_to(dec("-0.01"), Rounding::up)), Errc::invalid);
}

TEST(Decimal, stop_prices_round_to_the_tick_on_the_side_they_are_told) {
  EXPECT_EQ((186.75_dec * 0.92_dec)->to_string(), "171.8100");
  EXPECT_EQ(rounded("171.8100", "0.01", Rounding::down), "171.81");
  EXPECT_EQ((450.10_dec * 0.92_dec)->to_string(), "414.0920");
  EXPECT_EQ(rounded("414.0920", "0.01", Rounding::down), "414.09");
  EXPECT_EQ(rounded("414.0920", "0.01", Rounding::up), "414.10");
  EXPECT_EQ(rounded("414.0920", "0.01", Rounding::half_even), "414.09");
  EXPECT_EQ(rounded("202.7036", "0.01", Rounding::half_even), "202.70");
  EXPECT_EQ((220.33_dec * 0.92_dec)->to_string(), "202.7036");
}

TEST(Decimal, directions_are_about_the_number_line_or_about_zero) {
  struct Row {
    std::string_view value;
    std::string_view half_even, toward_zero, away, down, up;
  };
  constexpr Row kRows[] = {
      {"2.5", "2", "2", "3", "2", "3"},       {"3.5", "4", "3", "4", "3", "4"},
      {"-2.5", "-2", "-2", "-3", "-3", "-2"}, {"-3.5", "-4", "-3", "-4", "-4", "-3"},
      {"2.4", "2", "2", "3", "2", "3"},       {"-2.6", "-3", "-2", "-3", "-3", "-2"},
      {"0.5", "0", "0", "1", "0", "1"},       {"-0.5", "0", "0", "-1", "-1", "0"},
      {"7", "7", "7", "7", "7", "7"},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(rounded(row.value, "1", Rounding::half_even), row.half_even) << row.value;
    EXPECT_EQ(rounded(row.value, "1", Rounding::toward_zero), row.toward_zero) << row.value;
    EXPECT_EQ(rounded(row.value, "1", Rounding::away_from_zero), row.away) << row.value;
    EXPECT_EQ(rounded(row.value, "1", Rounding::down), row.down) << row.value;
    EXPECT_EQ(rounded(row.value, "1", Rounding::up), row.up) << row.value;
  }
  EXPECT_EQ(rounded("100.03", "0.05", Rounding::half_even), "100.05");
  EXPECT_EQ(rounded("4150.30", "0.25", Rounding::down), "4150.25");
}

TEST(Decimal, a_multiple_is_told_at_any_pair_of_scales) {
  EXPECT_TRUE(dec("100.05").is_multiple_of(dec("0.05")));
  EXPECT_FALSE(dec("100.03").is_multiple_of(dec("0.05")));
  EXPECT_TRUE(dec("-100.050").is_multiple_of(dec("0.05")));
  EXPECT_FALSE(dec("100.051").is_multiple_of(dec("0.05")));
  EXPECT_TRUE(kGreatest.is_multiple_of(dec("0.01")));
  EXPECT_TRUE(kGreatest.is_multiple_of(kSmallest));
  EXPECT_FALSE(kGreatest.is_multiple_of(dec("0.000000000000000017")));
  EXPECT_FALSE(kSmallest.is_multiple_of(kGreatest));
  EXPECT_TRUE(dec("0.00").is_multiple_of(kGreatest));
  EXPECT_FALSE(Decimal{1}.is_multiple_of(Decimal{0}));
  EXPECT_FALSE(Decimal{1}.is_multiple_of(Decimal{-1}));
}

TEST(Decimal, compares_by_value_at_extreme_scales) {
  EXPECT_EQ(dec("1.50"), dec("1.5"));
  EXPECT_EQ(dec("-0.00"), Decimal{0});
  EXPECT_LT(kSmallest, kGreatest);
  EXPECT_LT(-kGreatest, -kSmallest);
  EXPECT_LT(-kSmallest, Decimal{0});
  EXPECT_LT(Decimal{0}, kSmallest);
  EXPECT_GT(dec("1.000000000000000001"), Decimal{1});
  EXPECT_LT(dec("-1.000000000000000001"), Decimal{-1});
  EXPECT_LT(dec("999999999999999999.999999999999999999"), dec("1E18"));
}

TEST(Decimal, rescales_and_normalizes) {
  EXPECT_EQ(dec("1.5").rescaled(4, Rounding::half_even)->to_string(), "1.5000");
  EXPECT_EQ(dec("1.25").rescaled(1, Rounding::half_even)->to_string(), "1.2");
  EXPECT_EQ(dec("1.35").rescaled(1, Rounding::half_even)->to_string(), "1.4");
  EXPECT_EQ(dec("1.5000").normalized().to_string(), "1.5");
  EXPECT_EQ(dec("2.000").normalized(2).to_string(), "2.00");
  EXPECT_EQ(dec("0.000").normalized().to_string(), "0");
  EXPECT_EQ(dec("100").normalized().to_string(), "100");
  EXPECT_TRUE(dec("2.000").is_integer());
  EXPECT_FALSE(dec("2.001").is_integer());
}

TEST(Decimal, a_formula_is_checked_once_at_its_end) {
  const auto cost = 598.50_usd * Decimal{10} + 1.14_usd - 0.14_usd;
  EXPECT_EQ(cost.value(), 5986_usd);
  EXPECT_EQ(code_of(kGreatest * Decimal{2} + 1_usd - 1_usd), Errc::overflow);
  EXPECT_EQ(divide(1_dec, 3_dec, 4).value().to_string(), "0.3333");
  EXPECT_EQ(divide(-2_dec, 3_dec, 2, Rounding::down).value().to_string(), "-0.67");
  EXPECT_EQ(divide(1_dec, -8_dec, 2).value().to_string(), "-0.12");
}

TEST(Decimal, prints_and_shows_itself_as_a_double) {
  EXPECT_EQ(fmt::format("[{:>8}]", 1.50_dec), "[    1.50]");
  EXPECT_DOUBLE_EQ(dec("0.1").to_double(), 0.1);
  EXPECT_DOUBLE_EQ(dec("-598.50").to_double(), -598.5);
  EXPECT_EQ(1'000.25_usd, dec("1000.25"));
}
