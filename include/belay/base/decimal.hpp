#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include <fmt/format.h>

#include "belay/base/error.hpp"

namespace belay {

/// Which neighbour a value goes to when it falls between two steps.
enum class Rounding : std::uint8_t {
  half_even,    ///< the nearest; a tie goes to the even step
  toward_zero,  ///< drop what is left over
  away_from_zero,
  down,  ///< toward negative infinity
  up,    ///< toward positive infinity
};

/// An exact decimal number: `coefficient / 10^scale`. Used for all money, prices and quantities of
/// orders and positions.
///
/// Keeps the scale it was written with, so `parse("1.50")->to_string()` is `"1.50"`; compares by
/// value, so 1.50 == 1.5. Range: |coefficient| < 10^36, scale 0…18. Arithmetic that leaves the
/// range is `Errc::overflow`, never a wrong number; that is why `+ - *` return a Result. They also
/// take Results, so a formula is checked once, at its end. Cannot be made from a floating-point
/// number.
class Decimal {
 public:
  __extension__ using Coefficient = __int128;
  static constexpr int kMaxScale = 18;
  static constexpr int kMaxDigits = 36;

  constexpr Decimal() = default;
  template <std::integral T>
    requires(!std::same_as<T, bool> && sizeof(T) <= 8)
  // NOLINTNEXTLINE(google-explicit-constructor): whole numbers are exact
  constexpr Decimal(T whole) : coefficient_{whole} {}
  template <std::floating_point T>
  Decimal(T) = delete;

  /// `coefficient` × 10^-`scale`. Fails with overflow outside the range above.
  [[nodiscard]] static Result<Decimal> make(Coefficient coefficient, int scale);

  /// Reads `-12.50`, `+3`, `.5`, `5.`, `4.3E-5`. No spaces, no separators, no NaN. Fails with parse
  /// or overflow, quoting the text.
  [[nodiscard]] static Result<Decimal> parse(std::string_view text);

  /// Plain notation with exactly `scale()` digits after the point; no exponent, no plus sign.
  [[nodiscard]] std::string to_string() const;

  [[nodiscard]] constexpr Coefficient coefficient() const noexcept { return coefficient_; }
  [[nodiscard]] constexpr int scale() const noexcept { return scale_; }
  [[nodiscard]] constexpr int sign() const noexcept {
    return (coefficient_ > 0) - (coefficient_ < 0);
  }
  [[nodiscard]] constexpr bool is_zero() const noexcept { return coefficient_ == 0; }
  [[nodiscard]] bool is_integer() const noexcept;

  [[nodiscard]] constexpr Decimal operator-() const noexcept {
    return Decimal{Raw{}, -coefficient_, scale_};
  }
  [[nodiscard]] constexpr Decimal abs() const noexcept { return coefficient_ < 0 ? -*this : *this; }

  /// The same value with trailing zeros after the point removed, but at least `min_scale` digits
  /// kept.
  [[nodiscard]] Decimal normalized(int min_scale = 0) const noexcept;
  /// Exactly `scale` digits after the point (0…18).
  [[nodiscard]] Result<Decimal> rescaled(int scale, Rounding mode) const;
  /// The multiple of `step` chosen by `mode`, with the scale of `step`. `step` must be positive
  /// (else invalid).
  [[nodiscard]] Result<Decimal> rounded_to(Decimal step, Rounding mode) const;
  /// True when the value is a whole multiple of `step` (> 0).
  [[nodiscard]] bool is_multiple_of(Decimal step) const noexcept;

  /// For display and for comparing with feed prices only; the nearest double.
  [[nodiscard]] double to_double() const noexcept;

  friend Result<Decimal> operator+(Decimal a, Decimal b);
  friend Result<Decimal> operator-(Decimal a, Decimal b);
  friend Result<Decimal> operator*(Decimal a, Decimal b);
  friend bool operator==(Decimal a, Decimal b) noexcept;
  friend std::strong_ordering operator<=>(Decimal a, Decimal b) noexcept;

  /// For literals and for code that has checked the range already.
  struct Raw {};
  constexpr Decimal(Raw, Coefficient coefficient, int scale) noexcept
      : coefficient_{coefficient}, scale_{static_cast<std::int8_t>(scale)} {}

 private:
  Coefficient coefficient_ = 0;
  std::int8_t scale_ = 0;
};

/// `a / b` with `scale` digits after the point. Fails with invalid on b == 0, overflow outside the
/// range.
[[nodiscard]] Result<Decimal> divide(Decimal a, Decimal b, int scale,
                                     Rounding mode = Rounding::half_even);

// Formulas: `price * quantity + fees` is one Result, checked once.
template <class A, class B>
concept decimal_formula = (std::same_as<std::remove_cvref_t<A>, Result<Decimal>> ||
                           std::same_as<std::remove_cvref_t<B>, Result<Decimal>>);
namespace detail {
inline Result<Decimal> as_result(Result<Decimal> r) { return r; }
inline Result<Decimal> as_result(Decimal d) { return d; }
}  // namespace detail
template <class A, class B>
  requires decimal_formula<A, B>
[[nodiscard]] Result<Decimal> operator+(const A& a, const B& b) {
  const Result<Decimal> x = detail::as_result(a);
  const Result<Decimal> y = detail::as_result(b);
  return !x ? x : !y ? y : *x + *y;
}
template <class A, class B>
  requires decimal_formula<A, B>
[[nodiscard]] Result<Decimal> operator-(const A& a, const B& b) {
  const Result<Decimal> x = detail::as_result(a);
  const Result<Decimal> y = detail::as_result(b);
  return !x ? x : !y ? y : *x - *y;
}
template <class A, class B>
  requires decimal_formula<A, B>
[[nodiscard]] Result<Decimal> operator*(const A& a, const B& b) {
  const Result<Decimal> x = detail::as_result(a);
  const Result<Decimal> y = detail::as_result(b);
  return !x ? x : !y ? y : *x * *y;
}

namespace detail {
[[noreturn]] void bad_decimal_literal();  // not constexpr: reaching it stops compilation
consteval Decimal decimal_literal(const char* text) {
  Decimal::Coefficient coefficient = 0;
  int scale = -1;
  for (int digits = 0; *text != '\0'; ++text) {
    if (*text == '\'') continue;
    if (*text == '.' && scale < 0) {
      scale = 0;
    } else if (*text >= '0' && *text <= '9' && digits < Decimal::kMaxDigits &&
               scale < Decimal::kMaxScale) {
      coefficient = coefficient * 10 + (*text - '0');
      if (scale >= 0) ++scale;
      ++digits;
    } else {
      bad_decimal_literal();
    }
  }
  return Decimal{Decimal::Raw{}, coefficient, scale < 0 ? 0 : scale};
}
}  // namespace detail

inline namespace literals {
/// `598.50_usd`: an exact amount, checked while compiling, scale kept.
consteval Decimal operator""_usd(const char* text) { return detail::decimal_literal(text); }
/// `0.05_dec`: the same for numbers that are not dollars.
consteval Decimal operator""_dec(const char* text) { return detail::decimal_literal(text); }
}  // namespace literals

}  // namespace belay

template <>
struct fmt::formatter<belay::Decimal> : fmt::formatter<std::string> {
  auto format(belay::Decimal value, fmt::format_context& context) const {
    return fmt::formatter<std::string>::format(value.to_string(), context);
  }
};
