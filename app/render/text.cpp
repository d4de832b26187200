#include "app/render/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

namespace belay::app {
namespace {

constexpr char32_t kReplacement = U'\uFFFD';

struct CodePoint {
  char32_t value = kReplacement;
  std::size_t bytes = 1;
};

std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  if (lead >= 0xF0 && lead < 0xF5) return 4;
  return 0;
}

bool is_scalar(char32_t value, std::size_t bytes) {
  constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  return value >= smallest[bytes] && value <= 0x10FFFF && !(value >= 0xD800 && value <= 0xDFFF);
}

/// The first code point of a non-empty text; one replaced byte when it is not UTF-8.
CodePoint first_code_point(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t bytes = sequence_length(lead);
  if (bytes == 1) return {lead, 1};
  if (bytes == 0 || bytes > text.size()) return {};
  char32_t value = lead & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0U) != 0x80U) return {};
    value = (value << 6U) | (next & 0x3FU);
  }
  return is_scalar(value, bytes) ? CodePoint{value, bytes} : CodePoint{};
}

using Range = std::pair<char32_t, char32_t>;

/// Combining marks, joiners, variation selectors (Unicode 15, general categories Mn, Me, Cf).
constexpr auto kZeroWidth = std::to_array<Range>({{0x0300, 0x036F},
                                                  {0x0483, 0x0489},
                                                  {0x0591, 0x05BD},
                                                  {0x0610, 0x061A},
                                                  {0x064B, 0x065F},
                                                  {0x0E31, 0x0E31},
                                                  {0x0E34, 0x0E3A},
                                                  {0x0E47, 0x0E4E},
                                                  {0x1AB0, 0x1AFF},
                                                  {0x1DC0, 0x1DFF},
                                                  {0x200B, 0x200F},
                                                  {0x202A, 0x202E},
                                                  {0x2060, 0x2064},
                                                  {0x20D0, 0x20FF},
                                                  {0xFE00, 0xFE0F},
                                                  {0xFE20, 0xFE2F},
                                                  {0xFEFF, 0xFEFF},
                                                  {0xE0100, 0xE01EF}});
/// East Asian Wide and Fullwidth, and emoji shown as such.
constexpr auto kWide = std::to_array<Range>(
    {{0x1100, 0x115F},   {0x231A, 0x231B},  {0x23E9, 0x23EC},   {0x2614, 0x2615},
     {0x26A1, 0x26A1},   {0x2705, 0x2705},  {0x274C, 0x274C},   {0x2E80, 0x303E},
     {0x3041, 0x33FF},   {0x3400, 0x4DBF},  {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},
     {0xA960, 0xA97F},   {0xAC00, 0xD7A3},  {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
     {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF},
     {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}});

bool within(char32_t value, const auto& ranges) {
  const auto next = std::ranges::upper_bound(ranges, value, {}, &Range::first);
  return next != ranges.begin() && value <= std::prev(next)->second;
}

std::size_t cells(char32_t value) {
  if (within(value, kZeroWidth)) return 0;
  return within(value, kWide) ? 2 : 1;
}

bool is_control(char32_t value) {
  const bool bidi = (value >= 0x202A && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069);
  return value < 0x20 || (value >= 0x7F && value < 0xA0) || value == 0x2028 || value == 0x2029 ||
         bidi;
}

std::string escaped(char32_t value) {
  switch (value) {
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: break;
  }
  const auto code = static_cast<std::uint32_t>(value);
  return value < 0x100 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{:04x}", code);
}

}  // namespace

std::string escape_control(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (is_control(point.value)) {
      out += escaped(point.value);
    } else if (point.value == kReplacement) {
      out += "\uFFFD";
    } else {
      out += text.substr(0, point.bytes);
    }
    text.remove_prefix(point.bytes);
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    width += cells(point.value);
    text.remove_prefix(point.bytes);
  }
  return width;
}

std::string ellipsize(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string{text};
  if (width == 0) return {};
  std::string out;
  std::size_t used = 0;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (used + cells(point.value) > width - 1) break;
    used += cells(point.value);
    out += text.substr(0, point.bytes);
    text.remove_prefix(point.bytes);
  }
  return out + "…";
}

std::string grouped(Decimal value) {
  std::string text = value.to_string();
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  std::size_t at = std::min(text.find('.'), text.size());
  while (at > first + 3) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::string grouped(const std::optional<Decimal>& value) {
  return value ? grouped(*value) : std::string{kAbsent};
}

std::string signed_text(Decimal value) {
  return value.sign() > 0 ? "+" + grouped(value) : grouped(value);
}

std::string money_text(Decimal value) {
  constexpr int kCents = 2;
  if (value.scale() >= kCents) return grouped(value.normalized(kCents));
  return grouped(value.rescaled(kCents, Rounding::half_even).value_or(value));
}

std::string price_text(double price) {
  if (!std::isfinite(price)) return std::string{kAbsent};
  std::string text = fmt::format("{:.6f}", price);
  const std::size_t least = text.find('.') + 3;
  while (text.size() > least && text.back() == '0') text.pop_back();
  return text;
}

std::string number_text(double value, int digits) {
  if (!std::isfinite(value)) return std::string{kAbsent};
  std::string text = fmt::format("{:.{}f}", value, digits);
  if (text.find('.') == std::string::npos) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string age_text(std::chrono::nanoseconds age) {
  const double seconds = std::max(0.0, std::chrono::duration<double>(age).count());
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  if (seconds < 59.5) return fmt::format("{:.0f} s", seconds);
  if (seconds < 3600) return fmt::format("{:.0f} min", std::floor(seconds / 60));
  if (seconds < 86'400) return fmt::format("{:.0f} h", std::floor(seconds / 3600));
  return fmt::format("{:.0f} d", std::floor(seconds / 86'400));
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  const std::string safe = escape_control(text);
  std::string_view rest = safe;
  std::string out;
  std::size_t used = 0;
  while (!rest.empty()) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    const std::size_t cells = display_width(word);
    const bool starts_line = used == 0 || (used == indent && out.ends_with(' '));
    if (!starts_line && used + 1 + cells > width) {
      out += "\n" + std::string(indent, ' ');
      used = indent;
    } else if (!starts_line) {
      out += ' ';
      ++used;
    }
    out += word;
    used += cells;
  }
  return out + "\n";
}

std::string masked_account(std::string_view number) {
  return "…" + std::string{number.substr(number.size() - std::min<std::size_t>(4, number.size()))};
}

}  // namespace belay::app
