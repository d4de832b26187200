#pragma once

#include <cstddef>
#include <vector>

#include "belay/model/candle_symbol.hpp"
#include "belay/model/symbol.hpp"

namespace belay::dxlink {

/// One name for each series of candles, however a server spells it: canonical values, no defaults,
/// attributes in key order (dxlink.md 7, C-53). Remembers what it has seen.
class CandleNames {
 public:
  [[nodiscard]] Symbol of(Symbol spelled) {
    if (!spelled.has_value()) return spelled;
    const std::size_t id = spelled.id();
    if (id >= known_.size()) known_.resize(id + id / 2 + 1);
    Symbol& name = known_[id];
    if (!name.has_value()) name = name_of(spelled);
    return name;
  }
  [[nodiscard]] static Symbol name_of(Symbol spelled) {
    return Symbol{to_string(parse_candle_symbol(spelled.view()))};
  }

 private:
  std::vector<Symbol> known_;  // by id
};

}  // namespace belay::dxlink
