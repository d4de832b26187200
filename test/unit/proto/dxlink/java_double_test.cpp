#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "proto/dxlink/server_session.hpp"

namespace belay::dxlink {
namespace {

std::string spelt(double value) {
  std::string out;
  append_java_double(out, value);
  return out;
}

TEST(JavaDouble, spells_the_vectors_of_the_specification) {
  EXPECT_EQ(spelt(100), "100.0");
  EXPECT_EQ(spelt(0.05), "0.05");
  EXPECT_EQ(spelt(227349948), "2.27349948E8");
  EXPECT_EQ(spelt(8.291e-5), "8.291E-5");
  EXPECT_EQ(spelt(4.90118949218492e-6), "4.90118949218492E-6");
  EXPECT_EQ(spelt(9999999), "9999999.0");
  EXPECT_EQ(spelt(1e7), "1.0E7");
  EXPECT_EQ(spelt(0.001), "0.001");
  EXPECT_EQ(spelt(0.000999), "9.99E-4");
  EXPECT_EQ(spelt(-0.0), "-0.0");
  EXPECT_EQ(spelt(0.0), "0.0");
  EXPECT_EQ(spelt(-1.887435547507168e-7), "-1.887435547507168E-7");
  EXPECT_EQ(spelt(92180), "92180.0");
  EXPECT_EQ(spelt(1.5), "1.5");
  EXPECT_EQ(spelt(-123456.789), "-123456.789");
}

TEST(JavaDouble, spells_what_is_no_number_as_a_text) {
  EXPECT_EQ(spelt(std::numeric_limits<double>::quiet_NaN()), "\"NaN\"");
  EXPECT_EQ(spelt(std::numeric_limits<double>::infinity()), "\"Infinity\"");
  EXPECT_EQ(spelt(-std::numeric_limits<double>::infinity()), "\"-Infinity\"");
}

TEST(JavaDouble, spells_the_extremes) {
  EXPECT_EQ(spelt(std::numeric_limits<double>::max()), "1.7976931348623157E308");
  EXPECT_EQ(spelt(std::numeric_limits<double>::min()), "2.2250738585072014E-308");
  EXPECT_EQ(spelt(1e22), "1.0E22");
}

TEST(JavaDouble, any_double_reads_back_to_the_same_bits) {
  std::mt19937_64 random{20250109};
  for (int i = 0; i < 100'000; ++i) {
    const auto value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    const std::string text = spelt(value);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(std::strtod(text.c_str(), nullptr)),
              std::bit_cast<std::uint64_t>(value))
        << text;
    EXPECT_NE(text.find('.'), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace belay::dxlink
