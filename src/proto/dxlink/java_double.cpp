#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include "proto/dxlink/server_session.hpp"

namespace belay::dxlink {
namespace {

// d1…dn and e with value = d1.d2…dn × 10^e, shortest that reads back.
struct Digits {
  char text[24];
  std::size_t count = 0;
  int exponent = 0;
  [[nodiscard]] std::string_view from(std::size_t first) const {
    return first < count ? std::string_view{text + first, count - first} : std::string_view{};
  }
};

Digits shortest(double magnitude) {
  char buffer[32];
  const char* const end =
      std::to_chars(buffer, buffer + sizeof buffer, magnitude, std::chars_format::scientific).ptr;
  Digits digits;
  const char* at = buffer;
  for (; at != end && *at != 'e'; ++at) {
    if (*at != '.') digits.text[digits.count++] = *at;
  }
  ++at;
  if (at != end && *at == '+') ++at;
  std::from_chars(at, end, digits.exponent);
  while (digits.count > 1 && digits.text[digits.count - 1] == '0') --digits.count;
  return digits;
}

void append_or_zero(std::string& out, std::string_view digits) {
  out += digits.empty() ? std::string_view{"0"} : digits;
}

void append_positional(std::string& out, const Digits& digits) {
  if (digits.exponent < 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-digits.exponent - 1), '0');
    out += digits.from(0);
    return;
  }
  const auto whole = static_cast<std::size_t>(digits.exponent) + 1;
  out += digits.from(0).substr(0, whole);
  if (whole > digits.count) out.append(whole - digits.count, '0');
  out += '.';
  append_or_zero(out, digits.from(whole));
}

void append_scientific(std::string& out, const Digits& digits) {
  out += digits.text[0];
  out += '.';
  append_or_zero(out, digits.from(1));
  out += 'E';
  out += std::to_string(digits.exponent);
}

}  // namespace

void append_java_double(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "\"NaN\"";
    return;
  }
  if (std::isinf(value)) {
    out += value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
    return;
  }
  if (std::signbit(value)) out += '-';
  const Digits digits = shortest(std::abs(value));
  if (digits.exponent >= -3 && digits.exponent < 7) {
    append_positional(out, digits);
  } else {
    append_scientific(out, digits);
  }
}

}  // namespace belay::dxlink
