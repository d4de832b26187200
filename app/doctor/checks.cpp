#include "app/doctor/checks.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "app/view/drift.hpp"
#include "belay/model/calendar.hpp"
#include "proto/rest/calls.hpp"

namespace belay::app::doctor {
namespace {

using namespace std::chrono_literals;

// The broker's oldest order API without the header (broker-api.md 3.5) goes on that day.
constexpr Date kUnversionedEnds{std::chrono::year{2027}, std::chrono::month{4},
                                std::chrono::day{12}};
// What this program was built against; a version is served for at least six months.
constexpr std::chrono::days kVersionIsOld{365};
constexpr std::chrono::seconds kClockWarn{2};
constexpr std::chrono::seconds kClockFail{30};
constexpr std::uint64_t kDiskWarn = 1'000'000'000;
constexpr std::uint64_t kDiskFail = 50'000'000;

struct Verdict {
  Health health = Health::ok;
  std::string text;
  std::string fix = {};
};

Verdict skipped(std::string_view before) {
  return {Health::skipped, fmt::format("not looked at: {} comes first", before)};
}

std::string seconds_text(std::chrono::milliseconds time) {
  return fmt::format("{:.1f} s", static_cast<double>(time.count()) / 1000);
}

Verdict check_disk(const Facts& facts) {
  if (!facts.disk) {
    return {Health::fail, facts.disk.error().message,
            "name a folder you can write to with --log-dir, or XDG_STATE_HOME"};
  }
  const Disk& disk = *facts.disk;
  const std::string text =
      fmt::format("{} MB free in {}", disk.free_bytes / 1'000'000, disk.folder);
  if (!disk.writable) {
    return {Health::fail, fmt::format("{} cannot be written to", disk.folder),
            "make it writable for you, or name another with --log-dir"};
  }
  const std::string fix = "free some space: logs and the order journal are written there";
  if (disk.free_bytes < kDiskFail) return {Health::fail, text, fix};
  if (disk.free_bytes < kDiskWarn) return {Health::warn, text, fix};
  return {Health::ok, text};
}

std::string offset_text(std::chrono::seconds offset) {
  return fmt::format("UTC{:+d}:{:02d}",
                     std::chrono::duration_cast<std::chrono::hours>(offset).count(),
                     std::abs(offset.count()) / 60 % 60);
}

Verdict check_time_zone(const Facts& facts) {
  const std::chrono::seconds ours = new_york_offset(facts.now);
  if (!facts.system_new_york_offset) {
    return {Health::warn,
            fmt::format("the machine has no data for America/New_York; belay reckons {} by itself",
                        offset_text(ours)),
            "install tzdata, so that other programs agree"};
  }
  if (*facts.system_new_york_offset != ours) {
    return {Health::fail,
            fmt::format("New York is {} for the machine and {} for belay",
                        offset_text(*facts.system_new_york_offset), offset_text(ours)),
            "update tzdata; if it is up to date, daylight-time law has changed: update belay"};
  }
  return {Health::ok, fmt::format("New York is {}", offset_text(ours))};
}

Verdict check_dns(const Facts& facts) {
  if (!facts.addresses) return skipped("an address");
  if (!*facts.addresses) {
    return {Health::fail,
            fmt::format("{} is not found: {}", facts.host, facts.addresses->error().message),
            "check the network and the name server (/etc/resolv.conf), and --url if you gave one"};
  }
  return {Health::ok, fmt::format("{} is {}", facts.host, (*facts.addresses)->front())};
}

Verdict check_tls(const Facts& facts) {
  if (!facts.greeting) return skipped("dns");
  if (!*facts.greeting) {
    const Error& error = facts.greeting->error();
    return {Health::fail, error.message,
            error.code == Errc::tls
                ? "the certificate is not trusted: check the clock, ca-certificates, and whether a "
                  "proxy stands between"
                : "check the network, a firewall, and whether the broker is down"};
  }
  return {Health::ok,
          fmt::format("{} {} in {}", facts.host,
                      facts.encrypted ? "answers over TLS" : "answers (loopback, plain)",
                      seconds_text((*facts.greeting)->took))};
}

// A Date header has whole seconds, and the answer took its time: half of both cannot be told apart.
Verdict check_clock(const Facts& facts) {
  if (!facts.greeting || !*facts.greeting) return skipped("a connection");
  const Greeting& greeting = **facts.greeting;
  if (!greeting.date && facts.profile == Environment::sim) {
    return {Health::ok, "a simulator on this machine has the same"};
  }
  if (!greeting.date) return {Health::warn, "the broker tells no time", "compare with timedatectl"};
  const auto skew = std::chrono::duration_cast<std::chrono::milliseconds>(greeting.ours -
                                                                          (*greeting.date + 500ms));
  const auto least = std::max(0ms, std::chrono::abs(skew) - 500ms - greeting.took / 2);
  const std::string text = fmt::format("{} {} the broker's", seconds_text(std::chrono::abs(skew)),
                                       skew < 0ms ? "behind" : "ahead of");
  const std::string fix = "turn on time synchronisation: timedatectl set-ntp true";
  if (least > kClockFail) return {Health::fail, text, fix};
  if (least > kClockWarn) return {Health::warn, text, fix};
  return {Health::ok, "as the broker's, within what can be measured"};
}

Verdict check_sign_in(const Facts& facts) {
  if (!facts.sign_in) return skipped("a connection");
  if (*facts.sign_in) return {Health::ok, "the broker accepts the credentials"};
  const Error& error = facts.sign_in->error();
  if (error.code == Errc::unauthorized) {
    return {Health::fail, error.message,
            "make a new grant (belay login); do not repeat the old one: the broker blocks an "
            "address for 8 hours"};
  }
  return {Health::fail, error.message,
          "try again later; the connection works, signing in does not"};
}

Verdict check_token_life(const Facts& facts) {
  if (!facts.sign_in || !*facts.sign_in) return skipped("sign-in");
  if (!(*facts.sign_in)->life) return {Health::ok, "not told: the token is this process's own"};
  const std::chrono::seconds life = *(*facts.sign_in)->life;
  const std::string text = fmt::format("{} s", life.count());
  if (life < 180s) {
    return {Health::fail, text + ": too short to be renewed ahead of time",
            "check the clock; tokens should last 900 s"};
  }
  if (life < 600s) return {Health::warn, text + ", 900 expected", "watch for renewals that fail"};
  return {Health::ok, text};
}

bool has_word(std::string_view words, std::string_view word) {
  const std::string spaced = fmt::format(" {} ", words);
  return spaced.find(fmt::format(" {} ", word)) != std::string::npos;
}

Verdict check_scope(const Facts& facts) {
  if (!facts.sign_in || !*facts.sign_in) return skipped("sign-in");
  const std::string& scope = (*facts.sign_in)->scope;
  if (scope.empty()) return {Health::ok, "not told by the broker"};
  if (!has_word(scope, "read")) {
    return {Health::fail, fmt::format("'{}' does not include read", scope),
            "make a grant with the scope read"};
  }
  if (!has_word(scope, "trade")) {
    return {Health::ok, fmt::format("'{}': this grant cannot place orders", scope)};
  }
  return {Health::ok, fmt::format("'{}'", scope)};
}

Verdict check_accounts(const Facts& facts) {
  if (!facts.accounts) return skipped("sign-in");
  if (!*facts.accounts) {
    return {Health::fail, facts.accounts->error().message, "check the grant's scope: read"};
  }
  std::vector<std::string> open;
  for (const AccountFact& account : **facts.accounts) {
    if (!account.closed) open.push_back(rest::redact_account(account.number));
  }
  if (open.empty()) {
    return {Health::fail, "no open account",
            "open one, or ask its owner to authorize you on the broker's site"};
  }
  return {Health::ok, fmt::format("{}: {}", open.size(), fmt::join(open, ", "))};
}

Verdict check_quote_token(const Facts& facts) {
  if (!facts.quote_token) return skipped("sign-in");
  if (!*facts.quote_token) {
    return {Health::fail, facts.quote_token->error().message,
            "market data needs a customer with an account in good standing"};
  }
  const std::optional<Instant>& expires = (*facts.quote_token)->expires_at;
  if (expires && *expires <= facts.market_now) {
    return {Health::fail, fmt::format("expired at {}", to_iso_utc(*expires)),
            "check the clock; a quote token lasts 24 hours"};
  }
  return {Health::ok,
          expires ? fmt::format("good until {}", to_iso_utc(*expires)) : std::string{"good"}};
}

Verdict check_delayed(const Facts& facts) {
  if (!facts.quote_token || !*facts.quote_token) return skipped("quote token");
  const QuoteTokenFact& token = **facts.quote_token;
  const bool delayed = token.level == "demo" || token.address.find("delayed") != std::string::npos;
  if (!delayed) return {Health::ok, fmt::format("real time (level {})", token.level)};
  return {Health::warn, fmt::format("DELAYED, by 15 minutes or more (level {})", token.level),
          "do not trade by these prices; cert is always delayed, live needs a funded account"};
}

Verdict check_api_version(const Facts& facts) {
  const Date today = std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(facts.now)};
  if (facts.accept_version.empty()) {
    if (facts.profile != Environment::live)
      return {Health::ok, "not sent: cert refuses the header"};
    return {today < kUnversionedEnds ? Health::warn : Health::fail,
            "no version is asked for: the oldest order API, which ends on 2027-04-12",
            "set accept_version to 20261012"};
  }
  const std::string& text = facts.accept_version;
  const Result<Date> version = text.size() == 8
                                   ? parse_date(fmt::format("{}-{}-{}", text.substr(0, 4),
                                                            text.substr(4, 2), text.substr(6, 2)))
                                   : fail(Errc::usage, "no date");
  if (!version) {
    return {Health::fail, fmt::format("'{}' is not a version (YYYYMMDD)", text),
            "set accept_version to 20261012"};
  }
  const auto age = std::chrono::sys_days{today} - std::chrono::sys_days{*version};
  if (age > kVersionIsOld) {
    return {Health::warn, fmt::format("{} is {} days old", text, age.count()), "update belay"};
  }
  return {Health::ok, fmt::format("order API {}", text)};
}

Verdict check_market_session(const Facts& facts) {
  if (is_open(facts.market_now, Market::equity)) return {Health::ok, "the stock market is open"};
  const auto next = next_open(facts.market_now, Market::equity);
  if (!next) {
    return {Health::warn, "the calendar does not know this date", "check the clock; update belay"};
  }
  return {Health::ok, fmt::format("closed until {}", to_new_york_text(*next))};
}

Verdict check_drift(const Facts& facts) {
  if (!facts.drift) return skipped("accounts");
  if (!*facts.drift) {
    return {Health::warn, facts.drift->error().message, "look at: belay positions, belay orders"};
  }
  if (is_as_known(**facts.drift)) {
    return {Health::ok, "the broker sends what this version knows"};
  }
  return {Health::warn, drift_text(**facts.drift),
          "nothing is lost; update belay, or report the names"};
}

using Examiner = Verdict (*)(const Facts&);
constexpr auto kChecks = std::to_array<std::pair<Check, Examiner>>({
    {Check::disk, check_disk},
    {Check::time_zone, check_time_zone},
    {Check::dns, check_dns},
    {Check::tls, check_tls},
    {Check::clock, check_clock},
    {Check::sign_in, check_sign_in},
    {Check::token_life, check_token_life},
    {Check::scope, check_scope},
    {Check::accounts, check_accounts},
    {Check::quote_token, check_quote_token},
    {Check::delayed, check_delayed},
    {Check::api_version, check_api_version},
    {Check::market_session, check_market_session},
    {Check::drift, check_drift},
});
static_assert(kChecks.size() == EnumText<Check>::names.size());

}  // namespace

std::vector<Finding> examine(const Facts& facts) {
  std::vector<Finding> findings;
  for (const auto& [check, examiner] : kChecks) {
    Verdict verdict = examiner(facts);
    findings.push_back({check, verdict.health, std::move(verdict.text), std::move(verdict.fix)});
  }
  return findings;
}

int exit_code(const std::vector<Finding>& findings) {
  const auto failed = std::ranges::find(findings, Health::fail, &Finding::health);
  return failed == findings.end() ? 0 : exit_code(failed->check);
}

}  // namespace belay::app::doctor
