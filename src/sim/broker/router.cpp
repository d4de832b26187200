#include "sim/broker/router.hpp"

#include <algorithm>
#include <utility>

namespace belay::sim {
namespace {

constexpr std::string_view kAny = "{}";

std::vector<std::string_view> words_of(std::string_view pattern) {
  std::vector<std::string_view> words;
  while (!pattern.empty()) {
    pattern.remove_prefix(1);  // the slash
    const std::size_t end = std::min(pattern.find('/'), pattern.size());
    words.push_back(pattern.substr(0, end));
    pattern.remove_prefix(end);
  }
  return words;
}

bool fits(const std::vector<std::string_view>& words, const std::vector<std::string>& segments) {
  return std::ranges::equal(words, segments, [](std::string_view word, std::string_view segment) {
    return word == kAny || word == segment;
  });
}

}  // namespace

void Router::add(std::span<const Route> routes) {
  for (const Route& route : routes) {
    auto at = std::ranges::find(methods_, route.method, &decltype(methods_)::value_type::first);
    if (at == methods_.end()) at = methods_.insert(at, {route.method, Entries{}});
    Entry entry{&route, words_of(route.pattern)};
    const std::string_view first = entry.words.front();
    at->second[first].push_back(std::move(entry));
  }
}

Router::Match Router::find(std::string_view method,
                           const std::vector<std::string>& segments) const {
  const auto at = std::ranges::find(methods_, method, &decltype(methods_)::value_type::first);
  if (at == methods_.end() || segments.empty()) return {};
  const auto entries = at->second.find(segments.front());
  if (entries == at->second.end()) return {};
  for (const Entry& entry : entries->second) {
    if (!fits(entry.words, segments)) continue;
    Match match{.route = entry.route, .captures = {}};
    for (std::size_t i = 0; i < segments.size(); ++i) {
      if (entry.words[i] == kAny) match.captures.push_back(segments[i]);
    }
    return match;
  }
  return {};
}

}  // namespace belay::sim
