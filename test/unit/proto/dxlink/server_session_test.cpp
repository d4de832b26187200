#include "proto/dxlink/server_session.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "belay/model/indexed.hpp"
#include "proto/dxlink/chaos_file.hpp"
#include "proto/dxlink/server_messages.hpp"

// The rules of the server that a script cannot tell.

namespace belay::dxlink {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Tick kStart{std::chrono::hours{1}};

Quote quote(std::string_view symbol, double bid) {
  Quote event;
  event.symbol = Symbol{symbol};
  event.bid_price = bid;
  return event;
}

Depth depth_of(double best) {
  return [best](Symbol symbol, std::string_view, std::size_t limit) -> std::optional<DepthBook> {
    if (symbol != "SPY") return std::nullopt;
    DepthBook book{.time = 5, .bids = {}, .asks = {}};
    for (std::size_t i = 0; i < std::min<std::size_t>(limit, 20); ++i) {
      book.bids.push_back({best - static_cast<double>(i), 1});
      book.asks.push_back({best + 1 + static_cast<double>(i), 2});
    }
    return book;
  };
}

/// A server session with an open FEED channel 1 and nothing left to say.
class Server {
 public:
  explicit Server(ServerOptions options = {}, std::string_view contract = "AUTO", Depth depth = {})
      : session{without_auth(std::move(options)), {}, {}, {}, std::move(depth)} {
    session.start(now);
    say(R"({"type":"SETUP","channel":0,"version":"0.1-x/1"})");
    say(fmt::format(
        R"({{"type":"CHANNEL_REQUEST","channel":1,"service":"FEED","parameters":{{"contract":"{}"}}}})",
        contract));
    say(R"({"type":"FEED_SETUP","channel":1,"acceptAggregationPeriod":0.1,"acceptDataFormat":"COMPACT","acceptEventFields":{"Quote":["eventSymbol","bidPrice"]}})");
    (void)session.take_outgoing();
  }
  void say(std::string_view frame) { session.receive(frame, now); }
  void subscribe(int first, int last) {
    std::string entries;
    for (int i = first; i < last; ++i) {
      if (i > first) entries += ',';
      entries += fmt::format(R"({{"type":"Quote","symbol":"S{}"}})", i);
    }
    say(R"({"type":"FEED_SUBSCRIPTION","channel":1,"add":[)" + entries + "]}");
  }
  void pass(std::chrono::milliseconds time) {
    now += time;
    session.tick(now);
  }
  std::vector<std::string> heard() { return session.take_outgoing(); }

  Tick now = kStart;
  ServerSession session;

 private:
  static ServerOptions without_auth(ServerOptions options) {
    options.auth_required = false;
    return options;
  }
};

ServerOptions chaotic(std::string_view rules) {
  return {.quirks = parse_chaos(rules, "test").value()};
}

// S-45, S-31
TEST(ServerSession, a_client_that_does_not_read_costs_no_more_than_its_subscriptions) {
  Server server;
  server.subscribe(0, 500);
  (void)server.heard();
  for (int round = 0; round < 1'000; ++round) {
    for (int i = 0; i < 500; i += 7) {
      server.session.publish(quote(fmt::format("S{}", i), round), server.now);
    }
    server.pass(10ms);
    ASSERT_LE(server.session.waiting(), 500U);
  }
  const auto said = server.heard();
  EXPECT_THAT(said, SizeIs(1));
  EXPECT_THAT(said[0], AllOf(HasSubstr("\"S7\",999.0"), testing::Not(HasSubstr("998.0"))));
}

TEST(ServerSession, says_about_as_much_as_there_is_room_for_and_the_rest_later) {
  Server server{{.max_rows = 10}};
  server.subscribe(0, 500);
  (void)server.heard();
  for (int i = 0; i < 500; ++i) server.session.publish(quote(fmt::format("S{}", i), 1), server.now);
  server.pass(100ms);
  std::size_t rows = 0;
  int rounds = 0;
  for (; server.session.has_output(); ++rounds) {
    std::size_t bytes = 0;
    for (const std::string& frame : server.session.take_outgoing(1'000)) {
      bytes += frame.size();
      rows += static_cast<std::size_t>(std::ranges::count(frame, 'S'));
    }
    EXPECT_LT(bytes, 1'500U);
  }
  EXPECT_GT(rounds, 3);
  EXPECT_EQ(rows, 500U);
}

TEST(ServerSession, a_client_that_asks_and_never_reads_is_closed_with_1008) {
  Server server{{.max_replies = 10'000}};
  for (int i = 0; i < 200; ++i) server.say(R"({"type":"NONSENSE","channel":0})");
  server.pass(1ms);
  ASSERT_TRUE(server.session.close());
  EXPECT_EQ(server.session.close()->code, 1008);
}

TEST(ServerSession, tells_who_listens_from_the_first_subscription_to_the_last) {
  Server server;
  std::vector<std::string> told;
  server.session.on_interest([&](const FeedKey& pair, bool wanted) {
    told.push_back(fmt::format("{}{}", wanted ? '+' : '-', pair.symbol));
  });
  server.subscribe(0, 1);
  server.say(
      R"({"type":"CHANNEL_REQUEST","channel":3,"service":"FEED","parameters":{"contract":"STREAM"}})");
  server.say(R"({"type":"FEED_SUBSCRIPTION","channel":3,"add":[{"type":"Quote","symbol":"S0"}]})");
  EXPECT_THAT(told, ElementsAre("+S0"));
  server.say(R"({"type":"CHANNEL_CANCEL","channel":1})");
  EXPECT_THAT(told, ElementsAre("+S0"));
  EXPECT_EQ(server.session.subscription_count(), 1U);
  server.say(R"({"type":"FEED_SUBSCRIPTION","channel":3,"reset":true})");
  EXPECT_THAT(told, ElementsAre("+S0", "-S0"));
  EXPECT_EQ(server.session.subscription_count(), 0U);
}

TEST(ServerSession, a_text_is_never_cut_inside_a_character) {
  const std::string text(63, 'x');
  EXPECT_EQ(server_message::beginning_of(text + "\xC3\xA4"), text);
  EXPECT_EQ(server_message::beginning_of(text.substr(1) + "\xC3\xA4"), text.substr(1) + "\xC3\xA4");
  EXPECT_EQ(server_message::beginning_of("\xE2\x82\xAC", 2), "");
}

// S-49
TEST(ServerSessionDom, is_silent_before_setup_then_config_then_the_book) {
  Server server{{}, "AUTO", depth_of(100)};
  server.say(
      R"({"type":"CHANNEL_REQUEST","channel":5,"service":"DOM","parameters":{"symbol":"SPY","sources":["ntv"]}})");
  EXPECT_THAT(
      server.heard(),
      ElementsAre(
          R"({"type":"CHANNEL_OPENED","channel":5,"service":"DOM","parameters":{"symbol":"SPY","sources":["ntv"]}})"));
  server.pass(5s);
  EXPECT_THAT(server.heard(), IsEmpty());
  server.say(
      R"({"type":"DOM_SETUP","channel":5,"acceptAggregationPeriod":1,"acceptDepthLimit":2,"acceptDataFormat":"FULL","acceptOrderFields":["price","size"]})");
  EXPECT_THAT(
      server.heard(),
      ElementsAre(
          R"({"type":"DOM_CONFIG","channel":5,"aggregationPeriod":1.0,"depthLimit":2,"dataFormat":"FULL","orderFields":["price","size"]})",
          R"({"type":"DOM_SNAPSHOT","channel":5,"time":5,"bids":[{"price":100.0,"size":1.0},{"price":99.0,"size":1.0}],"asks":[{"price":101.0,"size":2.0},{"price":102.0,"size":2.0}]})"));
  server.pass(1s);
  EXPECT_THAT(server.heard(), IsEmpty()) << "the book has not changed";
}

TEST(ServerSessionDom, an_unknown_symbol_is_silent_and_no_symbol_is_an_error) {
  Server server{{}, "AUTO", depth_of(100)};
  server.say(
      R"({"type":"CHANNEL_REQUEST","channel":5,"service":"DOM","parameters":{"symbol":"NOPE"}})");
  server.say(R"({"type":"DOM_SETUP","channel":5})");
  EXPECT_THAT(server.heard(), ElementsAre(HasSubstr("CHANNEL_OPENED"), HasSubstr("DOM_CONFIG")));
  server.say(R"({"type":"CHANNEL_REQUEST","channel":7,"service":"DOM","parameters":{}})");
  EXPECT_THAT(server.heard(), ElementsAre(HasSubstr("INVALID_MESSAGE")));
}

// S-16, S-47
TEST(ServerSessionQuirks, half_open_neither_hears_nor_says) {
  Server server{chaotic("from 1s to 10s half_open")};
  server.subscribe(0, 1);
  (void)server.heard();
  server.pass(2s);
  server.session.publish(quote("S0", 5), server.now);
  server.pass(1s);
  EXPECT_FALSE(server.session.has_output());
  EXPECT_THAT(server.heard(), IsEmpty());
  server.pass(8s);
  EXPECT_THAT(server.heard(), ElementsAre(HasSubstr("\"S0\",5.0"))) << "nothing was said to it";
}

TEST(ServerSessionQuirks, what_was_said_to_a_half_open_connection_is_never_made_good) {
  Server server{chaotic("from 1s to 10s half_open")};
  server.subscribe(0, 1);
  (void)server.heard();
  server.pass(2s);
  server.subscribe(1, 2);
  server.pass(9s);
  ASSERT_TRUE(server.session.close());
  EXPECT_EQ(server.session.close()->code, 1006);
}

// C-37: without eventType nobody could read the row.
TEST(ServerSession, a_full_row_names_its_type_whether_that_was_wished_or_not) {
  Server server;
  server.say(
      R"({"type":"FEED_SETUP","channel":1,"acceptDataFormat":"FULL","acceptEventFields":{"Quote":["eventSymbol","bidPrice"]}})");
  server.subscribe(0, 1);
  (void)server.heard();
  server.session.publish(quote("S0", 5), server.now);
  server.pass(2s);
  EXPECT_THAT(
      server.heard(),
      ElementsAre(HasSubstr(R"([{"eventType":"Quote","eventSymbol":"S0","bidPrice":5.0}])")));
}

TEST(ServerSessionQuirks, data_after_close_are_so_many_frames) {
  Server server{chaotic("data_after_close 2")};
  server.subscribe(0, 3);
  (void)server.heard();
  for (int i = 0; i < 3; ++i) server.session.publish(quote(fmt::format("S{}", i), 1), server.now);
  EXPECT_THAT(server.session.take_farewell(), ElementsAre(HasSubstr("FEED_DATA")));
  EXPECT_THAT(Server{}.session.take_farewell(), IsEmpty());
}

TEST(ServerSessionQuirks, silence_of_the_client_ends_sooner) {
  Server server{chaotic("bye_after 5s")};
  server.pass(4s);
  EXPECT_FALSE(server.session.close());
  EXPECT_EQ(server.session.next_deadline(), kStart + 5s);
  server.pass(1s);
  ASSERT_TRUE(server.session.close());
  EXPECT_EQ(server.session.close()->reason, "Bye");
}

TEST(ServerSessionQuirks, malformed_frames_go_before_whole_ones) {
  Server server{chaotic("malformed")};
  server.subscribe(0, 1);
  (void)server.heard();
  server.session.publish(quote("S0", 5), server.now);
  server.pass(100ms);
  const auto said = server.heard();
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(said[0], said[1].substr(0, said[1].size() / 2));
}

TEST(ServerSessionQuirks, slow_types_come_once_in_a_while) {
  Server server{chaotic("slow Quote:10")};
  server.subscribe(0, 1);
  (void)server.heard();
  for (int i = 1; i <= 90; ++i) {
    server.session.publish(quote("S0", i), server.now);
    server.pass(100ms);
    ASSERT_THAT(server.heard(), IsEmpty()) << i;
  }
  server.pass(1s);
  EXPECT_THAT(server.heard(), ElementsAre(HasSubstr("90.0")));
}

// S-47: with the same seed a server misbehaves in the same way.
TEST(ServerSessionQuirks, the_same_seed_says_the_same_bytes) {
  const auto all_said = [](std::uint64_t seed) {
    ServerOptions options = chaotic(
        "p=0.5 repeat\np=0.3 nan_values\np=0.3 number_spelling exponent\np=0.2 malformed\n"
        "p=0.5 permute_fields\njitter 50ms");
    options.quirks.seed = seed;
    Server server{options};
    server.subscribe(0, 5);
    std::string text;
    for (int i = 0; i < 200; ++i) {
      server.session.publish(quote(fmt::format("S{}", i % 5), i), server.now);
      server.pass(37ms);
      for (const std::string& frame : server.heard()) text += frame + "\n";
    }
    return text;
  };
  EXPECT_EQ(all_said(1), all_said(1));
  EXPECT_NE(all_said(1), all_said(2));
}

TEST(ServerSessionQuirks, an_eviction_says_so_and_ends) {
  Server server;
  server.session.evict(server.now);
  EXPECT_THAT(server.heard(), ElementsAre(HasSubstr("UNAUTHORIZED")));
  EXPECT_TRUE(server.session.close());
}

// S-37: by bytes; dx-313-split-messages shows it by rows.
TEST(ServerSession, no_message_is_longer_than_the_limit_and_nothing_is_lost_or_padded) {
  Server server{{.max_message = 300}};
  server.subscribe(0, 200);
  (void)server.heard();
  for (int i = 0; i < 200; ++i) server.session.publish(quote(fmt::format("S{}", i), i), server.now);
  server.pass(100ms);
  std::string all;
  const auto said = server.heard();
  EXPECT_GT(said.size(), 5U);
  for (const std::string& frame : said) {
    EXPECT_LE(frame.size(), 300U);
    EXPECT_EQ(frame.find_first_of(" \n"), std::string::npos) << frame;
    all += frame;
  }
  for (int i = 0; i < 200; ++i) EXPECT_THAT(all, HasSubstr(fmt::format("\"S{}\",{}.0", i, i)));
}

// A client that pushes SETUP and AUTH before it reads: S-6, P5.
std::vector<std::string> answer_to_early_auth(ServerOptions options) {
  ServerSession session{
      std::move(options), [](std::string_view) { return std::optional<std::string>{"user"}; }, {}};
  session.start(kStart);
  session.receive(R"({"type":"SETUP","channel":0,"version":"0.1-x/1"})", kStart);
  session.receive(R"({"type":"AUTH","channel":0,"token":"good"})", kStart);
  return session.take_outgoing();
}

TEST(ServerSession, early_auth_is_served_or_in_strict_mode_refused) {
  const auto refused = ElementsAre(HasSubstr("SETUP"), HasSubstr("\"UNAUTHORIZED\""),
                                   AllOf(HasSubstr("ERROR"), HasSubstr("Session not found: api")));
  EXPECT_THAT(answer_to_early_auth({}),
              ElementsAre(HasSubstr("SETUP"), HasSubstr("UNAUTHORIZED"), HasSubstr("\"user\"")));
  EXPECT_THAT(answer_to_early_auth({.strict = true}), refused);
  EXPECT_THAT(answer_to_early_auth(chaotic("reject_early_auth")), refused);
}

// Of each of so many connections what `rules` make of the announced fields of Quote.
std::vector<std::string> announced_fields(std::string_view rules, std::string_view wish) {
  std::vector<std::string> all;
  for (std::uint64_t connection = 1; connection <= 32; ++connection) {
    ServerOptions options = chaotic(rules);
    options.connection = connection;
    Server server{options};
    server.say(fmt::format(
        R"({{"type":"FEED_SETUP","channel":1,"acceptEventFields":{{"Quote":[{}]}}}})", wish));
    (void)server.heard();
    server.subscribe(0, 1);
    const std::string config = server.heard().at(0);
    const auto begin = config.find("\"Quote\":[") + 9;
    all.push_back(config.substr(begin, config.find(']', begin) - begin));
  }
  return all;
}

std::vector<std::string> parts_of(std::string_view list) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    parts.emplace_back(list.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

constexpr std::string_view kWish = R"("eventSymbol","bidPrice","askPrice","bidSize")";

TEST(ServerSessionQuirks, permuted_fields_are_the_wished_ones_in_another_order) {
  std::set<std::string> orders;
  for (const std::string& fields : announced_fields("permute_fields", kWish)) {
    EXPECT_THAT(parts_of(fields), testing::UnorderedElementsAreArray(parts_of(kWish)));
    orders.insert(fields);
  }
  EXPECT_GT(orders.size(), 8U);
}

TEST(ServerSessionQuirks, a_dropped_field_is_one_of_the_wished_and_never_the_symbol) {
  std::set<std::size_t> sizes;
  for (const std::string& fields : announced_fields("drop_fields", kWish)) {
    EXPECT_THAT(fields, HasSubstr("eventSymbol"));
    EXPECT_THAT(parts_of(kWish), testing::IsSupersetOf(parts_of(fields)));
    sizes.insert(parts_of(fields).size());
  }
  EXPECT_THAT(sizes, testing::Contains(3U));
}

TEST(ServerSessionQuirks, an_added_field_stands_behind_the_wished_ones) {
  std::set<std::string> added;
  for (const std::string& fields : announced_fields("add_fields", kWish)) {
    if (fields == kWish) continue;  // what it would add is wished already
    EXPECT_THAT(fields, testing::StartsWith(std::string{kWish} + ","));
    added.insert(parts_of(fields).back());
  }
  EXPECT_GT(added.size(), 4U);
}

TEST(ServerSessionQuirks, shuffled_replies_keep_their_order_within_a_channel) {
  std::set<std::string> orders;
  for (std::uint64_t connection = 1; connection <= 32; ++connection) {
    ServerOptions options = chaotic("shuffle_replies");
    options.connection = connection;
    Server server{options};
    for (const int id : {3, 5}) {
      server.say(fmt::format(
          R"({{"type":"CHANNEL_REQUEST","channel":{},"service":"FEED","parameters":{{"contract":"AUTO"}}}})",
          id));
      server.say(fmt::format(R"({{"type":"FEED_SETUP","channel":{}}})", id));
    }
    std::string order;
    for (const std::string& frame : server.heard()) {
      order += frame.contains("CHANNEL_OPENED") ? 'o' : 'c';
      order += frame.contains("\"channel\":3") ? '3' : '5';
    }
    ASSERT_EQ(order.size(), 8U);
    EXPECT_LT(order.find("o3"), order.find("c3"));
    EXPECT_LT(order.find("o5"), order.find("c5"));
    orders.insert(order);
  }
  EXPECT_GT(orders.size(), 1U);
}

TEST(ServerSessionQuirks, odd_prices_are_zero_or_negative_and_nothing_else_is) {
  Server server{chaotic("odd_prices")};
  server.subscribe(0, 50);
  (void)server.heard();
  for (int i = 0; i < 50; ++i) server.session.publish(quote(fmt::format("S{}", i), 7), server.now);
  server.pass(100ms);
  const std::string said = server.heard().at(0);
  EXPECT_THAT(said, AllOf(HasSubstr(",0.0"), HasSubstr(",-7.0"), testing::Not(HasSubstr(",7.0"))));
}

// P15: the low bits of the index are those that a double loses.
TEST(ServerSessionQuirks, index_sequence_fills_the_low_bits_and_agrees_with_the_sequence) {
  Server server{chaotic("index_sequence"), "STREAM"};
  server.say(
      R"({"type":"FEED_SETUP","channel":1,"acceptDataFormat":"COMPACT","acceptEventFields":{"TimeAndSale":["index","sequence","eventSymbol"]}})");
  server.say(
      R"({"type":"FEED_SUBSCRIPTION","channel":1,"add":[{"type":"TimeAndSale","symbol":"A"}]})");
  (void)server.heard();
  TimeAndSale print;
  print.symbol = Symbol{"A"};
  print.time = 1'736'782'267'123;
  server.session.publish(print, server.now);
  server.pass(2s);
  const std::string said = server.heard().at(0);
  const auto values = parts_of(said.substr(said.rfind('[') + 1));
  const std::int64_t index = std::stoll(values.at(0));
  EXPECT_EQ(time_of_index(index), print.time);
  EXPECT_EQ(sequence_of_index(index), std::stoi(values.at(1)));
  EXPECT_NE(sequence_of_index(index) & 1, 0) << "odd: no double of this size is";
}

TEST(ServerSessionQuirks, jitter_bunches_frames_up_to_so_much_later) {
  Server server{chaotic("jitter 1s")};
  server.subscribe(0, 1);
  (void)server.heard();
  std::set<std::int64_t> pauses;
  for (int i = 0; i < 40; ++i) {
    const Tick made = server.now;
    server.session.publish(quote("S0", i), made);
    while (server.heard().empty()) server.pass(10ms);
    const auto late = std::chrono::duration_cast<std::chrono::milliseconds>(server.now - made);
    EXPECT_LE(late, 1'110ms);
    pauses.insert(late.count() / 100);
  }
  EXPECT_GT(pauses.size(), 4U) << "no spacing can be counted on";
}

}  // namespace
}  // namespace belay::dxlink
