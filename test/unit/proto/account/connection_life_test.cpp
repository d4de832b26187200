#include "proto/account/connection_life.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

// The life of an account stream on a clock of the test's own.

namespace belay::account {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = Action::Kind;

LifeOptions options() {
  LifeOptions options;
  options.session.accounts = {"5WX1"};
  return options;
}

AccountState state_with(std::vector<OrderRecord> orders = {}) {
  return {.account_number = "5WX1", .orders = std::move(orders)};
}

OrderRecord order(OrderStatus status, std::int64_t updated_at, std::vector<Fill> fills = {}) {
  return {.id = 1,
          .account_number = "5WX1",
          .status = status,
          .updated_at = updated_at,
          .legs = {{.symbol = "AAPL", .quantity = Decimal{3}, .fills = std::move(fills)}}};
}

class AccountLife : public testing::Test {
 protected:
  [[nodiscard]] Moment now() const { return {Tick{} + elapsed, Instant{1'000s} + elapsed}; }
  void pass(std::chrono::nanoseconds time) {
    const auto until = elapsed + time;
    for (Tick next = life.next_deadline(); next <= Tick{} + until; next = life.next_deadline()) {
      elapsed = std::max(elapsed, std::chrono::nanoseconds{next - Tick{}});
      life.tick(now());
      if (!settle()) break;
    }
    elapsed = until;
  }
  // Does what the life asks for, as `answers` says.
  bool settle() {
    bool acted = false;
    for (Action& action : life.take_actions()) {
      acted = true;
      done.push_back(action.kind);
      if (action.kind == Kind::send) sent.push_back(action.text);
      if (!answers) continue;
      if (action.kind == Kind::fetch_token || action.kind == Kind::renew_token) {
        life.token_arrived(Secret{fmt::format("Bearer {}", ++tokens)}, now());
      } else if (action.kind == Kind::connect) {
        life.transport_opened(now());
      } else if (action.kind == Kind::read_state) {
        life.state_arrived(life.connections(), {state}, now());
      } else if (action.kind == Kind::send) {
        acknowledge(action.text);
      }
    }
    for (AccountEvent& event : life.take_events()) events.push_back(std::move(event));
    for (auto& notice : life.take_notices()) notices.push_back(notice.text);
    if (acted) settle();
    return acted;
  }
  void acknowledge(const std::string& message) {
    if (!acknowledges) return;
    const bool connects = message.find("\"connect\"") != std::string::npos;
    const auto id = message.find("\"request-id\":") + 13;
    life.receive(fmt::format(R"({{"status":"ok","action":"{}","request-id":{}}})",
                             connects ? "connect" : "heartbeat", std::stoi(message.substr(id))),
                 now());
  }
  void start() {
    life.start(now());
    settle();
  }
  void hear(std::string_view frame) {
    life.receive(frame, now());
    settle();
  }
  void lose() {
    life.transport_closed(1006, "", now());
    settle();
  }
  [[nodiscard]] std::vector<std::string> types() {
    std::vector<std::string> all;
    for (const AccountEvent& event : events) all.emplace_back(type_of(event));
    events.clear();
    return all;
  }

  std::chrono::nanoseconds elapsed{0};
  ConnectionLife life{options()};
  AccountState state = state_with();
  bool answers = true;
  bool acknowledges = true;
  int tokens = 0;
  std::vector<Kind> done;
  std::vector<std::string> sent;
  std::vector<AccountEvent> events;
  std::vector<std::string> notices;
};

TEST_F(AccountLife, begins_with_the_state_of_the_accounts) {
  start();
  EXPECT_EQ(life.state(), FeedState::ready);
  EXPECT_THAT(done, ElementsAre(Kind::fetch_token, Kind::connect, Kind::send, Kind::read_state));
  ASSERT_THAT(events, SizeIs(1));
  ASSERT_NE(events[0].as<Resync>(), nullptr);
  EXPECT_FALSE(events[0].as<Resync>()->gap);
}

TEST_F(AccountLife, every_heartbeat_carries_a_fresh_token) {
  start();
  pass(31s);
  ASSERT_THAT(sent, SizeIs(3));
  EXPECT_THAT(sent[0], HasSubstr(R"("auth-token":"Bearer 1")"));
  EXPECT_THAT(sent[1], HasSubstr(R"("auth-token":"Bearer 2")"));
  EXPECT_THAT(sent[2], HasSubstr(R"("auth-token":"Bearer 3")"));
  EXPECT_EQ(life.connections(), 1U);
}

TEST_F(AccountLife, two_intervals_without_an_answer_and_it_connects_anew) {
  start();
  acknowledges = false;
  pass(15s);
  EXPECT_EQ(life.state(), FeedState::ready);
  pass(29s);
  EXPECT_EQ(life.state(), FeedState::ready);
  acknowledges = true;
  pass(4s);
  EXPECT_EQ(life.connections(), 2U);
  EXPECT_EQ(life.state(), FeedState::ready);
  EXPECT_THAT(life.last_error()->message, HasSubstr("did not answer heartbeat"));
}

TEST_F(AccountLife, a_loss_is_told_at_once_and_mended_with_its_gap) {
  start();
  events.clear();
  pass(3s);
  hear(R"({"type":"UserMessage","data":{}})");
  pass(2s);
  lose();
  EXPECT_EQ(life.state(), FeedState::backoff);
  EXPECT_THAT(types(), ElementsAre("UserMessage", "Interruption"));
  EXPECT_EQ(life.missing_since(), Instant{1'003s});
  pass(2s);
  ASSERT_THAT(events, SizeIs(1));
  const Resync* const resync = events[0].as<Resync>();
  ASSERT_NE(resync, nullptr);
  ASSERT_TRUE(resync->gap);
  EXPECT_EQ(resync->gap->from, Instant{1'003s});
  EXPECT_GT(resync->gap->to, Instant{1'005s});
  EXPECT_THAT(resync->gap->reason, HasSubstr("1006"));
  EXPECT_FALSE(life.missing_since());
  EXPECT_EQ(life.gaps(), 1U);
}

TEST_F(AccountLife, executions_of_the_gap_are_told_after_it) {
  const Fill known{.fill_id = "a", .quantity = Decimal{1}};
  const Fill missed{.fill_id = "b", .quantity = Decimal{2}};
  state = state_with({order(OrderStatus::live, 1, {known})});
  start();
  EXPECT_THAT(types(), ElementsAre("Resync"));
  lose();
  state = state_with({order(OrderStatus::filled, 2, {known, missed})});
  pass(2s);
  ASSERT_THAT(events, SizeIs(3));
  EXPECT_EQ(events[2].as<Execution>()->fill.fill_id, "b");
  EXPECT_TRUE(life.book().orders().fills_complete(1));
}

TEST_F(AccountLife, what_comes_while_the_state_is_read_is_told_after_it) {
  state = state_with({order(OrderStatus::filled, 5)});
  answers = false;
  start();
  life.token_arrived(Secret{"t"}, now());
  settle();
  life.transport_opened(now());
  settle();
  hear(R"({"status":"ok","action":"connect","request-id":1})");
  EXPECT_EQ(done.back(), Kind::read_state);
  hear(R"({"type":"Order","data":{"id":1,"status":"Live","updated-at":4}})");
  hear(R"({"type":"Order","data":{"id":1,"status":"Filled","updated-at":6}})");
  EXPECT_THAT(events, IsEmpty());
  life.state_arrived(1, {state}, now());
  settle();
  EXPECT_THAT(types(), ElementsAre("Resync", "Order"));
  EXPECT_EQ(life.stale(), 1U) << "the older frame";
}

TEST_F(AccountLife, a_state_that_cannot_be_read_means_connecting_anew) {
  answers = false;
  start();
  life.token_arrived(Secret{"t"}, now());
  settle();
  life.transport_opened(now());
  settle();
  hear(R"({"status":"ok","action":"connect","request-id":1})");
  life.state_failed(1, Error{.code = Errc::unavailable, .message = "502"}, now());
  EXPECT_EQ(life.state(), FeedState::backoff);
  life.state_arrived(1, {state}, now());
  EXPECT_EQ(life.state(), FeedState::backoff) << "an answer that comes too late counts for nothing";
}

TEST_F(AccountLife, a_flood_before_the_state_does_not_grow_memory) {
  LifeOptions small = options();
  small.most_early = 2;
  life = ConnectionLife{small};
  answers = false;
  start();
  life.token_arrived(Secret{"t"}, now());
  settle();
  life.transport_opened(now());
  settle();
  hear(R"({"status":"ok","action":"connect","request-id":1})");
  for (int i = 0; i < 3; ++i) hear(R"({"type":"UserMessage","data":{}})");
  EXPECT_EQ(life.state(), FeedState::backoff);
  EXPECT_EQ(life.last_error()->code, Errc::overflow);
}

TEST_F(AccountLife, a_refused_connect_is_answered_with_a_new_connection_and_a_new_token) {
  acknowledges = false;
  start();
  hear(R"({"status":"error","action":"connect","message":"failed"})");
  EXPECT_EQ(life.state(), FeedState::backoff);
  acknowledges = true;
  done.clear();
  pass(2s);
  EXPECT_THAT(done, ElementsAre(Kind::renew_token, Kind::connect, Kind::send, Kind::read_state));
  EXPECT_EQ(life.state(), FeedState::ready);
}

// Each renewal is a sign-in, and for a legacy session uses up a remember token.
TEST_F(AccountLife, a_lasting_refusal_renews_the_token_once) {
  acknowledges = false;
  start();
  done.clear();
  for (int i = 0; i < 5; ++i) {
    hear(R"({"status":"error","action":"connect","message":"failed"})");
    EXPECT_EQ(life.state(), FeedState::backoff);
    pass(40s);
  }
  EXPECT_EQ(std::ranges::count(done, Kind::renew_token), 1);
  EXPECT_GE(std::ranges::count(done, Kind::fetch_token), 4);
}

TEST_F(AccountLife, a_refused_heartbeat_does_the_same) {
  start();
  acknowledges = false;
  pass(15s);
  hear(R"({"status":"error","action":"heartbeat","message":"failed"})");
  EXPECT_EQ(life.state(), FeedState::backoff);
  acknowledges = true;
  done.clear();
  pass(2s);
  EXPECT_EQ(done.front(), Kind::renew_token);
}

TEST_F(AccountLife, waits_longer_after_each_failure) {
  answers = false;
  start();
  std::vector<int> waits;
  for (int i = 0; i < 4; ++i) {
    life.token_failed(Error{.code = Errc::unreachable, .message = "no"}, now());
    const auto wait = life.next_deadline() - now().tick;
    waits.push_back(static_cast<int>(std::chrono::round<std::chrono::seconds>(wait).count()));
    elapsed += wait;
    life.tick(now());
    settle();
  }
  EXPECT_THAT(waits, ElementsAre(testing::AllOf(testing::Ge(0), testing::Le(2)),
                                 testing::AllOf(testing::Ge(1), testing::Le(3)),
                                 testing::AllOf(testing::Ge(3), testing::Le(5)),
                                 testing::AllOf(testing::Ge(6), testing::Le(10))));
}

TEST_F(AccountLife, a_refused_sign_in_is_final) {
  answers = false;
  start();
  life.token_failed(Error{.code = Errc::unauthorized, .message = "grant revoked"}, now());
  EXPECT_EQ(life.state(), FeedState::failed);
  EXPECT_EQ(life.next_deadline(), Tick::max());
}

TEST_F(AccountLife, a_token_that_is_late_once_is_asked_for_again_on_the_same_connection) {
  start();
  answers = false;
  pass(15s);
  EXPECT_EQ(done.back(), Kind::fetch_token);
  life.token_failed(Error{.code = Errc::unreachable, .message = "no"}, now());
  answers = true;
  pass(6s);
  EXPECT_THAT(sent, SizeIs(2));
  EXPECT_EQ(life.connections(), 1U);
}

TEST_F(AccountLife, without_any_token_for_two_intervals_the_connection_is_given_up) {
  start();
  answers = false;
  pass(44s);
  EXPECT_EQ(life.state(), FeedState::ready);
  pass(2s);
  EXPECT_NE(life.state(), FeedState::ready);
  EXPECT_THAT(life.last_error()->message, HasSubstr("no access token"));
}

TEST_F(AccountLife, stop_says_goodbye_and_nothing_follows) {
  start();
  life.stop(now());
  settle();
  EXPECT_EQ(done.back(), Kind::close);
  EXPECT_EQ(life.state(), FeedState::idle);
  EXPECT_EQ(life.next_deadline(), Tick::max());
}

TEST_F(AccountLife, executions_follow_their_order) {
  start();
  events.clear();
  hear(R"({"type":"Order","data":{"id":9,"status":"Filled","updated-at":4,"legs":[{"symbol":"AAPL",
    "quantity":1,"fills":[{"fill-id":"x","quantity":1,"fill-price":"2.0"}]}]}})");
  EXPECT_THAT(types(), ElementsAre("Order", "Execution"));
  hear(R"({"type":"Order","data":{"id":9,"status":"Filled","updated-at":4,"legs":[{"symbol":"AAPL",
    "quantity":1,"fills":[{"fill-id":"x","quantity":1,"fill-price":"2.0"}]}]}})");
  EXPECT_THAT(types(), ElementsAre("Order"));
}

}  // namespace
}  // namespace belay::account
