#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace belay::guard {

/// One value's code for `--json` and its sentence for people.
template <class E>
struct Word {
  E value;
  std::string_view code;
  std::string_view text;
};

/// True when row i holds the enumerator with the value i, so that lookup is an index.
template <class E, std::size_t N>
[[nodiscard]] constexpr bool in_enum_order(const std::array<Word<E>, N>& words, E last) {
  for (std::size_t i = 0; i < N; ++i) {
    if (static_cast<std::size_t>(words[i].value) != i) return false;
  }
  return N == static_cast<std::size_t>(last) + 1;
}

template <class E, std::size_t N>
[[nodiscard]] constexpr const Word<E>& word_of(const std::array<Word<E>, N>& words, E value) {
  return words[static_cast<std::size_t>(value) < N ? static_cast<std::size_t>(value) : 0];
}

}  // namespace belay::guard
