#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace belay::dxlink {

/// Where the commas and square brackets of a JSON text stand, but for those inside of strings: 64
/// bytes are looked at together. After that every value's both ends are known.
class SeparatorIndex {
 public:
  /// `baseline` is what every CPU of this architecture has; `avx2` stands for all that came with it
  /// (BMI, LZCNT, POPCNT).
  enum class Method : std::uint8_t { portable, baseline, avx2 };
  /// The fastest one that this CPU has.
  [[nodiscard]] static Method best();

  explicit SeparatorIndex(Method method = best());

  /// False when the text holds what only a whole parser can judge: an escape, a control or
  /// non-ASCII character, a string that does not end or does not begin right after a separator.
  /// `text` must have 64 readable bytes behind it.
  [[nodiscard]] bool scan(std::string_view text);

  /// Of the last scanned text, and behind them kGuards times the position of its last byte.
  [[nodiscard]] std::span<const std::uint32_t> positions() const {
    return {positions_.data(), count_};
  }
  static constexpr std::size_t kGuards = 4;

  /// What 64 bytes are, a bit each.
  struct Block {
    std::uint64_t quotes;
    std::uint64_t separators;
  };

 private:
  using Classify = bool (*)(std::string_view text, Block* blocks);
  // The blocks' separators outside of strings become positions; false for a misplaced quote.
  using Locate = bool (*)(std::span<const Block> blocks, std::uint32_t* positions,
                          std::size_t& count);
  static Classify classify_by(Method method);
  static Locate locate_by(Method method);

  Classify classify_;
  Locate locate_;
  std::vector<Block> blocks_;
  std::vector<std::uint32_t> positions_;
  std::size_t count_ = 0;
};

}  // namespace belay::dxlink
