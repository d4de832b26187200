#include "proto/dxlink/chaos_file.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace belay::dxlink {
namespace {

using Duration = QuirkRule::duration;
using Kind = QuirkInfo::Kind;
using Parameter = QuirkInfo::Parameter;

// Often enough for a test, seldom enough not to be a loop.
constexpr Duration kShortestEvery = std::chrono::milliseconds{100};
constexpr Duration kLongest = std::chrono::hours{24 * 366};

std::vector<std::string_view> words_of(std::string_view line) {
  line = line.substr(0, line.find('#'));
  std::vector<std::string_view> words;
  constexpr std::string_view kBlanks = " \t\r";
  for (auto at = line.find_first_not_of(kBlanks); at != std::string_view::npos;
       at = line.find_first_not_of(kBlanks, at)) {
    const auto end = std::min(line.size(), line.find_first_of(kBlanks, at));
    words.push_back(line.substr(at, end - at));
    at = end;
  }
  return words;
}

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

// `30s`, `500ms`, `2m`, `1h`
std::optional<Duration> duration_of(std::string_view text) {
  constexpr auto kUnits = std::to_array<std::pair<std::string_view, double>>(
      {{"ms", 0.001}, {"s", 1.0}, {"m", 60.0}, {"h", 3600.0}});
  const auto split = std::min(text.size(), text.find_first_not_of("0123456789."));
  const auto number = number_of(text.substr(0, split));
  const auto* const unit =
      std::ranges::find(kUnits, text.substr(split), &std::pair<std::string_view, double>::first);
  if (!number || unit == kUnits.end()) return std::nullopt;
  const std::chrono::duration<double> length{*number * unit->second};
  if (length > kLongest) return std::nullopt;
  return std::chrono::duration_cast<Duration>(length);
}

std::string known_names() {
  std::string names;
  for (const QuirkInfo& info : quirk_infos()) {
    if (!names.empty()) names += ", ";
    names += info.name;
  }
  return names;
}

/// One line, from left to right.
class RuleReader {
 public:
  RuleReader(std::vector<std::string_view> words, std::string where)
      : words_{std::move(words)}, where_{std::move(where)} {}

  [[nodiscard]] bool is_seed() const { return words_.front() == "seed"; }
  Result<std::uint64_t> seed();
  Result<QuirkRule> rule();

 private:
  [[nodiscard]] std::string_view next() {
    return at_ < words_.size() ? words_[at_++] : std::string_view{};
  }
  [[nodiscard]] bool follows(std::string_view word) const {
    return at_ < words_.size() && words_[at_] == word;
  }
  template <class... Args>
  std::unexpected<Error> wrong(fmt::format_string<Args...> text, Args&&... args) const {
    return fail(Errc::parse, where_ + ": " + fmt::format(text, std::forward<Args>(args)...));
  }
  Result<Duration> time(std::string_view before);
  Result<bool> read_when(QuirkRule& rule);
  Result<void> read_window(QuirkRule& rule);
  Result<void> read_frames(QuirkRule& rule);
  Result<void> read_chance(QuirkRule& rule);
  Result<void> read_parameter(QuirkRule& rule, const QuirkInfo& info);
  Result<void> read_text(QuirkRule& rule, const QuirkInfo& info, std::string_view word);
  [[nodiscard]] Result<void> check(const QuirkRule& rule, const QuirkInfo& info) const;

  std::vector<std::string_view> words_;
  std::string where_;
  std::size_t at_ = 0;
  bool timed_ = false;  // `at` or `every`
  bool windowed_ = false;
  bool chanced_ = false;
};

Result<std::uint64_t> RuleReader::seed() {
  const std::string_view text = words_.size() == 2 ? words_[1] : std::string_view{};
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) {
    return wrong("'seed {}' must name one whole number, as in: seed 7", text);
  }
  return value;
}

Result<Duration> RuleReader::time(std::string_view before) {
  const std::string_view word = next();
  if (const auto duration = duration_of(word)) return *duration;
  return wrong("'{}' after {} is no time; write it like 500ms, 30s, 2m or 1h", word, before);
}

// True while there was something to read.
Result<bool> RuleReader::read_when(QuirkRule& rule) {
  const std::string_view word = at_ < words_.size() ? words_[at_] : std::string_view{};
  Result<void> read;
  if (word == "at" || word == "every") {
    ++at_;
    timed_ = true;
    const auto moment = time(word);
    if (!moment) return std::unexpected(moment.error());
    rule.from = *moment;
    if (word == "every") rule.every = std::max(*moment, kShortestEvery);
  } else if (word == "from") {
    read = read_window(rule);
  } else if (word == "after") {
    read = read_frames(rule);
  } else if (word.starts_with("p=")) {
    read = read_chance(rule);
  } else {
    return false;
  }
  if (!read) return std::unexpected(read.error());
  return true;
}

Result<void> RuleReader::read_window(QuirkRule& rule) {
  ++at_;
  windowed_ = true;
  const auto from = time("from");
  if (!from) return std::unexpected(from.error());
  rule.from = *from;
  if (!follows("to")) return {};
  ++at_;
  const auto until = time("to");
  if (!until) return std::unexpected(until.error());
  if (*until <= *from) return wrong("a window must end after it begins");
  rule.until = *until;
  return {};
}

Result<void> RuleReader::read_frames(QuirkRule& rule) {
  ++at_;
  windowed_ = true;
  const std::string_view word = next();
  const auto count = number_of(word);
  if (!count || *count < 0 || *count > 1e15 || !follows("frames")) {
    return wrong("'after {}' must name a number of frames, as in: after 20 frames", word);
  }
  ++at_;
  rule.after_frames = static_cast<std::uint64_t>(*count);
  return {};
}

Result<void> RuleReader::read_chance(QuirkRule& rule) {
  const std::string_view word = next();
  const auto chance = number_of(word.substr(2));
  if (!chance || *chance < 0 || *chance > 1) {
    return wrong("'{}' is no probability; write it like p=0.1", word);
  }
  chanced_ = true;
  rule.probability = *chance;
  return {};
}

Result<QuirkRule> RuleReader::rule() {
  QuirkRule rule;
  while (true) {
    const Result<bool> read = read_when(rule);
    if (!read) return std::unexpected(read.error());
    if (!*read) break;
  }
  const std::string_view name = next();
  const QuirkInfo* const info = find_quirk(name);
  if (info == nullptr) return wrong("'{}' is no quirk; known are {}", name, known_names());
  rule.quirk = info->quirk;
  if (const auto good = read_parameter(rule, *info); !good) return std::unexpected(good.error());
  if (at_ < words_.size()) return wrong("'{}' after {} means nothing", words_[at_], info->name);
  if (const auto good = check(rule, *info); !good) return std::unexpected(good.error());
  return rule;
}

Result<void> RuleReader::check(const QuirkRule&, const QuirkInfo& info) const {
  if (info.kind == Kind::moment && (!timed_ || windowed_)) {
    return wrong("{} happens at a moment: say when, as in: at 30s {}", info.name, info.name);
  }
  if (info.kind != Kind::moment && timed_) {
    return wrong("{} holds for a while: write it like: from 10s to 40s {}", info.name, info.name);
  }
  if (info.kind == Kind::window && chanced_) {
    return wrong("{} holds all the time or not at all: it takes no p=", info.name);
  }
  return {};
}

Result<void> RuleReader::read_parameter(QuirkRule& rule, const QuirkInfo& info) {
  if (info.parameter == Parameter::none) return {};
  const std::string_view word = next();
  if (info.parameter == Parameter::duration) {
    const auto length = duration_of(word);
    if (!length) return wrong("'{}' after {} is no time; write it like 30s", word, info.name);
    rule.number = std::chrono::duration<double>(*length).count();
    return {};
  }
  if (info.parameter == Parameter::count) {
    const auto count = number_of(word);
    if (!count || *count < 0 || *count > 1e9) {
      return wrong("'{}' after {} is no count", word, info.name);
    }
    rule.number = std::floor(*count);
    return {};
  }
  return read_text(rule, info, word);
}

Result<void> RuleReader::read_text(QuirkRule& rule, const QuirkInfo& info, std::string_view word) {
  rule.text = word;
  if (info.parameter == Parameter::choice) {
    std::string_view rest = info.choices;
    for (auto bar = rest.find('|'); !rest.empty(); bar = rest.find('|')) {
      if (word == rest.substr(0, bar)) return {};
      rest = bar == std::string_view::npos ? std::string_view{} : rest.substr(bar + 1);
    }
    return wrong("'{}' after {} must be one of {}", word, info.name, info.choices);
  }
  const auto colon = word.find(':');
  if (colon == 0 || colon == std::string_view::npos || colon + 1 == word.size()) {
    return wrong("'{}' after {} must have the form {}", word, info.name, info.choices);
  }
  if (info.quirk != Quirk::slow) return {};
  const auto seconds = number_of(word.substr(colon + 1));
  if (!seconds || *seconds <= 0 || *seconds > 1e6) {
    return wrong("'{}' after slow must have the form {}", word, info.choices);
  }
  rule.text = word.substr(0, colon);
  rule.number = *seconds;
  return {};
}

std::string_view parameter_of(const QuirkInfo& info) {
  switch (info.parameter) {
    case Parameter::none: return "";
    case Parameter::duration: return "TIME";
    case Parameter::count: return "COUNT";
    case Parameter::choice:
    case Parameter::text: return info.choices;
  }
  return "";
}

}  // namespace

Result<Quirks> parse_chaos(std::string_view text, std::string_view file) {
  Quirks quirks;
  for (int line = 1; !text.empty(); ++line) {
    const std::string_view each = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), each.size() + 1));
    auto words = words_of(each);
    if (words.empty()) continue;
    RuleReader reader{std::move(words), fmt::format("{}:{}", file, line)};
    if (reader.is_seed()) {
      const auto seed = reader.seed();
      if (!seed) return std::unexpected(seed.error());
      quirks.seed = *seed;
      continue;
    }
    auto rule = reader.rule();
    if (!rule) return std::unexpected(rule.error());
    quirks.rules.push_back(*std::move(rule));
  }
  return quirks;
}

std::string describe_quirks() {
  std::string text;
  for (const QuirkInfo& info : quirk_infos()) {
    const std::string form = fmt::format("{} {}", info.name, parameter_of(info));
    text += fmt::format("  {:<28} {}\n", form, info.about);
  }
  return text;
}

}  // namespace belay::dxlink
