#pragma once

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "belay/model/symbol.hpp"

namespace belay {

/// Specialised beside each enum that stands on the wire: `names` pairs every enumerator with its
/// text, `fallback` is what an unknown text becomes.
template <class E>
struct EnumText;

template <class E>
concept wire_enum = requires {
  EnumText<E>::names;
  EnumText<E>::fallback;
};

template <wire_enum E>
[[nodiscard]] constexpr std::string_view enum_name(E value) noexcept {
  for (const auto& [candidate, name] : EnumText<E>::names) {
    if (candidate == value) return name;
  }
  return {};
}

/// An enum value from the wire that loses nothing: a text nobody knew becomes `fallback` and keeps
/// its spelling. Trivially copyable. Compares with plain enumerators.
template <wire_enum E>
class Open {
 public:
  constexpr Open() = default;
  constexpr Open(E value) : value_{value} {}  // NOLINT(google-explicit-constructor)

  /// Never fails.
  [[nodiscard]] static Open parse(std::string_view text) {
    for (const auto& [candidate, name] : EnumText<E>::names) {
      if (name == text) return Open{candidate};
    }
    Open unknown{EnumText<E>::fallback};
    unknown.unknown_text_ = Symbol{text};
    return unknown;
  }

  [[nodiscard]] constexpr E value() const noexcept { return value_; }
  [[nodiscard]] bool is_known() const noexcept { return !unknown_text_.has_value(); }
  /// The text as it was, or will be, on the wire. Valid for the life of the process.
  [[nodiscard]] std::string_view text() const noexcept {
    return unknown_text_.has_value() ? unknown_text_.view() : enum_name(value_);
  }

  friend bool operator==(Open a, Open b) noexcept = default;
  friend bool operator==(Open a, E b) noexcept { return a.value_ == b && a.is_known(); }

 private:
  E value_ = EnumText<E>::fallback;
  Symbol unknown_text_;
};

}  // namespace belay

template <class E>
struct fmt::formatter<belay::Open<E>> : fmt::formatter<std::string_view> {
  auto format(belay::Open<E> value, fmt::format_context& context) const {
    return fmt::formatter<std::string_view>::format(value.text(), context);
  }
};
