#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include <gmock/gmock.h>

#include "chaos/world.hpp"

// Each fault switch alone, for two minutes, against a client that goes on; then everything is well
// (dxlink.md 10.3). What a switch does to the server is shown by scripts and tests of the server.

namespace belay::chaos {
namespace {

using namespace std::chrono_literals;
using dxlink::Quirk;
using dxlink::QuirkInfo;

// These change or withhold values, so that what came last need not be the truth.
constexpr std::array kSpoilValues{Quirk::nan_values,     Quirk::odd_prices,  Quirk::silence,
                                  Quirk::slow,           Quirk::drop_fields, Quirk::old_futures,
                                  Quirk::index_sequence, Quirk::vwap};

dxlink::QuirkRule rule_of(const QuirkInfo& info) {
  dxlink::QuirkRule rule{.quirk = info.quirk};
  rule.text = std::string{info.choices.substr(0, info.choices.find('|'))};
  if (info.quirk == Quirk::silence) rule.text = "Quote:Q1";
  if (info.quirk == Quirk::slow) rule.text = "Quote";
  rule.number = info.parameter == QuirkInfo::Parameter::duration ? 5 : 3;
  // Less than the client's first subscription, or than everything it says.
  if (info.quirk == Quirk::rate_limit) rule.number = 20;
  if (info.quirk == Quirk::frame_limit) rule.number = 600;
  // As many as there are: being refused one for good is a script's matter (dx-373-size-error).
  if (info.quirk == Quirk::candle_cap) rule.number = Market::kCandles;
  if (info.kind == QuirkInfo::Kind::moment) {
    rule.from = 5s;
    rule.every = 15s;
  }
  if (info.kind == QuirkInfo::Kind::window) {
    rule.from = 5s;
    rule.until = 100s;
  }
  return rule;
}

class FaultSwitch : public testing::TestWithParam<QuirkInfo> {};

TEST_P(FaultSwitch, is_survived_by_the_client) {
  const QuirkInfo& info = GetParam();
  Plan plan{.seed = 7, .trouble = 120s, .quiet = 480s};
  plan.quirks.rules.push_back(rule_of(info));
  std::string story;
  World world{plan, [&](const std::string& line) { story += line + "\n"; }};
  Outcome outcome = world.run();
  if (std::ranges::find(kSpoilValues, info.quirk) != kSpoilValues.end()) {
    std::erase_if(outcome.complaints, [](const std::string& complaint) {
      return complaint.contains("quote of") || complaint.contains("candle") ||
             complaint.contains("print of");
    });
  }
  EXPECT_THAT(outcome.complaints, testing::IsEmpty()) << story.substr(0, 4'000);
  EXPECT_GT(outcome.events, 100U) << "data came in spite of it";
}

INSTANTIATE_TEST_SUITE_P(dxlink, FaultSwitch, testing::ValuesIn(dxlink::quirk_infos()),
                         [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace belay::chaos
