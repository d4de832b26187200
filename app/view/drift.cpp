#include "app/view/drift.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/render/text.hpp"

namespace belay::app {
namespace {

constexpr std::size_t kNamed = 5;

std::uint64_t total(const ApiDrift::Counts& counts) {
  std::uint64_t sum = 0;
  for (const auto& [name, count] : counts) sum += count;
  return sum;
}

}  // namespace

bool is_as_known(const ApiDrift& drift) {
  return drift.unknown.empty() && drift.retyped.empty() && drift.unknown_enum.empty() &&
         drift.missing.empty();
}

std::string drift_text(const ApiDrift& drift) {
  std::vector<std::string> names;
  std::size_t all = 0;
  for (const auto* counts : {&drift.unknown, &drift.retyped, &drift.unknown_enum, &drift.missing}) {
    all += counts->size();
    for (const auto& [name, count] : *counts) {
      if (names.size() < kNamed) names.push_back(escape_control(name));
    }
  }
  if (all > names.size()) names.emplace_back("…");
  return fmt::format("{} unknown members, {} of another type, {} unknown words, {} missing{}",
                     total(drift.unknown), total(drift.retyped), total(drift.unknown_enum),
                     total(drift.missing),
                     names.empty() ? "" : fmt::format(" ({})", fmt::join(names, ", ")));
}

}  // namespace belay::app
