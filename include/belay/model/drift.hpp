#pragma once

#include <cstdint>
#include <map>
#include <numeric>
#include <string>

namespace belay {

/// How the broker's answers differed from our tables, counted per "Struct.member": once for each
/// object that was read, and one that rows of a list share (Shared) need not be read for each row.
/// Never fatal: every such value is kept or absent, and what could be mistaken for money is refused
/// instead.
struct Drift {
  using Counts = std::map<std::string, std::uint64_t>;

  Counts unknown;       ///< members without a row
  Counts retyped;       ///< e.g. a boolean where a text was expected; the value is kept in `extra`
  Counts unknown_enum;  ///< "Struct.member=text": a word we have not heard of
  Counts missing;       ///< members that every recorded answer has (`always` of the schema), absent

  void add(const Drift& other) {
    const auto sum = [](Counts& into, const Counts& from) {
      for (const auto& [member, count] : from) into[member] += count;
    };
    sum(unknown, other.unknown);
    sum(retyped, other.retyped);
    sum(unknown_enum, other.unknown_enum);
    sum(missing, other.missing);
  }

  /// How often anything of it was seen.
  [[nodiscard]] std::uint64_t total() const {
    const auto of = [](const Counts& counts) {
      return std::accumulate(
          counts.begin(), counts.end(), std::uint64_t{0},
          [](std::uint64_t sum, const auto& entry) { return sum + entry.second; });
    };
    return of(unknown) + of(retyped) + of(unknown_enum) + of(missing);
  }
  [[nodiscard]] bool empty() const { return total() == 0; }
};

}  // namespace belay
