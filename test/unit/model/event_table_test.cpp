#include "belay/model/event_table.hpp"

#include <gmock/gmock.h>

#include "belay/model/exchange_time.hpp"

namespace belay {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Instant kStart = from_epoch_ms(1'736'782'267'000);

Quote quote(std::string_view symbol, double bid, std::chrono::nanoseconds after = 0ns) {
  Quote out;
  out.symbol = Symbol{symbol};
  out.bid_price = bid;
  out.received = kStart + after;
  return out;
}

std::vector<double> bids(auto&& rows) {
  std::vector<double> out;
  for (const Quote& row : rows) out.push_back(row.bid_price);
  return out;
}

TEST(EventTable, gives_back_every_field_of_what_was_put_in) {
  EventTable<Profile> table;
  Profile profile;
  profile.symbol = Symbol{"SPX"};
  profile.description = Symbol{"S&P 500"};
  profile.trading_status = Open<TradingStatus>::parse("PAUSED");
  profile.beta = 1.25;
  profile.received = kStart;
  table.append(profile);
  const Profile back = table.at(0);
  EXPECT_EQ(back.symbol, profile.symbol);
  EXPECT_EQ(back.description, profile.description);
  EXPECT_EQ(back.trading_status.text(), "PAUSED") << "a text nobody knew keeps its spelling";
  EXPECT_EQ(back.beta, 1.25);
  EXPECT_TRUE(std::isnan(back.shares)) << "no value stays no value";
  EXPECT_EQ(back.received, kStart);
}

TEST(EventTable, keeps_the_newest_rows_and_counts_the_others) {
  EventTable<Quote> table{{.rows = 3}};
  for (int i = 0; i < 5000; ++i) table.append(quote("SPY", i));
  EXPECT_THAT(bids(table.rows()), ElementsAre(4997, 4998, 4999));
  EXPECT_EQ(table.size(), 3U);
  EXPECT_EQ(table.dropped(), 4997U);
  EXPECT_EQ(table.first(), 4997U) << "a row keeps its number";
  EXPECT_EQ(table.at(4998).bid_price, 4998);
}

TEST(EventTable, holds_exactly_its_bound_wherever_the_chunks_begin) {
  for (const std::size_t rows : {std::size_t{1}, std::size_t{999}, std::size_t{1000},
                                 std::size_t{1001}, std::size_t{2000}, std::size_t{3000}}) {
    EventTable<Quote> table{{.rows = rows}};
    for (int i = 0; i < 7000; ++i) {
      table.append(quote("SPY", i));
      ASSERT_EQ(table.size(), std::min(rows, static_cast<std::size_t>(i) + 1));
      ASSERT_EQ(table.at(table.end() - 1).bid_price, i);
      ASSERT_EQ(table.at(table.first()).bid_price, static_cast<double>(table.first()));
    }
  }
}

TEST(EventTable, lets_go_of_what_is_too_old) {
  EventTable<Quote> table{{.rows = 100, .age = 10s}};
  for (int i = 0; i < 30; ++i) table.append(quote("SPY", i, i * 1s));
  EXPECT_EQ(table.size(), 11U) << "29 s back to 19 s";
  EXPECT_EQ(table.at(table.first()).bid_price, 19);
  table.drop_before(kStart + 25s);
  EXPECT_THAT(bids(table.rows()), ElementsAre(25, 26, 27, 28, 29));
  table.drop_before(kStart + 1h);
  EXPECT_TRUE(table.empty());
  EXPECT_EQ(table.dropped(), 30U);
  table.append(quote("SPY", 7));
  EXPECT_THAT(bids(table.rows()), ElementsAre(7));
}

TEST(EventTable, an_old_table_needs_no_more_memory_than_a_young_one) {
  EventTable<Quote> table{{.rows = 5000, .age = 1s}};
  for (int i = 0; i < 3000; ++i) table.append(quote("SPY", i, i * 1ms));
  const std::size_t young = table.bytes();
  for (int i = 3000; i < 200'000; ++i) table.append(quote("SPY", i, i * 1ms));
  EXPECT_LE(table.bytes(), young + EventTable<Quote>::kRowBytes * EventTable<Quote>::kChunkRows);
}

TEST(EventTable, finds_the_last_row_of_a_symbol_and_its_age) {
  EventTable<Quote> table{{.rows = 2}};
  EXPECT_FALSE(table.last(Symbol{"SPY"}, kStart).has_value()) << "an empty table has no last row";
  table.append(quote("SPY", 1));
  table.append(quote("SPY", 2, 1s));
  const auto last = table.last(Symbol{"SPY"}, kStart + 3s);
  ASSERT_TRUE(last.has_value());
  EXPECT_EQ(last->row.bid_price, 2);
  EXPECT_EQ(last->age, 2s);
  EXPECT_EQ(table.last(Symbol{"SPY"}, kStart)->age, 0s) << "a clock that steps back";
  table.append(quote("AAPL", 3));
  table.append(quote("AAPL", 4));
  EXPECT_FALSE(table.last(Symbol{"SPY"}, kStart).has_value()) << "the bound took it";
  EXPECT_FALSE(table.last(Symbol{}, kStart).has_value());
}

TEST(EventTable, iterates_by_symbol_from_the_head_and_from_the_tail) {
  EventTable<Quote> table{{.rows = 4}};
  for (int i = 0; i < 6; ++i) table.append(quote(i % 2 == 0 ? "SPY" : "AAPL", i));
  EXPECT_THAT(bids(table.rows(Symbol{"SPY"})), ElementsAre(2, 4));
  EXPECT_THAT(bids(table.rows(Symbol{"nobody"})), IsEmpty());
  EXPECT_THAT(bids(table.head(2)), ElementsAre(2, 3));
  EXPECT_THAT(bids(table.tail(2)), ElementsAre(4, 5));
  EXPECT_THAT(bids(table.tail(99)), ElementsAre(2, 3, 4, 5));
  EXPECT_THAT(bids(EventTable<Quote>{}.head(3)), IsEmpty());
}

TEST(EventTable, shows_columns_without_copying_them) {
  EventTable<Quote> table{{.rows = 3000}};
  for (int i = 0; i < 5000; ++i) table.append(quote("SPY", i));
  double next = 2000;
  std::size_t count = 0;
  for (const std::span<const double> part : table.column<&Quote::bid_price>()) {
    for (const double bid : part) ASSERT_EQ(bid, next++);
    count += part.size();
  }
  EXPECT_EQ(count, table.size());
  EXPECT_EQ(table.column<&Quote::bid_price>().front().data(),
            &table.value<&Quote::bid_price>(table.first()));
}

TEST(EventTable, sorts_by_any_column_and_puts_no_value_last) {
  EventTable<Quote> table;
  for (const double bid : {3.0, kNaN, -1.0, 3.0, 0.0}) table.append(quote("SPY", bid));
  EXPECT_THAT(table.sorted<&Quote::bid_price>(), ElementsAre(2, 4, 0, 3, 1)) << "equals in order";
  EXPECT_THAT(table.sorted<&Quote::bid_price>(SortOrder::descending), ElementsAre(0, 3, 4, 2, 1));
  EXPECT_THAT(table.sorted("bidPrice").value(), ElementsAre(2, 4, 0, 3, 1));
  table.append(quote("AAPL", 9));
  EXPECT_EQ(table.sorted("eventSymbol")->front(), 5U) << "texts go by the alphabet";
}

TEST(EventTable, a_column_that_is_not_there_is_named_with_those_that_are) {
  const auto refused = EventTable<Quote>{}.sorted("price");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::usage);
  EXPECT_THAT(refused.error().message, HasSubstr("Quote has no column 'price'"));
  EXPECT_THAT(refused.error().message, HasSubstr("bidPrice"));
}

TEST(EventTable, every_event_type_has_one_and_each_sorts_by_each_of_its_columns) {
  EventTables tables;
  for_each_event_type([&]<class E>() {
    E event;
    event.symbol = Symbol{"SPY"};
    tables.append(Event{event});
    tables.append(Event{event});
    EXPECT_EQ(tables.of<E>().size(), 2U) << Schema<E>::name;
    for_each_field<E>([&](const auto& field) {
      const auto order = tables.of<E>().sorted(field.wire);
      ASSERT_TRUE(order.has_value()) << field.wire;
      EXPECT_THAT(*order, ElementsAre(0, 1)) << field.wire;
    });
  });
  tables.append(Event{UnknownEvent{.type = "Moon"}});
  EXPECT_EQ(tables.unknown(), 1U);
}

// The bar of the issue: 25,000 quote symbols with their last values and a table of 1 M rows.
TEST(EventTable, a_million_quotes_of_25000_symbols_take_at_most_half_more_than_their_bytes) {
  constexpr std::size_t kSymbols = 25'000;
  constexpr std::size_t kRows = 1'000'000;
  std::vector<Symbol> symbols;
  for (std::size_t i = 0; i < kSymbols; ++i) symbols.emplace_back(fmt::format(".SPXW2501{}", i));
  EventTable<Quote> table{{.rows = kRows}};
  LastValues<Quote> last;
  Quote event;
  for (std::size_t i = 0; i < kRows + 10'000; ++i) {
    event.symbol = symbols[i % kSymbols];
    event.bid_price = static_cast<double>(i);
    table.append(event);
    last.put(event);
  }
  const std::size_t data = (kRows + kSymbols) * EventTable<Quote>::kRowBytes;
  EXPECT_LE(table.bytes() + last.bytes(), data + data / 2);
  EXPECT_EQ(table.size(), kRows);
  EXPECT_EQ(last.size(), kSymbols);
}

TEST(ExchangeTime, is_what_the_market_says_and_none_when_it_does_not) {
  Trade trade;
  EXPECT_EQ(exchange_time(trade), Instant{});
  trade.time = 1000;
  trade.time_nano_part = 5;
  EXPECT_EQ(exchange_time(trade), from_epoch_ms(1000) + 5ns);
  Quote both;
  both.bid_time = 3000;
  both.ask_time = 2000;
  EXPECT_EQ(exchange_time(both), from_epoch_ms(3000)) << "the newer side";
  Summary summary;
  summary.event_time = 7000;
  EXPECT_EQ(exchange_time(summary), from_epoch_ms(7000));
}

TEST(LastValues, hold_the_newest_of_each_symbol_with_its_age) {
  LastValues<Quote> last;
  EXPECT_EQ(last.find(Symbol{"SPY"}), nullptr);
  EXPECT_FALSE(last.last(Symbol{"SPY"}, kStart).has_value());
  last.put(quote("SPY", 1));
  last.put(quote("AAPL", 2));
  last.put(quote("SPY", 3, 1s));
  EXPECT_EQ(last.find(Symbol{"SPY"})->bid_price, 3);
  EXPECT_EQ(last.last(Symbol{"SPY"}, kStart + 1500ms)->age, 500ms);
  EXPECT_THAT(bids(last.all()), ElementsAre(3, 2)) << "in the order first seen";
  EXPECT_EQ(last.find(Symbol{"never put, interned later"}), nullptr);
}

}  // namespace
}  // namespace belay
