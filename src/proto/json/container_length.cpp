#include <algorithm>
#include <bit>
#include <cstdint>

#include "proto/json/document.hpp"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

// Where a container ends: 64 bytes at a time. Within a block, what is quoted is found by adding up
// the quotes from the left without carry; a block with a backslash is read byte by byte.

namespace belay::json::detail {
namespace {

constexpr std::size_t kBlock = 64;
// A large text comes from memory, which is slower than this; so far ahead it is asked for.
constexpr std::size_t kAhead = 2048;

struct Scan {
  long depth = 0;
  bool quoted = false;
  bool escaped = false;
};

// The index behind the bracket that closes the container; `text.size()` + 1 when it is not here.
std::size_t by_byte(std::string_view text, Scan& scan) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (scan.escaped) {
      scan.escaped = false;
    } else if (scan.quoted) {
      scan.escaped = c == '\\';
      scan.quoted = c != '"';
    } else if (c == '"') {
      scan.quoted = true;
    } else if (c == '{' || c == '[') {
      ++scan.depth;
    } else if ((c == '}' || c == ']') && --scan.depth == 0) {
      return at + 1;
    }
  }
  return text.size() + 1;
}

#if defined(__SSE2__)
struct Block {
  std::uint64_t quotes = 0;
  std::uint64_t slashes = 0;
  std::uint64_t opening = 0;
  std::uint64_t closing = 0;
};

// Bit i: byte i with the bits of `folded` set is `c`.
std::uint64_t equal_to(const char* text, char folded, char c) {
  std::uint64_t mask = 0;
  for (unsigned part = 0; part < 4; ++part) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + 16 * part));
    const __m128i same =
        _mm_cmpeq_epi8(_mm_or_si128(bytes, _mm_set1_epi8(folded)), _mm_set1_epi8(c));
    const auto bits = static_cast<unsigned>(_mm_movemask_epi8(same));
    mask |= std::uint64_t{bits} << (16 * part);
  }
  return mask;
}

constexpr char kOneBit = 0x20;  // tells `[` from `{`, `]` from `}`

Block look_at(const char* text) {
  return {equal_to(text, 0, '"'), equal_to(text, 0, '\\'), equal_to(text, kOneBit, '{'),
          equal_to(text, kOneBit, '}')};
}

// Bit i: an odd number of quotes stands at or before i.
std::uint64_t quoted_bits(std::uint64_t quotes) {
  for (unsigned shift = 1; shift < 64; shift *= 2) quotes ^= quotes << shift;
  return quotes;
}

// Most blocks have quotes at most. Brackets and the backslash are the last of the characters once
// the bit that tells [ from { is set; the few behind them do no harm.
bool has_quotes_only(const char* text) {
  __m128i others = _mm_setzero_si128();
  for (unsigned part = 0; part < 4; ++part) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + 16 * part));
    const __m128i folded = _mm_or_si128(bytes, _mm_set1_epi8(kOneBit));
    others = _mm_or_si128(others, _mm_cmpgt_epi8(folded, _mm_set1_epi8('z')));
  }
  return _mm_movemask_epi8(others) == 0;
}

std::size_t by_block(std::string_view text, Scan& scan) {
  if (scan.escaped) return by_byte(text, scan);
  if (has_quotes_only(text.data())) {
    const bool odd = __builtin_parityll(equal_to(text.data(), 0, '"')) != 0;
    scan.quoted = scan.quoted != odd;
    return text.size() + 1;
  }
  const Block block = look_at(text.data());
  if (block.slashes != 0) return by_byte(text, scan);
  const std::uint64_t quoted = quoted_bits(block.quotes) ^ (scan.quoted ? ~std::uint64_t{0} : 0);
  const std::uint64_t closing = block.closing & ~quoted;
  const std::uint64_t opening = block.opening & ~quoted;
  const long closed = std::popcount(closing);
  if (scan.depth <= closed) return by_byte(text, scan);
  scan.depth += std::popcount(opening) - closed;
  scan.quoted = (quoted >> 63U) != 0;
  return text.size() + 1;
}
#else
std::size_t by_block(std::string_view text, Scan& scan) { return by_byte(text, scan); }
#endif

}  // namespace

std::size_t container_length(std::string_view text) noexcept {
  Scan scan;
  for (std::size_t from = 0; from < text.size(); from += kBlock) {
    __builtin_prefetch(text.data() + std::min(from + kAhead, text.size()));
    const std::string_view part = text.substr(from, kBlock);
    const std::size_t end = part.size() == kBlock ? by_block(part, scan) : by_byte(part, scan);
    if (end <= part.size()) return from + end;
  }
  return 0;
}

}  // namespace belay::json::detail
