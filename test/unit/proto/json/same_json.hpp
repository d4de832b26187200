#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/decimal.hpp"
#include "proto/json/document.hpp"

namespace belay::json::test {

/// How `after` differs from `before` in meaning. The same value may be spelt as number, string or
/// boolean and with more or fewer trailing zeros; null is absent; an empty list is absent; a key
/// may have `_` or `-`, or one of `renamed`.
class Differences {
 public:
  static std::vector<std::string> between(std::string_view before, std::string_view after) {
    Differences differences;
    const auto first = Document::parse(before);
    const auto second = Document::parse(after);
    if (!first || !second) return {"not JSON"};
    differences.compare(first->root(), second->root(), "$");
    return differences.found_;
  }

 private:
  static bool is_scalar(Node node) { return !node.is(Kind::object) && !node.is(Kind::array); }

  static bool is_nothing(Node node) {
    return node.is(Kind::null) || (node.is(Kind::array) && node.raw().size() == 2);
  }

  static bool same_scalar(Node before, Node after) {
    if (before.text() == after.text()) return true;
    const auto a = Decimal::parse(before.text());
    const auto b = Decimal::parse(after.text());
    return a && b && *a == *b;
  }

  static std::optional<Node> member(Node object, std::string_view key) {
    if (const auto exact = object.find(key)) return exact;
    const auto dashed = [](std::string_view text) {
      std::string out{text};
      std::ranges::replace(out, '_', '-');
      return out;
    };
    std::optional<Node> found;
    object.each_member([&](std::string_view candidate, Node value) {
      if (dashed(candidate) == dashed(key)) found = value;
    });
    return found;
  }

  void compare(Node before, Node after, const std::string& path) {
    if (is_scalar(before) && is_scalar(after)) {
      if (!same_scalar(before, after)) differ(path, before.raw(), after.raw());
    } else if (before.kind() != after.kind()) {
      differ(path, before.raw(), after.raw());
    } else if (before.is(Kind::object)) {
      compare_objects(before, after, path);
    } else {
      compare_arrays(before, after, path);
    }
  }

  void compare_objects(Node before, Node after, const std::string& path) {
    before.each_member([&](std::string_view key, Node value) {
      const auto other = member(after, key);
      const std::string inner = path + "." + std::string{key};
      if (other) {
        compare(value, *other, inner);
      } else if (!is_nothing(value)) {
        differ(inner, value.raw(), "nothing");
      }
    });
    after.each_member([&](std::string_view key, Node value) {
      if (!member(before, key) && !is_nothing(value)) {
        differ(path + "." + std::string{key}, "nothing", value.raw());
      }
    });
  }

  void compare_arrays(Node before, Node after, const std::string& path) {
    std::vector<Node> first;
    std::vector<Node> second;
    before.each_element([&](Node node) { first.push_back(node); });
    after.each_element([&](Node node) { second.push_back(node); });
    if (first.size() != second.size()) return differ(path, before.raw(), after.raw());
    for (std::size_t at = 0; at < first.size(); ++at) {
      compare(first[at], second[at], path + "[" + std::to_string(at) + "]");
    }
  }

  void differ(const std::string& path, std::string_view before, std::string_view after) {
    found_.push_back(path + ": " + std::string{before} + " became " + std::string{after});
  }

  std::vector<std::string> found_;
};

}  // namespace belay::json::test
