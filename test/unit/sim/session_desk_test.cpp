#include "sim/server/session_desk.hpp"

#include <gtest/gtest.h>

namespace belay::sim {
namespace {

// dxlink.md 4.8: five sessions per credential.
TEST(SessionDesk, one_too_many_takes_the_place_of_the_oldest) {
  SessionDesk<int> desk{2, false};
  EXPECT_TRUE(desk.admit("a", 1).granted);
  EXPECT_TRUE(desk.admit("a", 2).granted);
  EXPECT_TRUE(desk.admit("b", 3).granted);
  const auto third = desk.admit("a", 4);
  EXPECT_TRUE(third.granted);
  EXPECT_EQ(third.evicted, 1);
  EXPECT_EQ(desk.admit("a", 5).evicted, 2);
}

TEST(SessionDesk, or_is_refused) {
  SessionDesk<int> desk{1, true};
  EXPECT_TRUE(desk.admit("a", 1).granted);
  EXPECT_FALSE(desk.admit("a", 2).granted);
  desk.leave(1);
  EXPECT_TRUE(desk.admit("a", 2).granted);
}

TEST(SessionDesk, a_session_that_authorizes_again_keeps_its_one_seat) {
  SessionDesk<int> desk{1, false};
  EXPECT_TRUE(desk.admit("a", 1).granted);
  EXPECT_FALSE(desk.admit("a", 1).evicted);
  EXPECT_FALSE(desk.admit("b", 1).evicted);
  EXPECT_FALSE(desk.admit("a", 2).evicted) << "its seat with a is free";
}

}  // namespace
}  // namespace belay::sim
