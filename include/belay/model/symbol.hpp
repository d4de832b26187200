#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include <fmt/format.h>

namespace belay {

/// An interned text: symbols, and the few repeating texts of the feed. One pointer wide, trivially
/// copyable, compares and hashes by address. Equal texts are equal Symbols anywhere in the process;
/// a text once interned stays for the life of the process. Thread-safe. A default Symbol is "none"
/// (JSON null), which differs from the empty text.
class Symbol {
 public:
  constexpr Symbol() = default;
  /// Interns `text`. Takes a lock; hot paths keep the handle.
  explicit Symbol(std::string_view text);

  /// The text, valid for the life of the process; empty for "none".
  [[nodiscard]] std::string_view view() const noexcept {
    return entry_ == nullptr ? std::string_view{} : entry_->text;
  }
  /// 1, 2, 3, … in the order of interning, for tables by index; 0 for "none". Means nothing outside
  /// of this process.
  [[nodiscard]] std::uint32_t id() const noexcept { return entry_ == nullptr ? 0 : entry_->id; }
  [[nodiscard]] bool has_value() const noexcept { return entry_ != nullptr; }
  [[nodiscard]] bool empty() const noexcept { return view().empty(); }

  friend bool operator==(Symbol, Symbol) noexcept = default;
  friend bool operator==(Symbol a, std::string_view b) noexcept { return a.view() == b; }
  /// Alphabetical.
  friend std::strong_ordering operator<=>(Symbol a, Symbol b) noexcept {
    return a.view() <=> b.view();
  }
  [[nodiscard]] std::size_t hash() const noexcept { return std::hash<const void*>{}(entry_); }

 private:
  friend class SymbolTable;
  struct Entry {
    std::string_view text;
    std::uint32_t id = 0;
  };
  const Entry* entry_ = nullptr;
};

}  // namespace belay

template <>
struct std::hash<belay::Symbol> {
  std::size_t operator()(belay::Symbol symbol) const noexcept { return symbol.hash(); }
};

template <>
struct fmt::formatter<belay::Symbol> : fmt::formatter<std::string_view> {
  auto format(belay::Symbol symbol, fmt::format_context& context) const {
    return fmt::formatter<std::string_view>::format(symbol.view(), context);
  }
};
