#include <array>
#include <random>
#include <string>

#include <gmock/gmock.h>

#include "belay/base/decimal.hpp"
#include "unit/base/slow_integer.hpp"

using namespace belay;

namespace {

constexpr int kRounds = 10'000;

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_{seed} {}
  int between(int low, int high) { return std::uniform_int_distribution{low, high}(engine_); }
  std::string digits(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text.push_back(slow::digit(between(0, 9)));
    return text;
  }

 private:
  std::mt19937_64 engine_;
};

// The same number twice: the text the code under test reads, and its parts for the reference.
struct Sample {
  std::string text;
  bool negative = false;
  slow::Number coefficient;
  int scale = 0;
};

Sample sample(Random& random, int most_digits, int most_scale) {
  Sample made;
  const int scale = random.between(0, most_scale);
  const int whole = random.between(scale >= most_digits ? 0 : 1, std::max(1, most_digits - scale));
  const std::string integer = slow::trimmed(random.digits(std::max(1, whole)));
  const std::string fraction = random.digits(scale);
  made.coefficient = slow::trimmed(integer + fraction);
  made.scale = scale;
  made.negative = made.coefficient != "0" && random.between(0, 1) == 1;
  made.text = (made.negative ? "-" : "") + integer + (scale > 0 ? "." + fraction : "");
  return made;
}

slow::Number at_scale(const Sample& number, int scale) {
  return slow::trimmed(number.coefficient +
                       std::string(static_cast<std::size_t>(scale - number.scale), '0'));
}

bool goes_away_from_zero(Rounding mode, bool negative, const slow::Number& quotient,
                         const slow::Number& rest, const slow::Number& step) {
  if (rest == "0") return false;
  switch (mode) {
    case Rounding::toward_zero: return false;
    case Rounding::away_from_zero: return true;
    case Rounding::down: return negative;
    case Rounding::up: return !negative;
    case Rounding::half_even: break;
  }
  const int half = slow::compare(slow::add(rest, rest), step);
  return half > 0 || (half == 0 && (quotient.back() - '0') % 2 == 1);
}

std::string placed(slow::Number coefficient, int scale, bool negative) {
  const auto width = static_cast<std::size_t>(scale);
  const bool minus = negative && coefficient != "0";
  if (coefficient.size() <= width) coefficient.insert(0, width + 1 - coefficient.size(), '0');
  if (scale > 0) coefficient.insert(coefficient.size() - width, 1, '.');
  return (minus ? "-" : "") + coefficient;
}

std::string slowly_rounded(const Sample& value, const Sample& step, Rounding mode) {
  const int scale = std::max(value.scale, step.scale);
  const slow::Number unit = at_scale(step, scale);
  auto [quotient, rest] = slow::divide(at_scale(value, scale), unit);
  if (goes_away_from_zero(mode, value.negative, quotient, rest, unit))
    quotient = slow::add(quotient, "1");
  return placed(slow::multiply(quotient, step.coefficient), step.scale, value.negative);
}

constexpr std::array kModes{Rounding::half_even, Rounding::toward_zero, Rounding::away_from_zero,
                            Rounding::down, Rounding::up};

int sign_of(std::strong_ordering order) { return (order > 0) - (order < 0); }

}  // namespace

TEST(DecimalProperty, parsing_and_printing_keep_the_spelling) {
  Random random{1};
  for (int i = 0; i < kRounds; ++i) {
    const Sample value = sample(random, Decimal::kMaxDigits, Decimal::kMaxScale);
    const auto read = Decimal::parse(value.text);
    ASSERT_TRUE(read) << value.text;
    ASSERT_EQ(read->to_string(), value.text);
    ASSERT_EQ(read->scale(), value.scale);
  }
}

TEST(DecimalProperty, rounding_to_a_tick_agrees_with_slow_arithmetic) {
  Random random{2};
  constexpr std::array<const char*, 7> kTicks{"0.01", "0.05", "0.25", "0.0001", "0.5", "1", "12.5"};
  for (int i = 0; i < kRounds; ++i) {
    const Sample value = sample(random, 24, 8);
    Sample step = sample(random, 6, 5);
    if (i % 2 == 0) {
      step.text = kTicks[static_cast<std::size_t>(random.between(0, 6))];
      const auto point = step.text.find('.');
      step.scale = point == std::string::npos ? 0 : static_cast<int>(step.text.size() - point - 1);
      std::string digits = step.text;
      std::erase(digits, '.');
      step.coefficient = slow::trimmed(digits);
    }
    if (step.coefficient == "0") continue;
    step.text = step.text.substr(step.text.front() == '-' ? 1 : 0);
    const Rounding mode = kModes[static_cast<std::size_t>(i / 2) % kModes.size()];
    const auto rounded =
        Decimal::parse(value.text)->rounded_to(Decimal::parse(step.text).value(), mode);
    ASSERT_TRUE(rounded) << value.text << " to " << step.text;
    ASSERT_EQ(rounded->to_string(), slowly_rounded(value, step, mode))
        << value.text << " to " << step.text << " mode " << static_cast<int>(mode);
  }
}

TEST(DecimalProperty, ties_go_to_the_even_tick) {
  Random random{3};
  for (int i = 0; i < kRounds; ++i) {
    const int ticks = random.between(-1'000'000, 1'000'000);
    // ticks × 0.25 and half a tick more, always a tie.
    const Decimal value = Decimal::make(ticks * 250LL + 125, 3).value();
    const Decimal step = Decimal::make(25, 2).value();
    const int even = ticks % 2 == 0 ? ticks : ticks + 1;
    ASSERT_EQ(value.rounded_to(step, Rounding::half_even).value(), (step * Decimal{even}).value())
        << value.to_string();
  }
}

TEST(DecimalProperty, products_and_sums_agree_with_slow_arithmetic) {
  Random random{4};
  for (int i = 0; i < kRounds; ++i) {
    const Sample a = sample(random, 16, 8);
    const Sample b = sample(random, 16, 8);
    const Decimal x = Decimal::parse(a.text).value();
    const Decimal y = Decimal::parse(b.text).value();
    ASSERT_EQ((x * y).value().to_string(), placed(slow::multiply(a.coefficient, b.coefficient),
                                                  a.scale + b.scale, a.negative != b.negative));
    const int scale = std::max(a.scale, b.scale);
    ASSERT_EQ((x.abs() + y.abs()).value().to_string(),
              placed(slow::add(at_scale(a, scale), at_scale(b, scale)), scale, false));
    ASSERT_EQ(((x + y) - y).value(), x);
  }
}

TEST(DecimalProperty, a_product_is_exact_or_an_overflow) {
  Random random{5};
  int overflows = 0;
  for (int i = 0; i < kRounds; ++i) {
    const Sample a = sample(random, 36, 9);
    const Sample b = sample(random, 36, 9);
    const auto product = Decimal::parse(a.text).value() * Decimal::parse(b.text).value();
    const slow::Number exact = slow::multiply(a.coefficient, b.coefficient);
    const bool fits = exact.size() <= static_cast<std::size_t>(Decimal::kMaxDigits);
    ASSERT_EQ(product.has_value(), fits) << a.text << " × " << b.text;
    overflows += fits ? 0 : 1;
    if (fits) {
      ASSERT_EQ(product->to_string(), placed(exact, a.scale + b.scale, a.negative != b.negative));
    }
  }
  EXPECT_GT(overflows, kRounds / 10);
  EXPECT_LT(overflows, kRounds);
}

TEST(DecimalProperty, order_agrees_with_slow_arithmetic) {
  Random random{6};
  for (int i = 0; i < kRounds; ++i) {
    const Sample a = sample(random, Decimal::kMaxDigits, Decimal::kMaxScale);
    const Sample b = i % 3 == 0 ? a : sample(random, Decimal::kMaxDigits, Decimal::kMaxScale);
    const Decimal x = Decimal::parse(a.text).value();
    const Decimal y = Decimal::parse(b.text).value();
    const int magnitude =
        slow::compare(at_scale(a, Decimal::kMaxScale), at_scale(b, Decimal::kMaxScale));
    const int expected = a.negative != b.negative ? (a.negative ? -1 : 1)
                         : a.negative             ? -magnitude
                                                  : magnitude;
    ASSERT_EQ(sign_of(x <=> y), (expected > 0) - (expected < 0)) << a.text << " " << b.text;
    ASSERT_EQ(x == y, expected == 0);
  }
}

TEST(DecimalProperty, random_bytes_are_refused_or_read_never_fatal) {
  Random random{7};
  constexpr std::string_view kLikely = "0123456789.-+eE,x ";
  for (int i = 0; i < 5 * kRounds; ++i) {
    std::string text(static_cast<std::size_t>(random.between(0, 48)), '0');
    for (char& c : text) c = kLikely[static_cast<std::size_t>(random.between(0, 17))];
    const auto read = Decimal::parse(text);
    if (read) {
      ASSERT_EQ(Decimal::parse(read->to_string()).value(), *read) << text;
    }
  }
}
