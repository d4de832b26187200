#include "proto/dxlink/token.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace belay::dxlink {
namespace {

__extension__ typedef unsigned __int128 Wide;  // NOLINT(modernize-use-using)

using detail::all_digits;
using detail::begins_well;
using detail::digits_before;
using detail::value_of;

/// A number's digits without point and exponent: mantissa × 10^exponent.
struct Decimal {
  std::uint64_t mantissa = 0;
  int exponent = 0;
};

constexpr std::size_t kMostDigits = 19;  // that always fit 64 bits

// 1 to 19 digits.
bool read_digits(const char* begin, std::size_t count, std::uint64_t& out) {
  if (count - 1 >= kMostDigits) return false;
  const char* end = begin + count;
  const std::uint64_t low = digits_before(end, std::min<std::size_t>(count, 8));
  out = value_of(low);
  if (count <= 8) return all_digits(low);
  const std::uint64_t middle = digits_before(end - 8, std::min<std::size_t>(count - 8, 8));
  out += value_of(middle) * 100'000'000;
  if (count <= 16) return all_digits(low) && all_digits(middle);
  const std::uint64_t high = digits_before(end - 16, count - 16);
  out += value_of(high) * 10'000'000'000'000'000;
  return all_digits(low) && all_digits(middle) && all_digits(high);
}

constexpr auto kWholeTens = [] {
  std::array<std::uint64_t, kMostDigits + 1> tens{1};
  for (std::size_t i = 1; i < tens.size(); ++i) tens[i] = tens[i - 1] * 10;
  return tens;
}();

// What most long numbers are: a point among the first eight characters and 9 to 19 digits behind
// it. Without a loop or a branch on the length, which no CPU could guess.
bool read_fraction(const char* begin, const char* end, Decimal& out) {
  const std::uint64_t head = detail::load8(begin) ^ detail::every_byte('0');
  const std::uint64_t point = detail::first_point(head);
  const auto whole_digits = static_cast<std::size_t>(std::countr_zero(point | 1)) / 8;
  const auto places = static_cast<std::size_t>(end - begin) - whole_digits - 1;
  if (whole_digits == 0 || places - 9 > kMostDigits - 9 ||
      whole_digits + places > kMostDigits + static_cast<std::size_t>(*begin == '0')) {
    return false;
  }
  const std::uint64_t whole = head << (8 * (8 - whole_digits));
  const std::size_t more = places > 16 ? places - 16 : 0;
  const std::uint64_t high =
      (detail::load8(end - 24) ^ detail::every_byte('0')) & ~(~std::uint64_t{0} >> (8 * more));
  const std::uint64_t middle = digits_before(end - 8, std::min<std::size_t>(places - 8, 8));
  const std::uint64_t low = digits_before(end, 8);
  out = {value_of(whole) * kWholeTens[places] + value_of(high) * kWholeTens[16] +
             value_of(middle) * kWholeTens[8] + value_of(low),
         -static_cast<int>(places)};
  return all_digits(whole) && all_digits(high) && all_digits(middle) && all_digits(low) &&
         begins_well(begin, whole_digits + 1);
}

// Up to eight digits, a point, one to seven digits: sizes and volumes.
bool read_short_fraction(const char* begin, const char* end, Decimal& out) {
  const auto size = static_cast<std::size_t>(end - begin);
  const std::uint64_t tail = detail::load8(end - 8) ^ detail::every_byte('0');
  const std::uint64_t point = detail::first_point(tail);
  const auto places = static_cast<std::size_t>(std::countl_zero(point)) / 8;
  const std::size_t whole_digits = size - places - 1;
  if (point == 0 || places == 0 || whole_digits - 1 >= 8) return false;
  const std::uint64_t whole = digits_before(end - places - 1, whole_digits);
  const std::uint64_t fraction = digits_before(end, places);
  out = {value_of(whole) * kWholeTens[places] + value_of(fraction), -static_cast<int>(places)};
  return all_digits(whole) && all_digits(fraction) && begins_well(begin, whole_digits + 1);
}

// At most 19 digits, with or without a point.
bool read_decimal(const char* begin, const char* end, Decimal& out) {
  const auto size = static_cast<std::size_t>(end - begin);
  if (size == 0 || !begins_well(begin, size)) return false;
  const char* const point = begin + [&] {
    for (std::size_t at = 0; at < size; at += 8) {
      const std::uint64_t found =
          detail::first_point(detail::load8(begin + at) ^ detail::every_byte('0'));
      if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found)) / 8;
    }
    return size;
  }();
  if (point >= end) {
    out.exponent = 0;
    return read_digits(begin, size, out.mantissa);
  }
  const auto whole_digits = static_cast<std::size_t>(point - begin);
  const std::size_t places = size - whole_digits - 1;
  std::uint64_t whole = 0;
  std::uint64_t fraction = 0;
  const std::size_t leading_zero = static_cast<std::size_t>(*begin == '0');
  if (whole_digits + places > kMostDigits + leading_zero) return false;
  if (!read_digits(begin, whole_digits, whole) || !read_digits(point + 1, places, fraction)) {
    return false;
  }
  out = {whole * kWholeTens[places] + fraction, -static_cast<int>(places)};
  return true;
}

// E7, E-12, e+05: where it begins, `end` when there is none.
const char* exponent_of(const char* begin, const char* end) {
  for (const char* at = end; at != begin && end - at < 6;) {
    --at;
    if (*at == 'E' || *at == 'e') return at;
  }
  return end;
}

bool read_exponent(const char* begin, const char* end, int& out) {
  const bool negative = begin != end && *begin == '-';
  if (begin != end && (*begin == '-' || *begin == '+')) ++begin;
  std::uint64_t value = 0;
  if (begin == end || !read_digits(begin, static_cast<std::size_t>(end - begin), value)) {
    return false;
  }
  out = negative ? -static_cast<int>(value) : static_cast<int>(value);
  return true;
}

/// 2^(63 + width) / 5^power, rounded down: 64 significant bits of 10^-power.
struct Reciprocal {
  std::uint64_t bits = 0;
  int width = 0;  // of 5^power
};

constexpr int kMostReciprocal = 27;  // 5^27 is the last below 2^63

constexpr auto kReciprocals = [] {
  std::array<Reciprocal, kMostReciprocal + 1> table{};
  std::uint64_t five = 1;
  for (std::size_t power = 1; power < table.size(); ++power) {
    five *= 5;
    const auto width = static_cast<int>(std::bit_width(five));
    table[power] = {static_cast<std::uint64_t>((Wide{1} << (63 + width)) / five), width};
  }
  return table;
}();

double power_of_two(int exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(1023 + exponent) << 52U);
}

// mantissa / 10^power with correct rounding. The product with the reciprocal is at most one unit
// of its upper word too small; false in the one case of a thousand where that unit decides.
bool divide(std::uint64_t mantissa, int power, double& out) {
  const Reciprocal& reciprocal = kReciprocals[static_cast<std::size_t>(power)];
  const int zeros = std::countl_zero(mantissa);
  const Wide product = Wide{mantissa << zeros} * reciprocal.bits;
  const auto high = static_cast<std::uint64_t>(product >> 64U);
  const int spare = 10 + static_cast<int>(high >> 63U);  // bits more than a double has
  const std::uint64_t half = std::uint64_t{1} << (spare - 1);
  const std::uint64_t rest = high & (half * 2 - 1);
  if (rest == half - 1 || (rest == half && static_cast<std::uint64_t>(product) == 0)) return false;
  const std::uint64_t significand = (high >> spare) + static_cast<std::uint64_t>(rest >= half);
  out =
      static_cast<double>(significand) * power_of_two(spare + 1 - zeros - reciprocal.width - power);
  return true;
}

constexpr std::uint64_t kExact = std::uint64_t{1} << 53U;

// Exact operands and one rounding, or the division above; false: ask from_chars. The division comes
// first where it can: whether a long mantissa is exact no CPU could guess.
bool compose(Decimal number, double& out) {
  const int power = number.exponent < 0 ? -number.exponent : number.exponent;
  if (number.exponent < -8 && power <= kMostReciprocal && number.mantissa != 0 &&
      divide(number.mantissa, power, out)) {
    return true;
  }
  if (number.mantissa > kExact || power >= static_cast<int>(detail::kTens.size())) return false;
  const auto whole = static_cast<double>(number.mantissa);
  const double scale = detail::kTens[static_cast<std::size_t>(power)];
  out = number.exponent < 0 ? whole / scale : whole * scale;
  return true;
}

bool special(Token token, double& out) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::string_view text = token.text();
  if (text == R"("NaN")" || text == "null") {
    out = std::numeric_limits<double>::quiet_NaN();
  } else if (text == R"("Infinity")") {
    out = kInfinity;
  } else if (text == R"("-Infinity")") {
    out = -kInfinity;
  } else {
    return false;
  }
  return true;
}

// A number with an exponent.
bool read_scientific(const char* begin, const char* end, Decimal& out) {
  const char* const exponent = exponent_of(begin, end);
  int more = 0;
  if (exponent == end || !read_decimal(begin, exponent, out) ||
      !read_exponent(exponent + 1, end, more)) {
    return false;
  }
  out.exponent += more;
  return true;
}

}  // namespace

bool detail::to_real_otherwise(Token token, double& out) {
  if (*token.begin == '"') return special(token, out);
  const bool negative = *token.begin == '-';
  const char* const begin = token.begin + static_cast<int>(negative);
  Decimal number;
  const bool usual = token.size() > 8 && (read_short_fraction(begin, token.end, number) ||
                                          read_fraction(begin, token.end, number));
  if (!usual && !read_decimal(begin, token.end, number) &&
      !read_scientific(begin, token.end, number)) {
    return special(token, out);
  }
  if (!compose(number, out)) {
    const auto [end, error] = std::from_chars(begin, token.end, out);
    if (error != std::errc{} || end != token.end) return false;
  }
  const std::uint64_t sign = static_cast<std::uint64_t>(negative) << 63U;
  out = std::bit_cast<double>(std::bit_cast<std::uint64_t>(out) ^ sign);
  return true;
}

bool detail::to_integer_otherwise(Token token, std::int64_t& out) {
  const bool negative = *token.begin == '-';
  const char* const begin = token.begin + static_cast<int>(negative);
  const auto size = static_cast<std::size_t>(token.end - begin);
  std::uint64_t value = 0;
  if (!read_digits(begin, size, value) || (*begin == '0' && size > 1)) {
    out = 0;
    return token.is_null();
  }
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return false;
  out = negative ? -static_cast<std::int64_t>(value) : static_cast<std::int64_t>(value);
  return true;
}

}  // namespace belay::dxlink
