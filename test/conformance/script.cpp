#include "conformance/script.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

namespace belay::conformance {
namespace {

namespace json = boost::json;

bool is_wildcard(const json::value& value) { return value.is_string() && value.as_string() == "*"; }

void read_header(std::string_view line, Script& script) {
  const auto colon = line.find(": ");
  if (colon == std::string_view::npos) return;
  script.header.emplace(line.substr(2, colon - 2), line.substr(colon + 2));
}

bool objects_match(const json::object& expected, const json::object& actual, bool subset) {
  if (!subset && expected.size() != actual.size()) return false;
  return std::ranges::all_of(expected, [&](const auto& member) {
    const json::value* const found = actual.if_contains(member.key());
    return found != nullptr && matches(member.value(), *found, subset);
  });
}

bool arrays_match(const json::array& expected, const json::array& actual, bool subset) {
  return std::ranges::equal(expected, actual, [&](const auto& left, const auto& right) {
    return matches(left, right, subset);
  });
}

bool numbers_match(const json::value& expected, const json::value& actual) {
  if (expected.is_int64() && actual.is_int64()) return expected.as_int64() == actual.as_int64();
  const auto left = expected.to_number<double>();
  const auto right = actual.to_number<double>();
  return left == right && std::signbit(left) == std::signbit(right);
}

}  // namespace

bool Script::drives(std::string_view end) const {
  const auto found = header.find("drives");
  if (found == header.end()) return false;
  return std::ranges::count(words(found->second), end) > 0;
}

std::vector<std::string> Script::options(const std::string& end) const {
  std::vector<std::string> values;
  const auto [first, last] = header.equal_range(end);
  for (auto at = first; at != last; ++at) values.push_back(at->second);
  return values;
}

Script read_script(const std::filesystem::path& path) {
  Script script;
  std::ifstream in{path};
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.empty()) continue;
    if (line.front() == '#') {
      read_header(line, script);
    } else {
      script.steps.push_back({line.front(), line.size() > 2 ? line.substr(2) : "", number});
    }
  }
  return script;
}

std::vector<std::string> words(std::string_view text) {
  std::istringstream in{std::string{text}};
  std::vector<std::string> found;
  for (std::string word; in >> word;) found.push_back(word);
  return found;
}

bool matches(const json::value& expected, const json::value& actual, bool subset) {
  if (is_wildcard(expected)) return true;
  if (expected.is_number() && actual.is_array()) {
    return expected.to_number<std::size_t>() == actual.as_array().size();
  }
  if (expected.is_number() && actual.is_number()) return numbers_match(expected, actual);
  if (expected.is_object() && actual.is_object()) {
    return objects_match(expected.as_object(), actual.as_object(), subset);
  }
  if (expected.is_array() && actual.is_array()) {
    return arrays_match(expected.as_array(), actual.as_array(), subset);
  }
  return expected == actual;
}

bool frame_matches(std::string_view expected, std::string_view actual) {
  boost::system::error_code bad_expected;
  boost::system::error_code bad_actual;
  const json::value left = json::parse({expected.data(), expected.size()}, bad_expected);
  const json::value right = json::parse({actual.data(), actual.size()}, bad_actual);
  return !bad_expected && !bad_actual && matches(left, right);
}

std::string fed(std::string_view frame) {
  boost::system::error_code bad;
  json::value value = json::parse({frame.data(), frame.size()}, bad);
  if (bad || !value.is_object()) return std::string{frame};
  bool replaced = false;
  json::object result;
  for (const auto& member : value.as_object()) {
    const bool wild = is_wildcard(member.value());
    replaced = replaced || wild;
    if (!wild) result[member.key()] = member.value();
    if (wild && member.key() == "version") result["version"] = "1.0-1.2.3-20240912-171526";
  }
  return replaced ? json::serialize(result) : std::string{frame};
}

}  // namespace belay::conformance
