#include "proto/dxlink/compact_rows.hpp"

#include <algorithm>
#include <limits>
#include <new>
#include <span>

namespace belay::dxlink {
namespace {

// Rows that are made ready at a time: few enough to stay in the nearest cache until they are
// filled.
constexpr std::size_t kRowsAtOnce = 16;

template <class Value>
Value& value_at(std::byte* row, const Step& step) {
  return *std::launder(reinterpret_cast<Value*>(row + step.offset));
}

// A value without a field must be one all the same.
[[nodiscard]] inline bool is_scalar(Token token) {
  double number = 0;
  bool flag = false;
  return token.is_quoted() || to_real(token, number) || to_boolean(token, flag);
}

inline bool read_symbol(Token token, Symbol& out, TextCache& cache) {
  if (token.is_quoted()) {
    out = cache.intern_framed(token.unquoted());
    return true;
  }
  out = Symbol{};
  return token.is_null();
}

inline bool read_word(Token token, std::byte* row, const Step& step) {
  if (!token.is_quoted()) return false;
  step.read_word(row, token.unquoted());
  return true;
}

inline bool read_token(Token token, const Step& step, std::byte* row, TextCache& cache) {
  switch (step.kind) {
    case ValueKind::real: return to_real(token, value_at<double>(row, step));
    case ValueKind::integer: return to_integer(token, value_at<std::int64_t>(row, step));
    case ValueKind::small_integer: return to_integer(token, value_at<std::int32_t>(row, step));
    case ValueKind::boolean: return to_boolean(token, value_at<bool>(row, step));
    case ValueKind::character: return to_character(token, value_at<char>(row, step));
    case ValueKind::symbol: return read_symbol(token, value_at<Symbol>(row, step), cache);
    case ValueKind::word: return read_word(token, row, step);
    case ValueKind::skipped: return is_scalar(token);
    case ValueKind::other: break;
  }
  return false;
}

}  // namespace

// The same code twice: on a CPU with AVX2 the compiler may use its bit instructions as well.
struct CompactRows::Rows {
  // Ends at the separator behind the row, a comma or a closing bracket.
  [[gnu::always_inline]] static inline bool read_row(const Layout& layout, std::byte* row,
                                                     TextCache& cache, Cursor& cursor) {
    int other = 0;  // not zero after a separator within the row that is no comma
    char separator = ',';
    for (const Step& step : layout.steps) {
      other |= separator ^ ',';
      const Token token = cursor.next();
      if (!read_token(token, step, row, cache)) return false;
      separator = *token.end;
    }
    return other == 0 && (separator == ',' || separator == ']') &&
           layout.codec->symbol_of(row).has_value();
  }

  // `cursor` is a copy so that it can live in registers.
  [[gnu::always_inline]] static inline bool read(const Layout& layout, Context& context,
                                                 Cursor& shared) {
    const std::size_t width = layout.steps.size();
    Cursor cursor = shared;
    for (;;) {
      const std::size_t ready =
          std::min(kRowsAtOnce, static_cast<std::size_t>(cursor.end - cursor.at) / width);
      if (ready == 0) return false;
      auto* row = static_cast<std::byte*>(
          layout.codec->extend(context.batch, context.channel, ready, context.received));
      for (std::size_t left = ready; left > 0; --left, row += layout.codec->size) {
        if (!read_row(layout, row, context.cache, cursor)) return false;
        context.unknown_fields += layout.unknown_columns;
        if (cursor.separator() != ']') continue;
        if (left > 1) context.batch.truncate(context.batch.size() - (left - 1));
        shared = cursor;
        return true;
      }
    }
  }

  static bool portable(const Layout& layout, Context& context, Cursor& cursor) {
    return read(layout, context, cursor);
  }
#if defined(__x86_64__)
  __attribute__((target("avx2,bmi,bmi2,lzcnt"))) static bool avx2(const Layout& layout,
                                                                  Context& context,
                                                                  Cursor& cursor) {
    return read(layout, context, cursor);
  }
#else
  static constexpr auto avx2 = portable;
#endif
};

CompactRows::CompactRows(SeparatorIndex::Method method)
    : index_{method},
      read_rows_{method == SeparatorIndex::Method::avx2 ? &Rows::avx2 : &Rows::portable} {}

bool CompactRows::read(std::string_view data, Context& context) {
  if (data.size() > std::numeric_limits<std::uint32_t>::max() || !data.ends_with("]}") ||
      !index_.scan(data)) {
    return false;
  }
  const std::span<const std::uint32_t> separators = index_.positions();
  Cursor cursor{data.data(), separators.data(), separators.data() + separators.size()};
  do {
    if (!read_pair(context, cursor)) return false;
  } while (cursor.separator() == ',');
  return cursor.at + 1 == cursor.end && *cursor.at + 2 == data.size() && cursor.separator() == ']';
}

// From the separator before a pair to the one behind it.
bool CompactRows::read_pair(Context& context, Cursor& cursor) const {
  const Token type = cursor.next();
  if (cursor.at >= cursor.end || !type.is_quoted() || *type.end != ',') return false;
  const Layout* const layout = context.layouts.find(type.unquoted());
  if (layout == nullptr || !layout->plain) return false;
  const Token before = cursor.next();
  if (before.size() != 0 || *before.end != '[' || !read_rows_(*layout, context, cursor)) {
    return false;
  }
  const Token behind = cursor.next();
  return cursor.at < cursor.end && behind.size() == 0;
}

}  // namespace belay::dxlink
