#include "proto/dxlink/text_cache.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace belay::dxlink {
namespace {

constexpr unsigned kFirstBits = 10;

}  // namespace

TextCache::TextCache() : slots_(std::size_t{1} << kFirstBits), shift_{64 - kFirstBits} {}

Symbol TextCache::intern(std::string_view text) {
  if (text.size() >= 8) return find(framed_key(text), text);
  std::array<char, 16> framed{};
  std::copy(text.begin(), text.end(), framed.begin() + 8);
  return find(framed_key({framed.data() + 8, text.size()}), text);
}

Symbol TextCache::add(const Key& key, std::string_view text) {
  const Symbol symbol{text};
  if (++taken_ * 4 > slots_.size()) {
    const auto old = std::exchange(slots_, std::vector<Slot>(slots_.size() * 2));
    --shift_;
    for (const Slot& slot : old) {
      if (slot.key.size != kVacant) put(slot);
    }
  }
  put({key, symbol});
  return symbol;
}

void TextCache::put(const Slot& slot) {
  std::size_t at = place_of(slot.key);
  while (slots_[at].key.size != kVacant) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = slot;
}

}  // namespace belay::dxlink
