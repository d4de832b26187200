#include "proto/dxlink/recording.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace belay::dxlink {
namespace {

using Direction = RecordedFrame::Direction;

TEST(Recording, keeps_frames_in_order_byte_for_byte_and_counts_lost_ones) {
  const auto frames = read_recording(
      "{\"dir\":\"s2c\",\"raw\":\"{\\\"a\\\": 1.0E1}\",\"ts\":\"x\"}\n\n"
      "{\"dir\":\"c2s\",\"raw\":\"{}\"}\r\n"
      "{\"dir\":\"s2c\",\"bytes\":9,\"raw\":null}\n"
      "{\"dir\":\"both\",\"raw\":\"[]\"}");
  ASSERT_TRUE(frames);
  ASSERT_EQ(frames->size(), 4U);
  EXPECT_EQ((*frames)[0].raw, "{\"a\": 1.0E1}");
  EXPECT_EQ((*frames)[0].direction, Direction::to_client);
  EXPECT_EQ((*frames)[1].direction, Direction::to_server);
  EXPECT_TRUE((*frames)[2].lost);
  EXPECT_EQ((*frames)[3].direction, Direction::both);
}

TEST(Recording, leaves_out_what_is_no_message) {
  const auto frames = read_recording("{\"dir\":\"c2s\",\"op\":\"HTTP\",\"shown\":\"GET /\"}\n");
  ASSERT_TRUE(frames);
  EXPECT_TRUE(frames->empty());
}

TEST(Recording, names_the_line_that_cannot_be_read) {
  for (const char* const bad : {"nonsense", "[]", "{\"raw\":\"x\"}",
                                "{\"dir\":\"up\",\"raw\":\"x\"}", "{\"dir\":\"s2c\",\"raw\":7}"}) {
    const auto frames = read_recording(std::string{"{\"dir\":\"s2c\",\"raw\":\"x\"}\n"} + bad);
    ASSERT_FALSE(frames) << bad;
    EXPECT_EQ(frames.error().code, Errc::parse);
    EXPECT_THAT(frames.error().message, testing::HasSubstr("line 2")) << bad;
  }
}

}  // namespace
}  // namespace belay::dxlink
