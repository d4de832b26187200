#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/base/time.hpp"
#include "belay/model/enum_text.hpp"
#include "belay/model/schema.hpp"

// Query strings from filter structs: their tables say the names, the names say how lists are spelt
// (broker-api.md 1.4: `symbol[]` is repeated, `symbols` is one comma list).

namespace belay::rest {

/// `?a=1&b=2`, grown value by value. Values are percent-encoded once.
class Query {
 public:
  Query& add(std::string_view key, std::string_view value);
  Query& add(std::string_view key, bool value);
  Query& add(std::string_view key, std::int64_t value);
  Query& add(std::string_view key, const Decimal& value);
  Query& add(std::string_view key, Date value);
  Query& add(std::string_view key, Instant value);
  Query& add(std::string_view key, const std::vector<std::string>& values);
  template <wire_enum E>
  Query& add(std::string_view key, Open<E> value) {
    return add(key, value.text());
  }
  template <wire_enum E>
  Query& add(std::string_view key, const std::vector<Open<E>>& values) {
    std::vector<std::string> texts;
    for (const Open<E>& value : values) texts.emplace_back(value.text());
    return add(key, texts);
  }
  template <class T>
  Query& add(std::string_view key, const std::optional<T>& value) {
    return value ? add(key, *value) : *this;
  }
  /// A text literal is a text, not a truth.
  Query& add(std::string_view key, const char* value) { return add(key, std::string_view{value}); }

  /// Empty when nothing was added, else with its leading `?`.
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// What of `filter` is set. An empty text and an empty list are not set.
template <has_schema Filter>
[[nodiscard]] Query query_of(const Filter& filter) {
  Query query;
  for_each_field<Filter>([&](const auto& field) { query.add(field.wire, filter.*field.member); });
  return query;
}

}  // namespace belay::rest
