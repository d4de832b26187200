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

template <auto Member>
bool set_sign_in(BrokerOptions& options, std::string_view value) {
  const auto wanted = flag(value);
  if (wanted) options.sign_in.*Member = *wanted;
  return wanted.has_value();
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

bool set_start(BrokerOptions& options, std::string_view value) {
  const auto time = parse_timestamp(value);
  if (time) options.start = *time;
  return time.has_value();
}

struct Setting {
  std::string_view name;
  std::string_view value;  // for people
  Apply apply;
};
constexpr auto kSettings = std::to_array<Setting>({
    {"access-life", "TIME", set_life},
    {"accounts", "COUNT", set_accounts},
    {"agent-version", "on|off", set_sign_in<&SignInOptions::agent_needs_version>},
    {"block-after", "COUNT", set_failures},
    {"clock-skew", "[-]TIME", set_skew},
    {"delayed-feed", "on|off", set_flag<&BrokerOptions::delayed_feed>},
    {"device-challenge", "on|off", set_sign_in<&SignInOptions::device_challenge>},
    {"invalid-client-status", "400|401", set_client_status},
    {"legacy-sessions", "on|off", set_sign_in<&SignInOptions::legacy_sessions>},
    {"no-option-lists", "on|off", set_flag<&BrokerOptions::refuse_option_lists>},
    {"no-quote-tokens", "on|off", set_flag<&BrokerOptions::refuse_quote_tokens>},
    {"one-time-code", "on|off", set_sign_in<&SignInOptions::one_time_code>},
    {"pkce", "on|off", set_sign_in<&SignInOptions::accepts_pkce>},
    {"public-without-token", "on|off", set_flag<&BrokerOptions::refuse_token_on_public_routes>},
    {"scope", "WORDS", set_scope},
    {"security-question", "on|off", set_sign_in<&SignInOptions::security_question>},
    {"start", "TIMESTAMP", set_start},
    {"unconfirmed", "on|off", set_sign_in<&SignInOptions::unconfirmed>},
    {"versions", "documented|nearest|refused|ignored", set_versions},
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
