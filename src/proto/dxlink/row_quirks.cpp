#include "proto/dxlink/row_quirks.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <type_traits>

#include "belay/model/indexed.hpp"

namespace belay::dxlink {
namespace {

struct Spoiling {
  bool nan = false;
  bool odd = false;
  bool nulls = false;
  bool zero_times = false;
  bool sequence = false;
  [[nodiscard]] bool any() const { return nan || odd || nulls || zero_times || sequence; }
};

Spoiling spoiling(QuirkSchedule& quirks, Tick now) {
  const auto holds = [&](Quirk quirk) { return quirks.holds(quirk, now) != nullptr; };
  return {.nan = holds(Quirk::nan_values),
          .odd = holds(Quirk::odd_prices),
          .nulls = holds(Quirk::null_texts),
          .zero_times = holds(Quirk::zero_times),
          .sequence = holds(Quirk::index_sequence)};
}

double no_number(Dice& dice) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr std::array<double, 3> kAll{kNaN, kInfinity, -kInfinity};
  return kAll[dice.below(kAll.size())];
}

void spoil(double& value, Unit unit, const Spoiling& how, Dice& dice) {
  if (how.nan) value = no_number(dice);
  if (how.odd && unit == Unit::price) value = dice.chance(0.5) ? 0.0 : -std::abs(value);
}

bool is_quote_time(std::string_view name) {
  return name == "bidTime" || name == "askTime" || name == "eventTime";
}

template <class E>
void spoil_fields(E& event, const Spoiling& how, Dice& dice) {
  for_each_field<E>([&](const auto& field) {
    if (!field.on_wire()) return;
    auto& value = event.*field.member;
    using T = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::is_same_v<T, double>) spoil(value, field.unit, how, dice);
    if constexpr (std::is_same_v<T, char>) {
      if (how.nulls) value = '\0';
    }
    if constexpr (std::is_same_v<T, Symbol>) {
      // A book's source is part of its identity.
      if (how.nulls && field.unit == Unit::text && field.wire != "source") value = Symbol{};
    }
    if constexpr (std::is_same_v<T, std::int64_t> && std::is_same_v<E, Quote>) {
      if (how.zero_times && is_quote_time(field.wire)) value = 0;
    }
  });
}

// The same time always gets the same sequence: an update must meet its row.
template <class E>
void fill_sequence(E& event) {
  if constexpr (timed_event<E> && !book_event<E> && !std::is_same_v<E, Series> &&
                requires { event.sequence; }) {
    const auto mixed = static_cast<std::uint64_t>(event.time) * 0x9E37'79B9'7F4A'7C15U;
    event.sequence = static_cast<std::int32_t>((mixed >> 42U) | 1U) & kMostSequence;
    event.index = pack_index(event.time, event.sequence);
  }
}

void append_short(std::string& out, double value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  out.append(buffer.data(), end);
}

// 1.0E2, 5.0E-5
void append_exponent(std::string& out, double value) {
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::scientific)
                       .ptr;
  const std::string text{buffer.data(), end};
  const auto e = text.find('e');
  out += text.substr(0, e);
  if (text.find('.') == std::string::npos) out += ".0";
  out += 'E';
  out += std::to_string(std::stoi(text.substr(e + 1)));
}

void respell_number(std::string& out, std::string_view token, std::string_view how) {
  double value = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
  const bool is_double = token.find_first_of(".E") != std::string_view::npos;
  if (!is_double || error != std::errc{} || end != token.data() + token.size()) {
    out += token;
  } else if (how == "exponent") {
    append_exponent(out, value);
  } else {
    append_short(out, value);
  }
}

std::size_t end_of_text(std::string_view json, std::size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return std::min(json.size(), at + 1);
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// Walks the tokens of a row; `text` and `number` append what is to stand for one.
template <class OnText, class OnNumber>
std::string rewritten(std::string_view row, OnText text, OnNumber number) {
  std::string out;
  for (std::size_t at = 0; at < row.size();) {
    std::size_t end = at + 1;
    if (row[at] == '"') {
      end = end_of_text(row, at);
      text(out, row.substr(at, end - at));
    } else if (row[at] == '-' || (row[at] >= '0' && row[at] <= '9')) {
      end = std::min(row.size(), row.find_first_not_of("+-.0123456789E", at));
      number(out, row.substr(at, end - at));
    } else {
      out += row[at];
    }
    at = end;
  }
  return out;
}

bool must_stay(std::string_view name) {
  return name == "eventSymbol" || name == "eventFlags" || name == "index" || name == "time";
}

void shuffle(std::vector<std::string>& names, Dice& dice) {
  for (std::size_t i = names.size(); i > 1; --i) std::swap(names[i - 1], names[dice.below(i)]);
}

void drop_one(std::vector<std::string>& names, Dice& dice) {
  const std::size_t at = dice.below(names.size());
  if (!must_stay(names[at])) names.erase(names.begin() + static_cast<std::ptrdiff_t>(at));
}

void one_spelling(std::vector<std::string>& names, bool upper) {
  std::erase(names, upper ? "vwap" : "VWAP");
  if (upper) std::ranges::replace(names, std::string{"VWAP"}, std::string{"vwap"});
}

}  // namespace

void distort(Event& event, QuirkSchedule& quirks, Tick now) {
  const Spoiling how = spoiling(quirks, now);
  if (!how.any()) return;
  std::visit(
      [&](auto& each) {
        using E = std::remove_cvref_t<decltype(each)>;
        if constexpr (has_schema<E>) {
          spoil_fields(each, how, quirks.dice());
          if (how.sequence) fill_sequence(each);
        }
      },
      event);
}

void respell(std::string& row, QuirkSchedule& quirks, Tick now) {
  const QuirkRule* const numbers = quirks.holds(Quirk::number_spelling, now);
  const bool nulls = quirks.holds(Quirk::null_texts, now) != nullptr;
  if (numbers != nullptr || nulls) {
    row = rewritten(
        row,
        [&](std::string& out, std::string_view text) {
          out += nulls && text == "\"\"" ? "\"\\u0000\"" : text;
        },
        [&](std::string& out, std::string_view token) {
          if (numbers != nullptr) return respell_number(out, token, numbers->text);
          out += token;
        });
  }
  respell_names(row, quirks, now);
}

void respell_names(std::string& config, QuirkSchedule& quirks, Tick now) {
  const QuirkRule* const rule = quirks.holds(Quirk::vwap, now);
  if (rule != nullptr && rule->text == "upper") replace_all(config, "\"vwap\"", "\"VWAP\"");
}

void distort_fields(const EventCodec& codec, std::vector<std::string>& names, QuirkSchedule& quirks,
                    Tick now) {
  if (!quirks.any()) return;
  if (const QuirkRule* const rule = quirks.holds(Quirk::vwap, now)) {
    one_spelling(names, rule->text == "upper");
  }
  const bool permute = quirks.holds(Quirk::permute_fields, now) != nullptr;
  const bool drop = quirks.holds(Quirk::drop_fields, now) != nullptr;
  const bool add = quirks.holds(Quirk::add_fields, now) != nullptr;
  if (!permute && !drop && !add) return;
  if (names.empty()) {
    for (const FieldCodec& field : codec.fields) names.emplace_back(field.name);
  }
  if (drop) drop_one(names, quirks.dice());
  if (add) names.emplace_back(codec.fields[quirks.dice().below(codec.fields.size())].name);
  if (permute) shuffle(names, quirks.dice());
}

std::optional<Event> old_future(std::string_view type, Symbol symbol) {
  constexpr std::string_view kMonths = "FGHJKMNQUVXZ";
  const std::string_view name = symbol.view().substr(0, symbol.view().find(':'));
  if (type != Schema<Trade>::name || name.size() < 4 || name.front() != '/') return std::nullopt;
  const char year = name.back();
  const char month = name[name.size() - 2];
  if (year < '0' || year > '9' || kMonths.find(month) == std::string_view::npos)
    return std::nullopt;
  Trade trade;
  trade.symbol = symbol;
  trade.time = 1'466'000'000'000;  // June 2016
  trade.day_id = 16'967;
  trade.price = 2016.0;
  return trade;
}

bool is_silenced(const QuirkRule& rule, std::string_view type, std::string_view symbol) {
  const std::string_view text = rule.text;
  const auto colon = text.find(':');
  const auto matches = [](std::string_view pattern, std::string_view value) {
    return pattern == "*" || pattern == value;
  };
  return matches(text.substr(0, colon), type) && matches(text.substr(colon + 1), symbol);
}

}  // namespace belay::dxlink
