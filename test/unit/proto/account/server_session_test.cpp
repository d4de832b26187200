#include "proto/account/server_session.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>

// The account streamer's side of a conversation (broker-api.md 8), by text.

namespace belay::account {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class AccountServerSession : public testing::Test {
 protected:
  explicit AccountServerSession(ServerOptions options = {})
      : session_{"5b6e2799",
                 {.admits = [](std::string_view token, Tick) { return token == "Bearer good"; },
                  .owns = [](std::string_view account) { return account.starts_with("5WT"); }},
                 options} {
    session_.start(now_);
  }

  std::vector<std::string> say(std::string_view text) {
    session_.receive(text, now_);
    return session_.take_outgoing();
  }
  std::vector<std::string> connect() {
    return say(
        R"({"action":"connect","value":["5WT00000","5WT00001"],"auth-token":"Bearer good","request-id":2})");
  }
  std::vector<std::string> happen(std::string type, std::string account) {
    session_.publish({.type = std::move(type),
                      .account = std::move(account),
                      .data = R"({"id":1})",
                      .timestamp = 1748448002620},
                     now_);
    return session_.take_outgoing();
  }

  Tick now_ = Tick{} + 1h;
  ServerSession session_;
};

TEST_F(AccountServerSession, connect_echoes_accounts_session_and_request_id) {
  EXPECT_THAT(
      connect(),
      ElementsAre(
          R"({"status":"ok","action":"connect","web-socket-session-id":"5b6e2799","value":["5WT00000","5WT00001"],"request-id":2})"));
}

TEST_F(AccountServerSession, one_account_may_be_a_bare_string_and_a_request_id_is_not_needed) {
  EXPECT_THAT(
      say(R"({"action":"connect","value":"5WT00000","auth-token":"Bearer good"})"),
      ElementsAre(
          R"({"status":"ok","action":"connect","web-socket-session-id":"5b6e2799","value":["5WT00000"]})"));
}

TEST_F(AccountServerSession, a_wrong_form_of_the_token_fails_without_a_request_id) {
  EXPECT_THAT(
      say(R"({"action":"connect","value":["5WT00000"],"auth-token":"good","request-id":2})"),
      ElementsAre(
          R"({"status":"error","action":"connect","web-socket-session-id":"5b6e2799","message":"failed"})"));
  EXPECT_FALSE(session_.close().has_value());
}

TEST_F(AccountServerSession, accounts_of_others_fail) {
  EXPECT_THAT(say(R"({"action":"connect","value":["5WT00000","5XX1"],"auth-token":"Bearer good"})"),
              ElementsAre(HasSubstr(R"("message":"failed")")));
  EXPECT_THAT(happen("Order", "5WT00000"), IsEmpty());
}

TEST_F(AccountServerSession, anything_before_connect_is_connect_not_completed) {
  EXPECT_THAT(
      say(R"({"action":"quote-alerts-subscribe","auth-token":"Bearer good","request-id":4})"),
      ElementsAre(
          R"({"status":"error","action":"quote-alerts-subscribe","web-socket-session-id":"5b6e2799","message":"connect-not-completed"})"));
}

TEST_F(AccountServerSession, a_heartbeat_is_acknowledged_and_keeps_the_socket) {
  connect();
  now_ += 59s;
  EXPECT_THAT(
      say(R"({"action":"heartbeat","auth-token":"Bearer good","request-id":10})"),
      ElementsAre(
          R"({"status":"ok","action":"heartbeat","web-socket-session-id":"5b6e2799","request-id":10})"));
  session_.tick(now_ + 59s);
  EXPECT_FALSE(session_.close().has_value());
  EXPECT_EQ(session_.next_deadline(), now_ + 60s);
  session_.tick(now_ + 60s);
  ASSERT_TRUE(session_.close().has_value());
  EXPECT_EQ(session_.close()->code, 1001);
}

TEST_F(AccountServerSession, notifications_are_whole_objects_of_the_subscribed_accounts) {
  EXPECT_THAT(happen("Order", "5WT00000"), IsEmpty()) << "nothing is replayed";
  connect();
  EXPECT_THAT(happen("Order", "5WT00000"),
              ElementsAre(R"({"type":"Order","data":{"id":1},"timestamp":1748448002620})"));
  EXPECT_THAT(happen("Order", "5WT00009"), IsEmpty());
}

TEST_F(AccountServerSession, kinds_without_an_account_need_their_own_subscription) {
  connect();
  EXPECT_THAT(happen("QuoteAlert", ""), IsEmpty());
  say(R"({"action":"quote-alerts-subscribe","auth-token":"Bearer good"})");
  EXPECT_EQ(happen("QuoteAlert", "").size(), 1U);
  EXPECT_THAT(happen("PublicWatchlists", ""), IsEmpty());
  say(R"({"action":"public-watchlists-subscribe","auth-token":"Bearer good"})");
  EXPECT_EQ(happen("PublicWatchlists", "").size(), 1U);
  EXPECT_THAT(
      say(R"({"action":"user-message-subscribe","value":"U1","auth-token":"Bearer good"})"),
      ElementsAre(
          R"({"status":"ok","action":"user-message-subscribe","web-socket-session-id":"5b6e2799"})"));
  EXPECT_EQ(happen("UserMessage", "").size(), 1U);
}

TEST_F(AccountServerSession, a_second_connect_replaces_the_accounts) {
  connect();
  say(R"({"action":"connect","value":["5WT00009"],"auth-token":"Bearer good"})");
  EXPECT_THAT(happen("Order", "5WT00000"), IsEmpty());
  EXPECT_EQ(happen("Order", "5WT00009").size(), 1U);
}

TEST_F(AccountServerSession, unreadable_and_unknown_messages_are_errors) {
  connect();
  EXPECT_THAT(say("{"), ElementsAre(HasSubstr("sim-unreadable-message")));
  EXPECT_THAT(say("[]"), ElementsAre(HasSubstr("sim-unreadable-message")));
  EXPECT_THAT(say(R"({"action":"dance","auth-token":"Bearer good"})"),
              ElementsAre(HasSubstr("sim-unknown-action")));
}

class Extending : public AccountServerSession {
 protected:
  Extending() : AccountServerSession{{.connect_extends = true}} {}
};
TEST_F(Extending, or_a_second_connect_extends_them) {
  connect();
  say(R"({"action":"connect","value":["5WT00009"],"auth-token":"Bearer good"})");
  EXPECT_EQ(happen("Order", "5WT00000").size(), 1U);
  EXPECT_EQ(happen("Order", "5WT00009").size(), 1U);
}

class Strict : public AccountServerSession {
 protected:
  Strict() : AccountServerSession{{.close_after_error = true}} {}
};
TEST_F(Strict, or_an_error_ends_the_conversation) {
  EXPECT_EQ(say(R"({"action":"heartbeat","auth-token":"Bearer good"})").size(), 1U);
  EXPECT_TRUE(session_.close().has_value());
}

class Batching : public AccountServerSession {
 protected:
  Batching() : AccountServerSession{{.batch = true, .sequence = true}} {}
};
TEST_F(Batching, what_is_due_together_comes_as_results) {
  connect();
  const Notification notice{.type = "Order", .account = "5WT00000", .data = "{}", .timestamp = 5};
  session_.publish(notice, now_);
  session_.publish(notice, now_);
  EXPECT_THAT(
      session_.take_outgoing(),
      ElementsAre(
          R"({"results":[{"type":"Order","data":{},"timestamp":5,"ws-sequence":1},{"type":"Order","data":{},"timestamp":5,"ws-sequence":2}]})"));
}

class Faulty : public AccountServerSession {
 protected:
  Faulty() : AccountServerSession{{.delay = 2s, .drop_after = 2}} {}
};
TEST_F(Faulty, notifications_can_come_late_and_the_connection_can_be_lost) {
  connect();
  EXPECT_THAT(happen("Order", "5WT00000"), IsEmpty());
  EXPECT_EQ(session_.next_deadline(), now_ + 2s);
  session_.tick(now_ + 2s);
  EXPECT_EQ(session_.take_outgoing().size(), 1U);
  happen("Order", "5WT00000");
  ASSERT_TRUE(session_.close().has_value());
  EXPECT_EQ(session_.close()->code, 1006);
}

class Flooded : public AccountServerSession {
 protected:
  Flooded() : AccountServerSession{{.most_waiting = 3}} {}
};
TEST_F(Flooded, a_client_that_does_not_read_is_dropped) {
  connect();
  const Notification notice{.type = "Order", .account = "5WT00000", .data = "{}"};
  for (int i = 0; i < 4; ++i) session_.publish(notice, now_);
  ASSERT_TRUE(session_.close().has_value());
  EXPECT_EQ(session_.close()->code, 1008);
}

}  // namespace
}  // namespace belay::account
