#include "proto/dxlink/value_reader.hpp"

#include <cmath>
#include <limits>

namespace belay::dxlink {
namespace {

bool double_from_text(std::string_view text, double& out) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (text == "NaN") {
    out = std::numeric_limits<double>::quiet_NaN();
  } else if (text == "Infinity") {
    out = kInfinity;
  } else if (text == "-Infinity") {
    out = -kInfinity;
  } else {
    return false;
  }
  return true;
}

// Every integer of at most this size is exact as a double.
constexpr double kExactLimit = 9007199254740992.0;

bool integer_from_double(double value, std::int64_t& out) {
  if (!(std::abs(value) <= kExactLimit) || std::trunc(value) != value) return false;
  out = static_cast<std::int64_t>(value);
  return true;
}

}  // namespace

bool read_value(JsonValue& value, double& out, TextCache&) {
  if (value.get_double().get(out) == simdjson::SUCCESS) return true;
  std::string_view text;
  if (value.get_string().get(text) == simdjson::SUCCESS) return double_from_text(text, out);
  out = std::numeric_limits<double>::quiet_NaN();
  return is_null(value);
}

bool read_value(JsonValue& value, std::int64_t& out, TextCache&) {
  if (value.get_int64().get(out) == simdjson::SUCCESS) return true;
  double fractional = 0;
  if (value.get_double().get(fractional) == simdjson::SUCCESS) {
    return integer_from_double(fractional, out);
  }
  out = 0;
  return is_null(value);
}

bool read_value(JsonValue& value, std::int32_t& out, TextCache& cache) {
  std::int64_t wide = 0;
  if (!read_value(value, wide, cache)) return false;
  out = static_cast<std::int32_t>(wide);
  return out == wide;
}

bool read_value(JsonValue& value, bool& out, TextCache&) {
  if (value.get_bool().get(out) == simdjson::SUCCESS) return true;
  out = false;
  return is_null(value);
}

bool read_value(JsonValue& value, char& out, TextCache&) {
  out = '\0';
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) return is_null(value);
  if (text.empty()) return true;
  out = text.front();
  return text.size() == 1 && static_cast<unsigned char>(out) < 0x80;
}

bool read_value(JsonValue& value, Symbol& out, TextCache& cache) {
  std::string_view text;
  if (value.get_string().get(text) == simdjson::SUCCESS) {
    out = cache.intern(text);
    return true;
  }
  out = Symbol{};
  return is_null(value);
}

}  // namespace belay::dxlink
