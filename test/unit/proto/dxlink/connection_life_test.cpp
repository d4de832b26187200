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

std::vector<double> pauses(const std::vector<Tick>& at) {
  std::vector<double> seconds;
  for (std::size_t i = 1; i < at.size(); ++i) {
    seconds.push_back(std::chrono::duration<double>(at[i] - at[i - 1]).count());
  }
  return seconds;
}

TEST(ConnectionLife, becomes_ready_and_subscribes_what_was_wanted_before) {
  World world;
  world.want("SPY");
  world.start();
  world.pass(1s);
  EXPECT_EQ(world.life.state(), FeedState::ready);
  EXPECT_EQ(world.life.address(), "wss://host-1");
  EXPECT_THAT(world.subscribed(), ElementsAre("SPY"));
  EXPECT_TRUE(world.gaps.empty()) << "nothing came before, nothing was missed";
}

// C-20.
TEST(ConnectionLife, C_20_pauses_follow_the_table_until_a_minute_of_being_ready) {
  World world;
  world.reachable = false;
  world.start();
  world.pass(200s);
  const auto waited = pauses(world.connects);
  ASSERT_GE(waited.size(), 7U);
  const std::array plan{1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0};
  for (std::size_t i = 0; i < plan.size(); ++i) {
    EXPECT_GE(waited[i], plan[i] * 0.8);
    EXPECT_LE(waited[i], plan[i] * 1.2);
  }
  world.reachable = true;
  world.pass(40s);
  ASSERT_EQ(world.life.state(), FeedState::ready);
  const auto lose_after = [&](std::chrono::seconds life) {
    world.pass(life);
    const Tick lost = world.tick();
    const std::size_t before = world.connects.size();
    world.close(1006, "");
    world.pass(40s);
    return std::chrono::duration<double>(world.connects.at(before) - lost).count();
  };
  world.close(1006, "");
  world.pass(40s);
  EXPECT_GT(lose_after(5s), 20.0) << "READY for less than a minute proves nothing";
  EXPECT_LT(lose_after(61s), 1.3);
}

// C-10.
TEST(ConnectionLife, frames_that_came_together_are_taken_in_portions_and_in_order) {
  World world;
  static_cast<void>(world.life.subscribe({Schema<Quote>::name, Symbol{"SPY"}}, world.now().tick));
  world.start();
  world.tell(
      R"({"type":"FEED_CONFIG","channel":1,"eventFields":{"Quote":["eventSymbol","bidPrice"]}})");
  const std::string room(PaddedFrame::kSlack, ' ');
  const std::string data =
      room + R"({"type":"FEED_DATA","channel":1,"data":["Quote",["SPY",1.5,"SPY",2.5]]})" + room;
  const std::string keepalive = room + R"({"type":"KEEPALIVE","channel":0})" + room;
  const auto inside = [&](const std::string& padded) {
    return std::string_view{padded}.substr(room.size(), padded.size() - 2 * room.size());
  };
  const std::vector<std::string_view> frames{inside(data), inside(data), inside(data),
                                             inside(keepalive), inside(data)};
  std::vector<std::size_t> portions;
  for (std::span<const std::string_view> rest{frames}; !rest.empty();) {
    portions.push_back(world.life.receive_some(rest, 4, world.now()));
    rest = rest.subspan(portions.back());
    if (portions.size() == 1) {
      EXPECT_EQ(world.life.batch().size(), 4U);
    }
    world.settle();
  }
  EXPECT_EQ(portions, (std::vector<std::size_t>{2, 1, 1, 1}));
  EXPECT_EQ(world.events, 8U);
  EXPECT_EQ(world.life.session().last_received(), world.now().wall);
  EXPECT_EQ(world.life.session().last_data(), world.now().tick);
}

TEST(ConnectionLife, C_10_a_refused_token_is_renewed_once_and_then_slowly) {
  World world;
  world.good_token = "none";
  world.start();
  EXPECT_EQ(world.tokens, 2) << "one renewal at once";
  EXPECT_EQ(world.connects.size(), 2U);
  EXPECT_EQ(world.life.state(), FeedState::backoff);
  EXPECT_EQ(world.life.last_error()->code, Errc::unauthorized);
  world.pass(59s);
  EXPECT_EQ(world.connects.size(), 2U);
  world.pass(10min);
  const auto waited = pauses(world.connects);
  EXPECT_GE(waited.size(), 4U);
  for (std::size_t i = 1; i < waited.size(); ++i) EXPECT_GE(waited[i], 60.0);
  EXPECT_EQ(static_cast<std::size_t>(world.tokens), world.connects.size()) << "fresh every time";
  world.good_token = "any";
  world.pass(2min);
  EXPECT_EQ(world.life.state(), FeedState::ready);
}

// C-10.
TEST(ConnectionLife, C_10_authorization_withdrawn_again_and_again_is_no_fast_loop) {
  World world;
  world.good_token = "any";
  world.start();
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(world.life.state(), FeedState::ready);
    world.tell(R"({"type":"AUTH_STATE","channel":0,"state":"UNAUTHORIZED"})");
    if (i == 0) continue;
    EXPECT_EQ(world.life.state(), FeedState::backoff);
    world.pass(59s);
    EXPECT_EQ(world.life.state(), FeedState::backoff);
    world.pass(2s);
  }
  EXPECT_EQ(world.tokens, 4);
}

TEST(ConnectionLife, an_upgrade_refused_with_403_asks_for_a_new_token) {
  World world;
  world.start();
  world.close(1006, "");
  world.life.tick({world.life.next_deadline(), {}});
  ASSERT_EQ(world.life.state(), FeedState::connecting);
  (void)world.life.take_actions();
  world.life.transport_failed(
      Error{.code = Errc::unavailable, .message = "403", .http_status = 403}, world.now());
  EXPECT_EQ(world.life.state(), FeedState::token_refresh);
}

TEST(ConnectionLife, a_sign_in_that_the_broker_refuses_is_final) {
  World world;
  world.sign_in_error = Error{.code = Errc::unauthorized, .message = "grant revoked"};
  world.start();
  world.pass(1h);
  EXPECT_EQ(world.tokens, 1);
  EXPECT_EQ(world.life.state(), FeedState::failed);
}

TEST(ConnectionLife, a_broker_in_trouble_is_asked_again_and_not_before_it_said) {
  World world;
  world.sign_in_error =
      Error{.code = Errc::unavailable, .message = "later", .retry_after = 20'000ms};
  world.start();
  world.pass(19s);
  EXPECT_EQ(world.tokens, 1);
  world.sign_in_error.reset();
  world.good_token = "any";
  world.pass(2s);
  EXPECT_EQ(world.life.state(), FeedState::ready);
}

TEST(ConnectionLife, a_broker_that_never_answers_is_asked_again) {
  World world;
  world.broker_silent = true;
  world.start();
  world.pass(59s);
  EXPECT_EQ(world.life.state(), FeedState::token_refresh);
  world.pass(3s);
  EXPECT_EQ(world.tokens, 2);
}

// C-8.
TEST(ConnectionLife, C_8_a_handshake_that_does_not_go_on_ends_after_ten_seconds) {
  World world;
  world.mute = true;
  world.start();
  world.pass(9s);
  EXPECT_EQ(world.life.state(), FeedState::handshaking);
  world.pass(1s);
  EXPECT_EQ(world.life.state(), FeedState::backoff);
  EXPECT_THAT(world.life.last_error()->message, HasSubstr("SETUP did not come within 10 s"));
}

// C-9.
TEST(ConnectionLife, C_9_an_error_in_the_handshake_ends_the_attempt_at_once_and_is_told) {
  World world;
  world.mute = true;
  world.start();
  world.tell(R"({"type":"ERROR","channel":0,"error":"UNSUPPORTED_PROTOCOL","message":"too old"})");
  EXPECT_EQ(world.life.state(), FeedState::backoff);
  EXPECT_THAT(world.life.last_error()->message, HasSubstr("UNSUPPORTED_PROTOCOL: too old"));
}

// C-11.
TEST(ConnectionLife, C_11_no_notice_holds_a_token) {
  World world;
  world.good_token = "none";
  world.start();
  world.mute = true;
  world.pass(61s);
  world.tell(R"({"type":"ERROR","channel":0,"error":"UNKNOWN","message":"token-3 is bad"})");
  world.pass(1h);
  ASSERT_FALSE(world.notices.empty());
  for (const std::string& notice : world.notices) EXPECT_THAT(notice, Not(HasSubstr("token-")));
}

// C-18.
TEST(ConnectionLife, C_18_a_silent_server_is_left_within_two_seconds) {
  World world;
  world.good_token = "any";
  world.start();
  world.pass(61s);
  world.mute = true;
  const std::size_t before = world.connects.size();
  const Tick silent = world.tick();
  world.pass(58s);
  EXPECT_EQ(world.connects.size(), before);
  world.pass(40s);
  ASSERT_GT(world.connects.size(), before);
  EXPECT_LE(world.connects.at(before) - silent, 62s);
}

// C-18.
TEST(ConnectionLife, C_18_the_servers_own_timeout_counts) {
  World world;
  world.good_token = "any";
  world.server_options.keepalive_timeout = 5s;
  world.start();
  world.pass(2s);
  world.mute = true;
  const Tick silent = world.tick();
  world.pass(7s);
  ASSERT_EQ(world.connects.size(), 2U);
  EXPECT_LE(world.connects.at(1) - silent, 7s);
}

TEST(ConnectionLife, P_1_after_a_standstill_of_our_own_the_server_is_heard_first) {
  World world;
  world.start();
  world.life.tick({world.tick() + 300s, {}});
  EXPECT_EQ(world.life.state(), FeedState::ready)
      << "what it said meanwhile may wait in the socket";
  world.life.tick({world.tick() + 301s, {}});
  EXPECT_EQ(world.life.state(), FeedState::backoff);
}

// C-19.
TEST(ConnectionLife, C_19_every_close_of_the_other_side_leads_to_a_new_connection) {
  for (const auto& [code, reason] : std::vector<std::pair<std::uint16_t, std::string>>{
           {1000, "Bye"}, {1001, ""}, {1006, ""}, {1009, "too long"}, {1011, ""}}) {
    World world;
    world.start();
    world.close(code, reason);
    world.pass(2s);
    EXPECT_EQ(world.life.state(), FeedState::ready) << code;
    EXPECT_EQ(world.connects.size(), 2U) << code;
    EXPECT_EQ(world.tokens, 1) << "the token is not old";
  }
}

// C-19, C-24.
TEST(ConnectionLife, C_19_C_24_our_own_close_ends_it_and_late_frames_are_tolerated) {
  World world;
  world.want("SPY");
  world.start();
  world.pass(1s);
  world.life.stop(world.now());
  world.settle();
  EXPECT_THAT(world.left, ElementsAre(Action::Kind::close));
  world.tell(R"({"type":"FEED_DATA","channel":1,"data":["Quote",["SPY",1.0]]})");
  world.life.transport_closed(1000, "", world.now());
  world.pass(1h);
  EXPECT_EQ(world.life.state(), FeedState::idle);
  EXPECT_EQ(world.connects.size(), 1U);
  EXPECT_EQ(world.events, 0U);
  world.start();
  world.pass(1s);
  EXPECT_THAT(world.subscribed(), ElementsAre("SPY")) << "it may begin again";
}

// C-21.
TEST(ConnectionLife, C_21_after_an_outage_exactly_what_is_wanted_is_subscribed) {
  World world;
  for (const char* const symbol : {"A", "B", "C"}) world.want(symbol);
  world.start();
  world.pass(1s);
  world.unwant("A");
  world.want("D");
  world.close(1006, "");
  world.unwant("B");
  world.want("E");
  world.want("F");
  world.unwant("F");
  world.pass(3s);
  EXPECT_THAT(world.subscribed(), ElementsAre("C", "D", "E"));
}

// C-21.
TEST(ConnectionLife, C_21_P_43_whatever_happens_the_servers_set_becomes_the_wanted_set) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    std::mt19937_64 random{seed};
    World world{{.seed = seed}};
    std::set<std::string> wanted;
    world.start();
    for (int i = 0; i < 400; ++i) {
      const std::string symbol = "S" + std::to_string(random() % 60);
      const auto dice = random() % 40;
      if (dice < 20) {
        world.want(symbol);
        wanted.insert(symbol);
      } else if (dice < 38) {
        world.unwant(symbol);
        wanted.erase(symbol);
      } else if (world.server) {
        world.close(1006, "");
      }
      world.pass(std::chrono::milliseconds{random() % 300});
    }
    world.pass(90s);
    EXPECT_EQ(world.subscribed(), wanted) << "seed " << seed;
    EXPECT_EQ(world.life.session().missing_since(), std::nullopt) << "seed " << seed;
  }
}

// C-23.
TEST(ConnectionLife, C_23_an_old_token_is_renewed_before_use_and_its_address_used) {
  World world;
  world.good_token = "any";
  world.start();
  world.reachable = false;
  world.close(1006, "");
  world.pass(21h + 40min);
  EXPECT_EQ(world.tokens, 1) << "not old yet";
  world.pass(40min);
  world.reachable = true;
  world.pass(1min);
  EXPECT_EQ(world.tokens, 2);
  EXPECT_EQ(world.addresses.back(), "wss://host-2");
}

// C-23.
TEST(ConnectionLife, C_23_a_live_connection_is_renewed_in_time_on_the_new_address) {
  World world;
  world.good_token = "any";
  world.want("SPY");
  world.start();
  world.pass(21h + 49min);
  EXPECT_EQ(world.tokens, 1);
  world.pass(22min);
  EXPECT_EQ(world.tokens, 2);
  EXPECT_EQ(world.life.state(), FeedState::ready);
  EXPECT_THAT(world.addresses, ElementsAre("wss://host-1", "wss://host-2"));
  EXPECT_THAT(world.left, ElementsAre(Action::Kind::close)) << "the old one goes first";
  EXPECT_THAT(world.subscribed(), ElementsAre("SPY"));
  ASSERT_EQ(world.gaps.size(), 1U);
  EXPECT_THAT(world.gaps[0].reason, HasSubstr("renewed"));
}

TEST(ConnectionLife, a_renewal_that_fails_leaves_the_live_connection_alone) {
  World world;
  world.good_token = "any";
  world.start();
  world.sign_in_error = Error{.code = Errc::unavailable, .message = "no"};
  world.pass(22h + 20min);
  EXPECT_EQ(world.life.state(), FeedState::ready);
  EXPECT_GE(world.tokens, 3) << "tried again every five minutes";
  EXPECT_EQ(world.connects.size(), 1U);
}

}  // namespace
}  // namespace belay::dxlink
