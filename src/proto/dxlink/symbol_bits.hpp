#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "belay/model/symbol.hpp"

namespace belay::dxlink {

/// A set of symbols, one bit each by id: cheap enough to be told of every event.
class SymbolBits {
 public:
  void set(Symbol symbol) {
    const std::size_t word = symbol.id() / kBits;
    if (word >= words_.size()) words_.resize(word + word / 2 + 1);
    words_[word] |= mask(symbol);
  }
  void reset(Symbol symbol) {
    if (has(symbol)) words_[symbol.id() / kBits] &= ~mask(symbol);
  }
  [[nodiscard]] bool has(Symbol symbol) const {
    const std::size_t word = symbol.id() / kBits;
    return word < words_.size() && (words_[word] & mask(symbol)) != 0;
  }

 private:
  static constexpr std::size_t kBits = 64;
  static std::uint64_t mask(Symbol symbol) { return std::uint64_t{1} << symbol.id() % kBits; }

  std::vector<std::uint64_t> words_;
};

}  // namespace belay::dxlink
