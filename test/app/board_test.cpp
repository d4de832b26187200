#include "app/view/board.hpp"

#include <algorithm>

#include <gmock/gmock.h>

#include "app/render/text.hpp"
#include "app/view/names.hpp"

namespace belay::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Instant kAt = from_epoch_ms(1'736'782'267'000);

Trade trade(std::string_view symbol, double price) {
  Trade out;
  out.symbol = Symbol{symbol};
  out.price = price;
  out.received = kAt;
  return out;
}

std::vector<std::string> titles(const Table& table) {
  std::vector<std::string> out;
  for (const Column& column : table.columns) out.push_back(column.title);
  return out;
}

std::string value(const Table& table, std::size_t row, std::string_view title) {
  const auto column = std::ranges::find(table.columns, title, &Column::title);
  return table.rows.at(row).at(static_cast<std::size_t>(column - table.columns.begin())).text;
}

TEST(Board, has_one_row_per_symbol_with_its_last_values) {
  EventBoard board;
  Quote quote;
  quote.symbol = Symbol{"SPY"};
  for (const double bid : {1.0, 2.0}) {
    quote.bid_price = bid;
    board.put(quote);
  }
  board.put(trade("SPY", 2.5));
  const Table table = board.table(kAt + std::chrono::milliseconds{300});
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_EQ(value(table, 0, "Bid"), "2.00");
  EXPECT_EQ(value(table, 0, "Ask"), kAbsent);
  EXPECT_EQ(value(table, 0, "Last"), "2.50");
  EXPECT_EQ(value(table, 0, "Age"), "0.3 s");
  EXPECT_EQ(value(table, 0, "Events"), "3");
}

TEST(Board, keeps_the_order_the_symbols_were_named_in_and_shows_the_silent_ones) {
  EventBoard board;
  for (const char* symbol : {"SPX", "AAPL", ".SPXW250113C5830"}) board.await_symbol(symbol);
  board.put(trade("ZM", 1));
  board.put(trade("AAPL", 1));
  std::vector<std::string> symbols;
  for (const BoardRow& row : board.rows()) symbols.push_back(row.symbol);
  EXPECT_THAT(symbols, ElementsAre("SPX", "AAPL", ".SPXW250113C5830", "ZM"));
  EXPECT_TRUE(board.heard("AAPL"));
  EXPECT_FALSE(board.heard("SPX"));
  EXPECT_EQ(value(board.table(kAt), 0, "Age"), "") << "nothing arrived: no age";
}

TEST(Board, has_columns_only_for_what_was_asked_or_seen) {
  EventBoard board;
  board.await_type("Quote");
  EXPECT_THAT(titles(board.table({})),
              ElementsAre("Symbol", "Bid sz", "Bid", "Ask", "Ask sz", "Events"));
  board.put(trade("SPY", 1));
  EXPECT_THAT(titles(board.table({})), ElementsAre("Symbol", "Bid sz", "Bid", "Ask", "Ask sz",
                                                   "Last", "Size", "Volume", "Events"));
}

TEST(Board, the_age_stays_however_narrow_it_gets) {
  EventBoard board;
  for (const char* type : {"Quote", "Trade", "Greeks", "Summary", "Profile"})
    board.await_type(type);
  board.put(trade(".SPXW250113C5830", 13.9));
  for (std::size_t width = 30; width < 200; width += 10) {
    EXPECT_THAT(render(board.table(kAt), {.width = width}), HasSubstr("Age")) << width;
  }
}

TEST(Board, a_price_takes_the_colour_of_its_last_move) {
  EventBoard board;
  const auto after = [&](double price) {
    board.put(trade("SPY", price));
    return board.rows().front().moved;
  };
  EXPECT_EQ(after(10), Meaning::plain) << "nothing to compare with";
  EXPECT_EQ(after(11), Meaning::gain);
  EXPECT_EQ(after(10.5), Meaning::loss);
  EXPECT_EQ(after(10.5), Meaning::plain);
  EXPECT_EQ(after(kNaN), Meaning::plain);
  EXPECT_EQ(after(12), Meaning::plain) << "no price came before";
}

TEST(Board, an_old_value_looks_old) {
  using namespace std::chrono_literals;
  EXPECT_EQ(age_cell(300ms).meaning, Meaning::plain);
  EXPECT_EQ(age_cell(10s).meaning, Meaning::muted);
  EXPECT_EQ(age_cell(60s).meaning, Meaning::warning);
}

TEST(Board, a_halt_stands_out_and_an_unknown_status_is_none) {
  EventBoard board;
  Profile profile;
  profile.symbol = Symbol{"SPX"};
  board.put(profile);
  EXPECT_EQ(value(board.table(kAt), 0, "Status"), "");
  profile.trading_status = TradingStatus::halted;
  profile.status_reason = Symbol{"T1"};
  board.put(profile);
  EXPECT_EQ(value(board.table(kAt), 0, "Status"), "HALTED T1");
  EXPECT_THAT(render(board.table(kAt), {.width = 80, .color = true}), HasSubstr("33mHALTED"));
}

TEST(Board, counts_what_it_cannot_show) {
  EventBoard board;
  EXPECT_EQ(board.unknown_text(), "");
  board.put(UnknownEvent{.type = "Underlying"});
  board.put(UnknownEvent{.type = "Underlying"});
  board.put(UnknownEvent{.type = "Series\x1b"});
  EXPECT_EQ(board.unknown_text(), "not understood: Series\\x1b 1, Underlying 2");
  EXPECT_EQ(board.events(), 3U);
  EXPECT_TRUE(board.rows().empty());
}

TEST(Names, an_option_reads_as_people_say_it_and_the_year_is_never_left_to_guess) {
  EXPECT_EQ(readable_symbol("SPXW  250113P05800000"), "SPXW 01/13/25 5800P");
  EXPECT_EQ(readable_symbol("F     270115C00012500"), "F 01/15/27 12.5C");
  for (const char* same : {"AAPL", "/ESZ5", "BRK/B", "BTC/USD", "SPXW  250113X05800000", ""}) {
    EXPECT_EQ(readable_symbol(same), same);
  }
}

TEST(Names, a_type_is_short_unless_it_is_new) {
  EXPECT_EQ(short_type(InstrumentType::equity_option), "Option");
  EXPECT_EQ(short_type(InstrumentType::equity), "Equity");
  EXPECT_EQ(short_type(Open<InstrumentType>::parse("Moon Rock")), "Moon Rock");
}

TEST(Board, sorts_by_title_field_or_age_and_puts_what_is_absent_last) {
  EventBoard board;
  for (const auto& [symbol, price] : {std::pair{"B", 9.5}, {"A", 10.0}, {"D", kNaN}, {"C", 9.5}}) {
    board.put(trade(symbol, price));
  }
  const auto symbols = [&](std::string sort) {
    std::string out;
    for (const BoardRow* row : board.chosen({.sort = std::move(sort)})) out += row->symbol;
    return out;
  };
  EXPECT_EQ(symbols(""), "BADC") << "as they came";
  EXPECT_EQ(symbols("symbol"), "ABCD");
  EXPECT_EQ(symbols("Last"), "BCAD") << "by value: 9.5 before 10";
  EXPECT_EQ(symbols("price:desc"), "ABCD");
  Trade newest = trade("C", 1);
  newest.received = kAt + std::chrono::seconds{5};
  board.put(newest);
  EXPECT_EQ(symbols("age").front(), 'C') << "the freshest first";
  EXPECT_TRUE(is_board_column("bid-price"));
  EXPECT_FALSE(is_board_column("moon"));
}

TEST(Board, shows_the_symbols_of_a_filter_only) {
  EventBoard board;
  board.put(trade("A", 1));
  board.put(trade("B", 2));
  const Table table = board.table(kAt, {.filter = {"B", "never heard of"}});
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_EQ(value(table, 0, "Symbol"), "B");
}

TEST(Board, rows_come_and_go_and_stand_where_they_are_told) {
  EventBoard board;
  for (const char* symbol : {"A", "B", "C", "D"}) board.put(trade(symbol, 1));
  board.forget("B");
  board.forget("never heard of");
  board.put(trade("C", 7));
  board.arrange({"D", "A"});
  std::vector<std::string> symbols;
  for (const BoardRow& row : board.rows()) symbols.push_back(row.symbol);
  EXPECT_THAT(symbols, ElementsAre("D", "A", "C"));
  EXPECT_EQ(board.find("C")->trade->price, 7);
  EXPECT_EQ(board.find("B"), nullptr);
  board.put(trade("B", 3));
  EXPECT_EQ(board.find("B")->events, 1U) << "it begins anew";
}

TEST(Board, a_bar_is_the_newest_one_and_the_end_of_a_snapshot_is_none) {
  EventBoard board;
  Candle bar;
  bar.symbol = Symbol{"AAPL{=5m}"};
  bar.index = 20;
  bar.close = 201.5;
  board.put(bar);
  bar.index = 10;  // older: a snapshot goes backwards
  bar.close = 190;
  board.put(bar);
  bar.index = 30;
  bar.event_flags = 2;  // REMOVE_EVENT
  board.put(bar);
  EXPECT_EQ(value(board.table(kAt), 0, "Bar close"), "201.50");
}

TEST(Board, open_interest_of_zero_is_none_and_so_is_a_size_that_is_not_a_number) {
  EventBoard board;
  Summary summary;
  summary.symbol = Symbol{"SPX"};
  board.put(summary);
  Quote quote;
  quote.symbol = Symbol{"SPX"};
  quote.bid_price = 0;
  board.put(quote);
  const Table table = board.table(kAt);
  EXPECT_EQ(value(table, 0, "OI"), "");
  EXPECT_EQ(value(table, 0, "Bid"), "0.00") << "a worthless option's bid is a price";
  EXPECT_EQ(value(table, 0, "Bid sz"), kAbsent);
}

}  // namespace
}  // namespace belay::app
