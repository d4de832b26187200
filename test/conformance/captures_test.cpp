#include "conformance/captures.hpp"

#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "conformance/event_json.hpp"
#include "proto/dxlink/client_session.hpp"
#include "proto/dxlink/frame_decoder.hpp"
#include "proto/dxlink/recording.hpp"
#include "proto/dxlink/row_encoder.hpp"
#include "proto/dxlink/server_complaint.hpp"
#include "proto/dxlink/server_session.hpp"
#include "support/event_batch.hpp"

// The other recordings of real dxLink services: nothing in them may fail to decode.

namespace belay::dxlink {
namespace {

struct Replay {
  std::vector<RecordedFrame> frames;
  FrameDecoder decoder;
  std::vector<Event> events;
  std::size_t lost = 0;
};

// Some recordings begin after FEED_CONFIG: `layouts` says what was agreed before.
std::optional<Replay> replay(const std::string& file,
                             const std::vector<std::string>& layouts = {}) {
  const auto text = conformance::capture_text(file);
  if (!text) return std::nullopt;
  auto frames = read_recording(*text);
  if (!frames) {
    ADD_FAILURE() << file << ": " << frames.error().message;
    return std::nullopt;
  }
  Replay result{.frames = *std::move(frames)};
  for (const std::string& layout : layouts) result.decoder.receive(layout, Instant{});
  for (const RecordedFrame& frame : result.frames) {
    if (frame.lost) ++result.lost;
    if (frame.lost || frame.direction == RecordedFrame::Direction::to_server) continue;
    result.decoder.receive(frame.raw, Instant{});
  }
  result.events = test::all_events(result.decoder.batch());
  return result;
}

void expect_clean(const Replay& result) {
  EXPECT_EQ(result.decoder.counters().bad_rows, 0U);
  EXPECT_EQ(result.decoder.counters().malformed_messages, 0U);
}

template <class E>
const E& event_at(const Replay& result, std::size_t index) {
  return std::get<E>(result.events.at(index));
}

std::string config(int channel, const std::string& fields) {
  return R"({"type":"FEED_CONFIG","channel":)" + std::to_string(channel) + R"(,"eventFields":{)" +
         fields + "}}";
}

constexpr const char* kTradeFields =
    R"("Trade":["eventType","eventSymbol","price","dayVolume","size"])";
constexpr const char* kQuoteFields =
    R"("Quote":["eventType","eventSymbol","bidPrice","askPrice","bidSize","askSize"])";

#define REPLAY_OR_SKIP(name, ...)                                      \
  const auto name = replay(__VA_ARGS__);                               \
  if (!name) GTEST_SKIP() << "no recordings here: set BELAY_CAPTURES"; \
  expect_clean(*name)

TEST(Captures, documented_session_2024) {
  REPLAY_OR_SKIP(result, "01_handshake_session_tastytrade_docs_2024.jsonl",
                 {config(3, kTradeFields)});
  ASSERT_EQ(result->events.size(), 2U);
  EXPECT_EQ(event_at<Trade>(*result, 0).symbol, "SPY");
  EXPECT_EQ(event_at<Trade>(*result, 0).day_volume, 13'743'299.0);
  EXPECT_EQ(event_at<Trade>(*result, 1).price, 58'356.71);
}

TEST(Captures, trades_quotes_summaries_and_candles_2025) {
  REPLAY_OR_SKIP(result, "02_lean_converter_tests_2025.jsonl",
                 {config(1, R"("Quote":["eventSymbol","bidPrice","askPrice","bidSize","askSize"],
                     "Trade":["eventSymbol","price","size","time"],
                     "Summary":["eventSymbol","openInterest"],
                     "Candle":["eventFlags","eventSymbol","time","open","high","low","close",
                               "volume","openInterest"])")});
  ASSERT_EQ(result->events.size(), 14U);
  EXPECT_EQ(event_at<Trade>(*result, 0).time, 1'748'020'169'744);
  EXPECT_EQ(event_at<Summary>(*result, 9).open_interest, 2'017'117);
  EXPECT_EQ(event_at<Candle>(*result, 11).symbol, "AAPL{=d}");
  EXPECT_EQ(event_at<Candle>(*result, 11).event_flags, 4);
  EXPECT_EQ(event_at<Candle>(*result, 11).volume, 4.3020691E7);
  EXPECT_EQ(event_at<Candle>(*result, 12).close, 196.45);
  EXPECT_EQ(event_at<Candle>(*result, 13).time, 926'208'000'000);
  EXPECT_TRUE(std::isnan(event_at<Candle>(*result, 13).open));
}

TEST(Captures, extended_trades_and_series_2026) {
  REPLAY_OR_SKIP(result, "03_demo_2026-07-31_tradeeth_series_rows.jsonl");
  ASSERT_EQ(result->events.size(), 3U);
  const auto& trade = event_at<TradeETH>(*result, 0);
  EXPECT_EQ(trade.time, 1'785'542'396'498);
  EXPECT_EQ(trade.sequence, 3'009'441);
  EXPECT_EQ(trade.exchange_code, 'D');
  EXPECT_EQ(trade.day_id, 20'665);
  EXPECT_EQ(trade.day_turnover, 3.41705224505567E9);
  EXPECT_TRUE(trade.extended_trading_hours);
  const auto& series = event_at<Series>(*result, 1);
  EXPECT_EQ(series.symbol, "AAPL");
  EXPECT_EQ(series.event_flags, 4);
  EXPECT_EQ(series.index, 23);
  EXPECT_EQ(series.expiration, 21'533);
  EXPECT_EQ(series.volatility, 0.3188);
  EXPECT_EQ(series.put_call_ratio, 0.2227304714989444);
  EXPECT_EQ(series.forward_price, 335.174395879884);
  EXPECT_EQ(event_at<Series>(*result, 2).expiration, 0);
  EXPECT_TRUE(std::isnan(event_at<Series>(*result, 2).volatility));
}

TEST(Captures, compact_option_quotes_2024) {
  REPLAY_OR_SKIP(result, "04_compact_quotes_spxw_2024-11.jsonl",
                 {config(1, kQuoteFields), config(3, kTradeFields)});
  ASSERT_EQ(result->events.size(), 6U);
  EXPECT_EQ(event_at<Quote>(*result, 2).ask_size, 116.0);
}

TEST(Captures, full_quotes_2024) {
  REPLAY_OR_SKIP(one, "05_full_quote_2024.jsonl");
  ASSERT_EQ(one->events.size(), 1U);
  EXPECT_EQ(event_at<Quote>(*one, 0).ask_price, 576.42);
  REPLAY_OR_SKIP(more, "07_full_quotes_spxw_2024-04-17.jsonl");
  ASSERT_EQ(more->events.size(), 4U);
  EXPECT_EQ(event_at<Quote>(*more, 2).bid_price, 0.0);
  EXPECT_TRUE(std::isnan(event_at<Quote>(*more, 2).bid_size));
  EXPECT_EQ(event_at<Quote>(*more, 0).bid_exchange_code, 'C');
}

TEST(Captures, channel_setup_2024) {
  REPLAY_OR_SKIP(result, "06_channel_setup_log_2024-12-31.jsonl");
  EXPECT_EQ(result->decoder.counters().frames, 2U);
  EXPECT_EQ(result->decoder.counters().unknown_messages, 0U);
}

// 26 examples of the official document. Its two compact pairs do not fit the fields of its own
// FEED_CONFIG (Quote) or have none (Trade): they are dropped and counted.
TEST(Captures, official_examples) {
  const auto result = replay("13_official_example_messages.jsonl");
  if (!result) GTEST_SKIP() << "no recordings here: set BELAY_CAPTURES";
  EXPECT_EQ(result->frames.size(), 26U);
  ASSERT_EQ(result->events.size(), 2U);
  EXPECT_EQ(event_at<Quote>(*result, 1).ask_price, 321.0);
  EXPECT_EQ(result->decoder.counters().bad_rows, 2U);
  EXPECT_EQ(result->decoder.counters().malformed_messages, 0U);
}

TEST(Captures, truncated_sessions_2024_are_all_lost_frames) {
  REPLAY_OR_SKIP(result, "16_sessions_2024-11_truncated_with_http_upgrade.jsonl");
  EXPECT_GT(result->lost, 0U);
}

TEST(Captures, live_candles_2025) {
  REPLAY_OR_SKIP(result, "17_candle_live_updates_2025-02-04.jsonl",
                 {config(11, R"("Candle":["eventSymbol","open","high","low","close"])")});
  ASSERT_EQ(result->events.size(), 2U);
  EXPECT_EQ(event_at<Candle>(*result, 0).close, 99'179.7);
  EXPECT_EQ(event_at<Candle>(*result, 1).symbol, "BTC/USD:CXTALP{=5m}");
  EXPECT_EQ(event_at<Candle>(*result, 1).high, 99'404.25);
  EXPECT_EQ(event_at<Candle>(*result, 1).close, 99'196.02);
}

// Every type and every field of the official schema, in its order. The candle's VWAP is written in
// the servers' spelling (dxlink.md 4.2).
TEST(Captures, event_tables_are_the_official_schemas) {
  const auto text = conformance::capture_text("14_official_event_schemas.json");
  if (!text) GTEST_SKIP() << "no recordings here: set BELAY_CAPTURES";
  const auto types = boost::json::parse(*text).at("events").as_object();
  EXPECT_EQ(types.size(), kEventTypes);
  for (const auto& [type, fields] : types) {
    const EventCodec* const codec = find_codec({type.data(), type.size()});
    ASSERT_NE(codec, nullptr) << std::string{type};
    const auto names = RowEncoder{*codec}.field_names();
    ASSERT_EQ(names.size(), fields.as_array().size()) << codec->name;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string official{fields.at(i).at("name").as_string()};
      EXPECT_EQ(names[i], official == "VWAP" ? "vwap" : official) << codec->name << ' ' << i;
      EXPECT_TRUE(i == 0 || codec->find_any(official) != nullptr) << official;
    }
  }
}

// What other clients printed for real events: as FULL rows they give the same values here.
TEST(Captures, decoded_values_of_other_clients) {
  const auto text = conformance::capture_text("09_decoded_event_values.json");
  if (!text) GTEST_SKIP() << "no recordings here: set BELAY_CAPTURES";
  const auto rows = boost::json::parse(*text).at("rows").as_array();
  ASSERT_GT(rows.size(), 5U);
  for (const boost::json::value& row : rows) {
    FrameDecoder decoder;
    decoder.receive(
        R"({"type":"FEED_DATA","channel":1,"data":[)" + boost::json::serialize(row) + "]}",
        Instant{});
    ASSERT_EQ(decoder.batch().size(), 1U) << boost::json::serialize(row);
    boost::json::object members = row.as_object();
    const std::string type{members.at("eventType").as_string()};
    for (const char* note : {"feed", "note"}) members.erase(note);
    for (auto& [name, value] : members) {  // no exchange has two spellings
      if (value.is_string() && value.as_string() == std::string{"\0", 1}) value = "";
    }
    const std::string expected = boost::json::serialize(members);
    const Event event = test::all_events(decoder.batch()).front();
    EXPECT_TRUE(conformance::event_matches(type, expected, event))
        << expected << " is not " << conformance::event_text(event);
  }
}

TEST(Captures, compact_rows_of_other_clients) {
  const auto text = conformance::capture_text("09_decoded_event_values.json");
  if (!text) GTEST_SKIP() << "no recordings here: set BELAY_CAPTURES";
  const auto rows = boost::json::parse(*text).at("compact_rows").as_array();
  ASSERT_EQ(rows.size(), 2U);
  FrameDecoder decoder;
  for (const boost::json::value& row : rows) {
    decoder.receive(config(1, R"("Quote":)" + boost::json::serialize(row.at("fields"))), Instant{});
    decoder.receive(R"({"type":"FEED_DATA","channel":1,"data":["Quote",)" +
                        boost::json::serialize(row.at("values")) + "]}",
                    Instant{});
  }
  const std::vector<Event> events = test::all_events(decoder.batch());
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(std::get<Quote>(events[0]).bid_price, 576.88);
  EXPECT_EQ(std::get<Quote>(events[0]).ask_exchange_code, 'Q');
  EXPECT_EQ(std::get<Quote>(events[0]).ask_size, 300.0);
  EXPECT_TRUE(std::isnan(std::get<Quote>(events[1]).ask_size));
}

TEST(Captures, the_index_vectors_survive) {
  const auto text = conformance::capture_text("18_test_vectors.json");
  if (!text) GTEST_SKIP() << "no recordings here: set BELAY_CAPTURES";
  const auto vectors = boost::json::parse(*text).at("index").as_array();
  FrameDecoder decoder;
  decoder.receive(config(1, R"("Greeks":["eventSymbol","time","sequence","index"])"), Instant{});
  for (const boost::json::value& vector : vectors) {
    decoder.clear_batch();
    const std::string values = boost::json::serialize(vector).substr(1);  // "time,sequence,index]"
    decoder.receive(R"({"type":"FEED_DATA","channel":1,"data":["Greeks",[".A",)" + values + "]}",
                    Instant{});
    const Event event = test::all_events(decoder.batch()).at(0);
    EXPECT_EQ(std::get<Greeks>(event).index, vector.at(2).as_int64());
    EXPECT_EQ(std::get<Greeks>(event).time, vector.at(0).as_int64());
  }
}

// S-36
TEST(Captures, java_double_vectors) {
  const auto text = conformance::capture_text("18_test_vectors.json");
  if (!text) GTEST_SKIP() << "no recordings here: set BELAY_CAPTURES";
  const auto vectors = boost::json::parse(*text).at("java_double").as_array();
  ASSERT_EQ(vectors.size(), 13U);
  for (const auto& vector : vectors) {
    std::string spelt;
    append_java_double(spelt, std::stod(std::string{vector.at(0).as_string()}));
    EXPECT_EQ(spelt, std::string{vector.at(1).as_string()});
  }
}

// The rows of a recording as a plain JSON reader finds them: one object of members per row.
class PlainReader {
 public:
  void read(std::string_view frame) {
    const boost::json::value message = boost::json::parse({frame.data(), frame.size()});
    const boost::json::object& members = message.as_object();
    const std::int64_t channel = members.at("channel").as_int64();
    if (const auto* const fields = members.if_contains("eventFields")) {
      for (const auto& [type, names] : fields->as_object()) layouts_[{channel, type}] = names;
    }
    if (members.at("type").as_string() == "FEED_DATA")
      read_data(channel, members.at("data").as_array());
  }
  struct Row {
    std::string type;
    boost::json::object members;
  };
  std::vector<Row> rows;

 private:
  void read_data(std::int64_t channel, const boost::json::array& data) {
    for (std::size_t i = 0; i < data.size(); ++i) {
      if (data[i].is_object()) {
        rows.push_back({std::string{data[i].at("eventType").as_string()}, data[i].as_object()});
        continue;
      }
      const std::string type{data[i].as_string()};
      const boost::json::array& names = layouts_.at({channel, type}).as_array();
      const boost::json::array& values = data.at(++i).as_array();
      ASSERT_EQ(values.size() % names.size(), 0U);
      for (std::size_t at = 0; at < values.size(); ++at) {
        if (at % names.size() == 0) rows.push_back({type, {}});
        rows.back().members[names[at % names.size()].as_string()] = values[at];
      }
    }
  }
  std::map<std::pair<std::int64_t, std::string>, boost::json::value> layouts_;
};

// What one value is written as where two spellings mean the same.
void unify(boost::json::object& members) {
  for (auto& [name, value] : members) {
    if (value.is_string() && value.as_string() == std::string{"\0", 1}) value = "";
  }
}

// Every value of every row of every recording, not only those that the tests above name.
TEST(Captures, every_value_of_every_row_arrives) {
  const std::string lean =
      config(1, R"("Quote":["eventSymbol","bidPrice","askPrice","bidSize","askSize"],
                   "Trade":["eventSymbol","price","size","time"],
                   "Summary":["eventSymbol","openInterest"],
                   "Candle":["eventFlags","eventSymbol","time","open","high","low","close",
                             "volume","openInterest"])");
  const std::vector<std::pair<std::string, std::vector<std::string>>> recordings{
      {"01_handshake_session_tastytrade_docs_2024.jsonl", {config(3, kTradeFields)}},
      {"02_lean_converter_tests_2025.jsonl", {lean}},
      {"03_demo_2026-07-31_tradeeth_series_rows.jsonl", {}},
      {"04_compact_quotes_spxw_2024-11.jsonl", {config(1, kQuoteFields), config(3, kTradeFields)}},
      {"05_full_quote_2024.jsonl", {}},
      {"07_full_quotes_spxw_2024-04-17.jsonl", {}},
      {"15_session_tastytrade_prod_2025-01-09.jsonl", {}},
      {"17_candle_live_updates_2025-02-04.jsonl",
       {config(11, R"("Candle":["eventSymbol","open","high","low","close"])")}}};
  std::size_t compared = 0;
  for (const auto& [file, layouts] : recordings) {
    const auto result = replay(file, layouts);
    if (!result) GTEST_SKIP() << "no recordings here: set BELAY_CAPTURES";
    PlainReader plain;
    for (const std::string& layout : layouts) plain.read(layout);
    for (const RecordedFrame& frame : result->frames) {
      if (!frame.lost && frame.direction != RecordedFrame::Direction::to_server) {
        plain.read(frame.raw);
      }
    }
    ASSERT_EQ(plain.rows.size(), result->events.size()) << file;
    for (std::size_t i = 0; i < plain.rows.size(); ++i) {
      auto& [type, members] = plain.rows[i];
      unify(members);
      EXPECT_TRUE(
          conformance::event_matches(type, boost::json::serialize(members), result->events[i]))
          << file << " row " << i << ": " << boost::json::serialize(members) << " is not "
          << conformance::event_text(result->events[i]);
      compared += members.size();
    }
  }
  EXPECT_GE(compared, 499U);  // all that those files hold
}

// P5 as it was seen: the ERROR ends the attempt, and says that the token may well be good.
TEST(Captures, the_race_of_2026_ends_the_attempt_at_once) {
  const auto result = replay("08_auth_race_2026-06-24.jsonl");
  if (!result) GTEST_SKIP() << "no recordings here: set BELAY_CAPTURES";
  ClientSession session{ClientOptions{.token = Secret{"token-of-a-test"}}};
  session.start(Tick{});
  Result<void> outcome;
  for (const RecordedFrame& frame : result->frames) {
    if (frame.direction == RecordedFrame::Direction::to_server) continue;
    outcome = session.receive(frame.raw, Tick{}, Instant{});
  }
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, Errc::protocol) << "no reason to doubt the token";
  EXPECT_THAT(outcome.error().message, testing::HasSubstr("Session not found: api"));
}

// dxlink.md 10.2: what our client makes of each text that was seen.
TEST(Captures, every_error_of_the_catalogue_is_understood) {
  const auto text = conformance::capture_text("10_error_catalogue.json");
  if (!text) GTEST_SKIP() << "no recordings here: set BELAY_CAPTURES";
  using Kind = Complaint::Kind;
  const std::map<std::string, Kind> meanings{
      {"AUTH step missing", Kind::wrong_order},
      {"Channel with id N not exists", Kind::no_such_channel},
      {"Your subscription size is too big", Kind::too_many},
      {"Your subscription size for event type 'Candle' is too big", Kind::too_many},
      {"Your subscription rate is too high", Kind::too_fast}};
  std::size_t found = 0;
  const auto catalogue = boost::json::parse(*text).as_array();
  for (const boost::json::value& each : catalogue) {
    if (!each.as_object().contains("message")) continue;
    const std::string said{each.at("message").as_string()};
    const auto known = meanings.find(said);
    const Kind expected = known == meanings.end() ? Complaint{}.kind : known->second;
    EXPECT_EQ(understand(std::string{each.at("error").as_string()}, said).kind, expected) << said;
    found += known != meanings.end() ? 1U : 0U;
  }
  EXPECT_EQ(found, meanings.size());
}

}  // namespace
}  // namespace belay::dxlink
