#include "belay/base/log.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>

using namespace belay;
using testing::ElementsAre;

TEST(Log, hands_level_component_and_text_to_its_sink) {
  std::vector<std::string> lines;
  const Log log{[&](LogLevel level, std::string_view component, std::string_view message) {
                  lines.push_back(fmt::format("{} {} {}", to_string(level), component, message));
                },
                "desk"};
  log(LogLevel::warning, "{} of {}", 1, 2);
  log.named("guard")(LogLevel::error, "gap");
  EXPECT_THAT(lines, ElementsAre("warning desk 1 of 2", "error guard gap"));
}

TEST(Log, an_empty_log_discards) { Log{}(LogLevel::info, "nobody {}", "listens"); }
