#pragma once

#include <cstdint>
#include <string_view>

#include <simdjson.h>

#include "belay/model/enum_text.hpp"
#include "belay/model/events.hpp"
#include "belay/model/symbol.hpp"
#include "proto/dxlink/text_cache.hpp"

// How one value of a row stands in JSON (dxlink.md 4.6). Each reader returns false when the value
// cannot be what the field needs; the row is then dropped by the caller. The reference for
// token.hpp.

namespace belay::dxlink {

using JsonValue = simdjson::ondemand::value;

/// Without the white space at its end.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// True when the value is only not what was asked for. After any other error the document is
/// abandoned: touching it again is undefined.
[[nodiscard]] constexpr bool is_survivable(simdjson::error_code error) {
  return error == simdjson::SUCCESS || error == simdjson::NO_SUCH_FIELD ||
         error == simdjson::INCORRECT_TYPE || error == simdjson::STRING_ERROR;
}

/// False also for what only begins like null.
inline bool is_null(JsonValue& value) {
  bool null = false;
  return value.is_null().get(null) == simdjson::SUCCESS && null;
}

/// Numbers in any spelling; "NaN", "Infinity", "-Infinity"; null is NaN.
bool read_value(JsonValue& value, double& out, TextCache& cache);
/// Never through double, save for the spelling `1.75E12` and then only while that is exact. null
/// is 0.
bool read_value(JsonValue& value, std::int64_t& out, TextCache& cache);
bool read_value(JsonValue& value, std::int32_t& out, TextCache& cache);
/// null is false.
bool read_value(JsonValue& value, bool& out, TextCache& cache);
/// One ASCII character; "", "\u0000" and null are none.
bool read_value(JsonValue& value, char& out, TextCache& cache);
/// null is none.
bool read_value(JsonValue& value, Symbol& out, TextCache& cache);

/// Any value, by its text.
bool read_value(JsonValue& value, JsonText& out, TextCache& cache);

/// The text of any value as it stands; an error when it is no value.
simdjson::error_code raw_text(JsonValue& value, std::string_view& out);

/// An unknown text is kept; null is the default.
template <class E>
bool read_value(JsonValue& value, Open<E>& out, TextCache&) {
  std::string_view text;
  if (value.get_string().get(text) == simdjson::SUCCESS) {
    out = Open<E>::parse(text);
    return true;
  }
  out = {};
  return is_null(value);
}

}  // namespace belay::dxlink
