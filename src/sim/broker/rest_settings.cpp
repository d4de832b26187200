#include "sim/broker/rest_settings.hpp"

#include <array>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "sim/broker/answers.hpp"

namespace belay::sim {
namespace {

using Apply = bool (*)(BrokerOptions& options, std::string_view value);

// `on`, nothing, `off`.
std::optional<bool> flag(std::string_view value) {
  if (value.empty() || value == "on") return true;
  return value == "off" ? std::optional{false} : std::nullopt;
}

template <auto Member>
bool set_flag(BrokerOptions& options, std::string_view value) {
  const auto wanted = flag(value);
  if (wanted) options.*Member = *wanted;
  return wanted.has_value();
}

template <auto Part, auto Member>
bool set_flag(BrokerOptions& options, std::string_view value) {
  const auto wanted = flag(value);
  if (wanted) options.*Part.*Member = *wanted;
  return wanted.has_value();
}

template <auto Part, auto Member>
bool set_time(BrokerOptions& options, std::string_view value) {
  const auto span = parse_span(value);
  if (span) options.*Part.*Member = *span;
  return span.has_value();
}

template <auto Part, auto Member>
bool set_count(BrokerOptions& options, std::string_view value) {
  const auto count = number<std::size_t>(value);
  if (count) options.*Part.*Member = *count;
  return count.has_value();
}

// The second of the two words for the second of the two values.
template <auto Part, auto Member, auto First, auto Second>
bool set_word(BrokerOptions& options, std::string_view value, std::string_view first,
              std::string_view second) {
  if (value != first && value != second) return false;
  options.*Part.*Member = value == first ? First : Second;
  return true;
}

bool set_fills(BrokerOptions& options, std::string_view value) {
  return set_word<&BrokerOptions::trading, &TradingOptions::fills, FillRule::quotes,
                  FillRule::legacy_cert>(options, value, "quotes", "legacy-cert");
}

bool set_stops(BrokerOptions& options, std::string_view value) {
  return set_word<&BrokerOptions::trading, &TradingOptions::stops, StopReference::last,
                  StopReference::quote>(options, value, "last", "quote");
}

bool set_scope(BrokerOptions& options, std::string_view value) {
  options.sign_in.scope = std::string{value};
  return !value.empty();
}

bool set_life(BrokerOptions& options, std::string_view value) {
  const auto span = parse_span(value);
  if (span) options.sign_in.access_life = std::chrono::duration_cast<std::chrono::seconds>(*span);
  return span && options.sign_in.access_life.count() > 0;
}

bool set_skew(BrokerOptions& options, std::string_view value) {
  const bool behind = value.starts_with('-');
  const auto span = parse_span(value.substr(behind ? 1 : 0));
  if (!span) return false;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*span);
  options.clock_skew = behind ? -seconds : seconds;
  return true;
}

bool set_versions(BrokerOptions& options, std::string_view value) {
  constexpr auto kRules = std::to_array<std::pair<std::string_view, VersionRule>>(
      {{"documented", VersionRule::documented},
       {"nearest", VersionRule::nearest},
       {"refused", VersionRule::refused},
       {"ignored", VersionRule::ignored}});
  for (const auto& [name, rule] : kRules) {
    if (name != value) continue;
    options.versions = rule;
    return true;
  }
  return false;
}

bool set_failures(BrokerOptions& options, std::string_view value) {
  const auto count = number<int>(value);
  if (count) options.sign_in.failures_before_block = *count;
  return count && *count > 0;
}

bool set_accounts(BrokerOptions& options, std::string_view value) {
  const auto count = number<std::size_t>(value);
  if (count) options.accounts = *count;
  return count.has_value();
}

bool set_client_status(BrokerOptions& options, std::string_view value) {
  if (value != "400" && value != "401") return false;
  options.sign_in.invalid_client_status = value == "400" ? 400 : 401;
  return true;
}

// The symbols of options have two digits for the year, of 2000 to 2099.
bool set_start(BrokerOptions& options, std::string_view value) {
  const auto time = parse_timestamp(value);
  if (!time) return false;
  const auto year = static_cast<int>(new_york_date(*time).year());
  if (year < 2000 || year > 2097) return false;
  options.start = *time;
  return true;
}

struct Setting {
  std::string_view name;
  std::string_view value;  // for people
  Apply apply;
};
// The parts of the options that have settings of their own.
constexpr auto kSignIn = &BrokerOptions::sign_in;
constexpr auto kTrading = &BrokerOptions::trading;
constexpr auto kStream = &BrokerOptions::account_stream;

constexpr auto kSettings = std::to_array<Setting>({
    {"access-life", "TIME", set_life},
    {"accounts", "COUNT", set_accounts},
    {"agent-version", "on|off", set_flag<kSignIn, &SignInOptions::agent_needs_version>},
    {"block-after", "COUNT", set_failures},
    {"cancelled-after", "TIME", set_time<kTrading, &TradingOptions::cancelled_after>},
    {"clock-skew", "[-]TIME", set_skew},
    {"delayed-feed", "on|off", set_flag<&BrokerOptions::delayed_feed>},
    {"device-challenge", "on|off", set_flag<kSignIn, &SignInOptions::device_challenge>},
    {"early-cancel", "on|off", set_flag<kTrading, &TradingOptions::early_cancel>},
    {"fill-listed-after", "TIME", set_time<kTrading, &TradingOptions::fill_listed_after>},
    {"fills", "quotes|legacy-cert", set_fills},
    {"in-flight-after", "TIME", set_time<kTrading, &TradingOptions::in_flight_after>},
    {"invalid-client-status", "400|401", set_client_status},
    {"legacy-sessions", "on|off", set_flag<kSignIn, &SignInOptions::legacy_sessions>},
    {"live-after", "TIME", set_time<kTrading, &TradingOptions::live_after>},
    {"no-option-lists", "on|off", set_flag<&BrokerOptions::refuse_option_lists>},
    {"no-quote-tokens", "on|off", set_flag<&BrokerOptions::refuse_quote_tokens>},
    {"oco-cancels-together", "on|off", set_flag<kTrading, &TradingOptions::oco_cancels_together>},
    {"one-time-code", "on|off", set_flag<kSignIn, &SignInOptions::one_time_code>},
    {"partial-fills", "on|off", set_flag<kTrading, &TradingOptions::partial_fills>},
    {"pkce", "on|off", set_flag<kSignIn, &SignInOptions::accepts_pkce>},
    {"posted-after", "TIME", set_time<kTrading, &TradingOptions::posted_after>},
    {"public-without-token", "on|off", set_flag<&BrokerOptions::refuse_token_on_public_routes>},
    {"routed-after", "TIME", set_time<kTrading, &TradingOptions::routed_after>},
    {"scope", "WORDS", set_scope},
    {"security-question", "on|off", set_flag<kSignIn, &SignInOptions::security_question>},
    {"start", "TIMESTAMP of 2000 to 2097 (before 2007 the market stays closed)", set_start},
    {"stops", "last|quote", set_stops},
    {"stream-batch", "on|off", set_flag<kStream, &AccountStreamOptions::batch>},
    {"stream-close-after-error", "on|off",
     set_flag<kStream, &AccountStreamOptions::close_after_error>},
    {"stream-connect-extends", "on|off", set_flag<kStream, &AccountStreamOptions::connect_extends>},
    {"stream-delay", "TIME", set_time<kStream, &AccountStreamOptions::delay>},
    {"stream-drop-after", "COUNT", set_count<kStream, &AccountStreamOptions::drop_after>},
    {"stream-idle-limit", "TIME", set_time<kStream, &AccountStreamOptions::idle_limit>},
    {"stream-most-waiting", "COUNT", set_count<kStream, &AccountStreamOptions::most_waiting>},
    {"stream-sequence", "on|off", set_flag<kStream, &AccountStreamOptions::sequence>},
    {"tell-scope", "on|off", set_flag<kSignIn, &SignInOptions::tells_scope>},
    {"unconfirmed", "on|off", set_flag<kSignIn, &SignInOptions::unconfirmed>},
    {"versions", "documented|nearest|refused|ignored", set_versions},
    {"warnings-of-2023", "on|off", set_flag<kTrading, &TradingOptions::warnings_of_2023>},
});

std::string known_settings() {
  std::string names;
  for (const Setting& setting : kSettings) {
    names += fmt::format("{}{} {}", names.empty() ? "" : ", ", setting.name, setting.value);
  }
  return names;
}

}  // namespace

Result<void> apply_setting(BrokerOptions& options, std::string_view name, std::string_view value) {
  for (const Setting& setting : kSettings) {
    if (setting.name != name) continue;
    if (setting.apply(options, value)) return {};
    return fail(Errc::parse, fmt::format("`{}` is no value of {}; write {} {}", value, name, name,
                                         setting.value));
  }
  return fail(Errc::parse,
              fmt::format("there is no setting `{}`; known are {}", name, known_settings()));
}

std::optional<std::chrono::milliseconds> parse_span(std::string_view text) {
  using std::chrono::milliseconds;
  constexpr auto kUnits =
      std::to_array<std::pair<std::string_view, milliseconds>>({{"ms", milliseconds{1}},
                                                                {"s", milliseconds{1000}},
                                                                {"m", milliseconds{60'000}},
                                                                {"h", milliseconds{3'600'000}}});
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto count = number<std::int64_t>(text.substr(0, digits));
  if (!count || *count > 1'000'000) return std::nullopt;
  for (const auto& [unit, length] : kUnits) {
    if (text.substr(digits) == unit) return length * *count;
  }
  return std::nullopt;
}

}  // namespace belay::sim
