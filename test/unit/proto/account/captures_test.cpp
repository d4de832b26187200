#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "belay_checkout.hpp"
#include "proto/account/frames.hpp"

// Every frame of the account streamer among the recordings is read as what it is.

namespace belay::account {
namespace {

namespace fs = std::filesystem;

fs::path folder() {
  const char* given = std::getenv("BELAY_CAPTURES");
  const fs::path captures =
      given != nullptr ? fs::path{given} : fs::path{BELAY_SOURCE_DIR} / "../shared/captures";
  return captures / "broker/joaquinbejar/frames";
}

TEST(AccountCaptures, every_frame_is_read_as_what_it_is) {
  if (!fs::exists(folder())) GTEST_SKIP() << "no recordings here";
  int replies = 0;
  int notifications = 0;
  for (const auto& entry : fs::directory_iterator{folder()}) {
    std::ifstream in{entry.path(), std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    json::Drift drift;
    const auto said = read_frame(text, Instant{}, &drift);
    ASSERT_TRUE(said) << entry.path();
    ASSERT_EQ(said->size(), 1U);
    EXPECT_THAT(drift.retyped, testing::IsEmpty()) << entry.path();
    if (std::holds_alternative<Reply>(said->front())) {
      ++replies;
      continue;
    }
    const auto* const event = std::get_if<AccountEvent>(&said->front());
    ASSERT_NE(event, nullptr) << entry.path();
    EXPECT_EQ(event->as<UnknownNotification>(), nullptr) << entry.path();
    EXPECT_NE(event->sent, Instant{}) << entry.path();
    ++notifications;
  }
  EXPECT_GE(replies, 2);
  EXPECT_GE(notifications, 6);
}

}  // namespace
}  // namespace belay::account
