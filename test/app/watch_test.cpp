#include <gmock/gmock.h>

#include "app/view/board.hpp"
#include "app/view/mark.hpp"
#include "app/view/positions.hpp"
#include "app/view/row_changes.hpp"
#include "app/waiting.hpp"
#include "golden/sample.hpp"

// What is decided while something is watched or waited for.

namespace belay::app {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Instant kNow = from_epoch_ms(1'736'782'267'000);  // 2025-01-13 10:31:07 in New York

Table table_of(std::vector<std::vector<Cell>> rows) {
  return {.columns = {{"Symbol", Align::left, 0},
                      {"Mark", Align::decimal, 1},
                      {"Age", Align::decimal, 1},
                      {"Note", Align::left, 2, false, "", true}},
          .rows = std::move(rows)};
}

TEST(RowChanges, all_at_first_then_those_that_say_something_new) {
  RowChanges changes;
  const std::vector<std::string> keys{"1 A", "1 B"};
  EXPECT_THAT(changes.take(table_of({{{"A"}, {"1.00"}, {"0.1 s"}}, {{"B"}, {"2.00"}}}), keys),
              ElementsAre(0, 1));
  EXPECT_THAT(changes.take(table_of({{{"A"}, {"1.00"}, {"9 s"}}, {{"B"}, {"2.05"}}}), keys),
              ElementsAre(1))
      << "growing older is no news";
}

TEST(RowChanges, a_row_that_comes_back_is_news) {
  RowChanges changes;
  const auto a = table_of({{{"A"}, {"1.00"}}});
  EXPECT_THAT(changes.take(a, {"1 A"}), ElementsAre(0));
  EXPECT_THAT(changes.take(table_of({}), {}), IsEmpty());
  EXPECT_THAT(changes.take(a, {"1 A"}), ElementsAre(0));
}

TEST(RowChanges, a_line_names_what_it_says_and_leaves_out_what_is_absent) {
  EXPECT_EQ(row_line(table_of({{{"A\n"}, {"1,234.50"}, {}, {"hidden"}}}), 0),
            "symbol A\\n  mark 1,234.50");
}

Quote quote(double bid, double ask) {
  Quote quote;
  quote.symbol = Symbol{"SPY"};
  quote.bid_price = bid;
  quote.ask_price = ask;
  return quote;
}

TEST(Marks, are_the_middle_of_the_quote_else_the_last_trade_else_none) {
  BoardRow row;
  EXPECT_FALSE(mark_of(row));
  row.quote = quote(kNaN, 1.25);
  EXPECT_FALSE(mark_of(row)->price) << "one side has no middle";
  Trade trade;
  trade.price = 1.2001;
  row.trade = trade;
  EXPECT_EQ(mark_of(row)->price, Decimal::parse("1.2001").value());
  row.quote = quote(1.2, 1.25);
  EXPECT_EQ(mark_of(row)->price, Decimal::parse("1.225").value());
}

TEST(Marks, of_a_snapshot_are_the_brokers_and_as_old_as_it_says) {
  MarketSnapshot snapshot{.symbol = "/ZNH5",
                          .updated_at = "2025-01-13T15:31:04.000Z",
                          .bid = Decimal::parse("108.50").value(),
                          .ask = Decimal::parse("108.515625").value()};
  const Instant arrived = kNow + 1h;  // our clock is not the market's
  const Mark middle = mark_of(snapshot, arrived, kNow);
  EXPECT_EQ(middle.price, Decimal::parse("108.5078125").value()) << "in the instrument's precision";
  EXPECT_EQ(arrived - middle.received, 3s);
  snapshot.mark = Decimal::parse("108.510").value();
  EXPECT_EQ(mark_of(snapshot, arrived, kNow).price->to_string(), "108.51");
  snapshot.updated_at.reset();
  EXPECT_EQ(mark_of(snapshot, arrived, kNow).received, arrived);
}

TEST(Totals, are_sums_of_what_is_known_and_say_of_how_many) {
  const auto rows = position_rows(sample::positions(), sample::orders(), {});
  std::size_t priced = 0;
  Decimal sum;
  for (const PositionRow& row : rows) {
    const auto open = gains(row, new_york_date(kNow)).open;
    if (open) sum = (sum + *open).value();
    priced += open ? 1U : 0U;
  }
  ASSERT_LT(priced, rows.size()) << "one has no price";
  const std::string text = totals_text(rows, new_york_date(kNow));
  EXPECT_THAT(text, ::testing::HasSubstr(gain_cell(sum).text));
  EXPECT_THAT(text, ::testing::EndsWith(fmt::format("({} of {} priced)", priced, rows.size())));
}

// ---- the line for people who wait

const Tick kBegin{std::chrono::hours{5}};

TEST(Waiting, is_told_after_two_seconds_and_goes_on) {
  Waiting waiting;
  EXPECT_EQ(waiting.line(kBegin, 0), "");
  EXPECT_EQ(waiting.line(kBegin + 1900ms, 0), "");
  EXPECT_EQ(waiting.line(kBegin + 2400ms, 0), "belay: waiting for the broker, 2 s");
  waiting.got("300 rows");
  EXPECT_EQ(waiting.line(kBegin + 3s, 0), "belay: waiting for the broker, 3 s, 300 rows so far");
}

TEST(Waiting, begins_anew_when_something_was_printed_or_somebody_was_asked) {
  Waiting waiting;
  EXPECT_EQ(waiting.line(kBegin, 0), "");
  EXPECT_EQ(waiting.line(kBegin + 1500ms, 0), "");
  EXPECT_EQ(waiting.line(kBegin + 3s, 1), "") << "something is there to read";
  EXPECT_EQ(waiting.line(kBegin + 60s, 1), "") << "nobody looked: the program stood still";
  EXPECT_EQ(waiting.line(kBegin + 61s, 1), "");
  EXPECT_EQ(waiting.line(kBegin + 62s, 1), "belay: waiting for the broker, 2 s");
}

TEST(Waiting, ends_for_good) {
  Waiting waiting;
  EXPECT_EQ(waiting.line(kBegin, 0), "");
  waiting.end();
  EXPECT_EQ(waiting.line(kBegin + 1s, 0), "");
  EXPECT_EQ(waiting.line(kBegin + 2s, 0), "");
  EXPECT_EQ(waiting.line(kBegin + 3s, 0), "");
}

}  // namespace
}  // namespace belay::app
