#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "belay/model/symbol.hpp"
#include "proto/dxlink/token.hpp"

namespace belay::dxlink {

/// Symbols and texts seen in one session: keeps the process-wide table's lock off the hot path.
/// Open addressing by length, first and last eight bytes, which up to sixteen are the whole text.
class TextCache {
 public:
  TextCache();

  Symbol intern(std::string_view text);
  /// The same for a text inside of a frame: eight bytes from its begin and eight before its end
  /// must be readable, however short it is.
  Symbol intern_framed(std::string_view text) { return find(framed_key(text), text); }

 private:
  static constexpr std::size_t kVacant = ~std::size_t{0};
  struct Key {
    std::uint64_t head = 0;
    std::uint64_t tail = 0;
    std::size_t size = kVacant;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Slot {
    Key key;
    Symbol symbol;
  };

  static Key framed_key(std::string_view text);
  [[nodiscard]] std::size_t place_of(const Key& key) const {
    const std::uint64_t mixed =
        (key.head ^ (key.tail << 29U | key.tail >> 35U) ^ key.size) * 0x9E37'79B9'7F4A'7C15U;
    return static_cast<std::size_t>(mixed >> shift_);
  }
  Symbol find(const Key& key, std::string_view text);
  Symbol add(const Key& key, std::string_view text);
  void put(const Slot& slot);

  std::vector<Slot> slots_;  // a power of two, at most a quarter of them taken
  unsigned shift_;           // 64 - log2 of their number
  std::size_t taken_ = 0;
};

// Without a branch: short and long texts alternate, and a CPU would often guess wrong.
inline TextCache::Key TextCache::framed_key(std::string_view text) {
  const std::uint64_t used = 8 * std::min<std::uint64_t>(text.size(), 8);
  const std::uint64_t low = used == 0 ? 0 : ~std::uint64_t{0} >> (64 - used);
  const std::uint64_t high = used == 0 ? 0 : ~std::uint64_t{0} << (64 - used);
  const char* const end = text.data() + text.size();
  return {detail::load8(text.data()) & low, detail::load8(end - 8) & high, text.size()};
}

inline Symbol TextCache::find(const Key& key, std::string_view text) {
  const std::size_t last = slots_.size() - 1;
  for (std::size_t at = place_of(key);; at = (at + 1) & last) {
    const Slot& slot = slots_[at];
    if (slot.key == key && (text.size() <= 16 || slot.symbol.view() == text)) return slot.symbol;
    if (slot.key.size == kVacant) return add(key, text);
  }
}

}  // namespace belay::dxlink
