#include "app/view/events.hpp"

#include <gmock/gmock.h>

#include "app/render/json.hpp"

namespace belay::app {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const Instant kAt = from_epoch_ms(1'736'782'267'000);  // 10:31:07 in New York

Quote quote(std::string_view symbol, double bid) {
  Quote out;
  out.symbol = Symbol{symbol};
  out.bid_price = bid;
  out.bid_time = 1'736'782'266'000;
  out.received = kAt;
  return out;
}

TEST(EventNames, are_read_however_people_write_them) {
  for (const char* word : {"timeandsale", "TimeAndSale", "time-and-sale", "TIME_AND_SALE"}) {
    EXPECT_EQ(event_type_named(word), "TimeAndSale") << word;
  }
  EXPECT_THAT(event_types_named({"trade", "quote", "Trade"}).value(),
              ElementsAre("Trade", "Quote"));
  EXPECT_EQ(event_types_named({"quote", "all"})->size(), MarketEvents::size);
  const auto refused = event_types_named({"quote", "candles"});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::usage);
  EXPECT_THAT(refused.error().message, HasSubstr("'candles' is no event; there are quote, trade"));
}

std::vector<double> bids(const EventTables& tables, const RowChoice& choice) {
  std::vector<double> out;
  visit_rows(tables, {"Quote"}, choice,
             [&](const Event& event) { out.push_back(std::get<Quote>(event).bid_price); });
  return out;
}

TEST(Rows, are_filtered_then_sorted_then_cut) {
  EventTables tables;
  for (const double bid : {5.0, 1.0, kNaN, 4.0}) tables.append(quote("SPY", bid));
  tables.append(quote("AAPL", 3));
  const RowChoice lowest{.head = 2, .sort = "bid-price"};
  EXPECT_THAT(bids(tables, lowest), ElementsAre(1, 3));
  const RowChoice highest{.head = 2, .sort = "bidPrice:desc"};
  EXPECT_THAT(bids(tables, highest), ElementsAre(5, 4));
  EXPECT_THAT(bids(tables, {.tail = 2}), ElementsAre(4, 3));
  EXPECT_THAT(bids(tables, {.tail = 1, .filter = {"SPY"}}), ElementsAre(4));
  EXPECT_THAT(bids(tables, {.head = 99, .filter = {"nobody"}}), ElementsAre());
}

TEST(Rows, a_column_that_no_type_has_is_refused_and_one_that_some_type_has_is_not) {
  EXPECT_TRUE(check({.sort = "price"}, {"Quote", "Trade"}).has_value());
  EXPECT_TRUE(check({.sort = "symbol:desc"}, {"Quote"}).has_value());
  const auto refused = check({.sort = "moon"}, {"Quote"});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::usage);
  EXPECT_THAT(refused.error().message, HasSubstr("there are symbol, sequence"));
  EXPECT_THAT(check({.sort = "price:up"}, {"Trade"}).error().message, HasSubstr("asc or desc"));
}

TEST(Rows, read_as_a_table_with_the_time_of_the_exchange_and_our_age) {
  EventTables tables{{.rows = 2}};
  for (const double bid : {598.1, 598.49, 598.5}) tables.append(quote("SPY", bid));
  const std::string text =
      rows_text(tables, {"Quote", "Trade"}, {.tail = 5}, {}, kAt + 300ms, {.width = 80});
  EXPECT_THAT(text, StartsWith("Quote  2 of 2 rows, 1 older ones dropped\n"));
  EXPECT_THAT(text, HasSubstr("10:31:06.000"));
  EXPECT_THAT(text, HasSubstr("598.49"));
  EXPECT_THAT(text, HasSubstr("0.3 s"));
  EXPECT_THAT(text, Not(HasSubstr("askPrice"))) << "a column without a value says nothing";
  EXPECT_THAT(text, Not(HasSubstr("Trade"))) << "a table without rows neither";
}

TEST(Csv, has_one_header_for_all_types_and_leaves_cells_empty_that_have_no_value) {
  const CsvLines csv{{"Quote", "Trade"}};
  const std::string header = csv.header();
  EXPECT_THAT(header, StartsWith("type,symbol,exchangeTime,received,sequence,timeNanoPart"));
  Quote event = quote("A,\"B", 0);
  event.bid_exchange_code = 'Q';
  const std::string line = csv.line(event);
  EXPECT_THAT(line, StartsWith("Quote,\"A,\"\"B\",2025-01-13T15:31:06.000Z,"
                               "2025-01-13T15:31:07.000Z,0,0,1736782266000,Q,0,,"));
  EXPECT_TRUE(line.ends_with("\r\n"));
  const auto commas = [](std::string text) {
    const auto quoted = text.find("A,\"");
    if (quoted != std::string::npos) text.erase(quoted, 2);
    return std::ranges::count(text, ',');
  };
  EXPECT_EQ(commas(header), commas(line));
  EXPECT_EQ(csv.line(Event{Greeks{}}), "") << "not asked for";
  EXPECT_EQ(csv.line(Event{UnknownEvent{.type = "Moon"}}), "");
}

TEST(Csv, has_the_columns_that_were_chosen) {
  const CsvLines csv{{"Quote", "Trade"}, {"bid-price", "SYMBOL", "exchangetime"}};
  EXPECT_EQ(csv.header(), "bidPrice,symbol,exchangeTime\r\n");
  EXPECT_EQ(csv.line(quote("SPY", 598.5)), "598.5,SPY,2025-01-13T15:31:06.000Z\r\n");
  EXPECT_TRUE(check_columns({"age", "bidPrice"}, {"Quote"}, true));
  EXPECT_FALSE(check_columns({"age"}, {"Quote"}, false));
  const auto unknown = check_columns({"delta"}, {"Quote"}, false);
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().message, HasSubstr("no column 'delta'; there are type, symbol"));
}

TEST(EventLine, tells_what_has_a_value_and_nothing_else) {
  EXPECT_EQ(event_line(quote("SPY", 598.5)), "Quote SPY at 10:31:06.000 bidPrice 598.50");
  Profile profile;
  profile.symbol = Symbol{"SPX"};
  EXPECT_THAT(event_line(profile), HasSubstr("tradingStatus UNDEFINED")) << "unknown is not active";
  Candle end;
  end.symbol = Symbol{"SPX{=d}"};
  end.time = 1'736'726'400'000;
  end.event_flags = 10;
  EXPECT_THAT(
      event_line(end),
      testing::StartsWith("Candle SPX{=d} at 2025-01-13T00:00:00.000Z (snapshot end, removed)"));
  EXPECT_EQ(event_line(UnknownEvent{.type = "Moon", .json = "{\"a\":\x1b}"}), "Moon {\"a\":\\x1b}");
}

TEST(EventJson, tells_both_times_and_whose_clock_they_are_by) {
  Trade trade;
  trade.symbol = Symbol{"SPY"};
  trade.time = 1'736'782'266'123;
  trade.time_nano_part = 456'789;
  trade.received = kAt + 1ns;
  const std::string json = json_event(trade);
  EXPECT_THAT(json, HasSubstr(R"("exchangeTime":"2025-01-13T15:31:06.123456789Z")"));
  EXPECT_THAT(json, HasSubstr(R"("received":"2025-01-13T15:31:07.000000001Z")"));
  EXPECT_THAT(json, HasSubstr(R"("clocks":{"exchangeTime":"exchange","received":"local"})"));
  EXPECT_THAT(json, HasSubstr(R"("size":null)")) << "no value is null, never zero";
  EXPECT_THAT(json_event(Summary{}), HasSubstr(R"("exchangeTime":null)"));
}

}  // namespace
}  // namespace belay::app
