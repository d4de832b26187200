#include "proto/dxlink/value_reader.hpp"

#include <cmath>
#include <limits>

namespace belay::dxlink {
namespace {

using simdjson::SUCCESS;
using simdjson::ondemand::json_type;

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

bool scalar_is_legal(JsonValue& value, json_type type) {
  switch (type) {
    case json_type::string: return value.get_string().error() == SUCCESS;
    case json_type::number: return value.get_double().error() == SUCCESS;
    case json_type::boolean: return value.get_bool().error() == SUCCESS;
    case json_type::null: return is_null(value);
    default: return false;
  }
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const auto last = text.find_last_not_of(" \t\r\n");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

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

simdjson::error_code raw_text(JsonValue& value, std::string_view& out) {
  json_type type{};
  if (const auto error = value.type().get(type)) return error;
  if (type == json_type::array) {
    simdjson::ondemand::array array;
    const auto error = value.get_array().get(array);
    return error != SUCCESS ? error : array.raw_json().get(out);
  }
  if (type == json_type::object) {
    simdjson::ondemand::object object;
    const auto error = value.get_object().get(object);
    return error != SUCCESS ? error : object.raw_json().get(out);
  }
  out = trimmed(value.raw_json_token());
  return scalar_is_legal(value, type) ? SUCCESS : simdjson::INCORRECT_TYPE;
}

bool read_value(JsonValue& value, JsonText& out, TextCache&) {
  std::string_view text;
  if (raw_text(value, text) != SUCCESS) return false;
  out.text = text;
  return true;
}

}  // namespace belay::dxlink
