#include "app/look.hpp"

#include <csignal>

#include <gmock/gmock.h>

#include "app/command/steps.hpp"
#include "app/session.hpp"

namespace belay::app {
namespace {

using Body = std::function<Task<ExitCode>(Session&)>;

// A session with a simulator of its own, and a person who presses Ctrl-C when it logs `moment`.
Result<ExitCode> interrupted_at(std::string_view moment, const Body& body) {
  Context context;
  context.globals.json = true;
  context.own_simulator = sim::Options{};
  bool pressed = false;
  const auto press = [&](LogLevel, std::string_view, std::string_view text) {
    if (pressed || !text.starts_with(moment)) return;
    pressed = true;
    std::raise(SIGINT);
  };
  context.log = Log{press, "belay"};
  return with_client(context, body);
}

// The symbol stays silent, so that the look ends by Ctrl-C or by its limit.
Task<ExitCode> look(Session& session) {
  std::vector<std::string> symbols{"NOSUCH"};
  const Result<Marks> marks = co_await marks_or_warning(session, symbols);
  if (!marks) co_return std::unexpected(marks.error());
  co_return ExitCode::ok;
}

TEST(Look, ctrl_c_is_no_lack_of_prices) {
  const Result<ExitCode> outcome = interrupted_at("GET /api-quote-tokens", look);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, Errc::cancelled);
  EXPECT_EQ(exit_code_for(outcome.error()), ExitCode::partly);
}

TEST(Look, ctrl_c_ends_a_plan_instead_of_planning_with_guessed_ticks) {
  const StopOptions apply{.what = StopOptions::What::apply, .dry_run = true};
  const Result<ExitCode> outcome = interrupted_at(
      "GET /instruments", [&](Session& session) { return show_trials(session, apply); });
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, Errc::cancelled);
}

Task<ExitCode> look_without_a_market(Session& session) {
  Client nowhere{session.executor, Config{}};
  Session lost{session.context, nowhere, session.executor, "", session.market_now};
  std::vector<std::string> symbols{"SPY"};
  const Result<Marks> marks = co_await marks_or_warning(lost, symbols);
  if (!marks) co_return std::unexpected(marks.error());
  co_return marks->empty() ? ExitCode::ok : ExitCode::unknown;
}

TEST(Look, a_market_that_cannot_be_reached_is_a_warning) {
  const Result<ExitCode> outcome = interrupted_at("never", look_without_a_market);
  ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
  EXPECT_EQ(*outcome, ExitCode::ok);
}

}  // namespace
}  // namespace belay::app
