#include "proto/json/plain_reader.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace belay::json::detail {
namespace {

bool is_plain(char c) {
  return c >= ' ' && c != '"' && c != '\\' && static_cast<unsigned char>(c) < 0x80;
}

// The first byte from `at` on that ends a run of plain characters.
const char* end_of_plain(const char* at, const char* end) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i slash = _mm_set1_epi8('\\');
  const __m128i space = _mm_set1_epi8(' ');
  while (end - at >= 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    // Signed: bytes from 0x80 on are less than a space too.
    const __m128i other =
        _mm_or_si128(_mm_cmplt_epi8(bytes, space),
                     _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, slash)));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(other));
    if (mask != 0) return at + std::countr_zero(mask);
    at += 16;
  }
#endif
  while (at != end && is_plain(*at)) ++at;
  return at;
}

std::string_view between(const char* from, const char* to) {
  return {from, static_cast<std::size_t>(to - from)};
}

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
  return at;
}

bool is_number_letter(char c) {
  return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
}

}  // namespace

bool is_number(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = at;
  at = skip_digits(text, at);
  if (at == whole || (text[whole] == '0' && at > whole + 1)) return false;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = ++at;
    at = skip_digits(text, at);
    if (at == fraction) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t exponent = at;
    at = skip_digits(text, at);
    if (at == exponent) return false;
  }
  return at == text.size();
}

std::size_t PlainReader::read(std::string_view text, int depth) {
  at_ = text.data();
  end_ = text.data() + text.size();
  fold_depth_ = depth + 1;
  skip_spaces();
  return value(depth) ? static_cast<std::size_t>(at_ - text.data()) : 0;
}

void PlainReader::skip_spaces() { at_ += detail::skip_spaces(between(at_, end_), 0); }

bool PlainReader::take(char c) {
  if (at_ == end_ || *at_ != c) return false;
  ++at_;
  return true;
}

bool PlainReader::value(int depth) {
  if (at_ == end_) return false;
  switch (*at_) {
    case '{': return object(depth + 1);
    case '[': return array(depth + 1);
    case 't': return word("true", Kind::boolean);
    case 'f': return word("false", Kind::boolean);
    case 'n': return word("null", Kind::null);
    case '"': break;
    default: return number();
  }
  const char* const from = at_;
  std::string_view content;
  if (!string(content)) return false;
  tokens_[open(Kind::string)].text = content;
  tokens_.back().raw = between(from, at_);
  return true;
}

bool PlainReader::string(std::string_view& content) {
  if (!take('"')) return false;
  const char* const from = at_;
  at_ = end_of_plain(at_, end_);
  content = between(from, at_);
  return take('"');
}

bool PlainReader::number() {
  const char* const from = at_;
  while (at_ != end_ && is_number_letter(*at_)) ++at_;
  const std::string_view text = between(from, at_);
  if (!is_number(text)) return false;
  Token& token = tokens_[open(Kind::number)];
  token.raw = text;
  token.text = text;
  return true;
}

bool PlainReader::word(std::string_view expected, Kind kind) {
  if (!between(at_, end_).starts_with(expected)) return false;
  Token& token = tokens_[open(kind)];
  token.raw = between(at_, at_ + expected.size());
  token.text = token.raw;
  at_ += expected.size();
  return true;
}

bool PlainReader::array(int depth) {
  if (depth > Document::kMaxDepth) return false;
  const char* const from = at_;
  const std::size_t self = open(Kind::array);
  ++at_;
  skip_spaces();
  if (take(']')) return close(self, from);
  while (true) {
    if (!value(depth)) return false;
    skip_spaces();
    if (take(']')) return close(self, from);
    if (!take(',')) return false;
    skip_spaces();
  }
}

bool PlainReader::object(int depth) {
  if (depth > Document::kMaxDepth) return false;
  const char* const from = at_;
  const std::size_t self = open(Kind::object);
  ++at_;
  skip_spaces();
  if (take('}')) return close(self, from);
  while (true) {
    std::string_view key;
    if (!string(key)) return false;
    Token& token = tokens_[open(Kind::string)];
    token.raw = key;
    token.text = key;
    skip_spaces();
    if (!take(':')) return false;
    skip_spaces();
    if (!member(key, depth)) return false;
    skip_spaces();
    if (take('}')) return close(self, from);
    if (!take(',')) return false;
    skip_spaces();
  }
}

bool PlainReader::member(std::string_view key, int depth) {
  if (at_ == end_ || *at_ != '{' || depth != fold_depth_) return value(depth);
  const auto which = static_cast<std::size_t>(std::ranges::find(folded_, key) - folded_.begin());
  if (which == folded_.size()) return value(depth);
  if (take_folded(which)) return true;
  const char* const from = at_;
  if (!value(depth)) return false;
  last_[which] = between(from, at_);
  return true;
}

bool PlainReader::take_folded(std::size_t which) {
  const std::string_view last = last_[which];
  if (last.empty() || !between(at_, end_).starts_with(last)) return false;
  Token& token = tokens_[open(Kind::object)];
  token.raw = between(at_, at_ + last.size());
  token.text = token.raw;
  token.folded = true;
  at_ += last.size();
  return true;
}

std::size_t PlainReader::open(Kind kind) {
  const std::size_t self = tokens_.size();
  Token& token = tokens_.emplace_back();
  token.end = static_cast<std::uint32_t>(self + 1);
  token.kind = kind;
  return self;
}

bool PlainReader::close(std::size_t self, const char* from) {
  Token& token = tokens_[self];
  token.raw = between(from, at_);
  token.text = token.raw;
  token.end = static_cast<std::uint32_t>(tokens_.size());
  return true;
}

}  // namespace belay::json::detail
