#pragma once

#include <cstddef>

#include "belay/model/symbol.hpp"

namespace belay::dxlink {

/// (event type, symbol), both interned.
struct Pair {
  Symbol type;
  Symbol symbol;
  friend bool operator==(const Pair&, const Pair&) = default;
};

struct PairHash {
  std::size_t operator()(const Pair& pair) const noexcept {
    return pair.type.hash() * 31 + pair.symbol.hash();
  }
};

}  // namespace belay::dxlink
