#include "proto/account/frames.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/account/messages.hpp"

namespace belay::account {
namespace {

using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::vector<Said> frame(std::string_view text, json::Drift* drift = nullptr) {
  auto said = read_frame(text, Instant{std::chrono::seconds{5}}, drift);
  EXPECT_TRUE(said) << said.error().message;
  return said.value_or(std::vector<Said>{});
}

TEST(AccountMessages, connect_names_the_accounts_and_carries_the_token_of_rest) {
  const Request request{
      .ask = Ask::connect, .values = {"5WT1", "5WT2"}, .id = 2, .source = "belay/0.1"};
  EXPECT_EQ(to_message(request, Secret{"Bearer abc"}),
            R"({"action":"connect","value":["5WT1","5WT2"],"auth-token":"Bearer abc",)"
            R"("request-id":2,"source":"belay/0.1"})");
}

TEST(AccountMessages, a_heartbeat_has_no_value) {
  EXPECT_EQ(to_message({.ask = Ask::heartbeat, .id = 3}, Secret{"t"}),
            R"({"action":"heartbeat","auth-token":"t","request-id":3})");
}

TEST(AccountMessages, the_user_of_messages_is_one_text) {
  EXPECT_EQ(
      to_message({.ask = Ask::user_message_subscribe, .values = {"U1"}, .id = 4}, Secret{"t"}),
      R"({"action":"user-message-subscribe","value":"U1","auth-token":"t","request-id":4})");
}

TEST(AccountFrames, an_answer_with_and_without_a_request_id) {
  const auto ok = frame(
      R"({"status":"ok","action":"heartbeat","web-socket-session-id":"a8cf98eb","request-id":10})");
  const Reply& reply = std::get<Reply>(ok.at(0));
  EXPECT_TRUE(reply.ok);
  EXPECT_EQ(reply.ask, Ask::heartbeat);
  EXPECT_EQ(reply.request_id, 10);
  EXPECT_EQ(reply.session_id, "a8cf98eb");
  const auto error = frame(
      R"({"status":"error","action":"connect","web-socket-session-id":"4d02","message":"failed"})");
  const Reply& refusal = std::get<Reply>(error.at(0));
  EXPECT_FALSE(refusal.ok);
  EXPECT_FALSE(refusal.request_id);
  EXPECT_EQ(refusal.message, "failed");
}

TEST(AccountFrames, a_request_id_may_be_a_text) {
  const auto said = frame(R"({"status":"ok","action":"heartbeat","request-id":"10"})");
  EXPECT_EQ(std::get<Reply>(said.at(0)).request_id, 10);
}

// The frame of broker-api.md 8.5.
TEST(AccountFrames, a_filled_order) {
  const auto said = frame(R"({"type":"Order","data":{"id":270602,"account-number":"5WX00000",
    "status":"Filled","updated-at":1748448002553,"legs":[{"action":"Buy to Open",
    "instrument-type":"Equity","quantity":1,"remaining-quantity":0,"symbol":"AAPL","fills":[
    {"fill-id":"2_TW::TEST_A1::20250528.135-TEST_FILL","fill-price":"1.0","quantity":1}]}]},
    "timestamp":1748448002620,"ws-sequence":7})");
  const AccountEvent& event = std::get<AccountEvent>(said.at(0));
  const OrderRecord* const order = event.as<OrderRecord>();
  ASSERT_NE(order, nullptr);
  EXPECT_EQ(order->id, 270602);
  EXPECT_EQ(order->updated_at, 1748448002553);
  EXPECT_EQ(order->legs.at(0).fills.at(0).fill_id, "2_TW::TEST_A1::20250528.135-TEST_FILL");
  EXPECT_EQ(event.sent, from_epoch_ms(1748448002620));
  EXPECT_EQ(event.received, Instant{std::chrono::seconds{5}});
  EXPECT_EQ(event.sequence, 7);
  EXPECT_EQ(type_of(event), "Order");
}

TEST(AccountFrames, quantities_are_numbers_or_texts) {
  for (const std::string_view quantity : {"100", "\"100\"", "100.0"}) {
    const auto said = frame(
        fmt::format(R"({{"type":"CurrentPosition","data":{{"account-number":"A","symbol":"AAPL",)"
                    R"("quantity":{}}},"timestamp":"1688595114405"}})",
                    quantity));
    const AccountEvent& event = std::get<AccountEvent>(said.at(0));
    ASSERT_NE(event.as<Position>(), nullptr) << quantity;
    EXPECT_EQ(event.as<Position>()->quantity, Decimal{100}) << quantity;
    EXPECT_EQ(event.sent, from_epoch_ms(1688595114405));
  }
}

TEST(AccountFrames, a_batch_is_read_in_order) {
  const auto said = frame(R"({"results":[{"status":"ok","action":"connect","request-id":1},
    {"type":"UserMessage","data":{"text":"hello"}},{"type":"Order","data":{"id":1}}, 5]})");
  ASSERT_THAT(said, SizeIs(4));
  EXPECT_TRUE(std::holds_alternative<Reply>(said[0]));
  EXPECT_EQ(std::get<AccountEvent>(said[1]).as<UserMessage>()->raw, R"({"text":"hello"})");
  EXPECT_NE(std::get<AccountEvent>(said[2]).as<OrderRecord>(), nullptr);
  EXPECT_TRUE(std::holds_alternative<Unreadable>(said[3]));
}

// Every type of broker-api.md 8.4.
TEST(AccountFrames, every_documented_type_has_a_type_of_ours) {
  for (const std::string_view type :
       {"Order", "ComplexOrder", "CurrentPosition", "AccountBalance", "TradingStatus",
        "UnderlyingYearGainSummary", "ExternalTransaction", "OrderChain", "QuoteAlert",
        "PublicWatchlists", "UserMessage"}) {
    const auto said = frame(fmt::format(
        R"({{"type":"{}","data":{{"account-number":"A","symbol":"AAPL","name":"n"}}}})", type));
    const AccountEvent& event = std::get<AccountEvent>(said.at(0));
    EXPECT_EQ(event.as<UnknownNotification>(), nullptr) << type;
    EXPECT_EQ(type_of(event), type);
  }
}

TEST(AccountFrames, an_unknown_type_is_kept_whole) {
  const auto said = frame(R"({"type":"TradingHaltNotice","data":{"x": [1, 2]}})");
  const auto* unknown = std::get<AccountEvent>(said.at(0)).as<UnknownNotification>();
  ASSERT_NE(unknown, nullptr);
  EXPECT_EQ(unknown->type, "TradingHaltNotice");
  EXPECT_EQ(unknown->raw, R"({"x": [1, 2]})");
  EXPECT_THAT(unknown->problem, IsEmpty());
}

TEST(AccountFrames, data_that_cannot_be_read_is_kept_and_says_why) {
  for (const std::string_view text :
       {R"({"type":"AccountBalance","data":{"account-number":"A","cash-balance":"lots"}})",
        R"({"type":"Order","data":7})", R"({"type":"Order"})"}) {
    const auto said = frame(text);
    const auto* unknown = std::get<AccountEvent>(said.at(0)).as<UnknownNotification>();
    ASSERT_NE(unknown, nullptr) << text;
    EXPECT_THAT(unknown->problem, Not(IsEmpty())) << text;
  }
}

TEST(AccountFrames, what_the_tables_do_not_know_is_counted) {
  json::Drift drift;
  frame(R"({"type":"Order","data":{"id":1,"brand-new":true}})", &drift);
  EXPECT_EQ(drift.unknown["OrderRecord.brand-new"], 1U);
}

TEST(AccountFrames, bytes_that_are_no_json_are_an_error) {
  for (const std::string_view text : {"", "hello", "{", "[1", "\"x\""}) {
    EXPECT_FALSE(read_frame(text, Instant{})) << text;
  }
  EXPECT_TRUE(std::holds_alternative<Unreadable>(frame("{}").at(0)));
  EXPECT_TRUE(std::holds_alternative<Unreadable>(frame("[]").at(0)));
}

}  // namespace
}  // namespace belay::account
