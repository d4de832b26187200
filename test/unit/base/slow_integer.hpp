#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Whole numbers of any length as texts of digits, by the methods of school: nothing in common with
// the code under test. Never negative, no leading zeros, zero is "0".
namespace slow {

using Number = std::string;

inline Number trimmed(std::string_view digits) {
  const std::size_t first = digits.find_first_not_of('0');
  return first == std::string_view::npos ? "0" : Number{digits.substr(first)};
}

inline int compare(const Number& a, const Number& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.compare(b);
}

inline char digit(int value) { return static_cast<char>('0' + value); }

inline Number add(const Number& a, const Number& b) {
  Number sum;
  int carry = 0;
  for (std::size_t i = 0; i < std::max(a.size(), b.size()) || carry != 0; ++i) {
    const int x = i < a.size() ? a[a.size() - 1 - i] - '0' : 0;
    const int y = i < b.size() ? b[b.size() - 1 - i] - '0' : 0;
    sum.push_back(digit((x + y + carry) % 10));
    carry = (x + y + carry) / 10;
  }
  std::ranges::reverse(sum);
  return trimmed(sum);
}

// a ≥ b.
inline Number subtract(const Number& a, const Number& b) {
  Number rest;
  int borrow = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const int y = i < b.size() ? b[b.size() - 1 - i] - '0' : 0;
    const int x = a[a.size() - 1 - i] - '0' - borrow - y;
    borrow = x < 0 ? 1 : 0;
    rest.push_back(digit(x + 10 * borrow));
  }
  std::ranges::reverse(rest);
  return trimmed(rest);
}

inline Number multiply(const Number& a, const Number& b) {
  std::vector<int> cells(a.size() + b.size(), 0);  // most significant first
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      const int cell = cells[i + j + 1] + (a[i] - '0') * (b[j] - '0');
      cells[i + j + 1] = cell % 10;
      cells[i + j] += cell / 10;
    }
  }
  Number product;
  for (const int cell : cells) product.push_back(digit(cell));
  return trimmed(product);
}

// Quotient and rest; b > 0.
inline std::pair<Number, Number> divide(const Number& a, const Number& b) {
  Number quotient;
  Number rest = "0";
  for (const char c : a) {
    rest = trimmed(rest + c);
    int times = 0;
    for (; compare(rest, b) >= 0; ++times) rest = subtract(rest, b);
    quotient.push_back(digit(times));
  }
  return {trimmed(quotient), rest};
}

}  // namespace slow
