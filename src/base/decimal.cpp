#include "belay/base/decimal.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

namespace belay {
namespace {

using Coefficient = Decimal::Coefficient;

constexpr auto kPowers = [] {
  std::array<Coefficient, Decimal::kMaxDigits + 1> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();
constexpr Coefficient kLimit = kPowers[Decimal::kMaxDigits];

constexpr Coefficient power(int exponent) { return kPowers[static_cast<std::size_t>(exponent)]; }
constexpr bool in_range(Coefficient c) { return c > -kLimit && c < kLimit; }

std::unexpected<Error> too_big(std::string_view what) {
  return fail(Errc::overflow,
              fmt::format("{} does not fit in {} digits with at most {} after the point", what,
                          Decimal::kMaxDigits, Decimal::kMaxScale));
}

// c / divisor, rounded. divisor > 0.
Coefficient divide_rounded(Coefficient c, Coefficient divisor, Rounding mode) {
  const Coefficient quotient = c / divisor;
  const Coefficient rest = c % divisor;
  if (rest == 0) return quotient;
  const int direction = c < 0 ? -1 : 1;
  switch (mode) {
    case Rounding::toward_zero: return quotient;
    case Rounding::away_from_zero: return quotient + direction;
    case Rounding::down: return direction < 0 ? quotient - 1 : quotient;
    case Rounding::up: return direction > 0 ? quotient + 1 : quotient;
    case Rounding::half_even: break;
  }
  const Coefficient magnitude = rest < 0 ? -rest : rest;
  const Coefficient other_half =
      divisor - magnitude;  // compared instead of doubled: cannot overflow
  const bool tie_to_odd = magnitude == other_half && quotient % 2 != 0;
  return magnitude > other_half || tie_to_odd ? quotient + direction : quotient;
}

bool multiply_into(Coefficient& value, Coefficient factor) {
  return !__builtin_mul_overflow(value, factor, &value) && in_range(value);
}

// Both coefficients at the larger scale; false when one does not fit there.
bool align(Coefficient& a, int a_scale, Coefficient& b, int b_scale) {
  if (a_scale < b_scale) return multiply_into(a, power(b_scale - a_scale));
  return multiply_into(b, power(a_scale - b_scale));
}

std::string digits_of(Coefficient magnitude) {
  std::string digits;
  do {
    digits.push_back(static_cast<char>('0' + static_cast<int>(magnitude % 10)));
    magnitude /= 10;
  } while (magnitude != 0);
  std::ranges::reverse(digits);
  return digits;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

void detail::bad_decimal_literal() { std::abort(); }

Result<Decimal> Decimal::make(Coefficient coefficient, int scale) {
  if (!in_range(coefficient) || scale < 0 || scale > kMaxScale) return too_big("the number");
  return Decimal{Raw{}, coefficient, scale};
}

Result<Decimal> Decimal::parse(std::string_view text) {
  const auto bad = [&] {
    return fail(Errc::parse,
                fmt::format("'{}' is not a decimal number (example: -12.50)", text.substr(0, 60)));
  };
  std::string_view rest = text;
  bool negative = false;
  if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) {
    negative = rest.front() == '-';
    rest.remove_prefix(1);
  }
  Coefficient coefficient = 0;
  int scale = 0;
  int digits = 0;
  bool point = false;
  for (; !rest.empty(); rest.remove_prefix(1)) {
    const char c = rest.front();
    if (c == '.' && !point) {
      point = true;
    } else if (is_digit(c)) {
      coefficient = coefficient * 10 + (c - '0');
      if (!in_range(coefficient) || (point && scale == kMaxScale))
        return too_big(fmt::format("'{}'", text.substr(0, 60)));
      scale += point ? 1 : 0;
      ++digits;
    } else {
      break;
    }
  }
  if (digits == 0) return bad();
  if (!rest.empty()) {
    if (rest.front() != 'e' && rest.front() != 'E') return bad();
    rest.remove_prefix(1);
    if (rest.size() > 1 && rest.front() == '+' && is_digit(rest[1])) rest.remove_prefix(1);
    int exponent = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), exponent);
    if (error == std::errc::invalid_argument || end != rest.data() + rest.size()) return bad();
    if (error != std::errc{} || exponent > kMaxDigits || exponent < -2 * kMaxDigits) {
      return too_big(fmt::format("'{}'", text.substr(0, 60)));
    }
    scale -= exponent;
    while (scale > kMaxScale && coefficient % 10 == 0) {
      coefficient /= 10;
      --scale;
      if (coefficient == 0) scale = std::min(scale, kMaxScale);
    }
    if (scale < 0) {
      if (!multiply_into(coefficient, power(std::min(-scale, kMaxDigits))))
        return too_big(fmt::format("'{}'", text.substr(0, 60)));
      scale = 0;
    }
  }
  if (scale > kMaxScale) return too_big(fmt::format("'{}'", text.substr(0, 60)));
  return Decimal{Raw{}, negative ? -coefficient : coefficient, scale};
}

std::string Decimal::to_string() const {
  std::string digits = digits_of(coefficient_ < 0 ? -coefficient_ : coefficient_);
  const auto scale = static_cast<std::size_t>(scale_);
  if (scale > 0) {
    if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
    digits.insert(digits.size() - scale, 1, '.');
  }
  return coefficient_ < 0 ? "-" + digits : digits;
}

bool Decimal::is_integer() const noexcept { return coefficient_ % power(scale_) == 0; }

Decimal Decimal::normalized(int min_scale) const noexcept {
  Decimal value = *this;
  while (value.scale_ > min_scale && value.coefficient_ % 10 == 0) {
    value.coefficient_ /= 10;
    --value.scale_;
  }
  return value;
}

Result<Decimal> Decimal::rescaled(int scale, Rounding mode) const {
  if (scale < 0 || scale > kMaxScale)
    return too_big(fmt::format("{} with {} digits after the point", to_string(), scale));
  if (scale <= scale_)
    return Decimal{Raw{}, divide_rounded(coefficient_, power(scale_ - scale), mode), scale};
  Coefficient coefficient = coefficient_;
  if (!multiply_into(coefficient, power(scale - scale_))) return too_big(to_string());
  return Decimal{Raw{}, coefficient, scale};
}

Result<Decimal> Decimal::rounded_to(Decimal step, Rounding mode) const {
  if (step.sign() <= 0)
    return fail(Errc::invalid,
                fmt::format("cannot round {} to a step of {}: a step is greater than zero",
                            to_string(), step.to_string()));
  Coefficient value = coefficient_;
  Coefficient unit = step.coefficient_;
  if (!align(value, scale_, unit, step.scale_)) return too_big(to_string());
  const Coefficient steps = divide_rounded(value, unit, mode);
  Coefficient coefficient = steps;
  if (!multiply_into(coefficient, step.coefficient_)) return too_big(to_string());
  return Decimal{Raw{}, coefficient, step.scale_};
}

bool Decimal::is_multiple_of(Decimal step) const noexcept {
  if (step.sign() <= 0) return false;
  Coefficient unit = step.coefficient_;
  // A step that leaves the range at this scale is greater than any value there.
  if (scale_ > step.scale_ && !multiply_into(unit, power(scale_ - step.scale_))) return is_zero();
  Coefficient rest = coefficient_ % unit;
  for (int scale = scale_; scale < step.scale_; ++scale) rest = rest * 10 % unit;
  return rest == 0;
}

double Decimal::to_double() const noexcept {
  const std::string text = to_string();
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Result<Decimal> operator+(Decimal a, Decimal b) {
  Coefficient x = a.coefficient_;
  Coefficient y = b.coefficient_;
  if (!align(x, a.scale_, y, b.scale_) || !in_range(x + y))
    return too_big(fmt::format("{} + {}", a, b));
  return Decimal{Decimal::Raw{}, x + y, std::max(a.scale_, b.scale_)};
}

Result<Decimal> operator-(Decimal a, Decimal b) { return a + (-b); }

Result<Decimal> operator*(Decimal a, Decimal b) {
  if (a.scale_ + b.scale_ > Decimal::kMaxScale) {
    a = a.normalized();
    b = b.normalized();
  }
  Coefficient product = a.coefficient_;
  if (a.scale_ + b.scale_ > Decimal::kMaxScale || !multiply_into(product, b.coefficient_)) {
    return too_big(fmt::format("{} × {}", a, b));
  }
  return Decimal{Decimal::Raw{}, product, a.scale_ + b.scale_};
}

bool operator==(Decimal a, Decimal b) noexcept { return (a <=> b) == std::strong_ordering::equal; }

std::strong_ordering operator<=>(Decimal a, Decimal b) noexcept {
  if (a.sign() != b.sign()) return a.sign() <=> b.sign();
  // Whole parts first: aligning scales could overflow, comparing parts cannot.
  const Coefficient whole_a = a.coefficient_ / power(a.scale_);
  const Coefficient whole_b = b.coefficient_ / power(b.scale_);
  if (whole_a != whole_b)
    return whole_a < whole_b ? std::strong_ordering::less : std::strong_ordering::greater;
  const Coefficient rest_a =
      a.coefficient_ % power(a.scale_) * power(Decimal::kMaxScale - a.scale_);
  const Coefficient rest_b =
      b.coefficient_ % power(b.scale_) * power(Decimal::kMaxScale - b.scale_);
  return rest_a < rest_b   ? std::strong_ordering::less
         : rest_a > rest_b ? std::strong_ordering::greater
                           : std::strong_ordering::equal;
}

Result<Decimal> divide(Decimal a, Decimal b, int scale, Rounding mode) {
  if (b.is_zero()) return fail(Errc::invalid, fmt::format("cannot divide {} by zero", a));
  if (scale < 0 || scale > Decimal::kMaxScale) return too_big(fmt::format("{} / {}", a, b));
  // a/b at `scale` = (a.c × 10^(scale + b.s - a.s)) / b.c
  Coefficient top = a.coefficient();
  Coefficient bottom = b.coefficient();
  const int shift = scale + b.scale() - a.scale();
  if (!multiply_into(shift >= 0 ? top : bottom, power(shift >= 0 ? shift : -shift)))
    return too_big(fmt::format("{} / {}", a, b));
  if (bottom < 0) {
    top = -top;
    bottom = -bottom;
  }
  return Decimal::make(divide_rounded(top, bottom, mode), scale);
}

}  // namespace belay
