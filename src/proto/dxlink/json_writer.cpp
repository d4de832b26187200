#include "proto/dxlink/json_writer.hpp"

#include <charconv>
#include <cmath>

#include "proto/dxlink/server_session.hpp"

namespace belay::dxlink {
namespace {

void append_escaped(std::string& out, char character) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (character) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  const auto code = static_cast<unsigned char>(character);
  if (code >= 0x20) {
    out += character;
    return;
  }
  out += "\\u00";
  out += kHex[code >> 4U];
  out += kHex[code & 0xFU];
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char character : text) append_escaped(out, character);
  out += '"';
}

void append_integer(std::string& out, std::int64_t value) {
  char buffer[24];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  out.append(buffer, end);
}

void append_seconds(std::string& out, double value) {
  if (std::trunc(value) == value && std::abs(value) < 1e15) {
    append_integer(out, static_cast<std::int64_t>(value));
  } else {
    append_java_double(out, value);
  }
}

void append_separator(std::string& out) {
  if (!out.empty() && out.back() != '{' && out.back() != '[') out += ',';
}

void append_key(std::string& out, std::string_view name) {
  append_separator(out);
  append_quoted(out, name);
  out += ':';
}

void append_value(std::string& out, double value) { append_java_double(out, value); }
void append_value(std::string& out, std::int64_t value) { append_integer(out, value); }
void append_value(std::string& out, std::int32_t value) { append_integer(out, value); }
void append_value(std::string& out, bool value) { out += value ? "true" : "false"; }

void append_value(std::string& out, char value) {
  append_quoted(out, value == '\0' ? std::string_view{} : std::string_view{&value, 1});
}

void append_value(std::string& out, const JsonText& value) { out += value.text; }

void append_value(std::string& out, Symbol value) {
  if (value.has_value()) {
    append_quoted(out, value.view());
  } else {
    out += "null";
  }
}

}  // namespace belay::dxlink
