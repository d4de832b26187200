#include "net/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace belay::net {
namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080U;

std::uint64_t word_at(const char* at) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

bool is_ascii_word(const char* at) noexcept { return (word_at(at) & kHighBits) == 0; }

bool is_ascii_block(const char* at) noexcept {
  std::uint64_t seen = 0;
  for (int i = 0; i < 8; ++i) seen |= word_at(at + 8 * i);
  return (seen & kHighBits) == 0;
}

bool is_ascii(std::string_view text) noexcept {
  const char* at = text.data();
  const char* const end = at + text.size();
  for (; end - at >= 64; at += 64) {
    if (!is_ascii_block(at)) return false;
  }
  if (text.size() >= 64) return is_ascii_block(end - 64);  // some of it was seen before
  for (; end - at >= 8; at += 8) {
    if (!is_ascii_word(at)) return false;
  }
  if (text.size() >= 8) return is_ascii_word(end - 8);
  return std::all_of(at, end, [](char each) { return static_cast<unsigned char>(each) < 0x80; });
}

bool is_tail(const char* at) noexcept { return (static_cast<unsigned char>(*at) & 0xC0U) == 0x80U; }

/// Bytes of the well-formed sequence at `at` (Unicode, table 3-7); 0 when there is none.
int sequence(const char* at, const char* end) noexcept {
  const auto first = static_cast<unsigned char>(*at);
  if (first < 0x80) return 1;
  const int size = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (size == 0 || end - at < size) return 0;
  for (int i = 1; i < size; ++i) {
    if (!is_tail(at + i)) return 0;
  }
  const auto second = static_cast<unsigned char>(at[1]);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool surrogate = first == 0xED && second > 0x9F;
  const bool beyond = first == 0xF4 && second > 0x8F;
  return overlong || surrogate || beyond ? 0 : size;
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
  if (is_ascii(text)) return true;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    if (end - at >= 8 && is_ascii_word(at)) {
      at += 8;
    } else {
      const int size = sequence(at, end);
      if (size == 0) return false;
      at += size;
    }
  }
  return true;
}

}  // namespace belay::net
