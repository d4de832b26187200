#include "proto/dxlink/quirk_schedule.hpp"

#include <chrono>
#include <vector>

#include <gtest/gtest.h>

namespace belay::dxlink {
namespace {

using namespace std::chrono_literals;

constexpr Tick kOpened{std::chrono::hours{1}};

QuirkSchedule schedule(std::vector<QuirkRule> rules, std::uint64_t connection = 1) {
  QuirkSchedule made{{.seed = 7, .rules = std::move(rules)}, connection};
  made.open(kOpened);
  return made;
}

TEST(QuirkSchedule, a_state_holds_in_its_window_and_not_outside) {
  auto made = schedule({{.quirk = Quirk::stall, .from = 5s, .until = 20s}});
  EXPECT_EQ(made.holds(Quirk::stall, kOpened + 4s), nullptr);
  EXPECT_NE(made.holds(Quirk::stall, kOpened + 5s), nullptr);
  EXPECT_EQ(made.holds(Quirk::stall, kOpened + 20s), nullptr);
  EXPECT_EQ(made.holds(Quirk::repeat, kOpened + 6s), nullptr);
  EXPECT_EQ(made.next_change(kOpened), kOpened + 5s);
  EXPECT_EQ(made.next_change(kOpened + 5s), kOpened + 20s);
  EXPECT_EQ(made.next_change(kOpened + 20s), Tick::max());
}

TEST(QuirkSchedule, a_moment_happens_once_and_a_repeated_one_again_and_again) {
  auto made = schedule({{.quirk = Quirk::drop, .from = 3s},
                        {.quirk = Quirk::spurious_error, .from = 2s, .every = 2s}});
  EXPECT_FALSE(made.take_moment(kOpened + 1s));
  EXPECT_EQ(made.take_moment(kOpened + 3s)->quirk, Quirk::drop);
  EXPECT_EQ(made.take_moment(kOpened + 3s)->quirk, Quirk::spurious_error);
  EXPECT_FALSE(made.take_moment(kOpened + 3s));
  EXPECT_EQ(made.next_change(kOpened + 3s), kOpened + 4s);
  EXPECT_EQ(made.take_moment(kOpened + 4s)->quirk, Quirk::spurious_error);
}

TEST(QuirkSchedule, after_so_many_data_frames) {
  auto made = schedule({{.quirk = Quirk::flip_full, .after_frames = 2}});
  made.data_said();
  EXPECT_EQ(made.holds(Quirk::flip_full, kOpened), nullptr);
  made.data_said();
  EXPECT_NE(made.holds(Quirk::flip_full, kOpened), nullptr);
}

TEST(QuirkSchedule, the_first_so_many_connections_are_refused) {
  const std::vector<QuirkRule> rules{{.quirk = Quirk::refuse_auth, .number = 2}};
  EXPECT_TRUE(schedule(rules, 1).refuses(Quirk::refuse_auth, kOpened));
  EXPECT_TRUE(schedule(rules, 2).refuses(Quirk::refuse_auth, kOpened));
  EXPECT_FALSE(schedule(rules, 3).refuses(Quirk::refuse_auth, kOpened));
}

// S-47: deterministic per seed and connection.
TEST(QuirkSchedule, the_same_seed_and_connection_have_the_same_luck) {
  const auto luck = [](std::uint64_t connection) {
    auto made = schedule({{.quirk = Quirk::repeat, .probability = 0.5}}, connection);
    std::vector<bool> drawn;
    for (int i = 0; i < 64; ++i) drawn.push_back(made.holds(Quirk::repeat, kOpened) != nullptr);
    return drawn;
  };
  EXPECT_EQ(luck(1), luck(1));
  EXPECT_NE(luck(1), luck(2));
}

}  // namespace
}  // namespace belay::dxlink
