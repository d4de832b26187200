#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "belay/base/decimal.hpp"

// Text for people: widths, numbers, ages. Pure; broker text is untrusted, so nothing here lets a
// control character through.

namespace belay::app {

/// Stands for "no value": absent is never shown as zero.
inline constexpr std::string_view kAbsent = "—";

/// Control characters as `\n`, `\x1b`…; bytes that are not UTF-8 as U+FFFD. What a terminal or a
/// log line may be given.
[[nodiscard]] std::string escape_control(std::string_view text);

/// Terminal cells `text` takes: wide East Asian characters and emoji count two, combining marks
/// none. `text` is free of control characters.
[[nodiscard]] std::size_t display_width(std::string_view text);
/// `text` in at most `width` cells; what does not fit is replaced by one "…".
[[nodiscard]] std::string ellipsize(std::string_view text, std::size_t width);

/// `1,234.50`: thousands separated, exactly the digits the value carries.
[[nodiscard]] std::string grouped(Decimal value);
[[nodiscard]] std::string grouped(const std::optional<Decimal>& value);
/// With an explicit plus: `+1,234`, `-0.05`, `0.00`.
[[nodiscard]] std::string signed_text(Decimal value);
/// A price or an amount of money: grouped, at least two digits after the point, no zeros beyond
/// them: `450.10`, `1.2345`.
[[nodiscard]] std::string money_text(Decimal value);
/// A feed price: no more digits than needed, at least two; "—" for NaN. For display only.
[[nodiscard]] std::string price_text(double price);
/// A feed number with up to `digits` digits after the point; "—" for NaN.
[[nodiscard]] std::string number_text(double value, int digits);

/// `0.3 s`, `12 s`, `4 min`, `3 h`, `2 d`. Negative ages (clock skew) read as `0.0 s`.
[[nodiscard]] std::string age_text(std::chrono::nanoseconds age);

/// `text` broken between words into lines ending in '\n', at most `width` cells where its words
/// allow, all but the first indented by `indent`. Control characters are escaped.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

/// `…1234`: enough to tell accounts apart, too little to leak one (product.md P1-21).
[[nodiscard]] std::string masked_account(std::string_view number);

}  // namespace belay::app
