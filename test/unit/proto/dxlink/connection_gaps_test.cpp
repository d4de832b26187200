#include "proto/dxlink/connection_life.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "unit/proto/dxlink/life_world.hpp"

namespace belay::dxlink {
namespace {

using namespace std::chrono_literals;
using test::World;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// What a connection does about data that do not come: gaps, doubt, quotas.

TEST(ConnectionLife, every_outage_is_told_as_a_gap_from_the_last_frame_to_the_resubscription) {
  World world;
  world.want("SPY");
  world.start();
  world.pass(1s);
  world.publish("SPY", 1);
  const Instant last = world.life.session().last_received();
  world.pass(5s);
  world.reachable = false;
  world.close(1006, "");
  EXPECT_EQ(world.life.session().missing_since(), last);
  world.pass(10s);
  world.reachable = true;
  world.pass(90s);
  ASSERT_EQ(world.gaps.size(), 1U);
  EXPECT_EQ(world.gaps[0].from, last);
  EXPECT_GT(world.gaps[0].to, last + 15s);
  EXPECT_THAT(world.gaps[0].reason, HasSubstr("1006"));
  EXPECT_EQ(world.gaps[0].contract, "AUTO");
  EXPECT_EQ(world.life.session().missing_since(), std::nullopt);
}

TEST(ConnectionLife, an_outage_with_nothing_subscribed_is_no_gap) {
  World world;
  world.start();
  world.close(1006, "");
  world.want("SPY");
  world.pass(2min);
  EXPECT_TRUE(world.gaps.empty());
}

// C-27.
TEST(ConnectionLife, C_27_a_channel_that_the_server_closed_is_a_gap_of_its_own) {
  World world;
  world.want("SPY");
  world.start();
  world.pass(1s);
  world.tell(R"({"type":"CHANNEL_CLOSED","channel":1})");
  world.pass(61s);
  ASSERT_EQ(world.gaps.size(), 1U);
  EXPECT_THAT(world.gaps[0].reason, HasSubstr("closed the channel"));
  EXPECT_EQ(world.connects.size(), 1U);
}

TEST(ConnectionLife, P_4_data_that_stop_in_an_open_market_end_the_connection_with_a_new_token) {
  for (const bool open : {true, false}) {
    World world{{.market_open = [open](Instant) { return open; }}};
    world.good_token = "any";
    world.want("SPY");
    world.start();
    for (int i = 0; i < 40; ++i) world.publish("SPY", i);
    world.stalled = true;
    world.pass(59s);
    EXPECT_EQ(world.connects.size(), 1U);
    world.pass(1h);
    EXPECT_EQ(static_cast<std::size_t>(world.tokens), world.connects.size());
    if (!open) {
      EXPECT_EQ(world.connects.size(), 1U);
    } else {
      EXPECT_GE(world.connects.size(), 2U);
      EXPECT_LE(world.connects.size(), 8U) << "ever slower";
      EXPECT_THAT(world.gaps.at(0).reason, HasSubstr("no market data any more"));
    }
  }
}

TEST(ConnectionLife, P_32_what_is_quiet_by_nature_is_not_suspected) {
  World world;
  world.want("SPY");
  world.start();
  for (int i = 0; i < 30; ++i) {
    world.publish("SPY", i);
    world.pass(20s);
  }
  world.pass(9min);
  EXPECT_EQ(world.connects.size(), 1U) << "thirty usual pauses have not passed";
  World silent;
  silent.want("SPY");
  silent.start();
  silent.pass(8h);
  EXPECT_EQ(silent.connects.size(), 1U);
}

// What a token that died young looks like: a few frames, and then none on any connection.
TEST(ConnectionLife, P_3_a_connection_that_brought_little_is_doubted_ever_more_slowly) {
  World world;
  world.good_token = "any";
  world.want("SPY");
  world.start();
  world.publish("SPY", 1);
  world.stalled = true;
  world.pass(175s);
  EXPECT_EQ(world.connects.size(), 1U);
  world.pass(10s);
  EXPECT_EQ(world.connects.size(), 2U);
  world.pass(355s);
  EXPECT_EQ(world.connects.size(), 2U);
  world.pass(10s);
  EXPECT_EQ(world.connects.size(), 3U);
  EXPECT_EQ(world.tokens, 3);
  world.unwant("SPY");
  world.pass(8h);
  EXPECT_EQ(world.connects.size(), 3U) << "nothing is asked for";
}

// A stall before the loss: the last frames came late, and prints are missing from before they came.
TEST(ConnectionLife, a_gap_of_a_stream_begins_at_the_newest_print_that_came) {
  World world;
  ASSERT_TRUE(world.life.subscribe({"TimeAndSale", Symbol{"SPY"}}, world.tick()));
  world.start();
  world.pass(1s);
  const Instant made = std::chrono::floor<std::chrono::milliseconds>(world.now().wall);
  TimeAndSale print;
  print.symbol = Symbol{"SPY"};
  print.time =
      std::chrono::duration_cast<std::chrono::milliseconds>(made.time_since_epoch()).count();
  world.pass(10s);
  world.server->publish(print, world.tick());
  world.pass(1s);
  world.close(1006, "");
  EXPECT_EQ(world.life.session().missing_since(), made);
}

// C-46.
TEST(ConnectionLife, C_46_quota_errors_are_no_reason_to_leave_and_silent_pairs_are_added_later) {
  World world;
  world.want("HEARD");
  world.want("SILENT");
  world.start();
  world.pass(1s);
  world.publish("HEARD", 1);
  world.said.clear();
  const Tick refused = world.tick();
  world.tell(
      R"({"type":"ERROR","channel":1,"error":"BAD_ACTION","message":"Your subscription rate is too high"})");
  world.want("LATER");
  world.pass(59s);
  for (const auto& [at, frame] : world.said) EXPECT_THAT(frame, Not(HasSubstr("SUBSCRIPTION")));
  world.pass(2s);
  EXPECT_EQ(world.connects.size(), 1U);
  ASSERT_FALSE(world.said.empty());
  const auto& [at, frame] = world.said.back();
  EXPECT_GE(at - refused, 60s);
  EXPECT_THAT(frame, HasSubstr("SILENT"));
  EXPECT_THAT(frame, HasSubstr("LATER"));
  EXPECT_THAT(frame, Not(HasSubstr("HEARD")));
  world.pass(31s);
  ASSERT_EQ(world.gaps.size(), 1U);
  EXPECT_THAT(world.gaps[0].reason, HasSubstr("rate is too high"));
}

// C-46.
TEST(ConnectionLife, C_46_what_spoke_during_the_pause_is_not_added_again) {
  World world;
  world.want("SPY");
  world.start();
  world.pass(1s);
  world.tell(
      R"({"type":"ERROR","channel":1,"error":"BAD_ACTION","message":"Your subscription rate is too high"})");
  world.publish("SPY", 1);
  world.said.clear();
  world.pass(2min);
  for (const auto& [at, frame] : world.said) EXPECT_THAT(frame, Not(HasSubstr("SUBSCRIPTION")));
}

// C-46.
TEST(ConnectionLife, C_46_after_a_size_error_nothing_is_added_until_something_is_removed) {
  World world;
  world.want("A");
  world.start();
  world.pass(1s);
  world.tell(
      R"({"type":"ERROR","channel":1,"error":"BAD_ACTION","message":"Your subscription size is too big"})");
  world.said.clear();
  world.want("B");
  world.pass(1min);
  EXPECT_THAT(world.subscribed(), ElementsAre("A"));
  world.unwant("A");
  world.pass(2s);
  EXPECT_THAT(world.subscribed(), ElementsAre("B"));
  EXPECT_EQ(world.connects.size(), 1U);
  EXPECT_THAT(world.notices.back(), HasSubstr("size is too big"));
}

TEST(ConnectionLife, what_exceeds_the_quota_is_refused_here_and_named) {
  World world;
  const auto want = [&](std::string_view type, int i) {
    return world.life.subscribe({type, Symbol{"S" + std::to_string(i)}}, world.tick());
  };
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(want("Series", i));
  const auto series = want("Series", 100);
  ASSERT_FALSE(series);
  EXPECT_EQ(series.error().code, Errc::blocked);
  EXPECT_THAT(series.error().message, HasSubstr("Series S100"));
  EXPECT_TRUE(want("Series", 99)) << "wanted already";
  for (int i = 0; i < 24'900; ++i) ASSERT_TRUE(want("Quote", i));
  const auto quote = want("Quote", 24'900);
  ASSERT_FALSE(quote);
  EXPECT_THAT(quote.error().message, HasSubstr("25000 subscriptions are wanted already"));
  world.life.unsubscribe({"Quote", Symbol{"S7"}}, world.tick());
  EXPECT_TRUE(want("Quote", 24'900));
  EXPECT_EQ(world.life.session().counters().refused_subscriptions, 2U);
}

// C-15, C-16, C-42: 25,000 pairs at the permitted pace, and never half a minute of silence of ours.
TEST(ConnectionLife, C_16_C_42_a_large_set_goes_out_at_the_permitted_pace_and_keepalives_go_on) {
  World world;
  for (int i = 0; i < 25'000; ++i) world.want("S" + std::to_string(i));
  world.start();
  world.pass(5min);
  EXPECT_EQ(world.server->subscription_count(), 25'000U);
  EXPECT_EQ(world.life.session().counters().channel_errors, 0U);
  std::vector<std::pair<Tick, std::size_t>> changes;
  for (std::size_t i = 0; i < world.said.size(); ++i) {
    const auto& [at, frame] = world.said[i];
    if (i > 0) {
      EXPECT_LE(at - world.said[i - 1].first, 30s);
    }
    if (frame.find("FEED_SUBSCRIPTION") == std::string::npos) continue;
    const auto count = static_cast<std::size_t>(std::ranges::count(frame, '{')) - 1;
    EXPECT_LE(count, 200U);
    EXPECT_LE(frame.size(), 32'768U);
    if (!changes.empty()) {
      EXPECT_GE(at - changes.back().first, 150ms);
    }
    changes.emplace_back(at, count);
  }
  for (const auto& [at, count] : changes) {
    std::size_t minute = 0;
    for (const auto& [other, more] : changes) {
      if (other >= at && other < at + 60s) minute += more;
    }
    ASSERT_LE(minute, 8'000U);
  }
}

}  // namespace
}  // namespace belay::dxlink