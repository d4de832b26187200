#include "app/cli.hpp"

#include <sstream>

#include <gmock/gmock.h>

#include "app/cli_tree.hpp"
#include "proto/rest/endpoints.hpp"

namespace belay::app {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Words = std::vector<std::string>;

Invocation parsed(const Words& words) {
  auto result = parse_command_line(words);
  if (!result) ADD_FAILURE() << result.error().message;
  return result ? std::get<Invocation>(*result) : Invocation{};
}

template <class T>
T options(const Words& words) {
  return std::get<T>(parsed(words).command);
}

std::string refusal(const Words& words) {
  const auto result = parse_command_line(words);
  if (result) return "";
  EXPECT_EQ(result.error().code, Errc::usage);
  return result.error().message;
}

TEST(CommandLine, global_flags_work_before_and_after_the_command) {
  for (const Words& words : {Words{"--json", "--profile", "cert", "positions"},
                             Words{"positions", "--json", "--profile", "cert"}}) {
    const Invocation invocation = parsed(words);
    EXPECT_TRUE(invocation.globals.json);
    EXPECT_EQ(invocation.globals.profile, Environment::cert);
  }
  EXPECT_EQ(parsed({"stop", "audit", "--profile", "live"}).globals.profile, Environment::live);
}

// `belay order show --complex` of the table of endpoints: words of commands, then flags.
void expect_command(std::string_view command) {
  CommandShape place = command_tree();
  std::istringstream words{std::string{command}};
  for (std::string word; words >> word;) {
    if (word.starts_with("--")) {
      EXPECT_NE(place.option(word), nullptr) << command;
      continue;
    }
    const CommandShape* below = place.find(word);
    ASSERT_NE(below, nullptr) << command;
    place = CommandShape{*below};
  }
}

TEST(CommandLine, has_every_command_that_the_table_of_endpoints_names) {
  std::size_t named = 0;
  for (const rest::Endpoint& endpoint : rest::endpoints()) {
    if (endpoint.command.empty()) continue;
    ++named;
    expect_command(endpoint.command);
  }
  EXPECT_GT(named, 60U);
}

TEST(CommandLine, only_the_exact_word_reaches_production) {
  EXPECT_EQ(parsed({"positions"}).globals.profile, std::nullopt);
  for (const char* word : {"LIVE", "Live", "liv", "production", "2", ""}) {
    EXPECT_THAT(refusal({"--profile", word, "positions"}), HasSubstr("is not sim, cert or live"));
  }
}

TEST(CommandLine, every_command_has_its_defaults) {
  EXPECT_FALSE(options<OrdersOptions>({"orders"}).all);
  EXPECT_EQ(options<SimOptions>({"sim"}).seed, 42U);
  EXPECT_EQ(options<StopOptions>({"stop", "plan"}).percent, Decimal{8});
  EXPECT_THAT(options<StreamOptions>({"stream", "SPY"}).events, ElementsAre("quote", "trade"));
}

TEST(CommandLine, a_login_is_by_browser_unless_it_says_otherwise) {
  EXPECT_EQ(options<LoginOptions>({"login"}).how, LoginOptions::How::browser);
  EXPECT_EQ(options<LoginOptions>({"login", "--personal"}).how, LoginOptions::How::personal);
  EXPECT_EQ(options<LoginOptions>({"login", "--session"}).how, LoginOptions::How::session);
  EXPECT_EQ(options<LoginOptions>({"login", "--pkce", "off"}).pkce, LoginOptions::Pkce::off);
  EXPECT_THAT(refusal({"login", "--personal", "--session"}), HasSubstr("excludes"));
  EXPECT_THAT(refusal({"login", "--from", "f"}), HasSubstr("--personal"));
  EXPECT_EQ(options<AuthOptions>({"auth", "where"}).what, AuthOptions::What::where);
  EXPECT_EQ(parsed({"accounts", "--credentials", "f"}).globals.credentials, "f");
}

TEST(CommandLine, no_flag_takes_a_secret) {
  for (const char* flag : {"--client-secret", "--refresh-token", "--password", "--passphrase"}) {
    EXPECT_NE(refusal({"login", flag, "x"}), "") << flag;
  }
}

TEST(CommandLine, stream_takes_symbols_events_and_limits) {
  const auto o = options<StreamOptions>({"stream", "SPY", ".SPXW250113C5830", "--events",
                                         "quote,greeks", "--for", "2m", "--count", "5"});
  EXPECT_THAT(o.symbols, ElementsAre("SPY", ".SPXW250113C5830"));
  EXPECT_THAT(o.events, ElementsAre("quote", "greeks"));
  EXPECT_EQ(o.run_for, 2min);
  EXPECT_EQ(o.count, 5U);
}

TEST(CommandLine, stream_takes_every_event_and_what_to_show_of_it) {
  const auto o = options<StreamOptions>({"stream", "SPY", "--events", "time-and-sale,all", "--tail",
                                         "5", "--sort", "price:desc", "--filter", "SPY", "--csv"});
  EXPECT_THAT(o.events, ElementsAre("time-and-sale", "all"));
  EXPECT_EQ(o.tail, 5U);
  EXPECT_EQ(o.sort, "price:desc");
  EXPECT_THAT(o.filter, ElementsAre("SPY"));
  EXPECT_TRUE(o.table.csv);
  EXPECT_TRUE(options<StreamOptions>({"stream", "SPY", "--status"}).status);
  EXPECT_THAT(refusal({"stream", "SPY", "--head", "1", "--tail", "1"}), HasSubstr("--head"));
  EXPECT_THAT(refusal({"stream", "SPY", "--csv", "--json"}), HasSubstr("exclude"));
  EXPECT_THAT(refusal({"stream", "SPY", "--csv", "--status"}), HasSubstr("--json"));
}

TEST(CommandLine, a_window_is_read_at_once_and_replaces_symbols) {
  const auto o = options<StreamOptions>({"stream", "--window", "SPX dte=0 strikes=±10 right=both"});
  ASSERT_TRUE(o.window.has_value());
  EXPECT_EQ(o.window->underlying, "SPX");
  EXPECT_EQ(o.window->width, Decimal{10});
  EXPECT_THAT(refusal({"stream", "--window", "SPX strikes=ten"}), HasSubstr("strikes=ten"));
  EXPECT_THAT(refusal({"stream"}), HasSubstr("--window"));
}

TEST(CommandLine, the_console_takes_a_server_of_its_own) {
  EXPECT_EQ(options<ConsoleOptions>({"dxlink", "console"}).url, "");
  const auto o = options<ConsoleOptions>(
      {"dxlink", "console", "--url", "wss://demo.example/ws", "--for", "3s"});
  EXPECT_EQ(o.url, "wss://demo.example/ws");
  EXPECT_EQ(o.run_for, 3s);
}

TEST(CommandLine, an_unknown_event_is_refused) {
  EXPECT_THAT(refusal({"stream", "SPY", "--events", "candles"}), HasSubstr("candles"));
}

TEST(CommandLine, stop_apply_reads_its_policy_exactly) {
  const auto o = options<StopOptions>(
      {"stop", "apply", "--dry-run", "--percent", "7.5", "--only", "SPY", "AAPL", "--limit", "1"});
  EXPECT_EQ(o.what, StopOptions::What::apply);
  EXPECT_TRUE(o.dry_run);
  EXPECT_EQ(o.percent.to_string(), "7.5");
  EXPECT_THAT(o.only, ElementsAre("SPY", "AAPL"));
  EXPECT_EQ(o.limit, 1U);
}

TEST(CommandLine, a_percentage_must_lie_between_0_and_100) {
  for (const char* text : {"0", "100", "-8", "abc", "8%"}) {
    EXPECT_THAT(refusal({"stop", "plan", "--percent", text}), HasSubstr("--percent")) << text;
  }
}

TEST(CommandLine, what_follows_the_dashes_belongs_to_the_other_program) {
  const auto o = options<SimOptions>({"sim", "--seed", "7", "--", "belay", "--json", "positions"});
  EXPECT_EQ(o.seed, 7U);
  EXPECT_THAT(o.command, ElementsAre("belay", "--json", "positions"));
  EXPECT_FALSE(parsed({"sim", "--", "x", "--json"}).globals.json);
  EXPECT_THAT(refusal({"positions", "--", "x"}), HasSubstr("only sim"));
}

TEST(CommandLine, flags_that_contradict_each_other_are_refused) {
  EXPECT_THAT(refusal({"positions", "--account", "A", "--all-accounts"}), HasSubstr("exclude"));
  EXPECT_THAT(refusal({"positions", "--url", "http://x", "--port", "1"}), HasSubstr("exclude"));
}

TEST(CommandLine, a_refusal_says_how_to_get_help) {
  EXPECT_THAT(refusal({"positions", "--nonsense"}), HasSubstr("see belay positions --help"));
  EXPECT_THAT(refusal({"nonsense"}), HasSubstr("see belay --help"));
  EXPECT_THAT(refusal({}), HasSubstr("see belay --help"));
  EXPECT_THAT(refusal({"stop"}), HasSubstr("see belay stop --help"));
  EXPECT_THAT(refusal({"chain"}), HasSubstr("see belay chain --help"));
}

TEST(CommandLine, version_and_help_are_answers_not_errors) {
  const auto version = parse_command_line({"--version"});
  ASSERT_TRUE(version.has_value());
  EXPECT_THAT(std::get<Answer>(*version).text, HasSubstr("belay 0."));
  const auto help = parse_command_line({"stop", "apply", "--help"});
  ASSERT_TRUE(help.has_value());
  EXPECT_THAT(std::get<Answer>(*help).text, HasSubstr("Example: belay stop apply"));
}

TEST(Duration, reads_units_and_refuses_the_rest) {
  EXPECT_EQ(parse_duration("500ms"), 500ms);
  EXPECT_EQ(parse_duration("15s"), 15s);
  EXPECT_EQ(parse_duration("2m"), 2min);
  EXPECT_EQ(parse_duration("1h"), 1h);
  for (const char* text : {"", "s", "15", "-1s", "1.5s", "9999999999s", "1d"}) {
    EXPECT_FALSE(parse_duration(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace belay::app
