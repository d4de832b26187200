#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "proto/json/table.hpp"

// Scalars: broker-api.md 0.3. Numbers are read from the text they arrived in.

namespace belay::json::detail {
namespace {

bool is_numeric(Node node) { return node.is(Kind::number) || node.is(Kind::string); }

template <class T>
bool parse_all(std::string_view text, T& target) {
  T value{};
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || rest != text.data() + text.size()) return false;
  target = value;
  return true;
}

// Amounts that fit into 64 bits, as nearly all do; none for any other spelling.
std::optional<Decimal> short_decimal(std::string_view text) {
  constexpr std::size_t kMostDigits = 18;
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > kMostDigits || text.back() == '.') return std::nullopt;
  std::int64_t coefficient = 0;
  std::size_t point = text.size() - 1;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '.' && at > 0 && point == text.size() - 1) {
      point = at;
    } else if (c >= '0' && c <= '9') {
      coefficient = coefficient * 10 + (c - '0');
    } else {
      return std::nullopt;
    }
  }
  const int scale = static_cast<int>(text.size() - 1 - point);
  return Decimal{Decimal::Raw{}, negative ? -coefficient : coefficient, scale};
}

}  // namespace

Fit read_text(std::string& target, Node node) {
  if (!is_numeric(node) && !node.is(Kind::boolean)) return Fit::unfit;
  target = node.text();
  return Fit::ok;
}

Fit read_decimal(Decimal& target, Node node) {
  if (!is_numeric(node)) return Fit::unfit;
  if (const auto value = short_decimal(node.text())) {
    target = *value;
    return Fit::ok;
  }
  if (node.text() == "NaN") return Fit::nan;
  const auto value = Decimal::parse(node.text());
  if (!value) return Fit::unfit;
  target = *value;
  return Fit::ok;
}

Fit read_integer(std::int64_t& target, Node node) {
  const auto value = is_numeric(node) ? whole_number(node.text()) : std::nullopt;
  if (!value) return Fit::unfit;
  target = *value;
  return Fit::ok;
}

Fit read_double(double& target, Node node) {
  if (!is_numeric(node)) return Fit::unfit;
  const std::string_view text = node.text();
  if (text == "NaN" || text == "Infinity" || text == "-Infinity") {
    const double infinite = std::numeric_limits<double>::infinity();
    target = text == "NaN"         ? std::numeric_limits<double>::quiet_NaN()
             : text.front() == '-' ? -infinite
                                   : infinite;
    return Fit::ok;
  }
  return parse_all(text, target) ? Fit::ok : Fit::unfit;
}

Fit read_boolean(bool& target, Node node) {
  if (!node.is(Kind::boolean) && !node.is(Kind::string)) return Fit::unfit;
  if (node.text() != "true" && node.text() != "false") return Fit::unfit;
  target = node.text() == "true";
  return Fit::ok;
}

Fit read_character(char& target, Node node) {
  const bool one = node.is(Kind::string) && node.text().size() == 1;
  if (!one) return Fit::unfit;
  target = node.text().front();
  return Fit::ok;
}

void write_decimal(Decimal value, std::string& out, Spelling spelling) {
  if (spelling == Spelling::number) {
    out += value.normalized().to_string();
    return;
  }
  out += '"';
  out += value.to_string();
  if (value.scale() == 0) out += ".0";
  out += '"';
}

void write_double(double value, std::string& out) {
  if (std::isnan(value)) {
    out += "\"NaN\"";
  } else if (std::isinf(value)) {
    out += value < 0 ? "\"-Infinity\"" : "\"Infinity\"";
  } else {
    fmt::format_to(std::back_inserter(out), "{}", value);
  }
}

void write_integer(std::int64_t value, std::string& out) {
  fmt::format_to(std::back_inserter(out), "{}", value);
}

void write_character(char value, std::string& out) {
  append_quoted(std::string_view{&value, 1}, out);
}

}  // namespace belay::json::detail

namespace belay::json {

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t plain = 0;
  if (detail::parse_all(text, plain)) return plain;
  const auto value = Decimal::parse(text);
  if (!value || !value->is_integer()) return std::nullopt;
  const Decimal::Coefficient whole = value->normalized().coefficient();
  if (whole > std::numeric_limits<std::int64_t>::max() ||
      whole < std::numeric_limits<std::int64_t>::min()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(whole);
}

}  // namespace belay::json
