#include "model/symbology_text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace belay::symbology {

bool is_code(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return is_digit(c) || is_upper(c); });
}

std::string_view trim_right(std::string_view text) {
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

std::unexpected<Error> not_a(std::string_view what, std::string_view text,
                             std::string_view reason) {
  return fail(Errc::parse, fmt::format("'{}' is not {}: {}", text.substr(0, 60), what, reason));
}

std::optional<Date> read_yymmdd(std::string_view text) {
  if (text.size() != 6 || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  const auto two = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  const Date date{std::chrono::year{2000 + two(0)},
                  std::chrono::month{static_cast<unsigned>(two(2))},
                  std::chrono::day{static_cast<unsigned>(two(4))}};
  return date.ok() ? std::optional{date} : std::nullopt;
}

Result<std::string> write_yymmdd(Date date) {
  const int year = static_cast<int>(date.year());
  if (!date.ok() || year < 2000 || year > 2099) {
    return fail(Errc::invalid,
                fmt::format("expiration {} cannot stand in a symbol: a date of 2000…2099 can",
                            to_iso_date(date)));
  }
  return fmt::format("{:02}{:02}{:02}", year - 2000, static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::optional<Decimal> read_strike(std::string_view text) {
  if (text.empty() || !is_digit(text.front()) || !is_digit(text.back())) return std::nullopt;
  if (!std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '.'; }))
    return std::nullopt;
  const auto strike = Decimal::parse(text);
  if (!strike || strike->sign() <= 0) return std::nullopt;
  return strike->normalized();
}

std::optional<RightAndStrike> split_strike(std::string_view text) {
  const std::size_t at = text.find_last_not_of("0123456789.");
  if (at == std::string_view::npos || (text[at] != 'C' && text[at] != 'P')) return std::nullopt;
  const auto strike = read_strike(text.substr(at + 1));
  if (!strike) return std::nullopt;
  return RightAndStrike{text.substr(0, at), text[at], *strike};
}

Result<void> check_option(char right, Decimal strike) {
  if (right != 'C' && right != 'P')
    return fail(Errc::invalid, fmt::format("an option is a 'C' or a 'P', not a '{}'", right));
  if (strike.sign() <= 0)
    return fail(Errc::invalid, fmt::format("strike {} is not greater than zero", strike));
  return {};
}

}  // namespace belay::symbology
