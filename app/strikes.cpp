#include "app/strikes.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "app/render/text.hpp"

namespace belay::app {
namespace {

constexpr std::size_t kMostUnsigned = 100;  // a larger bare number may well be a strike
constexpr std::string_view kForms =
    "±10 (on each side of the money), ±50pts, 590,595 or =590 (these), 5800..5900 (from, to)";

Result<StrikeChoice> refuse(std::string_view text, std::string_view why) {
  return fail(Errc::usage, fmt::format("'{}' {}; strikes are {}",
                                       escape_control(text.substr(0, 60)), why, kForms));
}

/// A strike or a distance: above zero.
std::optional<Decimal> positive(std::string_view text) {
  const Result<Decimal> value = Decimal::parse(text);
  return value && value->sign() > 0 ? std::optional{value->normalized()} : std::nullopt;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool take_sign(std::string_view& text) {
  return take_prefix(text, "±") || take_prefix(text, "+-") || take_prefix(text, "+/-");
}

Result<StrikeChoice> parse_around(std::string_view text, std::string_view number, bool with_sign) {
  const bool in_points = number.ends_with("pts");
  if (in_points) number.remove_suffix(3);
  const auto width = positive(number);
  if (!width) return refuse(text, "is no number above zero");
  if (!in_points && width->scale() > 0) return refuse(text, "is no whole number of strikes");
  if (!with_sign && !in_points && *width > Decimal{kMostUnsigned}) {
    return refuse(
        text, fmt::format("may be a strike or a number of strikes: write ={0} or ±{0}", number));
  }
  return StrikesAround{*width, in_points};
}

Result<StrikeChoice> parse_range(std::string_view text, std::size_t dots) {
  const std::string_view from = text.substr(0, dots);
  const std::string_view to = text.substr(dots + 2);
  const StrikeRange range{positive(from), positive(to)};
  if ((!from.empty() && !range.low) || (!to.empty() && !range.high)) {
    return refuse(text, "has an end that is no number above zero");
  }
  if (!range.low && !range.high) return refuse(text, "has no end");
  if (range.low && range.high && *range.high < *range.low) {
    return refuse(text, "ends before it begins");
  }
  return range;
}

Result<StrikeChoice> parse_exact(std::string_view text, std::string_view list) {
  ExactStrikes strikes;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const auto strike = positive(list.substr(0, comma));
    if (!strike) return refuse(text, "holds what is no number above zero");
    strikes.push_back(*strike);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  if (strikes.empty()) return refuse(text, "names no strike");
  return strikes;
}

std::size_t whole(Decimal value) { return static_cast<std::size_t>(value.to_double()); }

template <class Wanted>
std::vector<ChainStrike> those(const std::vector<ChainStrike>& strikes, Wanted wanted) {
  std::vector<ChainStrike> kept;
  std::ranges::copy_if(strikes, std::back_inserter(kept),
                       [&](const ChainStrike& strike) { return wanted(strike.strike_price); });
  return kept;
}

std::vector<ChainStrike> between(const std::vector<ChainStrike>& strikes,
                                 const std::optional<Decimal>& low,
                                 const std::optional<Decimal>& high) {
  return those(strikes,
               [&](Decimal price) { return !(low && price < *low) && !(high && price > *high); });
}

struct Choose {
  const std::vector<ChainStrike>& strikes;
  const std::optional<Decimal>& spot;

  std::vector<ChainStrike> operator()(const StrikesAround& choice) const {
    if (!spot) return strikes;
    if (!choice.in_points) return around(strikes, *spot, whole(choice.width));
    const Result<Decimal> low = *spot - choice.width;
    const Result<Decimal> high = *spot + choice.width;
    return low && high ? between(strikes, *low, *high) : strikes;
  }
  std::vector<ChainStrike> operator()(const StrikeRange& range) const {
    return between(strikes, range.low, range.high);
  }
  std::vector<ChainStrike> operator()(const ExactStrikes& exact) const {
    return those(strikes,
                 [&](Decimal price) { return std::ranges::find(exact, price) != exact.end(); });
  }
};

}  // namespace

Result<StrikeChoice> parse_strikes(std::string_view text) {
  std::string_view rest = text;
  if (take_sign(rest)) return parse_around(text, rest, true);
  const std::size_t dots = text.find("..");
  if (dots != std::string_view::npos) return parse_range(text, dots);
  if (take_prefix(rest, "=") || text.find(',') != std::string_view::npos) {
    return parse_exact(text, rest);
  }
  return parse_around(text, text, false);
}

bool needs_spot(const StrikeChoice& choice) {
  return std::holds_alternative<StrikesAround>(choice);
}

std::vector<ChainStrike> around(const std::vector<ChainStrike>& strikes, Decimal spot,
                                std::size_t count) {
  const auto at = std::ranges::lower_bound(strikes, spot, {}, &ChainStrike::strike_price);
  const auto position = static_cast<std::size_t>(at - strikes.begin());
  const bool exact = at != strikes.end() && at->strike_price == spot;
  const std::size_t first = position - std::min(position, count);
  const std::size_t above = position + (exact ? 1 : 0);
  const std::size_t last = above + std::min(count, strikes.size() - above);
  return {strikes.begin() + static_cast<std::ptrdiff_t>(first),
          strikes.begin() + static_cast<std::ptrdiff_t>(last)};
}

std::vector<ChainStrike> chosen_strikes(const std::vector<ChainStrike>& strikes,
                                        const StrikeChoice& choice,
                                        const std::optional<Decimal>& spot) {
  return std::visit(Choose{strikes, spot}, choice);
}

}  // namespace belay::app
