#include "app/completion/complete.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/completion/scripts.hpp"
#include "app/man/page.hpp"

namespace belay::app {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> offered(const std::vector<std::string>& words) {
  std::vector<std::string> all;
  for (const Candidate& candidate : complete(command_tree(), words).candidates) {
    all.push_back(candidate.word);
  }
  return all;
}

TEST(Completion, commands_that_begin_like_the_word) {
  EXPECT_THAT(offered({"pos"}), ElementsAre("positions"));
  EXPECT_THAT(offered({""}), AllOf(Contains("positions"), Contains("doctor"), Contains("stop")));
  EXPECT_THAT(offered({"zzz"}), IsEmpty());
}

TEST(Completion, hidden_commands_stay_hidden) {
  EXPECT_THAT(offered({""}), Not(Contains("__complete")));
  EXPECT_THAT(offered({""}), Not(Contains("man")));
}

TEST(Completion, commands_below_commands) {
  EXPECT_THAT(offered({"stop", "a"}), ElementsAre("audit", "apply"));
  EXPECT_THAT(offered({"--json", "stop", "pl"}), ElementsAre("plan"));
}

TEST(Completion, flags_of_the_command_and_global_ones) {
  EXPECT_THAT(offered({"stop", "plan", "--per"}), ElementsAre("--percent"));
  EXPECT_THAT(offered({"stop", "plan", "--js"}), ElementsAre("--json"));
  EXPECT_THAT(offered({"positions", "--"}), AllOf(Contains("--no-marks"), Contains("--profile")));
}

TEST(Completion, the_words_a_flag_takes) {
  EXPECT_THAT(offered({"--profile", ""}), ElementsAre("sim", "cert", "live"));
  EXPECT_THAT(offered({"positions", "--log-level", "w"}), ElementsAre("warning"));
  EXPECT_THAT(offered({"completion", ""}), ElementsAre("bash", "zsh", "fish"));
}

TEST(Completion, examples_are_no_choices) {
  EXPECT_THAT(choices_of("15s|2m"), IsEmpty());
  EXPECT_THAT(choices_of("NUMBER|NICKNAME"), IsEmpty());
  EXPECT_THAT(choices_of("FILE"), IsEmpty());
}

TEST(Completion, accounts_symbols_and_files_are_asked_for) {
  EXPECT_EQ(complete(command_tree(), {"positions", "--account", ""}).wanted, Wanted::accounts);
  EXPECT_EQ(complete(command_tree(), {"stream", "SP"}).wanted, Wanted::symbols);
  EXPECT_EQ(complete(command_tree(), {"stream", "SPY", "AA"}).wanted, Wanted::symbols);
  EXPECT_EQ(complete(command_tree(), {"stop", "audit", "--only", "SPY", ""}).wanted,
            Wanted::symbols);
  EXPECT_EQ(complete(command_tree(), {"sim", "--chaos", ""}).wanted, Wanted::files);
  EXPECT_EQ(complete(command_tree(), {"chain", "SPX", ""}).wanted, Wanted::nothing);
}

TEST(Completion, which_broker_to_ask_stands_before_the_cursor) {
  const Completion found =
      complete(command_tree(), {"--profile", "cert", "--json", "positions", "--account", "5"});
  EXPECT_THAT(found.flags, ElementsAre("--profile", "cert"));
  EXPECT_EQ(found.prefix, "5");
}

TEST(Completion, every_shell_asks_the_program) {
  for (const std::string_view shell : {"bash", "zsh", "fish"}) {
    EXPECT_THAT(completion_script(shell).value(), HasSubstr("__complete --")) << shell;
  }
  EXPECT_FALSE(completion_script("tcsh"));
}

TEST(ManPages, one_for_each_command_that_shows_itself) {
  std::vector<std::string> files;
  for (const ManPage& page : man_pages(command_tree(), "0.1.0", "2025-01-13")) {
    files.push_back(page.file);
  }
  EXPECT_THAT(files, AllOf(Contains("belay.1"), Contains("belay-stop-audit.1"),
                           Contains("belay-doctor.1"), Not(Contains("belay-__complete.1"))));
}

// What man(7) asks for, whatever reads it.
TEST(ManPages, are_well_formed) {
  for (const ManPage& page : man_pages(command_tree(), "0.1.0", "2025-01-13")) {
    EXPECT_TRUE(page.text.starts_with(".TH ")) << page.file;
    EXPECT_THAT(page.text, AllOf(HasSubstr("\n.SH NAME\n"), HasSubstr("\n.SH SYNOPSIS\n"),
                                 HasSubstr("\n.SH EXIT STATUS\n")));
    EXPECT_EQ(page.text.back(), '\n');
    EXPECT_EQ(page.text.find("\n\n.SH"), std::string::npos) << page.file;
    EXPECT_NE(page.text.find(".TP\n"), std::string::npos) << page.file;
  }
}

}  // namespace
}  // namespace belay::app
