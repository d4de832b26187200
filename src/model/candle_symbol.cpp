#include "belay/model/candle_symbol.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace belay {
namespace {

struct UnitRow {
  CandleUnit unit;
  std::string_view name;       // canonical, case-sensitive
  std::string_view full_name;  // any beginning of it, any case
  std::int64_t milliseconds;
};

constexpr std::int64_t kDay = 86'400'000;
constexpr auto kUnits =
    std::to_array<UnitRow>({{CandleUnit::tick, "t", "TICK", 0},
                            {CandleUnit::second, "s", "SECOND", 1'000},
                            {CandleUnit::minute, "m", "MINUTE", 60'000},
                            {CandleUnit::hour, "h", "HOUR", 3'600'000},
                            {CandleUnit::day, "d", "DAY", kDay},
                            {CandleUnit::week, "w", "WEEK", 7 * kDay},
                            {CandleUnit::month, "mo", "MONTH", 30 * kDay},
                            {CandleUnit::option_expiration, "o", "OPTEXP", 30 * kDay},
                            {CandleUnit::year, "y", "YEAR", 365 * kDay},
                            {CandleUnit::volume, "v", "VOLUME", 0},
                            {CandleUnit::price, "p", "PRICE", 0},
                            {CandleUnit::price_momentum, "pm", "PRICE_MOMENTUM", 0},
                            {CandleUnit::price_renko, "pr", "PRICE_RENKO", 0}});

constexpr auto kPrices = std::to_array<std::string_view>({"last", "bid", "ask", "mark", "s"});
constexpr auto kTruths = std::to_array<std::string_view>({"false", "true"});
constexpr auto kAlignments = std::to_array<std::string_view>({"m", "s"});

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Without regard to case. Everything begins with the empty text, so callers exclude it.
bool begins_with(std::string_view text, std::string_view beginning) {
  return text.size() >= beginning.size() &&
         std::ranges::equal(text.substr(0, beginning.size()), beginning, {}, lower, lower);
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && begins_with(a, b);
}

template <std::size_t N, class Match>
std::optional<std::size_t> place_of(const std::array<std::string_view, N>& names,
                                    std::string_view text, Match match) {
  const auto found = std::ranges::find_if(names, [&](auto name) { return match(name, text); });
  if (text.empty() || found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

const UnitRow& row_of(CandleUnit unit) { return kUnits.at(static_cast<std::size_t>(unit)); }

std::optional<CandleUnit> parse_unit(std::string_view text) {
  if (text.empty()) return std::nullopt;
  auto found = std::ranges::find(kUnits, text, &UnitRow::name);
  if (found == kUnits.end()) {
    found = std::ranges::find_if(kUnits, [&](const UnitRow& row) {
      return begins_with(row.full_name, text) ||
             (lower(text.back()) == 's' && same(row.full_name, text.substr(0, text.size() - 1)));
    });
  }
  if (found == kUnits.end()) return std::nullopt;
  return found->unit;
}

// The whole text is a finite number; a leading plus is allowed.
std::optional<double> parse_number(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

// Whole numbers without a point.
std::string number_text(double value) {
  constexpr double kExact = 1e15;
  if (std::abs(value) < kExact && value == std::trunc(value))
    return fmt::format("{}", static_cast<std::int64_t>(value));
  return fmt::format("{}", value);
}

// --- one rule per known key: what its value means in canonical spelling ---

std::optional<std::string> canonical_period(std::string_view value) {
  const auto period = parse_candle_period(value);
  if (!period) return std::nullopt;
  return to_string(*period);
}

std::optional<std::string> canonical_price(std::string_view value) {
  const auto price = parse_candle_price(value);
  if (!price) return std::nullopt;
  return std::string{to_string(*price)};
}

std::optional<std::string> canonical_truth(std::string_view value) {
  const auto place = place_of(kTruths, value, begins_with);
  if (!place) return std::nullopt;
  return std::string{kTruths.at(*place)};
}

std::optional<std::string> canonical_alignment(std::string_view value) {
  const auto place = place_of(kAlignments, value, same);
  if (!place) return std::nullopt;
  return std::string{kAlignments.at(*place)};
}

std::optional<std::string> canonical_level(std::string_view value) {
  if (same(value, "NaN")) return "NaN";
  const auto level = parse_number(value);
  if (!level || std::signbit(*level)) return std::nullopt;
  return number_text(*level);
}

struct KeyRow {
  std::string_view key;
  std::string_view standard;  // the value that is left out
  std::optional<std::string> (*canonical)(std::string_view);
};

// In the order of canonicalisation.
constexpr auto kKeys = std::to_array<KeyRow>({{"price", "last", canonical_price},
                                              {"tho", "false", canonical_truth},
                                              {"", "t", canonical_period},
                                              {"a", "m", canonical_alignment},
                                              {"pl", "NaN", canonical_level}});

// --- the attribute block ---

struct Attribute {
  std::string text;  // `price=bid`, or whatever stands between two commas
  std::size_t equals = text.find('=');

  [[nodiscard]] bool has_key(std::string_view key) const {
    return equals != std::string::npos && std::string_view{text}.substr(0, equals) == key;
  }
  [[nodiscard]] std::string_view key() const { return std::string_view{text}.substr(0, equals); }
  [[nodiscard]] std::string_view value() const {
    return equals == std::string::npos ? std::string_view{}
                                       : std::string_view{text}.substr(equals + 1);
  }
};

struct Parts {
  std::string_view base;
  std::vector<Attribute> attributes;
};

// Where the block's brace opens; npos without a block.
std::size_t block_of(std::string_view text) {
  if (!text.ends_with('}')) return std::string_view::npos;
  const std::size_t open = text.rfind('{');
  const bool filled = open != std::string_view::npos && open + 2 < text.size();
  return filled && open > 0 ? open : std::string_view::npos;
}

// A base that has a block itself is no symbol: such a text has no parts.
Parts split(std::string_view text) {
  Parts parts{.base = text, .attributes = {}};
  const std::size_t open = block_of(text);
  if (open == std::string_view::npos) return parts;
  if (block_of(text.substr(0, open)) != std::string_view::npos) return parts;
  parts.base = text.substr(0, open);
  std::string_view block = text.substr(open + 1, text.size() - open - 2);
  for (std::size_t comma = block.find(','); comma != std::string_view::npos;
       comma = block.find(',')) {
    parts.attributes.push_back(Attribute{std::string{block.substr(0, comma)}});
    block.remove_prefix(comma + 1);
  }
  parts.attributes.push_back(Attribute{std::string{block}});
  return parts;
}

// Braces around nothing are no block.
bool nothing_left(const Parts& parts) {
  return parts.attributes.empty() ||
         (parts.attributes.size() == 1 && parts.attributes.front().text.empty());
}

std::string join(const Parts& parts) {
  if (nothing_left(parts)) return std::string{parts.base};
  std::string text{parts.base};
  char before = '{';
  for (const Attribute& attribute : parts.attributes) {
    text += before;
    text += attribute.text;
    before = ',';
  }
  return text + '}';
}

std::vector<Attribute>::iterator find(Parts& parts, std::string_view key) {
  return std::ranges::find_if(parts.attributes, [&](auto& each) { return each.has_key(key); });
}

void canonicalise(Parts& parts, const KeyRow& row) {
  const auto found = find(parts, row.key);
  if (found == parts.attributes.end()) return;
  const std::optional<std::string> value = row.canonical(found->value());
  if (!value || (*value == found->value() && *value != row.standard)) return;
  const bool keep = *value != row.standard;
  if (keep) *found = Attribute{fmt::format("{}={}", row.key, *value)};
  const auto surplus = std::remove_if(keep ? found + 1 : found, parts.attributes.end(),
                                      [&](const Attribute& each) { return each.has_key(row.key); });
  parts.attributes.erase(surplus, parts.attributes.end());
}

// Replaces the value of `key`; a new attribute goes before the first with a greater key.
void put(Parts& parts, std::string_view key, std::string_view value) {
  Attribute wanted{fmt::format("{}={}", key, value)};
  if (const auto found = find(parts, key); found != parts.attributes.end()) {
    *found = std::move(wanted);
    return;
  }
  const auto after = std::ranges::find_if(parts.attributes, [&](const Attribute& each) {
    return each.equals != std::string::npos && each.key() > key;
  });
  parts.attributes.insert(after, std::move(wanted));
}

// Takes the value of a known key out of the block; nullopt when absent or unreadable.
template <class Read>
auto take(Parts& parts, std::string_view key, Read read) -> decltype(read(key)) {
  const auto found = find(parts, key);
  if (found == parts.attributes.end()) return std::nullopt;
  auto value = read(found->value());
  if (value) {
    std::erase_if(parts.attributes, [&](const Attribute& each) { return each.has_key(key); });
  }
  return value;
}

}  // namespace

std::optional<CandlePeriod> parse_candle_period(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789.-+eE"), text.size());
  const auto unit = parse_unit(text.substr(digits));
  const auto count = digits == 0 ? std::optional{1.0} : parse_number(text.substr(0, digits));
  if (!unit || !count) return std::nullopt;
  return CandlePeriod{*count, *unit};
}

std::string to_string(CandlePeriod period) {
  const std::string_view unit = row_of(period.unit).name;
  return period.count == 1 ? std::string{unit} : number_text(period.count) + std::string{unit};
}

std::chrono::milliseconds length_of(CandlePeriod period) {
  constexpr double kMost = 1e15;  // thirty thousand years, and exact
  const double length = period.count * static_cast<double>(row_of(period.unit).milliseconds);
  return std::chrono::milliseconds{
      static_cast<std::int64_t>(std::clamp(std::isnan(length) ? 0.0 : length, 0.0, kMost))};
}

std::string_view to_string(CandlePrice price) {
  return kPrices.at(static_cast<std::size_t>(price));
}

std::optional<CandlePrice> parse_candle_price(std::string_view text) {
  const auto place = place_of(kPrices, text, begins_with);
  if (!place) return std::nullopt;
  return static_cast<CandlePrice>(*place);
}

CandleSymbol parse_candle_symbol(std::string_view text) {
  Parts parts = split(text);
  CandleSymbol symbol;
  symbol.price = take(parts, "price", parse_candle_price).value_or(CandlePrice::last);
  symbol.trading_hours_only = take(parts, "tho", canonical_truth).value_or("") == "true";
  symbol.period = take(parts, "", parse_candle_period).value_or(CandlePeriod{});
  symbol.alignment = take(parts, "a", canonical_alignment).value_or("") == "s"
                         ? CandleAlignment::session
                         : CandleAlignment::midnight;
  if (const auto level = take(parts, "pl", canonical_level))
    symbol.price_level = parse_number(*level);
  const std::size_t size = parts.base.size();
  const bool regional = size > 2 && parts.base[size - 2] == '&' && parts.base.back() != '\0';
  symbol.base = parts.base.substr(0, regional ? size - 2 : size);
  symbol.exchange = regional ? parts.base.back() : '\0';
  if (nothing_left(parts)) return symbol;
  for (Attribute& each : parts.attributes) symbol.other.push_back(std::move(each.text));
  return symbol;
}

std::string to_string(const CandleSymbol& symbol) {
  std::string base = symbol.base;
  if (symbol.exchange != '\0') base.append({'&', symbol.exchange});
  Parts parts{.base = base, .attributes = {}};
  for (const std::string& each : symbol.other) parts.attributes.push_back(Attribute{each});
  if (symbol.period != CandlePeriod{}) put(parts, "", to_string(symbol.period));
  if (symbol.alignment == CandleAlignment::session) put(parts, "a", "s");
  if (symbol.price_level) put(parts, "pl", number_text(*symbol.price_level));
  if (symbol.price != CandlePrice::last) put(parts, "price", to_string(symbol.price));
  if (symbol.trading_hours_only) put(parts, "tho", "true");
  return join(parts);
}

std::string canonical_candle_symbol(std::string_view text) {
  Parts parts = split(text);
  for (const KeyRow& row : kKeys) canonicalise(parts, row);
  return join(parts);
}

}  // namespace belay
