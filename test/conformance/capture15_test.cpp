#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/captures.hpp"
#include "proto/dxlink/frame_decoder.hpp"
#include "proto/dxlink/recording.hpp"
#include "proto/dxlink/replay_session.hpp"
#include "proto/dxlink/row_encoder.hpp"
#include "proto/dxlink/server_session.hpp"
#include "support/event_batch.hpp"

// A complete session with the broker's production feed, 2025-01-09, seen from both ends: what our
// decoder makes of it, and whether our server would have said the same (C-47, S-8, S-36, S-46).

namespace belay::dxlink {
namespace {

using Direction = RecordedFrame::Direction;

constexpr const char* kFile = "15_session_tastytrade_prod_2025-01-09.jsonl";
constexpr const char* kNone = nullptr;

Event trade(const char* symbol, double price, double day_volume, double size) {
  Trade event;
  event.symbol = Symbol{symbol};
  event.price = price;
  event.day_volume = day_volume;
  event.size = size;
  return event;
}

Event quote(const char* symbol, double bid, double ask, double bid_size, double ask_size) {
  Quote event;
  event.symbol = Symbol{symbol};
  event.bid_price = bid;
  event.ask_price = ask;
  event.bid_size = bid_size;
  event.ask_size = ask_size;
  return event;
}

Event greeks(const char* symbol, double volatility, double delta, double gamma, double theta,
             double rho, double vega) {
  Greeks event;
  event.symbol = Symbol{symbol};
  event.volatility = volatility;
  event.delta = delta;
  event.gamma = gamma;
  event.theta = theta;
  event.rho = rho;
  event.vega = vega;
  return event;
}

Event profile(const char* symbol, const char* description, const char* restriction,
              const char* status, const char* reason, std::int64_t halt_start,
              std::int64_t halt_end, double high_limit, double low_limit, double high_52_week,
              double low_52_week) {
  Profile event;
  event.symbol = Symbol{symbol};
  event.description = Symbol{description};
  event.short_sale_restriction = Open<ShortSaleRestriction>::parse(restriction);
  event.trading_status = Open<TradingStatus>::parse(status);
  if (reason != nullptr) event.status_reason = Symbol{reason};
  event.halt_start_time = halt_start;
  event.halt_end_time = halt_end;
  event.high_limit_price = high_limit;
  event.low_limit_price = low_limit;
  event.high_52_week_price = high_52_week;
  event.low_52_week_price = low_52_week;
  return event;
}

Event summary(const char* symbol, std::int64_t open_interest, double open, double high, double low,
              double previous_close) {
  Summary event;
  event.symbol = Symbol{symbol};
  event.open_interest = open_interest;
  event.day_open_price = open;
  event.day_high_price = high;
  event.day_low_price = low;
  event.prev_day_close_price = previous_close;
  return event;
}

// Every value of the 26 data frames whose bodies were recorded, in order. budget: a table
std::vector<Event> expected_events() {
  return {// frame 1
          trade("SPX", 5918.25, kNaN, kNaN), trade("NVDA", 140.11, 2.27349948e8, 100.0),
          // frame 2
          quote("SPX", 5845.75, 5964.86, kNaN, kNaN), quote("NVDA", 135.98, 138.55, kNaN, kNaN),
          // frame 3
          profile("SPX", "S&P 500 INDEX", "UNDEFINED", "UNDEFINED", kNone, 0, 0, kNaN, kNaN,
                  6099.97, 4714.82),
          profile("NVDA", "NVIDIA Corp", "UNDEFINED", "ACTIVE",
                  "Trading on NASDAQ: Reason Not Available", 0, 0, kNaN, kNaN, 153.13, 53.56),
          // frame 4
          summary("SPX", 0, kNaN, kNaN, kNaN, 5918.25),
          summary("NVDA", 0, 142.58, 143.95, 137.56, 140.14),
          // frame 5
          trade(".SPXW250109C5915", 6.7, kNaN, 1.0), trade(".SPXW250109P5905", 0.07, kNaN, 1.0),
          trade(".SPXW250109P5910", 0.1, kNaN, 1.0), trade(".SPXW250109C5910", 9.0, kNaN, 20.0),
          // frame 6
          quote(".SPXW250109C5915", 0.1, 5.3, kNaN, kNaN),
          quote(".SPXW250109P5905", 0.0, 18.1, kNaN, kNaN),
          quote(".SPXW250109P5910", 0.0, 0.05, kNaN, kNaN),
          quote(".SPXW250109C5910", 0.0, 14.0, kNaN, kNaN),
          // frame 7
          greeks(".SPXW250109C5915", 1.609268977589796, 0.595498741806206, 0.1090009745526328,
                 -1.028190866518429, 4.90118949218492e-6, 0.00854880962342262),
          greeks(".SPXW250109P5905", 2.46727241228233, -0.0229123414300495, 0.00997132431395938,
                 -0.381828570252201, -1.887435547507168e-7, 0.001198992785785607),
          greeks(".SPXW250109P5910", 2.46727241228233, -0.1406405566156927, 0.0409854076853825,
                 -0.390922392318633, -1.158691496133519e-6, 0.00492825291706341),
          greeks(".SPXW250109C5910", 2.46727241227991, 0.858955317146354, 0.0409854076853761,
                 -0.390922392318632, 7.06463259680183e-6, 0.00492825291705781),
          // frame 8
          profile("BTC/USD:CXTALP", "Bitcoin", "UNDEFINED", "ACTIVE", kNone, 0, 0, kNaN, kNaN,
                  107999.365, 39354.48867315),
          profile(".SPXW250109P5910", "", "UNDEFINED", "UNDEFINED", kNone, 0, 0, kNaN, kNaN, kNaN,
                  kNaN),
          profile(".SPXW250109C5910", "", "UNDEFINED", "UNDEFINED", kNone, 0, 0, kNaN, kNaN, kNaN,
                  kNaN),
          profile(".SPXW250109C5915", "", "UNDEFINED", "UNDEFINED", kNone, 0, 0, kNaN, kNaN, kNaN,
                  kNaN),
          profile(".SPXW250109P5905", "", "UNDEFINED", "UNDEFINED", kNone, 0, 0, kNaN, kNaN, kNaN,
                  kNaN),
          // frame 9
          summary(".SPXW250109P5910", 64, kNaN, kNaN, kNaN, 0.1),
          summary(".SPXW250109C5910", 39, kNaN, kNaN, kNaN, 9.0),
          summary(".SPXW250109C5915", 71, kNaN, kNaN, kNaN, 6.7),
          summary(".SPXW250109P5905", 177, kNaN, kNaN, kNaN, 0.07),
          summary("BTC/USD:CXTALP", 0, 94426.86, 94803.83, 92038.61, 94426.03),
          // frame 10
          trade("BTC/USD:CXTALP", 92287.79, kNaN, kNaN),
          // frame 11
          quote("BTC/USD:CXTALP", 92180.0, 92395.58, 8.291e-5, 1.45621895),
          // frame 12
          quote("BTC/USD:CXTALP", 92180.0, 92391.14, 8.291e-5, 1.45621895),
          // frame 13
          trade("BTC/USD:CXTALP", 92285.57, kNaN, kNaN),
          // frame 14
          quote("BTC/USD:CXTALP", 92180.0, 92396.22, 8.291e-5, 1.45621895),
          // frame 15
          trade("BTC/USD:CXTALP", 92288.11, kNaN, kNaN),
          // frame 16
          quote("BTC/USD:CXTALP", 92180.0, 92392.55, 8.291e-5, 1.45621895),
          // frame 17
          trade("BTC/USD:CXTALP", 92286.28, kNaN, kNaN),
          // frame 18
          quote("BTC/USD:CXTALP", 92180.0, 92410.17, 8.291e-5, 1.45621895),
          // frame 19
          trade("BTC/USD:CXTALP", 92295.09, kNaN, kNaN),
          // frame 20
          quote("BTC/USD:CXTALP", 92180.0, 92394.03, 8.291e-5, 1.45621895),
          // frame 21
          trade("BTC/USD:CXTALP", 92287.02, kNaN, kNaN),
          // frame 22
          trade("BTC/USD:CXTALP", 92287.02, kNaN, kNaN),
          // frame 23
          quote("BTC/USD:CXTALP", 92180.0, 92397.89, 8.291e-5, 1.45621895),
          // frame 24
          trade("BTC/USD:CXTALP", 92288.95, kNaN, kNaN),
          // frame 25
          quote("BTC/USD:CXTALP", 92180.0, 92399.02, 8.291e-5, 1.45621895),
          // frame 26
          trade("BTC/USD:CXTALP", 92289.51, kNaN, kNaN)};
}

bool same(double a, double b) {
  return a == b ? std::signbit(a) == std::signbit(b) : a != a && b != b;
}
template <class T>
bool same(const T& a, const T& b) {
  return a == b;
}

template <class E>
void expect_same(const E& expected, const Event& event, std::size_t number) {
  const E* const actual = std::get_if<E>(&event);
  ASSERT_NE(actual, nullptr) << "event " << number;
  for_each_field<E>([&](const auto& field) {
    if (!field.on_wire()) return;
    EXPECT_TRUE(same(expected.*field.member, actual->*field.member))
        << "event " << number << ", field " << field.wire;
  });
}
void expect_same(const UnknownEvent&, const Event&, std::size_t number) {
  FAIL() << "event " << number << " is of an unknown type";
}

class Capture15 : public testing::Test {
 protected:
  void SetUp() override {
    const auto text = conformance::capture_text(kFile);
    if (!text) GTEST_SKIP() << "no recordings here: set BELAY_CAPTURES";
    auto frames = read_recording(*text);
    ASSERT_TRUE(frames) << frames.error().message;
    frames_ = *std::move(frames);
  }

  [[nodiscard]] std::vector<std::string> bodies(Direction direction) const {
    std::vector<std::string> found;
    for (const RecordedFrame& frame : frames_) {
      if (frame.direction == direction && !frame.lost) found.push_back(frame.raw);
    }
    return found;
  }

  std::vector<RecordedFrame> frames_;
};

TEST_F(Capture15, holds_65_frames_of_which_four_lost_their_bodies) {
  EXPECT_EQ(frames_.size(), 65U);
  EXPECT_EQ(bodies(Direction::to_server).size(), 17U);
  EXPECT_EQ(bodies(Direction::to_client).size(), 44U);
}

// C-47
TEST_F(Capture15, decodes_to_exactly_these_values) {
  FrameDecoder decoder;
  const Instant received = from_epoch_ms(1'736'452'511'076);
  for (const std::string& frame : bodies(Direction::to_client)) decoder.receive(frame, received);
  const auto expected = expected_events();
  const std::vector<Event> events = test::all_events(decoder.batch());
  ASSERT_EQ(events.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    std::visit([&](const auto& each) { expect_same(each, events[i], i); }, expected[i]);
    std::visit([&](const auto& each) { EXPECT_EQ(each.received, received); }, events[i]);
  }
  EXPECT_EQ(decoder.counters().frames, 44U);
  EXPECT_EQ(decoder.counters().events, expected.size());
  EXPECT_EQ(decoder.counters().bad_rows, 0U);
  EXPECT_EQ(decoder.counters().malformed_messages, 0U);
  EXPECT_EQ(decoder.counters().unknown_messages, 0U);
  EXPECT_EQ(decoder.counters().unknown_fields, 0U);
}

const std::vector<std::string>& captured_fields(std::string_view type) {
  static const std::map<std::string, std::vector<std::string>, std::less<>> kFields{
      {"Trade", {"eventSymbol", "price", "dayVolume", "size"}},
      {"Quote", {"eventSymbol", "bidPrice", "askPrice", "bidSize", "askSize"}},
      {"Greeks", {"eventSymbol", "volatility", "delta", "gamma", "theta", "rho", "vega"}},
      {"Profile",
       {"eventSymbol", "description", "shortSaleRestriction", "tradingStatus", "statusReason",
        "haltStartTime", "haltEndTime", "highLimitPrice", "lowLimitPrice", "high52WeekPrice",
        "low52WeekPrice"}},
      {"Summary",
       {"eventSymbol", "openInterest", "dayOpenPrice", "dayHighPrice", "dayLowPrice",
        "prevDayClosePrice"}}};
  return kFields.find(type)->second;
}

TEST_F(Capture15, rows_written_again_are_byte_identical) {
  FrameDecoder decoder;
  std::size_t compared = 0;
  for (const std::string& frame : bodies(Direction::to_client)) {
    decoder.clear_batch();
    decoder.receive(frame, Instant{});
    const std::vector<Event> events = test::all_events(decoder.batch());
    if (events.empty()) continue;
    const EventCodec& codec = *codec_of(events.front());
    const RowEncoder encoder{codec, captured_fields(codec.name)};
    std::string data = "\"data\":[\"" + std::string{codec.name} + "\",[";
    for (const Event& event : events) {
      if (data.back() != '[') data += ',';
      encoder.append_row(data, event, DataFormat::compact);
    }
    EXPECT_THAT(frame, testing::EndsWith(data + "]]}"));
    ++compared;
  }
  EXPECT_EQ(compared, 26U);
}

TEST_F(Capture15, our_server_gives_the_captured_answers_byte_for_byte) {
  const Tick now{std::chrono::hours{1}};
  ServerSession server{
      {}, [](std::string_view) { return std::string{"00000000-0000-0000-0000-000000000000"}; }, {}};
  server.start(now);
  for (const std::string& frame : bodies(Direction::to_server)) server.receive(frame, now);
  auto recorded = bodies(Direction::to_client);
  recorded.resize(18);  // up to the last FEED_CONFIG
  EXPECT_THAT(server.take_outgoing(), testing::ElementsAreArray(recorded));
}

// The values come in bursts of one message per channel in the capture; here they are published in
// captured order and flushed after every frame.
TEST_F(Capture15, our_server_says_the_captured_data_frames_byte_for_byte) {
  Tick now{std::chrono::hours{1}};
  ServerSession server{{}, [](std::string_view) { return std::string{"user"}; }, {}};
  server.start(now);
  for (const std::string& frame : bodies(Direction::to_server)) server.receive(frame, now);
  (void)server.take_outgoing();
  FrameDecoder decoder;
  std::size_t compared = 0;
  for (const std::string& frame : bodies(Direction::to_client)) {
    decoder.clear_batch();
    decoder.receive(frame, Instant{});
    const std::vector<Event> events = test::all_events(decoder.batch());
    if (events.empty()) continue;
    for (const Event& event : events) server.publish(event, now);
    server.tick(now += std::chrono::milliseconds{100});
    EXPECT_THAT(server.take_outgoing(), testing::ElementsAre(frame));
    ++compared;
  }
  EXPECT_EQ(compared, 26U);
}

// S-46
TEST_F(Capture15, the_replayed_server_says_the_captured_frames_byte_for_byte) {
  ReplaySession server{frames_};
  EXPECT_TRUE(server.take_outgoing().empty()) << "the client speaks first";
  for (const std::string& frame : bodies(Direction::to_server)) {
    ASSERT_TRUE(server.receive(frame)) << frame;
  }
  EXPECT_THAT(server.take_outgoing(), testing::ElementsAreArray(bodies(Direction::to_client)));
  EXPECT_TRUE(server.is_over());
  EXPECT_FALSE(server.receive("{}"));
}

}  // namespace
}  // namespace belay::dxlink
