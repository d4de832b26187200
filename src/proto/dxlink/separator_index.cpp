#include "proto/dxlink/separator_index.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "proto/dxlink/token.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace belay::dxlink {
namespace {

using Block = SeparatorIndex::Block;

constexpr std::size_t kBlock = 64;

using detail::every_byte;

// 0x80 in each byte of `word` that is `value`. Of ASCII bytes only.
constexpr std::uint64_t equal(std::uint64_t word, char value) {
  const std::uint64_t other = word ^ every_byte(static_cast<unsigned char>(value));
  return ~(other + every_byte(0x7F)) & every_byte(0x80);
}

// The eight top bits of a word's bytes, side by side.
constexpr std::uint64_t gathered(std::uint64_t tops) {
  return ((tops >> 7U) * 0x0102'0408'1020'4080U) >> 56U;
}

Block block_at(const char* from, std::uint64_t& odd) {
  Block block{};
  for (unsigned byte = 0; byte < kBlock; byte += 8) {
    const std::uint64_t word = detail::load8(from + byte);
    const std::uint64_t control = ~(word + every_byte(0x80 - 0x20));
    block.quotes |= gathered(equal(word, '"')) << byte;
    block.separators |= gathered(equal(word, ',') | equal(word, '[') | equal(word, ']')) << byte;
    odd |= word | control | equal(word, '\\');
  }
  return block;
}

bool classify_portable(std::string_view text, Block* blocks) {
  std::uint64_t odd = 0;
  for (; text.size() >= kBlock; text.remove_prefix(kBlock)) *blocks++ = block_at(text.data(), odd);
  if (!text.empty()) {
    std::array<char, kBlock> rest;
    rest.fill(' ');
    std::ranges::copy(text, rest.begin());
    *blocks = block_at(rest.data(), odd);
  }
  return (odd & every_byte(0x80)) == 0;
}

#if defined(__x86_64__)

// Bits of a block that begins at `at` and lie within `size` bytes.
std::uint64_t within(std::size_t at, std::size_t size) {
  return size - at >= kBlock ? ~std::uint64_t{0} : (std::uint64_t{1} << (size - at)) - 1;
}

/// A block in the registers of SSE2, which every x86-64 CPU has.
struct Quarters {
  __m128i first;
  __m128i second;
  __m128i third;
  __m128i fourth;
};

std::uint64_t bits(__m128i bytes) { return static_cast<unsigned>(_mm_movemask_epi8(bytes)); }

std::uint64_t bits(const Quarters& block, auto of) {
  return bits(of(block.first)) | bits(of(block.second)) << 16U | bits(of(block.third)) << 32U |
         bits(of(block.fourth)) << 48U;
}

__m128i equal(__m128i bytes, char value) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(value)); }

bool classify_sse2(std::string_view text, Block* blocks) {
  std::uint64_t odd = 0;
  for (std::size_t at = 0; at < text.size(); at += kBlock) {
    const auto* const from = reinterpret_cast<const __m128i*>(text.data() + at);
    const Quarters block{_mm_loadu_si128(from), _mm_loadu_si128(from + 1),
                         _mm_loadu_si128(from + 2), _mm_loadu_si128(from + 3)};
    const std::uint64_t valid = within(at, text.size());
    // As signed numbers, non-ASCII bytes are below the space as well.
    odd |= valid & bits(block, [](__m128i each) {
             return _mm_or_si128(_mm_cmpgt_epi8(_mm_set1_epi8(' '), each), equal(each, '\\'));
           });
    *blocks++ = {valid & bits(block, [](__m128i each) { return equal(each, '"'); }),
                 valid & bits(block, [](__m128i each) {
                   return _mm_or_si128(equal(each, ','),
                                       _mm_or_si128(equal(each, '['), equal(each, ']')));
                 })};
  }
  return odd == 0;
}

__attribute__((target("avx2"))) inline std::uint64_t bits(__m256i low, __m256i high) {
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(low)) |
         std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(high))} << 32U;
}

__attribute__((target("avx2"))) inline __m256i separators(__m256i bytes) {
  return _mm256_or_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(',')),
                         _mm256_or_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('[')),
                                         _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(']'))));
}

// As signed numbers, non-ASCII bytes are below the space as well.
__attribute__((target("avx2"))) inline __m256i odd_ones(__m256i bytes) {
  return _mm256_or_si256(_mm256_cmpgt_epi8(_mm256_set1_epi8(' '), bytes),
                         _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\\')));
}

__attribute__((target("avx2"))) bool classify_avx2(std::string_view text, Block* blocks) {
  const __m256i quote = _mm256_set1_epi8('"');
  std::uint64_t odd = 0;
  for (std::size_t at = 0; at < text.size(); at += kBlock) {
    const auto* const from = reinterpret_cast<const __m256i*>(text.data() + at);
    const __m256i low = _mm256_loadu_si256(from);
    const __m256i high = _mm256_loadu_si256(from + 1);
    const std::uint64_t valid = within(at, text.size());
    odd |= bits(odd_ones(low), odd_ones(high)) & valid;
    *blocks++ = {bits(_mm256_cmpeq_epi8(low, quote), _mm256_cmpeq_epi8(high, quote)) & valid,
                 bits(separators(low), separators(high)) & valid};
  }
  return odd == 0;
}

#else

constexpr auto classify_sse2 = classify_portable;
constexpr auto classify_avx2 = classify_portable;

#endif

// Each bit becomes the exclusive or of itself and all below it: ones from each opening quote to
// before its closing one.
constexpr std::uint64_t from_quote_to_quote(std::uint64_t quotes) {
  for (unsigned step = 1; step < kBlock; step *= 2) quotes ^= quotes << step;
  return quotes;
}

// As many positions of a block are noted at once, wanted or not, for how many there are no CPU
// could guess. Those too many are overwritten by the next block's.
constexpr std::size_t kUsual = 10;

[[gnu::always_inline]] inline bool locate(std::span<const Block> blocks, std::uint32_t* positions,
                                          std::size_t& count) {
  std::uint64_t inside = 0;           // all ones while a string goes on from the block before
  std::uint64_t after_separator = 0;  // one when the block before ended with a separator
  std::uint64_t misplaced = 0;
  std::uint32_t* to = positions;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const std::uint64_t strings = from_quote_to_quote(blocks[i].quotes) ^ inside;
    std::uint64_t separators = blocks[i].separators & ~strings;
    misplaced |= blocks[i].quotes & strings & ~(separators << 1U | after_separator);
    inside = ~((strings >> 63U) - 1);
    after_separator = separators >> 63U;
    std::uint32_t* const end = to + std::popcount(separators);
    for (std::size_t noted = 0; noted < kUsual || to + noted < end; ++noted) {
      to[noted] = static_cast<std::uint32_t>(i * kBlock) +
                  static_cast<std::uint32_t>(std::countr_zero(separators));
      separators &= separators - 1;
    }
    to = end;
  }
  count = static_cast<std::size_t>(to - positions);
  return (inside | misplaced) == 0;
}

bool locate_portable(std::span<const Block> blocks, std::uint32_t* positions, std::size_t& count) {
  return locate(blocks, positions, count);
}

#if defined(__x86_64__)
__attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt"))) bool locate_avx2(
    std::span<const Block> blocks, std::uint32_t* positions, std::size_t& count) {
  return locate(blocks, positions, count);
}
#else
constexpr auto locate_avx2 = locate_portable;
#endif

}  // namespace

SeparatorIndex::Method SeparatorIndex::best() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) return Method::avx2;
#endif
  return Method::baseline;
}

SeparatorIndex::Classify SeparatorIndex::classify_by(Method method) {
  switch (method) {
    case Method::avx2: return classify_avx2;
    case Method::baseline: return classify_sse2;
    default: return &classify_portable;
  }
}

SeparatorIndex::Locate SeparatorIndex::locate_by(Method method) {
  return method == Method::avx2 ? locate_avx2 : locate_portable;
}

SeparatorIndex::SeparatorIndex(Method method)
    : classify_{classify_by(method)}, locate_{locate_by(method)}, positions_(kGuards) {}

bool SeparatorIndex::scan(std::string_view text) {
  const std::size_t blocks = (text.size() + kBlock - 1) / kBlock;
  if (blocks_.size() < blocks) {
    blocks_.resize(blocks);
    positions_.resize(blocks * kBlock + std::max(kUsual, kGuards));
  }
  count_ = 0;
  if (!classify_(text, blocks_.data())) return false;
  const bool sound = locate_(std::span{blocks_}.first(blocks), positions_.data(), count_);
  const std::size_t last = text.empty() ? 0 : text.size() - 1;
  for (std::size_t i = 0; i < kGuards; ++i) {
    positions_[count_ + i] = static_cast<std::uint32_t>(last);
  }
  return sound;
}

}  // namespace belay::dxlink
