#include "belay/model/chain_window.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace belay {
namespace {

constexpr std::string_view kExample = "SPX dte=0 strikes=±10 right=both";

std::unexpected<Error> bad(std::string_view word, std::string_view why) {
  return fail(Errc::usage, fmt::format("window: '{}' {}; write it like '{}'", word.substr(0, 60),
                                       why, kExample));
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = std::min(text.find_first_not_of(" \t,", at), text.size());
    const std::size_t end = std::min(text.find_first_of(" \t,", begin), text.size());
    if (end > begin) words.push_back(text.substr(begin, end - begin));
    at = end;
  }
  return words;
}

void drop_prefix(std::string_view& text, std::string_view prefix) {
  if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
}

bool drop_suffix(std::string_view& text, std::string_view suffix) {
  const bool found = text.ends_with(suffix);
  if (found) text.remove_suffix(suffix.size());
  return found;
}

Result<void> read_days(WindowSpec& spec, std::string_view word, std::string_view value) {
  const char* const end = value.data() + value.size();
  const auto read = std::from_chars(value.data(), end, spec.days_to_expiration);
  if (value.empty() || read.ec != std::errc{} || read.ptr != end || spec.days_to_expiration < 0 ||
      spec.days_to_expiration > 10'000) {
    return bad(word, "is not a number of days to expiration, 0 or more");
  }
  return {};
}

std::optional<double> read_delta(std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end || !(value > 0 && value < 1)) return std::nullopt;
  return value;
}

// `0.05..0.95`
Result<void> read_deltas(WindowSpec& spec, std::string_view word, std::string_view value) {
  const std::size_t dots = std::min(value.find(".."), value.size());
  const auto low = read_delta(value.substr(0, dots));
  const auto high = read_delta(value.substr(std::min(dots + 2, value.size())));
  if (!low || !high || *low >= *high) {
    return bad(word,
               "is no band of call deltas, two numbers between 0 and 1, the smaller one first "
               "(delta0.05..0.95)");
  }
  spec.deltas = {*low, *high};
  return {};
}

Result<void> read_width(WindowSpec& spec, std::string_view word, std::string_view value) {
  if (value.starts_with("delta")) return read_deltas(spec, word, value.substr(5));
  for (const std::string_view sign : {"±", "+/-", "+-"}) drop_prefix(value, sign);
  spec.in_points = drop_suffix(value, "pts") || drop_suffix(value, "points");
  const Result<Decimal> width = Decimal::parse(value);
  if (!width || width->sign() < 0 || *width > Decimal{100'000}) {
    return bad(word,
               "is neither a number of strikes (±10), nor of points (±50pts), nor a band of deltas "
               "(delta0.05..0.95)");
  }
  if (!spec.in_points && !width->is_integer()) {
    return bad(word, "is not a whole number of strikes; points end in pts (±12.5pts)");
  }
  spec.width = *width;
  return {};
}

Result<void> read_right(WindowSpec& spec, std::string_view word, std::string_view value) {
  constexpr auto rights =
      std::to_array<std::pair<std::string_view, WindowRight>>({{"both", WindowRight::both},
                                                               {"C", WindowRight::call},
                                                               {"call", WindowRight::call},
                                                               {"P", WindowRight::put},
                                                               {"put", WindowRight::put}});
  const auto found = std::ranges::find(rights, value, [](auto& entry) { return entry.first; });
  if (found == rights.end()) return bad(word, "is none of right=both, right=C, right=P");
  spec.right = found->second;
  return {};
}

Result<void> read_money(WindowSpec& spec, std::string_view word, std::string_view value) {
  if (value != "spot" && value != "forward") return bad(word, "is neither at=spot nor at=forward");
  spec.at_forward = value == "forward";
  return {};
}

Result<void> read_word(WindowSpec& spec, std::string_view word) {
  const std::size_t mark = std::min(word.find('='), word.size());
  const std::string_view key = word.substr(0, mark);
  const std::string_view value = word.substr(std::min(mark + 1, word.size()));
  if (key == "dte") return read_days(spec, word, value);
  if (key == "strikes") return read_width(spec, word, value);
  if (key == "right") return read_right(spec, word, value);
  if (key == "at") return read_money(spec, word, value);
  if (key != "root") return bad(word, "is none of dte=, strikes=, right=, root=, at=");
  if (value.empty()) return bad(word, "names no root, as root=SPXW does");
  spec.root = value;
  return {};
}

struct Candidate {
  const OptionChain* chain = nullptr;
  const ChainExpiration* expiration = nullptr;
  std::int64_t days = 0;
  /// A morning-settled option no longer trades on its last day.
  [[nodiscard]] bool settles_in_the_afternoon() const {
    return expiration->settlement_type.value_or("PM") == "PM";
  }
};

std::vector<Candidate> candidates(const std::vector<OptionChain>& chains, const WindowSpec& spec,
                                  Date today) {
  std::vector<Candidate> out;
  for (const OptionChain& chain : chains) {
    if (!spec.root.empty() && chain.root_symbol != spec.root) continue;
    for (const ChainExpiration& expiration : chain.expirations) {
      const Result<Date> date = parse_date(expiration.expiration_date);
      if (!date || expiration.strikes.empty()) continue;
      const auto days = (std::chrono::sys_days{*date} - std::chrono::sys_days{today}).count();
      if (days >= spec.days_to_expiration) out.push_back({&chain, &expiration, days});
    }
  }
  return out;
}

Symbol streamer(const std::optional<std::string>& symbol) {
  return symbol && !symbol->empty() ? Symbol{*symbol} : Symbol{};
}

}  // namespace

Result<WindowSpec> parse_window_spec(std::string_view text) {
  const std::vector<std::string_view> words = words_of(text);
  if (words.empty() || words.front().contains('=')) {
    return bad(words.empty() ? text : words.front(), "does not begin with an underlying");
  }
  WindowSpec spec{.underlying = std::string{words.front()}};
  for (const std::string_view word : std::span{words}.subspan(1)) {
    const Result<void> read = read_word(spec, word);
    if (!read) return std::unexpected(read.error());
  }
  return spec;
}

Result<WindowChain> choose_chain(const std::vector<OptionChain>& chains, const WindowSpec& spec,
                                 Date today) {
  const std::vector<Candidate> found = candidates(chains, spec, today);
  if (found.empty()) {
    std::string roots;
    for (const OptionChain& chain : chains) {
      roots += (roots.empty() ? "" : ", ") + chain.root_symbol;
    }
    return fail(Errc::not_found,
                fmt::format("no {} options expire in {} days or later (roots listed: {})",
                            spec.root.empty() ? spec.underlying : spec.root,
                            spec.days_to_expiration, roots.empty() ? "none" : roots));
  }
  const auto rank = [](const Candidate& c) {
    return std::pair{c.days, !c.settles_in_the_afternoon()};
  };
  const Candidate best = *std::ranges::min_element(found, {}, rank);
  WindowChain out{best.chain->root_symbol, best.expiration->expiration_date, best.days, {}};
  for (const ChainStrike& strike : best.expiration->strikes) {
    out.strikes.push_back({strike.strike_price, streamer(strike.call_streamer_symbol),
                           streamer(strike.put_streamer_symbol)});
  }
  std::ranges::sort(out.strikes, {}, &WindowStrike::price);
  return out;
}

}  // namespace belay
