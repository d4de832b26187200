#include "proto/dxlink/chaos_file.hpp"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace belay::dxlink {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

Quirks read(std::string_view text) {
  auto quirks = parse_chaos(text, "chaos.txt");
  EXPECT_TRUE(quirks) << quirks.error().message;
  return quirks.value_or(Quirks{});
}

std::string complaint(std::string_view text) {
  const auto quirks = parse_chaos(text, "chaos.txt");
  return quirks ? "" : quirks.error().message;
}

TEST(ChaosFile, reads_every_form_of_a_rule) {
  const Quirks quirks = read(
      "# a night at the desk\n"
      "seed 7\n\n"
      "at 30s drop\n"
      "every 500ms spurious_error   # often\n"
      "from 10s to 1m stop_data\r\n"
      "after 20 frames flip_full silent\n"
      "p=0.25 from 2h reject_early_auth\n"
      "slow Greeks:15\n"
      "bye_after 5s\n"
      "candle_cap 3");
  EXPECT_EQ(quirks.seed, 7U);
  ASSERT_EQ(quirks.rules.size(), 8U);
  EXPECT_EQ(quirks.rules[0].quirk, Quirk::drop);
  EXPECT_EQ(quirks.rules[0].from, 30s);
  EXPECT_EQ(quirks.rules[1].every, 500ms);
  EXPECT_EQ(quirks.rules[2].from, 10s);
  EXPECT_EQ(quirks.rules[2].until, 60s);
  EXPECT_EQ(quirks.rules[3].after_frames, 20U);
  EXPECT_EQ(quirks.rules[3].text, "silent");
  EXPECT_EQ(quirks.rules[4].probability, 0.25);
  EXPECT_EQ(quirks.rules[4].from, 2h);
  EXPECT_EQ(quirks.rules[5].text, "Greeks");
  EXPECT_EQ(quirks.rules[5].number, 15.0);
  EXPECT_EQ(quirks.rules[6].number, 5.0);
  EXPECT_EQ(quirks.rules[7].number, 3.0);
}

TEST(ChaosFile, an_error_names_file_line_value_and_what_is_known) {
  EXPECT_THAT(complaint("seed 7\n\nat 30s dorp"),
              AllOf(HasSubstr("chaos.txt:3"), HasSubstr("'dorp'"), HasSubstr("drop, half_open")));
  EXPECT_THAT(complaint("at soon drop"), AllOf(HasSubstr("chaos.txt:1"), HasSubstr("'soon'")));
  EXPECT_THAT(complaint("from 5s to 2s stall"), HasSubstr("end after it begins"));
  EXPECT_THAT(complaint("p=2 repeat"), HasSubstr("'p=2'"));
  EXPECT_THAT(complaint("seed x"), HasSubstr("'seed x'"));
  EXPECT_THAT(complaint("after many frames repeat"), HasSubstr("'after many'"));
  EXPECT_THAT(complaint("flip_full loudly"), AllOf(HasSubstr("'loudly'"), HasSubstr("announced")));
  EXPECT_THAT(complaint("silence SPX"), HasSubstr("TYPE:SYMBOL"));
  EXPECT_THAT(complaint("slow Greeks:fast"), HasSubstr("TYPE:SECONDS"));
  EXPECT_THAT(complaint("at 3s drop now"), HasSubstr("'now'"));
}

TEST(ChaosFile, moments_want_a_time_and_states_a_while) {
  EXPECT_THAT(complaint("drop"), HasSubstr("at 30s drop"));
  EXPECT_THAT(complaint("from 3s drop"), HasSubstr("at 30s drop"));
  EXPECT_THAT(complaint("at 3s stall"), HasSubstr("from 10s to 40s stall"));
  EXPECT_THAT(complaint("p=0.5 stall"), HasSubstr("takes no p="));
}

// S-47: every switch can be written in a file.
TEST(ChaosFile, every_quirk_can_be_turned_on) {
  for (const QuirkInfo& info : quirk_infos()) {
    std::string line = info.kind == QuirkInfo::Kind::moment ? "at 1s " : "from 1s ";
    line += info.name;
    switch (info.parameter) {
      case QuirkInfo::Parameter::none: break;
      case QuirkInfo::Parameter::duration: line += " 5s"; break;
      case QuirkInfo::Parameter::count: line += " 3"; break;
      case QuirkInfo::Parameter::choice:
        line += " " + std::string{info.choices.substr(0, info.choices.find('|'))};
        break;
      case QuirkInfo::Parameter::text:
        line += info.quirk == Quirk::slow ? " Greeks:1" : " Quote:SPX";
        break;
    }
    const Quirks quirks = read(line);
    ASSERT_EQ(quirks.rules.size(), 1U) << line;
    EXPECT_EQ(quirks.rules[0].quirk, info.quirk);
    EXPECT_THAT(describe_quirks(), HasSubstr(std::string{info.name}));
  }
}

}  // namespace
}  // namespace belay::dxlink
