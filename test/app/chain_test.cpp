#include <gmock/gmock.h>

#include "app/cli.hpp"
#include "app/render/csv.hpp"
#include "app/render/json.hpp"
#include "app/view/chain.hpp"
#include "app/view/chain_options.hpp"
#include "app/view/columns.hpp"
#include "golden/sample.hpp"

namespace belay::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Instant kNow = from_epoch_ms(1'736'782'267'000);  // 2025-01-13 10:31:07 in New York
const Date kToday = new_york_date(kNow);

std::string refusal(std::string_view text) {
  const Result<StrikeChoice> choice = parse_strikes(text);
  return choice ? "accepted" : choice.error().message;
}

std::vector<Decimal> meant(std::string_view text, std::optional<Decimal> spot = {}) {
  std::vector<ChainStrike> strikes;
  for (const char* price : {"90", "92.5", "95", "97.5", "100", "172.33"}) {
    strikes.push_back({.strike_price = Decimal::parse(price).value()});
  }
  std::vector<Decimal> out;
  for (const ChainStrike& s : chosen_strikes(strikes, parse_strikes(text).value(), spot)) {
    out.push_back(s.strike_price);
  }
  return out;
}

TEST(Strikes, are_counted_measured_named_or_bounded) {
  EXPECT_THAT(meant("±1", Decimal{96}), ElementsAre(95_usd, 97.5_usd));
  EXPECT_THAT(meant("1", Decimal{95}), ElementsAre(92.5_usd, 95_usd, 97.5_usd));
  EXPECT_THAT(meant("+-2.5pts", Decimal{95}), ElementsAre(92.5_usd, 95_usd, 97.5_usd));
  EXPECT_THAT(meant("172.33,90"), ElementsAre(90_usd, 172.33_usd));
  EXPECT_THAT(meant("=92.50"), ElementsAre(92.5_usd));
  EXPECT_THAT(meant("97.5.."), ElementsAre(97.5_usd, 100_usd, 172.33_usd));
  EXPECT_THAT(meant("..92.5"), ElementsAre(90_usd, 92.5_usd));
  EXPECT_THAT(meant("92..96"), ElementsAre(92.5_usd, 95_usd));
}

TEST(Strikes, that_say_nothing_clear_are_refused_with_what_they_may_have_meant) {
  EXPECT_THAT(refusal("5830"), HasSubstr("write =5830 or ±5830"));
  EXPECT_THAT(refusal("ten"), HasSubstr("5800..5900 (from, to)"));
  for (const char* text : {"", "±", "±1.5", "=", "..", "9..8", "5,x", "±0", "-3"}) {
    EXPECT_THAT(refusal(text), HasSubstr("strikes are")) << text;
  }
}

TEST(Strikes, that_were_named_and_are_nowhere_are_told) {
  const ChainOptions options{.strikes = ExactStrikes{5830, 5832}};
  const auto shown = narrowed(sample::chains(), options, {}, kToday);
  EXPECT_THAT(strikes_not_listed(shown, options), ElementsAre(Decimal{5832}));
}

EventBoard board_with(double bid) {
  EventBoard board;
  Quote quote;
  quote.symbol = Symbol{".C5830"};
  quote.bid_price = bid;
  quote.ask_price = 0.05;
  quote.received = kNow;
  board.put(quote);
  return board;
}

Table strikes(const ChainOptions& options, const EventBoard& board) {
  const auto shown = narrowed(sample::chains(), options, {}, kToday);
  return strikes_table(shown.back().expirations.front(), options,
                       {.board = &board, .today = kToday, .now = kNow});
}

TEST(ChainQuotes, a_bid_of_zero_is_a_bid_and_what_is_missing_is_absent) {
  const ChainOptions options{.strikes = ExactStrikes{5830}, .quotes = true};
  const Table table = strikes(options, board_with(0));
  const std::string line = csv(with_columns(table, {"call-bid", "call-ask", "call-mid", "call-iv",
                                                    "strike", "put-bid", "put-delta"})
                                   .value());
  EXPECT_EQ(line,
            "call-bid,call-ask,call-mid,call-iv,strike,put-bid,put-delta\r\n"
            "0.00,0.05,0.025,,5830,,\r\n");
}

TEST(ChainQuotes, a_column_means_both_sides_and_asks_the_market_for_what_it_shows) {
  ChainOptions options{.table = {.columns = {"last", "strike", "gamma"}}};
  EXPECT_THAT(columns_of_sides(options).value(),
              ElementsAre("call-last", "call-gamma", "strike", "put-last", "put-gamma"));
  EXPECT_THAT(chain_events(options), ElementsAre("Trade", "Greeks"));
  options.right = WindowRight::put;
  EXPECT_THAT(columns_of_sides(options).value(), ElementsAre("strike", "put-last", "put-gamma"));
  options.table.columns = {"moon"};
  EXPECT_THAT(
      columns_of_sides(options).error().message,
      HasSubstr("no column 'moon'; there are strike, symbol, streamer-symbol, bid-sz, bid"));
  options.table.columns = {"symbol"};
  EXPECT_TRUE(chain_events(options).empty());
  options.quotes = true;
  EXPECT_THAT(chain_events(options), ElementsAre("Quote", "Greeks"));
}

TEST(ChainQuotes, a_row_per_option_is_limited_by_rows_and_says_where_it_stands) {
  const ChainOptions options{.flat = true, .limit = 2};
  const auto shown = narrowed(sample::chains(), options, {}, kToday);
  const Table table = options_table(shown, options, {.today = kToday});
  ASSERT_EQ(table.rows.size(), 2U);
  const std::string line =
      csv(with_columns(table, {"root", "expiration", "dte", "strike", "right"}).value());
  EXPECT_EQ(line,
            "root,expiration,dte,strike,right\r\n"
            "SPX,2025-01-17,4,5800,C\r\nSPX,2025-01-17,4,5800,P\r\n");
  const auto items = options_json(shown, options, {.today = kToday}, true);
  ASSERT_EQ(items.size(), 2U);
  EXPECT_THAT(items.front(), HasSubstr(R"("strike":"5800","right":"call")"));
  EXPECT_THAT(items.front(), ::testing::Not(HasSubstr("bid"))) << "nobody asked the market";
}

TEST(ChainQuotes, prices_of_a_document_are_exact_and_missing_ones_are_null) {
  const ChainOptions options{.strikes = ExactStrikes{5830}, .quotes = true};
  const auto shown = narrowed(sample::chains(), options, {}, kToday);
  const EventBoard board = board_with(0.1);
  const auto items = options_json(shown, options, {.board = &board, .today = kToday}, false);
  const std::string all = json_array(items);
  EXPECT_THAT(all, HasSubstr(R"("bid":"0.1","ask":"0.05")"));
  EXPECT_THAT(all, HasSubstr(R"("bid":null,"ask":null)"));
}

// ---- columns of any table

const Table kTable{.columns = {{"Symbol", Align::left, 0},
                               {"P/L open", Align::decimal, 1},
                               {"Note", Align::left, 2, false, "", true}},
                   .rows = {{Cell{"A,B"}, Cell{"+1,234.50"}, Cell{"x"}}, {Cell{"B"}}}};

TEST(Columns, that_nobody_chose_are_the_usual_ones) {
  EXPECT_EQ(csv(with_columns(kTable, {}).value()), "symbol,pl-open\r\n\"A,B\",1234.50\r\nB,\r\n");
}

TEST(Columns, come_in_the_order_named_from_the_table_or_from_its_records) {
  const Table table =
      with_columns(kTable, {"note", "order.id", "SYMBOL"}, R"([{"order":{"id":7}},{"order":{}}])")
          .value();
  EXPECT_EQ(csv(table), "note,order.id,symbol\r\nx,7,\"A,B\"\r\n,,B\r\n");
}

TEST(Columns, that_a_record_may_have_are_absent_where_it_has_not) {
  constexpr auto kKnown = std::to_array<std::string_view>({"price-effect", ""});
  const Table table =
      with_columns(kTable, {"symbol", "price-effect"}, R"([{"id":7},{"id":8}])", kKnown).value();
  EXPECT_EQ(csv(table), "symbol,price-effect\r\n\"A,B\",\r\nB,\r\n");
  const auto moon = with_columns(kTable, {"moon"}, "[]", kKnown);
  ASSERT_FALSE(moon.has_value()) << "without records what is known says what there is";
  EXPECT_THAT(moon.error().message, HasSubstr("of the broker's: price-effect"));
}

TEST(Columns, that_there_are_not_are_refused_with_those_there_are) {
  const auto table = with_columns(kTable, {"moon"}, R"([{"id":7}])");
  ASSERT_FALSE(table.has_value());
  EXPECT_EQ(table.error().code, Errc::usage);
  EXPECT_EQ(table.error().message,
            "no column 'moon'; there are symbol, pl-open, note; of the broker's: id");
  EXPECT_FALSE(with_columns(kTable, {"moon"}).has_value());
  EXPECT_TRUE(with_columns(Table{.columns = kTable.columns, .rows = {}}, {"moon"}, "[]"))
      << "no record says what there is";
}

}  // namespace
}  // namespace belay::app
