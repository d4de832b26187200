#include "proto/rest/query.hpp"

#include <fmt/format.h>

#include "proto/rest/text.hpp"

namespace belay::rest {

Query& Query::add(std::string_view key, std::string_view value) {
  if (value.empty()) return *this;
  text_ += text_.empty() ? '?' : '&';
  text_ += key;  // ours: needs no encoding
  text_ += '=';
  text_ += percent_encode(value);
  return *this;
}

Query& Query::add(std::string_view key, bool value) { return add(key, value ? "true" : "false"); }

Query& Query::add(std::string_view key, std::int64_t value) {
  return add(key, std::string_view{fmt::to_string(value)});
}

Query& Query::add(std::string_view key, const Decimal& value) {
  return add(key, std::string_view{value.to_string()});
}

Query& Query::add(std::string_view key, Date value) {
  return add(key, std::string_view{to_iso_date(value)});
}

Query& Query::add(std::string_view key, Instant value) {
  return add(key, std::string_view{to_iso_utc(value)});
}

Query& Query::add(std::string_view key, const std::vector<std::string>& values) {
  if (values.empty()) return *this;
  if (key.ends_with("[]")) {
    for (const std::string& value : values) add(key, std::string_view{value});
    return *this;
  }
  std::string list;
  for (const std::string& value : values) {
    if (&value != values.data()) list += ',';
    list += percent_encode(value);
  }
  text_ += text_.empty() ? '?' : '&';
  text_ += fmt::format("{}={}", key, list);
  return *this;
}

}  // namespace belay::rest
