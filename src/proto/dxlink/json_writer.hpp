#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "belay/model/enum_text.hpp"
#include "belay/model/events.hpp"
#include "belay/model/symbol.hpp"

namespace belay::dxlink {

/// Appends `"text"` with the escapes JSON demands.
void append_quoted(std::string& out, std::string_view text);
void append_integer(std::string& out, std::int64_t value);
/// Keepalive timeouts and the like: without a point when whole.
void append_seconds(std::string& out, double value);
/// Appends `,"name":`, without the comma when an object has just begun.
void append_key(std::string& out, std::string_view name);
/// Appends a comma unless an object or array has just begun.
void append_separator(std::string& out);

// One value of a row, as the server spells it (dxlink.md 4.6).
void append_value(std::string& out, double value);
void append_value(std::string& out, std::int64_t value);
void append_value(std::string& out, std::int32_t value);
void append_value(std::string& out, bool value);
void append_value(std::string& out, char value);    ///< none is ""
void append_value(std::string& out, Symbol value);  ///< none is null
void append_value(std::string& out, const JsonText& value);
template <class E>
void append_value(std::string& out, Open<E> value) {
  append_quoted(out, value.text());
}

}  // namespace belay::dxlink
