#include "app/doctor/checks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "app/doctor/report.hpp"

namespace belay::app::doctor {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

Instant at(std::string_view text) { return parse_timestamp(text).value(); }

Facts healthy() {
  Facts facts{.profile = Environment::live,
              .version = "0.1.0",
              .base_url = "https://api.tastyworks.com",
              .host = "api.tastyworks.com",
              .encrypted = true,
              .accept_version = "20261012",
              .now = at("2026-11-27T15:00:00.200+00:00"),
              .market_now = at("2026-11-27T15:00:00.200+00:00")};
  facts.addresses = std::vector<std::string>{"192.0.2.1"};
  facts.greeting = Greeting{
      .status = 401, .date = at("2026-11-27T15:00:00.000+00:00"), .ours = facts.now, .took = 80ms};
  facts.sign_in = SignIn{.scope = "read trade openid", .life = 900s};
  facts.accounts = std::vector<AccountFact>{{.number = "5WX12345", .nickname = "retirement"}};
  facts.quote_token = QuoteTokenFact{.level = "api", .address = "wss://x/realtime"};
  facts.drift = ApiDrift{};
  facts.disk =
      Disk{.folder = "/people/jane/state/belay", .free_bytes = 90'000'000'000, .writable = true};
  facts.system_new_york_offset = -5h;
  return facts;
}

Finding find(const Facts& facts, Check check) {
  for (const Finding& finding : examine(facts)) {
    if (finding.check == check) return finding;
  }
  return {};
}

TEST(Doctor, all_is_well) {
  for (const Finding& finding : examine(healthy())) {
    EXPECT_EQ(finding.health, Health::ok) << enum_name(finding.check) << ": " << finding.text;
  }
  EXPECT_EQ(exit_code(examine(healthy())), 0);
}

// Each check, broken once: how, and how bad that is.
struct Case {
  const char* name;
  Check check;
  Health health;
  void (*break_it)(Facts&);
};

void PrintTo(const Case& broken, std::ostream* out) { *out << broken.name; }

class DoctorBroken : public testing::TestWithParam<Case> {};

TEST_P(DoctorBroken, is_found_and_has_a_fix) {
  Facts facts = healthy();
  GetParam().break_it(facts);
  const Finding finding = find(facts, GetParam().check);
  EXPECT_EQ(finding.health, GetParam().health) << finding.text;
  EXPECT_NE(finding.fix, "");
  EXPECT_NE(finding.text, "");
  const int expected = GetParam().health == Health::fail ? exit_code(GetParam().check) : 0;
  EXPECT_EQ(exit_code(examine(facts)), expected);
}

const Case kBroken[] = {
    {"a_folder_that_is_not_there", Check::disk, Health::fail,
     [](Facts& f) { f.disk = fail(Errc::io, "no such folder"); }},
    {"a_folder_that_cannot_be_written_to", Check::disk, Health::fail,
     [](Facts& f) { f.disk->writable = false; }},
    {"a_full_disk", Check::disk, Health::fail, [](Facts& f) { f.disk->free_bytes = 1'000; }},
    {"a_disk_that_is_nearly_full", Check::disk, Health::warn,
     [](Facts& f) { f.disk->free_bytes = 100'000'000; }},
    {"no_time_zones", Check::time_zone, Health::warn,
     [](Facts& f) { f.system_new_york_offset.reset(); }},
    {"another_time_in_new_york", Check::time_zone, Health::fail,
     [](Facts& f) { f.system_new_york_offset = -4h; }},
    {"a_host_without_address", Check::dns, Health::fail,
     [](Facts& f) { f.addresses = fail(Errc::unreachable, "NXDOMAIN"); }},
    {"a_certificate_nobody_trusts", Check::tls, Health::fail,
     [](Facts& f) { f.greeting = fail(Errc::tls, "self-signed"); }},
    {"a_refused_connection", Check::tls, Health::fail,
     [](Facts& f) { f.greeting = fail(Errc::unreachable, "refused"); }},
    {"a_clock_seconds_ahead", Check::clock, Health::warn,
     [](Facts& f) { (*f.greeting)->ours += 5s; }},
    {"a_clock_minutes_behind", Check::clock, Health::fail,
     [](Facts& f) { (*f.greeting)->ours -= 90s; }},
    {"a_broker_that_tells_no_time", Check::clock, Health::warn,
     [](Facts& f) { (*f.greeting)->date.reset(); }},
    {"a_refused_grant", Check::sign_in, Health::fail,
     [](Facts& f) { f.sign_in = fail(Errc::unauthorized, "invalid_grant"); }},
    {"a_sign_in_out_of_order", Check::sign_in, Health::fail,
     [](Facts& f) { f.sign_in = fail(Errc::unavailable, "502"); }},
    {"a_token_of_a_minute", Check::token_life, Health::fail,
     [](Facts& f) { (*f.sign_in)->life = 60s; }},
    {"a_token_of_five_minutes", Check::token_life, Health::warn,
     [](Facts& f) { (*f.sign_in)->life = 300s; }},
    {"a_scope_without_read", Check::scope, Health::fail,
     [](Facts& f) { (*f.sign_in)->scope = "openid readonly"; }},
    {"no_account", Check::accounts, Health::fail, [](Facts& f) { (*f.accounts)->clear(); }},
    {"a_closed_account", Check::accounts, Health::fail,
     [](Facts& f) { (*f.accounts)->front().closed = true; }},
    {"refused_accounts", Check::accounts, Health::fail,
     [](Facts& f) { f.accounts = fail(Errc::rejected, "no"); }},
    {"no_quote_token", Check::quote_token, Health::fail,
     [](Facts& f) { f.quote_token = fail(Errc::rejected, "quote_streamer.customer_not_found"); }},
    {"a_quote_token_that_has_ended", Check::quote_token, Health::fail,
     [](Facts& f) { (*f.quote_token)->expires_at = f.now - 1s; }},
    {"a_level_of_demo", Check::delayed, Health::warn,
     [](Facts& f) { (*f.quote_token)->level = "demo"; }},
    {"an_address_of_delayed_data", Check::delayed, Health::warn,
     [](Facts& f) { (*f.quote_token)->address = "wss://x/delayed"; }},
    {"no_version", Check::api_version, Health::warn, [](Facts& f) { f.accept_version = ""; }},
    {"an_old_version", Check::api_version, Health::warn,
     [](Facts& f) { f.accept_version = "20250101"; }},
    {"a_version_that_is_none", Check::api_version, Health::fail,
     [](Facts& f) { f.accept_version = "newest"; }},
    {"a_date_no_calendar_knows", Check::market_session, Health::warn,
     [](Facts& f) { f.market_now = Instant{}; }},
    {"an_account_that_cannot_be_read", Check::drift, Health::warn,
     [](Facts& f) { f.drift = fail(Errc::rejected, "403"); }},
    {"members_nobody_knows", Check::drift, Health::warn,
     [](Facts& f) { f.drift = ApiDrift{.unknown = {{"Balance.new-thing", 2}}}; }},
};
INSTANTIATE_TEST_SUITE_P(Each, DoctorBroken, testing::ValuesIn(kBroken),
                         [](const auto& broken) { return std::string{broken.param.name}; });

TEST(Doctor, every_check_can_be_broken) {
  std::set<Check> broken;
  for (const Case& one : kBroken) broken.insert(one.check);
  EXPECT_EQ(broken.size(), EnumText<Check>::names.size());
}

TEST(Doctor, exit_codes_are_distinct_and_none_of_the_base_codes) {
  std::set<int> codes;
  for (const auto& [check, name] : EnumText<Check>::names) codes.insert(exit_code(check));
  EXPECT_EQ(codes.size(), EnumText<Check>::names.size());
  EXPECT_EQ(*codes.begin(), 20);
  EXPECT_EQ(*codes.rbegin(), 33);
}

TEST(Doctor, what_could_not_be_looked_at_is_no_failure_of_its_own) {
  Facts facts = healthy();
  facts.greeting = fail(Errc::tls, "self-signed");
  facts.sign_in.reset();
  facts.accounts.reset();
  facts.quote_token.reset();
  facts.drift.reset();
  EXPECT_EQ(exit_code(examine(facts)), exit_code(Check::tls));
  EXPECT_EQ(find(facts, Check::accounts).health, Health::skipped);
  EXPECT_EQ(find(facts, Check::clock).health, Health::skipped);
}

TEST(Doctor, the_first_failure_gives_the_exit_code) {
  Facts facts = healthy();
  facts.sign_in = fail(Errc::unauthorized, "invalid_grant");
  facts.disk->writable = false;
  EXPECT_EQ(exit_code(examine(facts)), exit_code(Check::disk));
}

TEST(Doctor, a_slow_answer_is_not_taken_for_a_wrong_clock) {
  Facts facts = healthy();
  (*facts.greeting)->ours += 4s;
  (*facts.greeting)->took = 8s;
  EXPECT_EQ(find(facts, Check::clock).health, Health::ok);
}

TEST(Doctor, a_closed_market_is_in_order) {
  Facts facts = healthy();
  facts.market_now = at("2026-11-28T15:00:00.000+00:00");
  const Finding finding = find(facts, Check::market_session);
  EXPECT_EQ(finding.health, Health::ok);
  EXPECT_THAT(finding.text, HasSubstr("closed until 2026-11-30"));
}

TEST(Doctor, cert_sends_no_version) {
  Facts facts = healthy();
  facts.profile = Environment::cert;
  facts.accept_version = "";
  EXPECT_EQ(find(facts, Check::api_version).health, Health::ok);
}

TEST(Doctor, one_line_each_with_a_fix_below) {
  Facts facts = healthy();
  (*facts.quote_token)->level = "demo";
  const std::string text = to_text(examine(facts), {});
  EXPECT_THAT(text, HasSubstr("ok       dns"));
  EXPECT_THAT(text, HasSubstr("warn     market data     DELAYED"));
  EXPECT_THAT(text, HasSubstr("-> do not trade by these prices"));
  EXPECT_THAT(text, Not(HasSubstr("5WX12345")));
}

TEST(Doctor, json_names_each_check_and_its_exit_code) {
  EXPECT_THAT(to_json(examine(healthy())), HasSubstr(R"({"check":"disk","health":"ok","text":)"));
  EXPECT_THAT(to_json(examine(healthy())), HasSubstr(R"("exit_code":33)"));
}

// Canaries: account numbers, nicknames, folders and tokens, wherever a message may carry them.
TEST(Doctor, a_bundle_holds_nothing_private) {
  Facts facts = healthy();
  const std::string token = "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9";
  facts.quote_token = fail(Errc::rejected, "no quotes for 5WX12345 and 6YZ98765 with " + token);
  facts.disk = fail(Errc::io, "cannot write for retirement: 12345");
  const std::string bundle = to_bundle(facts, examine(facts));
  for (const std::string& canary : {std::string{"5WX12345"}, std::string{"2345"},
                                    std::string{"6YZ98765"}, std::string{"retirement"}, token}) {
    EXPECT_THAT(bundle, Not(HasSubstr(canary)));
  }
  EXPECT_THAT(bundle, HasSubstr("belay.doctor.bundle/1"));
  EXPECT_THAT(bundle, HasSubstr("api.tastyworks.com"));
}

TEST(Doctor, a_bundle_does_not_say_where_your_home_is) {
  const Facts facts = healthy();
  EXPECT_THAT(to_bundle(facts, examine(facts)), Not(HasSubstr("jane")));
}

TEST(Doctor, redaction_leaves_ordinary_words) {
  EXPECT_EQ(redacted("the account stream refused connect: 'failed' (401)", {}),
            "the account stream refused connect: 'failed' (401)");
  EXPECT_EQ(redacted("good until 2026-11-28T15:00:00.000+00:00", {}),
            "good until 2026-11-28T15:00:00.000+00:00");
}

}  // namespace
}  // namespace belay::app::doctor
