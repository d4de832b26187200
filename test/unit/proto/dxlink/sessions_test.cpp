#include <algorithm>
#include <chrono>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/dxlink/client_session.hpp"
#include "proto/dxlink/server_session.hpp"
#include "support/event_batch.hpp"

// Both ends talk to each other, and the rules that a script cannot tell.

namespace belay::dxlink {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr Tick kStart{std::chrono::hours{1}};
constexpr const char* kUser = "user-1";

ServerSession make_server(ServerOptions options = {}, ServerSession::Snapshot snapshot = {}) {
  return {std::move(options),
          [](std::string_view token) -> std::optional<std::string> {
            if (token == "secret") return kUser;
            return std::nullopt;
          },
          std::move(snapshot)};
}

Quote quote(std::string_view symbol, double bid) {
  Quote event;
  event.symbol = Symbol{symbol};
  event.bid_price = bid;
  return event;
}

/// A client and a server with nothing between them.
struct Conversation {
  explicit Conversation(ServerSession::Snapshot snapshot = {})
      : server{make_server({}, std::move(snapshot))} {
    server.start(now);
    client.start(now);
    exchange();
  }
  void exchange() {
    for (bool spoken = true; spoken;) {
      spoken = false;
      for (const std::string& frame : client.take_outgoing()) {
        server.receive(frame, now);
        spoken = true;
      }
      for (const std::string& frame : server.take_outgoing()) {
        ASSERT_TRUE(client.receive(frame, now, Instant{}));
        spoken = true;
      }
    }
  }
  void pass(std::chrono::milliseconds time) {
    const Tick until = now + time;
    for (Tick next = deadline(); next <= until; next = deadline()) {
      now = std::max(now, next);
      server.tick(now);
      ASSERT_TRUE(client.tick(now));
      exchange();
    }
    now = until;
  }
  [[nodiscard]] Tick deadline() const {
    return std::min(client.next_deadline(), server.next_deadline());
  }

  Tick now = kStart;
  ClientSession client{{.token = Secret{"secret"}}};
  ServerSession server;
};

TEST(Sessions, our_client_and_our_server_understand_each_other) {
  Conversation talk{[](std::string_view type, Symbol symbol) -> std::optional<Event> {
    if (type == "Quote" && symbol == "SPY") return quote("SPY", 598.5);
    return std::nullopt;
  }};
  EXPECT_EQ(talk.client.state(), ClientSession::State::ready);
  talk.client.subscribe({"Quote", Symbol{"SPY"}}, talk.now);
  talk.exchange();
  ASSERT_EQ(talk.client.batch().size(), 1U);
  EXPECT_EQ(std::get<Quote>(test::all_events(talk.client.batch())[0]).bid_price, 598.5);
  EXPECT_TRUE(talk.server.wants("Quote", Symbol{"SPY"}));
  EXPECT_FALSE(talk.server.wants("Trade", Symbol{"SPY"}));
  talk.client.clear_batch();
  talk.server.publish(quote("SPY", 599.25), talk.now);
  talk.pass(100ms);
  ASSERT_EQ(talk.client.batch().size(), 1U);
  EXPECT_EQ(std::get<Quote>(test::all_events(talk.client.batch())[0]).bid_price, 599.25);
}

TEST(Sessions, stay_alive_through_an_hour_of_silence) {
  Conversation talk;
  talk.pass(1h);
  EXPECT_EQ(talk.client.state(), ClientSession::State::ready);
  EXPECT_FALSE(talk.server.close());
}

TEST(Sessions, the_servers_set_becomes_the_wanted_set_whatever_happens) {
  std::mt19937_64 random{7};
  Conversation talk;
  std::set<std::string> wanted;
  for (int i = 0; i < 3'000; ++i) {
    const std::string symbol = "S" + std::to_string(random() % 400);
    const SubscriptionKey key{"Quote", Symbol{symbol}};
    if (random() % 2 == 0) {
      talk.client.subscribe(key, talk.now);
      wanted.insert(symbol);
    } else {
      talk.client.unsubscribe(key, talk.now);
      wanted.erase(symbol);
    }
    if (random() % 16 == 0) talk.pass(std::chrono::milliseconds{random() % 200});
  }
  talk.pass(130s);
  EXPECT_EQ(talk.server.subscription_count(), wanted.size());
  for (const std::string& symbol : wanted) EXPECT_TRUE(talk.server.wants("Quote", Symbol{symbol}));
}

TEST(Sessions, eight_thousand_changes_a_minute_and_no_more) {
  Conversation talk;
  for (int i = 0; i < 12'000; ++i) {
    talk.client.subscribe({"Quote", Symbol{"S" + std::to_string(i)}}, talk.now);
  }
  talk.pass(59s);
  EXPECT_EQ(talk.server.subscription_count(), 8'000U);
  talk.pass(60s);
  EXPECT_EQ(talk.server.subscription_count(), 12'000U);
  EXPECT_EQ(talk.client.counters().channel_errors, 0U);
}

TEST(ClientSessionMessages, no_subscription_message_is_longer_than_allowed) {
  Conversation talk;
  const std::string tail(300, 'X');
  for (int i = 0; i < 400; ++i) {
    talk.client.subscribe({"Quote", Symbol{std::to_string(i) + tail}}, talk.now);
  }
  std::size_t frames = 0;
  for (Tick now = talk.now; talk.client.next_deadline() < talk.now + 20s; ++frames) {
    now = std::max(now, talk.client.next_deadline());
    ASSERT_TRUE(talk.client.tick(now));
    for (const std::string& frame : talk.client.take_outgoing()) EXPECT_LE(frame.size(), 32'768U);
  }
  EXPECT_GT(frames, 3U);
}

TEST(ClientSessionMessages, the_token_is_in_no_error_even_when_the_server_repeats_it) {
  ClientSession client{{.token = Secret{"s3cr3t"}}};
  client.start(kStart);
  const auto result = client.receive(
      R"({"type":"ERROR","channel":0,"error":"UNAUTHORIZED","message":"bad token s3cr3t!"})",
      kStart, Instant{});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::protocol);
  EXPECT_THAT(result.error().message, HasSubstr("UNAUTHORIZED: bad token (token)!"));
  EXPECT_THAT(*client.last_server_error(), testing::Not(HasSubstr("s3cr3t")));
  EXPECT_EQ(client.state(), ClientSession::State::failed);
  EXPECT_EQ(client.next_deadline(), Tick::max());
}

TEST(ClientSessionMessages, an_ended_session_refuses_frames) {
  ClientSession client{{}};
  const auto result = client.receive("{}", kStart, Instant{});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::closed);
}

TEST(ServerSessionRules, strict_refuses_auth_before_auth_state_has_left) {
  auto server = make_server({.strict = true});
  server.start(kStart);
  server.receive(R"({"type":"SETUP","channel":0,"version":"0.1-x/1"})", kStart);
  server.receive(R"({"type":"AUTH","channel":0,"token":"secret"})", kStart);
  const auto said = server.take_outgoing();
  ASSERT_EQ(said.size(), 3U);
  EXPECT_THAT(said[2], HasSubstr("AuthException: Session not found: api"));
}

TEST(ServerSessionRules, a_frame_above_64_KiB_ends_the_session_with_1009) {
  auto server = make_server();
  server.start(kStart);
  server.receive(std::string(65'537, ' '), kStart);
  EXPECT_THAT(server.take_outgoing(),
              ElementsAre(HasSubstr("Max frame length of 65536 has been exceeded.")));
  ASSERT_TRUE(server.close());
  EXPECT_EQ(server.close()->code, 1009);
}

TEST(ServerSessionRules, no_message_exceeds_the_configured_size) {
  auto server = make_server({.max_message = 200}, [](std::string_view, Symbol symbol) {
    return std::optional<Event>{quote(symbol.view(), 1.0)};
  });
  server.start(kStart);
  server.receive(R"({"type":"SETUP","channel":0,"version":"0.1-x/1"})", kStart);
  server.receive(R"({"type":"AUTH","channel":0,"token":"secret"})", kStart);
  server.receive(
      R"({"type":"CHANNEL_REQUEST","channel":1,"service":"FEED","parameters":{"contract":"AUTO"}})",
      kStart);
  server.receive(
      R"({"type":"FEED_SETUP","channel":1,"acceptDataFormat":"COMPACT","acceptEventFields":{"Quote":["eventSymbol","bidPrice"]}})",
      kStart);
  std::string adds;
  for (int i = 0; i < 60; ++i) {
    if (i > 0) adds += ',';
    adds += R"({"type":"Quote","symbol":"SYM)" + std::to_string(i) + "\"}";
  }
  (void)server.take_outgoing();
  server.receive(R"({"type":"FEED_SUBSCRIPTION","channel":1,"add":[)" + adds + "]}", kStart);
  const auto said = server.take_outgoing();
  EXPECT_GT(said.size(), 4U);
  for (const std::string& frame : said) EXPECT_LE(frame.size(), 200U) << frame;
}

TEST(ServerSessionRules, ten_thousand_changes_in_a_minute_and_no_more) {
  auto server = make_server({.auth_required = false});
  server.start(kStart);
  server.receive(R"({"type":"SETUP","channel":0,"version":"0.1-x/1"})", kStart);
  server.receive(
      R"({"type":"CHANNEL_REQUEST","channel":1,"service":"FEED","parameters":{"contract":"AUTO"}})",
      kStart);
  const auto add = [&](int first, Tick now) {
    std::string frame = R"({"type":"FEED_SUBSCRIPTION","channel":1,"add":[)";
    for (int i = first; i < first + 1'000; ++i) {
      if (i > first) frame += ',';
      frame += R"({"type":"Quote","symbol":")" + std::to_string(i) + "\"}";
    }
    server.receive(frame + "]}", now);
  };
  for (int i = 0; i < 10; ++i) add(i * 1'000, kStart);
  (void)server.take_outgoing();
  add(10'000, kStart + 30s);
  EXPECT_THAT(server.take_outgoing(), ElementsAre(HasSubstr("Your subscription rate is too high")));
  EXPECT_EQ(server.subscription_count(), 10'000U);
  server.receive(R"({"type":"KEEPALIVE","channel":0})", kStart + 60s);
  add(10'000, kStart + 60s);
  EXPECT_EQ(server.subscription_count(), 11'000U);
}

}  // namespace
}  // namespace belay::dxlink
