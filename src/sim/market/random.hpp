#pragma once

#include <array>
#include <cstdint>

namespace belay::sim {

/// Random numbers that are the same on every machine for the same seed: xoshiro256++ filled by
/// SplitMix64 (both in the public domain, Blackman and Vigna). The standard library's engines would
/// do; its distributions would not, their output is left to the implementation.
class Random {
 public:
  explicit Random(std::uint64_t seed);

  [[nodiscard]] std::uint64_t bits();
  /// In [0, 1): the upper 53 bits.
  [[nodiscard]] double uniform();
  /// True with the given probability.
  [[nodiscard]] bool chance(double probability) { return uniform() < probability; }
  /// A whole number in [low, high].
  [[nodiscard]] std::int64_t whole(std::int64_t low, std::int64_t high);
  /// Mean 0, deviation 1 (Box–Muller; the last bit may follow the machine's log and cos).
  [[nodiscard]] double normal();

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace belay::sim
