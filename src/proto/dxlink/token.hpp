#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

// One value of a compact row whose both ends are known, converted eight bytes at a time instead of
// one by one (dxlink.md 4.6). Eight bytes from a token's begin and 24 before its end must be
// readable. Every function says false to what it does not know, never a wrong value: then the
// general reader decides.

namespace belay::dxlink {

struct Token {
  const char* begin;
  const char* end;

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(end - begin); }
  [[nodiscard]] std::string_view text() const { return {begin, size()}; }
  /// In quotes, without escapes.
  [[nodiscard]] bool is_quoted() const { return size() >= 2 && *begin == '"' && end[-1] == '"'; }
  [[nodiscard]] std::string_view unquoted() const { return {begin + 1, size() - 2}; }
  [[nodiscard]] bool is_null() const { return text() == "null"; }
};

/// A number in any spelling, "NaN", "Infinity", "-Infinity", null.
[[nodiscard]] bool to_real(Token token, double& out);
/// Digits only, up to the limits of the type; null is 0.
[[nodiscard]] bool to_integer(Token token, std::int64_t& out);
[[nodiscard]] bool to_integer(Token token, std::int32_t& out);
/// null is false.
[[nodiscard]] bool to_boolean(Token token, bool& out);
/// One character in quotes or none; null is none.
[[nodiscard]] bool to_character(Token token, char& out);

namespace detail {

/// Eight bytes, the first one in the lowest place.
[[nodiscard]] inline std::uint64_t load8(const char* from) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, sizeof word);
  return std::endian::native == std::endian::little ? word : std::byteswap(word);
}

constexpr std::uint64_t every_byte(std::uint64_t value) { return value * 0x0101'0101'0101'0101U; }

/// The last `count` (1 to 8) characters before `end` as the digits' values; zeros before them.
[[nodiscard]] inline std::uint64_t digits_before(const char* end, std::size_t count) {
  return (load8(end - 8) ^ every_byte('0')) & (~std::uint64_t{0} << (8 * (8 - count)));
}

[[nodiscard]] inline bool all_digits(std::uint64_t digits) {
  return (((digits + every_byte(0x76)) | digits) & every_byte(0x80)) == 0;
}

/// Eight digits' values, the most significant in the lowest byte: pairs, fours, the whole.
[[nodiscard]] inline std::uint64_t value_of(std::uint64_t digits) {
  constexpr std::uint64_t kEvery32 = 0x0000'00FF'0000'00FFU;
  digits = digits * 10 + (digits >> 8U);
  return ((digits & kEvery32) * (100 + (1'000'000ULL << 32U)) +
          ((digits >> 16U) & kEvery32) * (1 + (10'000ULL << 32U))) >>
         32U;
}

/// The top bit of the first byte that is a point; 0 when there is none.
[[nodiscard]] inline std::uint64_t first_point(std::uint64_t digits) {
  const std::uint64_t other = digits ^ every_byte('.' ^ '0');
  const std::uint64_t zero = ~(((other & every_byte(0x7F)) + every_byte(0x7F)) | other);
  const std::uint64_t points = zero & every_byte(0x80);
  return points & (~points + 1);
}

/// Exact as doubles.
inline constexpr std::array<double, 23> kTens{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                              1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                              1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/// JSON wants a digit first, and a 0 only alone or before the point.
[[nodiscard]] inline bool begins_well(const char* begin, std::size_t size) {
  return *begin != '.' && (*begin != '0' || size == 1 || begin[1] == '.');
}

bool to_real_otherwise(Token token, double& out);
bool to_integer_otherwise(Token token, std::int64_t& out);

}  // namespace detail

// Up to eight characters are one word, out of which the point is taken.
inline bool to_real(Token token, double& out) {
  const std::size_t size = token.size();
  if (size - 1 >= 8) return detail::to_real_otherwise(token, out);
  std::uint64_t digits = detail::digits_before(token.end, size);
  std::size_t places = 0;
  if (const std::uint64_t point = detail::first_point(digits); point != 0) {
    const std::uint64_t before = (point >> 7U) - 1;
    const std::uint64_t after = ~(before << 8U | 0xFFU);
    digits = (digits & after) | (digits & before) << 8U;
    places = static_cast<std::size_t>(std::countl_zero(point)) / 8;
    if (places == 0) return false;
  }
  if (!detail::all_digits(digits) || !detail::begins_well(token.begin, size)) {
    return detail::to_real_otherwise(token, out);
  }
  out = static_cast<double>(static_cast<std::int64_t>(detail::value_of(digits))) /
        detail::kTens[places];
  return true;
}

inline bool to_integer(Token token, std::int64_t& out) {
  const std::size_t size = token.size();
  if (size - 1 >= 8) return detail::to_integer_otherwise(token, out);
  const std::uint64_t digits = detail::digits_before(token.end, size);
  if (!detail::all_digits(digits) || (*token.begin == '0' && size > 1)) {
    return detail::to_integer_otherwise(token, out);
  }
  out = static_cast<std::int64_t>(detail::value_of(digits));
  return true;
}

inline bool to_integer(Token token, std::int32_t& out) {
  std::int64_t wide = 0;
  if (!to_integer(token, wide)) return false;
  out = static_cast<std::int32_t>(wide);
  return out == wide;
}

inline bool to_boolean(Token token, bool& out) {
  const std::string_view text = token.text();
  out = text == "true";
  return out || text == "false" || text == "null";
}

inline bool to_character(Token token, char& out) {
  if (!token.is_quoted() || token.size() > 3) {
    out = '\0';
    return token.is_null();
  }
  out = token.size() == 3 ? token.begin[1] : '\0';
  return true;
}

}  // namespace belay::dxlink
