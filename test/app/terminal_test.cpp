#include "app/terminal.hpp"

#include <gmock/gmock.h>

namespace belay::app {
namespace {

TEST(LiveScreen, a_frame_replaces_the_one_before_line_by_line) {
  EXPECT_EQ(LiveScreen::redraw("one\ntwo\n", 24), "\x1b[Hone\x1b[K\r\ntwo\x1b[K\x1b[J");
}

TEST(LiveScreen, a_frame_that_is_too_long_never_scrolls_and_keeps_its_last_line) {
  EXPECT_EQ(LiveScreen::redraw("a\nb\nc\nd\nfoot\n", 5),
            "\x1b[Ha\x1b[K\r\nb\x1b[K\r\nc\x1b[K\r\nd\x1b[K\r\nfoot\x1b[K\x1b[J");
  EXPECT_EQ(LiveScreen::redraw("a\nb\nc\nd\nfoot\n", 4),
            "\x1b[Ha\x1b[K\r\nb\x1b[K\r\n… 2 more lines\x1b[K\r\nfoot\x1b[K\x1b[J");
}

TEST(LiveScreen, enter_and_space_go_on_and_nothing_else_does) {
  for (const char key : {'\n', '\r', ' '}) EXPECT_TRUE(is_go_on(key));
  for (const char key : {'\0', 'q', 'x', '\x1b'}) EXPECT_FALSE(is_go_on(key));
}

}  // namespace
}  // namespace belay::app
