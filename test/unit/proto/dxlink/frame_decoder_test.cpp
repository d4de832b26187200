#include "proto/dxlink/frame_decoder.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/event_batch.hpp"

// What a FEED_DATA becomes, by each of the three ways to read it.

namespace belay::dxlink {
namespace {

using testing::ElementsAre;

std::string config(int channel, const std::string& fields) {
  return fmt::format(
      R"({{"type":"FEED_CONFIG","channel":{},"dataFormat":"COMPACT","eventFields":{{{}}}}})",
      channel, fields);
}

constexpr const char* kQuoteFields = R"("Quote":["eventSymbol","bidPrice","askPrice"])";
constexpr const char* kTradeFields = R"("Trade":["eventSymbol","price","exchangeCode"])";

class Decoding : public testing::TestWithParam<RowPath> {
 protected:
  void configure(const std::string& fields, int channel = 1) {
    decoder_.receive(config(channel, fields), Instant{});
  }
  /// The events of a FEED_DATA with this inside of `data`.
  std::vector<Event> events(const std::string& data, int channel = 1) {
    const std::string frame =
        fmt::format(R"({{"type":"FEED_DATA","channel":{},"data":[{}]}})", channel, data);
    decoder_.clear_batch();
    decoder_.receive(frame, received_);
    return test::all_events(decoder_.batch());
  }
  std::vector<std::string> symbols(const std::string& data) {
    std::vector<std::string> out;
    for (const Event& event : events(data)) {
      std::visit(
          [&]<class E>(const E& each) {
            if constexpr (market_event<E>) out.emplace_back(each.symbol.view());
          },
          event);
    }
    return out;
  }
  template <class E>
  E only(const std::string& data) {
    const std::vector<Event> all = events(data);
    EXPECT_EQ(all.size(), 1U) << data;
    return all.empty() ? E{} : std::get<E>(all.front());
  }
  [[nodiscard]] const ClientCounters& counters() const { return decoder_.counters(); }

  const Instant received_ = from_epoch_ms(1'736'452'511'076);
  FrameDecoder decoder_{GetParam()};
};

TEST_P(Decoding, stamps_each_event_with_the_time_it_came) {
  configure(kQuoteFields);
  for (const Event& event : events(R"("Quote",["SPY",1.0,2.0,"QQQ",3.0,4.0])")) {
    EXPECT_EQ(std::get<Quote>(event).received, received_);
  }
  EXPECT_EQ(counters().events, 2U);
}

// C-31
TEST_P(Decoding, a_partial_config_leaves_the_other_types_alone) {
  configure(std::string{kQuoteFields} + "," + kTradeFields);
  configure(R"("Trade":["price","eventSymbol"])");
  EXPECT_EQ(only<Quote>(R"("Quote",["SPY",1.0,2.0])").ask_price, 2.0);
  EXPECT_EQ(only<Trade>(R"("Trade",[5.5,"SPY"])").price, 5.5);
}

// C-32
TEST_P(Decoding, a_config_counts_from_the_next_data_on) {
  configure(kQuoteFields);
  EXPECT_EQ(only<Quote>(R"("Quote",["SPY",1.0,2.0])").bid_price, 1.0);
  configure(R"("Quote":["askPrice","eventSymbol","bidSize","bidPrice"])");
  const auto quote = only<Quote>(R"("Quote",[2.0,"SPY",300.0,1.0])");
  EXPECT_EQ(quote.bid_price, 1.0);
  EXPECT_EQ(quote.bid_size, 300.0);
  EXPECT_EQ(quote.ask_price, 2.0);
  configure(R"("Quote":["eventSymbol","bidPrice"])");
  EXPECT_TRUE(std::isnan(only<Quote>(R"("Quote",["SPY",1.0])").ask_price));
}

// C-33
TEST_P(Decoding, with_or_without_the_event_type_in_the_row) {
  configure(R"("Quote":["eventType","eventSymbol","bidPrice"],)"
            R"("Trade":["eventSymbol","price","exchangeCode"])");
  EXPECT_EQ(only<Quote>(R"("Quote",["Quote","SPY",1.0])").bid_price, 1.0);
  EXPECT_EQ(only<Trade>(R"("Trade",["SPY",1.0,"Q"])").exchange_code, 'Q');
  EXPECT_EQ(counters().unknown_fields, 0U);
}

// C-34
TEST_P(Decoding, unknown_columns_are_passed_over_and_counted) {
  configure(R"("Quote":["weather","eventSymbol","moon","bidPrice"])");
  const auto quote = only<Quote>(R"("Quote",["rain","SPY",0.5,1.0])");
  EXPECT_EQ(quote.symbol, "SPY");
  EXPECT_EQ(quote.bid_price, 1.0);
  EXPECT_TRUE(std::isnan(quote.ask_price));
  EXPECT_EQ(quote.sequence, 0);
  EXPECT_EQ(counters().unknown_fields, 2U);
  EXPECT_THAT(symbols(R"("Quote",[{"a":[1]},"QQQ",null,1.0])"), ElementsAre("QQQ"));
}

// C-35
TEST_P(Decoding, several_pairs_repeated_types_and_many_rows_in_order) {
  configure(std::string{kQuoteFields} + "," + kTradeFields);
  EXPECT_THAT(symbols(R"("Quote",["A",1,2,"B",1,2],"Trade",["C",1,""],"Quote",["D",1,2])"),
              ElementsAre("A", "B", "C", "D"));
  std::string rows = R"("Quote",[)";
  for (int i = 0; i < 100; ++i) rows += fmt::format(R"({}"S{}",{},{}.5)", i ? "," : "", i, i, i);
  const std::vector<Event> all = events(rows + "]");
  ASSERT_EQ(all.size(), 100U);
  for (int i = 0; i < 100; ++i) {
    const auto& quote = std::get<Quote>(all[static_cast<std::size_t>(i)]);
    EXPECT_EQ(quote.symbol, "S" + std::to_string(i));
    EXPECT_EQ(quote.ask_price, i + 0.5);
  }
}

// C-36
TEST_P(Decoding, a_bad_pair_is_dropped_and_counted_and_harms_no_other) {
  configure(kQuoteFields);
  EXPECT_THAT(symbols(R"("Quote",["A",1],"Quote",["B",1,2],"Greeks",["C",1],"Quote",["D",1,2,3])"),
              ElementsAre("B"));
  EXPECT_EQ(counters().bad_rows, 3U);
  EXPECT_EQ(counters().malformed_messages, 0U);
}

// C-36
TEST_P(Decoding, a_value_that_cannot_be_read_costs_its_row_only) {
  configure(kQuoteFields);
  EXPECT_THAT(symbols(R"("Quote",["A",1,2,"B",true,2,null,1,2,"C",[1],2,"D",1,"x","E",1,2])"),
              ElementsAre("A", "E"));
  EXPECT_EQ(counters().bad_rows, 4U);
  EXPECT_EQ(counters().events, 2U);
}

// C-36
TEST_P(Decoding, an_unknown_type_is_kept_whole) {
  configure(std::string{kQuoteFields} + R"(,"Weather":["eventSymbol","rain"])");
  const std::vector<Event> all =
      events(R"("Weather",["ZRH",1.5],"Quote",["SPY",1,2],"Snow",["X"])");
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(std::get<UnknownEvent>(all[0]).json, R"({"eventSymbol":"ZRH","rain":1.5})");
  EXPECT_EQ(std::get<UnknownEvent>(all[2]).json, R"(["X"])");
  EXPECT_EQ(counters().unknown_events, 2U);
}

// C-37
TEST_P(Decoding, full_rows_between_compact_ones) {
  const char* const full = R"({"eventType":"Quote","eventSymbol":"SPY","bidPrice":1.0})";
  EXPECT_EQ(only<Quote>(full).bid_price, 1.0) << "with no FEED_CONFIG at all";
  configure(kQuoteFields);
  EXPECT_EQ(only<Quote>(R"("Quote",["SPY",3.0,2.0])").bid_price, 3.0);
  EXPECT_EQ(only<Quote>(full).bid_price, 1.0);
  EXPECT_EQ(only<Quote>(R"("Quote",["SPY",4.0,2.0])").bid_price, 4.0);
}

// C-38
TEST_P(Decoding, every_spelling_of_a_double) {
  configure(R"("Quote":["eventSymbol","bidPrice"])");
  const auto bid = [&](const std::string& text) {
    return only<Quote>(R"("Quote",["SPY",)" + text + "]").bid_price;
  };
  EXPECT_TRUE(std::isnan(bid(R"("NaN")")));
  EXPECT_TRUE(std::isnan(bid("null")));
  EXPECT_EQ(bid(R"("Infinity")"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(bid(R"("-Infinity")"), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(bid("257.0"), 257.0);
  EXPECT_EQ(bid("257"), 257.0);
  EXPECT_EQ(bid("4.3020691E7"), 43'020'691.0);
  EXPECT_EQ(bid("8.291E-5"), 8.291E-5);
  EXPECT_EQ(bid("1e-05"), 1e-05);
  EXPECT_EQ(bid("0.30000000000000004"), 0.30000000000000004);
  EXPECT_EQ(bid("-0.25"), -0.25);
  EXPECT_TRUE(std::signbit(bid("-0.0")));
}

// C-39. What time and sequence are in an index is told by indexed_test.
TEST_P(Decoding, a_64_bit_index_survives) {
  configure(R"("Greeks":["eventSymbol","index","sequence"])");
  EXPECT_EQ(only<Greeks>(R"("Greeks",[".A",7254715159019520001,1])").index, 7254715159019520001);
  EXPECT_EQ(only<Greeks>(R"("Greeks",[".A",1.75E12,1])").index, 1'750'000'000'000);
}

// C-40
TEST_P(Decoding, exchange_codes) {
  configure(kTradeFields);
  const auto code = [&](const std::string& text) {
    return only<Trade>(R"("Trade",["SPY",1.0,)" + text + "]").exchange_code;
  };
  EXPECT_EQ(code(R"("C")"), 'C');
  EXPECT_EQ(code(R"("")"), '\0');
  EXPECT_EQ(code(R"("\u0000")"), '\0');
  EXPECT_EQ(code("null"), '\0');
}

// C-41
TEST_P(Decoding, an_unknown_word_is_undefined_and_keeps_its_text) {
  configure(R"("Trade":["eventSymbol","tickDirection"])");
  const auto odd = only<Trade>(R"("Trade",["SPY","SIDEWAYS"])").tick_direction;
  EXPECT_EQ(odd.value(), Direction::undefined);
  EXPECT_EQ(odd.text(), "SIDEWAYS");
  EXPECT_EQ(only<Trade>(R"("Trade",["SPY","ZERO_UP"])").tick_direction, Direction::zero_up);
}

// dxlink.md 10.3, P8
TEST_P(Decoding, a_candles_average_price_by_either_name) {
  configure(R"("Candle":["eventSymbol","VWAP"])");
  EXPECT_EQ(only<Candle>(R"("Candle",["SPY{=d}",445.25])").vwap, 445.25);
  configure(R"("Candle":["eventSymbol","vwap"])");
  EXPECT_EQ(only<Candle>(R"("Candle",["SPY{=d}",445.5])").vwap, 445.5);
  EXPECT_EQ(counters().unknown_fields, 0U);
}

TEST_P(Decoding, attachments_are_kept_as_their_text) {
  configure(R"("Message":["eventSymbol","attachment"])");
  EXPECT_EQ(only<MessageEvent>(R"("Message",["A",{"x":[1, 2]}])").attachment.text,
            R"({"x":[1, 2]})");
}

TEST_P(Decoding, nothing_of_a_broken_frame_is_delivered) {
  configure(kQuoteFields);
  decoder_.clear_batch();
  decoder_.receive(R"({"type":"FEED_DATA","channel":1,"data":["Quote",["A",1,2,"B",1,2)",
                   received_);
  decoder_.receive(R"({"type":"FEED_DATA","channel":1,"data":["Quote",["A",1,2,"B",1,"x]]})",
                   received_);
  EXPECT_TRUE(decoder_.batch().empty());
  EXPECT_EQ(counters().events, 0U);
  EXPECT_EQ(counters().malformed_messages, 2U);
}

TEST_P(Decoding, channels_have_their_own_fields) {
  configure(R"("Quote":["eventSymbol","bidPrice"])", 1);
  configure(R"("Quote":["bidPrice","eventSymbol"])", 3);
  const std::vector<Event> first = events(R"("Quote",["A",1])", 1);
  const std::vector<Event> third = events(R"("Quote",[2,"A"])", 3);
  EXPECT_EQ(std::get<Quote>(first.at(0)).bid_price, 1.0);
  EXPECT_EQ(std::get<Quote>(third.at(0)).bid_price, 2.0);
}

std::string path_name(const testing::TestParamInfo<RowPath>& path) {
  constexpr std::array<const char*, 4> kNames{"fastest", "plain_cpu", "portable", "general"};
  return kNames[static_cast<std::size_t>(path.param)];
}
INSTANTIATE_TEST_SUITE_P(Paths, Decoding,
                         testing::Values(RowPath::general, RowPath::portable, RowPath::plain_cpu,
                                         RowPath::fastest),
                         path_name);

TEST(FrameDecoder, a_padded_frame_gives_the_same) {
  FrameDecoder decoder;
  decoder.receive(config(1, kQuoteFields), Instant{});
  const std::string bytes = std::string(64, ']') +
                            R"({"type":"FEED_DATA","channel":1,"data":["Quote",["SPY",1.0,2.0]]})" +
                            std::string(64, ']');
  const std::string_view text = std::string_view{bytes}.substr(64, bytes.size() - 128);
  EXPECT_EQ(decoder.decode(PaddedFrame{text}, Instant{}).kind, ServerMessage::Kind::feed_data);
  EXPECT_EQ(decoder.batch().size(), 1U);
}

}  // namespace
}  // namespace belay::dxlink
