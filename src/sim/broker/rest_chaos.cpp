#include "sim/broker/rest_chaos.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"
#include "sim/broker/answers.hpp"
#include "sim/broker/rest_settings.hpp"

namespace belay::sim {
namespace {

constexpr std::string_view kKnown =
    "a status such as 429 or `503 html`, drop, drop-after-write, truncate, stall TIME, omit, add, "
    "cert, "
    "set NAME VALUE";

// What certification does not serve (broker-api.md 1.2).
constexpr auto kNotInCert = std::to_array<std::string_view>(
    {"/market-metrics", "/market-data", "/symbols/search", "/quote-alerts", "/watchlists",
     "/public-watchlists", "/pairs-watchlists"});

// What may not be missing from an object, for it says which one it is.
constexpr auto kKeys = std::to_array<std::string_view>(
    {"data",        "items",           "context",      "error",      "pagination",
     "account",     "account-number",  "symbol",       "id",         "access_token",
     "token_type",  "expires_in",      "token",        "dxlink-url", "session-token",
     "name",        "instrument-type", "order",        "legs",       "underlying-symbol",
     "root-symbol", "expiration-date", "strike-price", "quantity",   "quantity-direction"});

std::vector<std::string_view> words_of(std::string_view line) {
  line = line.substr(0, line.find('#'));
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::size_t begin = std::min(line.find_first_not_of(" \t\r"), line.size());
    line.remove_prefix(begin);
    const std::size_t end = std::min(line.find_first_of(" \t\r"), line.size());
    if (end > 0) words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  return words;
}

template <class Visit>
void each_line(std::string_view text, Visit&& visit) {
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    visit(number, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

bool is_rest(std::string_view line) {
  const auto words = words_of(line);
  return !words.empty() && words.front() == "rest";
}

std::optional<double> probability_of(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && value > 0 && value <= 1 ? std::optional{value} : std::nullopt;
}

// Reads one line's words, one after the other.
class RuleReader {
 public:
  explicit RuleReader(std::vector<std::string_view> words) : words_{std::move(words)} {}

  Result<RestRule> read() {
    if (auto named = read_fault(); !named) return std::unexpected(named.error());
    while (at_ < words_.size()) {
      if (auto done = read_clause(); !done) return std::unexpected(done.error());
    }
    return rule_;
  }

 private:
  [[nodiscard]] std::string_view next() { return at_ < words_.size() ? words_[at_++] : ""; }
  [[nodiscard]] std::string_view peek() const { return at_ < words_.size() ? words_[at_] : ""; }

  Result<void> read_fault() {
    constexpr auto kNames = std::to_array<std::pair<std::string_view, RestFault>>(
        {{"drop", RestFault::drop},
         {"drop-after-write", RestFault::drop_after_write},
         {"truncate", RestFault::truncate},
         {"omit", RestFault::omit},
         {"add", RestFault::add},
         {"cert", RestFault::cert}});
    const std::string_view word = next();
    for (const auto& [name, fault] : kNames) {
      if (name != word) continue;
      rule_.fault = fault;
      return {};
    }
    if (word == "stall") return read_stall();
    const auto status = number<int>(word);
    if (!status || *status < 400 || *status > 599) {
      return fail(Errc::parse, fmt::format("`{}` is no fault; known are {}", word, kKnown));
    }
    rule_.status = *status;
    if (peek() == "html") rule_.html = !next().empty();
    return {};
  }

  Result<void> read_stall() {
    const std::string_view word = next();
    const auto span = parse_span(word);
    if (!span) return fail(Errc::parse, fmt::format("`{}` is no time; write 5s", word));
    rule_.fault = RestFault::stall;
    rule_.delay = *span;
    return {};
  }

  Result<void> read_clause() {
    const std::string_view word = next();
    if (word.starts_with("p=")) {
      const auto probability = probability_of(word.substr(2));
      if (!probability) return fail(Errc::parse, fmt::format("`{}` is no probability", word));
      rule_.probability = *probability;
      return {};
    }
    if (word == "first") {
      const auto count = number<std::uint64_t>(next());
      if (!count) return fail(Errc::parse, "`first` needs a number: first 3");
      rule_.most = *count;
      return {};
    }
    if (word != "on") {
      return fail(
          Errc::parse,
          fmt::format("`{}` is not understood; known are p=0.1, first 3, on GET /path", word));
    }
    if (!peek().starts_with('/')) rule_.method = std::string{next()};
    if (peek().starts_with('/')) rule_.path = std::string{next()};
    return {};
  }

  std::vector<std::string_view> words_;
  std::size_t at_ = 1;  // after `rest`
  RestRule rule_;
};

// Objects whose members are no names of the broker's but symbols.
constexpr auto kBySymbol = std::to_array<std::string_view>({"marks"});

// How an answer's objects differ from the honest ones.
struct Distortion {
  double omit = 0;   // the chance of each member to be missing
  bool add = false;  // each has a member that nobody has heard of, but for the envelope
};

// The value, called `name`, without some of its objects' members or with one more in each.
void write_distorted(json::Node node, Random& random, const Distortion& how, std::string& out,
                     std::string_view name = {}, int depth = 0) {
  const auto comma = [&out](bool& first) {
    if (!std::exchange(first, false)) out += ',';
  };
  bool first = true;
  if (node.is(json::Kind::array)) {
    out += '[';
    node.each_element([&](json::Node element) {
      comma(first);
      write_distorted(element, random, how, out, name, depth + 1);
    });
    out += ']';
  } else if (node.is(json::Kind::object)) {
    out += '{';
    node.each_member([&](std::string_view key, json::Node member) {
      if (how.omit > 0 && std::ranges::find(kKeys, key) == kKeys.end() && random.chance(how.omit)) {
        return;
      }
      comma(first);
      out += json::quoted(key) + ":";
      write_distorted(member, random, how, out, key, depth + 1);
    });
    if (how.add && depth > 0 && std::ranges::find(kBySymbol, name) == kBySymbol.end()) {
      comma(first);
      out += R"("sim-unheard-of":"1")";
    }
    out += '}';
  } else {
    out += node.raw();
  }
}

HttpResponse instead(const RestRule& rule) {
  if (rule.html) {
    return rest::html_response(
        rule.status, rule.status == 503 ? "Service Temporarily Unavailable" : "Bad Gateway");
  }
  if (rule.status == 429) {
    return rest::error_response(429, "too_many_requests", "Too many requests.");
  }
  return rest::error_response(rule.status, "sim_chaos", "A fault of the chaos file.");
}

bool lacks_in_cert(std::string_view path) {
  return path.contains("/net-liq/history") ||
         std::ranges::any_of(kNotInCert, [&](auto lost) { return path.starts_with(lost); });
}

}  // namespace

Result<RestChaos> RestChaos::parse(std::string_view text, std::string_view file,
                                   BrokerOptions& options) {
  RestChaos chaos;
  chaos.random_ = Random{options.seed ^ 0x72657374};
  std::optional<Error> wrong;
  each_line(text, [&](int number, std::string_view line) {
    if (wrong || !is_rest(line)) return;
    const std::vector<std::string_view> words = words_of(line);
    Result<void> done;
    if (words.size() >= 3 && words[1] == "set") {
      const std::string_view name = words[2];
      const auto after = static_cast<std::size_t>(name.data() + name.size() - line.data());
      const std::string_view rest = line.substr(0, line.find('#')).substr(after);
      const std::size_t begin = std::min(rest.find_first_not_of(" \t"), rest.size());
      const std::size_t end = rest.find_last_not_of(" \t\r");
      done = apply_setting(options, name,
                           begin == rest.size() ? "" : rest.substr(begin, end + 1 - begin));
    } else if (auto rule = RuleReader{words}.read()) {
      chaos.rules_.push_back({.rule = *std::move(rule)});
    } else {
      done = std::unexpected(rule.error());
    }
    if (!done) {
      wrong = done.error();
      wrong->message = fmt::format("{}:{}: {}", file, number, wrong->message);
    }
  });
  if (wrong) return std::unexpected(*wrong);
  return chaos;
}

std::string RestChaos::without_rest(std::string_view text) {
  std::string out;
  each_line(text, [&](int, std::string_view line) {
    if (!is_rest(line)) out += line;
    out += '\n';
  });
  return out;
}

bool RestChaos::strikes(Armed& armed, const HttpRequest& request) {
  const RestRule& rule = armed.rule;
  if (armed.times >= rule.most) return false;
  if (!rule.method.empty() && rule.method != request.method) return false;
  if (!request.target.starts_with(rule.path)) return false;
  if (rule.fault == RestFault::cert && !lacks_in_cert(request.target)) return false;
  if (rule.fault == RestFault::drop_after_write && request.method == "GET") return false;
  const bool each_member = rule.fault == RestFault::omit;
  if (!each_member && !random_.chance(rule.probability)) return false;
  ++armed.times;
  return true;
}

HttpResponse RestChaos::handle(const HttpRequest& request,
                               const std::function<HttpResponse()>& serve) {
  if (request.target.starts_with("/belay-sim/")) return serve();
  HttpResponse after;
  bool cut = false;
  bool halve = false;
  Distortion distortion;
  for (Armed& armed : rules_) {
    if (!strikes(armed, request)) continue;
    switch (armed.rule.fault) {
      case RestFault::status: return instead(armed.rule);
      case RestFault::cert: return rest::html_response(502, "Bad Gateway");
      case RestFault::drop:
        return HttpResponse{.status = 503, .headers = {}, .body = {}, .delay = {}, .cut = 0};
      case RestFault::drop_after_write: cut = true; break;
      case RestFault::truncate: halve = true; break;
      case RestFault::stall: after.delay += armed.rule.delay; break;
      case RestFault::omit:
        distortion.omit =
            std::max(distortion.omit, armed.rule.probability < 1.0 ? armed.rule.probability : 0.3);
        break;
      case RestFault::add: distortion.add = true; break;
    }
  }
  HttpResponse response = serve();
  response.delay += after.delay;
  if ((distortion.omit > 0 || distortion.add) && response.status / 100 == 2) {
    if (const auto document = json::Document::parse(response.body)) {
      response.body.clear();
      write_distorted(document->root(), random_, distortion, response.body);
    }
  }
  if (cut) response.cut = 0;
  if (halve && !response.cut) response.cut = std::max<std::size_t>(response.body.size() / 2, 1);
  return response;
}

}  // namespace belay::sim
