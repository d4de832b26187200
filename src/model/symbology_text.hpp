#pragma once

#include <optional>
#include <string_view>

#include "belay/base/decimal.hpp"
#include "belay/base/error.hpp"
#include "belay/base/time.hpp"

// Pieces that option and futures symbols share. Inside model only.

namespace belay::symbology {

[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
/// Not empty, A–Z and 0–9 only.
[[nodiscard]] bool is_code(std::string_view text);
[[nodiscard]] std::string_view trim_right(std::string_view text);

/// "'<text>' is not <what>: <reason>"; a hostile text is cut short.
[[nodiscard]] std::unexpected<Error> not_a(std::string_view what, std::string_view text,
                                           std::string_view reason);

/// Six digits, 20YY.
[[nodiscard]] std::optional<Date> read_yymmdd(std::string_view text);
/// Fails with invalid when the date does not exist or is outside 2000…2099.
[[nodiscard]] Result<std::string> write_yymmdd(Date date);
/// A plain positive decimal that begins and ends with a digit; trailing zeros are dropped.
[[nodiscard]] std::optional<Decimal> read_strike(std::string_view text);

/// `<head><C|P><strike>`, split at the last C or P that only digits and a point follow.
struct RightAndStrike {
  std::string_view head;
  char right;
  Decimal strike;
};
[[nodiscard]] std::optional<RightAndStrike> split_strike(std::string_view text);

/// What to_* functions check before they write: 'C' or 'P', and a strike above zero.
[[nodiscard]] Result<void> check_option(char right, Decimal strike);

}  // namespace belay::symbology
