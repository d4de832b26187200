#include "proto/dxlink/replay_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace belay::dxlink {
namespace {

using Direction = RecordedFrame::Direction;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<RecordedFrame> recording() {
  return {{Direction::to_server, "hello"},
          {Direction::to_client, "hi"},
          {Direction::to_client, "", true},
          {Direction::to_client, "well?"},
          {Direction::to_server, "goodbye"}};
}

// S-46, where there are no recordings.
TEST(ReplaySession, answers_each_message_with_what_was_said_before_the_next) {
  ReplaySession server{recording()};
  EXPECT_THAT(server.take_outgoing(), testing::IsEmpty());
  EXPECT_TRUE(server.receive("hello"));
  EXPECT_THAT(server.take_outgoing(), ElementsAre("hi", "well?"));
  EXPECT_FALSE(server.is_over());
  EXPECT_TRUE(server.receive("goodbye"));
  EXPECT_TRUE(server.is_over());
}

TEST(ReplaySession, names_the_message_that_differs) {
  ReplaySession server{recording()};
  const auto wrong = server.receive("hallo");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Errc::protocol);
  EXPECT_THAT(wrong.error().message, HasSubstr("message 1"));
}

TEST(ReplaySession, a_client_that_speaks_out_of_turn_is_told) {
  ReplaySession server{recording()};
  ASSERT_TRUE(server.receive("hello"));
  EXPECT_FALSE(server.receive("goodbye"));
}

}  // namespace
}  // namespace belay::dxlink
