#include "app/view/candles.hpp"

#include <gmock/gmock.h>

#include "app/render/csv.hpp"
#include "app/view/columns.hpp"
#include "belay/model/indexed.hpp"

namespace belay::app {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const Instant kNow = from_epoch_ms(1'736'782'267'000);  // 2025-01-13 10:31:07 in New York

Instant at(std::string_view text) { return parse_timestamp(text).value(); }

CandlesOptions asked(std::vector<std::string> symbols, std::string interval,
                     std::string from = {}) {
  CandlesOptions options;
  options.symbols = std::move(symbols);
  options.interval = std::move(interval);
  options.from = std::move(from);
  return options;
}

CandleQuery query(const CandlesOptions& options) {
  const auto queries = candle_queries(options, kNow);
  if (!queries) ADD_FAILURE() << queries.error().message;
  return queries ? queries->front() : CandleQuery{};
}

std::string refusal(const CandlesOptions& options) {
  const auto queries = candle_queries(options, kNow);
  if (queries) return "";
  EXPECT_EQ(queries.error().code, Errc::usage);
  return queries.error().message;
}

Candle bar(std::string_view time, double price, std::int32_t event_flags = 0) {
  Candle made;
  made.event_flags = event_flags;
  made.time = to_epoch_ms(at(time));
  made.index = pack_index(made.time, 0);
  made.open = made.high = made.low = made.close = price;
  made.count = 1;
  return made;
}

// Bars of a snapshot, newest first, and its last row.
SeriesStore<Candle> store_of(std::vector<Candle> bars, bool cut = false) {
  bars.front().event_flags = flags(EventFlag::snapshot_begin);
  Candle end;
  end.event_flags =
      flags(cut ? EventFlag::snapshot_snip : EventFlag::snapshot_end, EventFlag::remove_event);
  bars.push_back(end);
  SeriesStore<Candle> store;
  store.apply(bars, Tick{});
  return store;
}

// `10:30` for a bar, `10:35-10:45 why` for a gap, in New York.
std::vector<std::string> spelled(const std::vector<CandleLine>& lines) {
  const auto clock = [](Instant time) { return to_new_york_text(time).substr(5, 11); };
  std::vector<std::string> texts;
  for (const CandleLine& line : lines) {
    if (const auto* gap = std::get_if<CandleGap>(&line)) {
      texts.push_back(fmt::format("{} - {} {}", clock(gap->from), clock(gap->to), gap->reason));
    } else {
      texts.push_back(clock(from_epoch_ms(std::get<Candle>(line).time)));
    }
  }
  return texts;
}

}  // namespace

TEST(CandleQuery, builds_the_canonical_symbol) {
  CandlesOptions options = asked({"SPX"}, "5m", "2025-01-10");
  EXPECT_EQ(to_string(query(options).symbol), "SPX{=5m}");
  options.trading_hours_only = true;
  options.price = "bid";
  options.interval = "1Day";
  EXPECT_EQ(to_string(query(options).symbol), "SPX{=d,price=bid,tho=true}");
}

TEST(CandleQuery, a_date_is_new_yorks_for_bars_within_a_day_and_utc_for_bars_of_days) {
  EXPECT_EQ(query(asked({"SPX"}, "5m", "2025-01-10")).from, at("2025-01-10T05:00:00Z"));
  EXPECT_EQ(query(asked({"SPX"}, "d", "2025-01-10")).from, at("2025-01-10T00:00:00Z"));
  EXPECT_EQ(query(asked({"SPX"}, "w", "2025-01-10")).from, at("2025-01-06T00:00:00Z"));
  EXPECT_EQ(query(asked({"SPX"}, "5m", "2025-01-10T15:30:00Z")).from, at("2025-01-10T15:30:00Z"));
}

TEST(CandleQuery, the_last_date_is_within) {
  CandlesOptions options = asked({"SPX"}, "5m", "2025-01-10");
  options.to = "2025-01-10";
  EXPECT_EQ(query(options).to, at("2025-01-11T05:00:00Z"));
  options.interval = "d";
  EXPECT_EQ(query(options).to, at("2025-01-11T00:00:00Z"));
}

TEST(CandleQuery, without_a_begin_it_is_today_or_a_year_or_everything_for_the_last) {
  EXPECT_EQ(query(asked({"SPX"}, "5m")).from, at("2025-01-13T05:00:00Z"));
  EXPECT_EQ(query(asked({"SPX"}, "d")).from, at("2024-01-14T00:00:00Z"));
  CandlesOptions last = asked({"SPX"}, "d");
  last.last = 5;
  EXPECT_EQ(query(last).from, Instant{});
}

TEST(CandleQuery, what_is_no_query_is_refused_with_the_value_and_what_to_write) {
  EXPECT_THAT(refusal(asked({"SPX"}, "5x")), HasSubstr("'5x' is not an interval; write 15s, 5m"));
  EXPECT_THAT(refusal(asked({"SPX"}, "0m")), HasSubstr("'0m'"));
  EXPECT_THAT(refusal(asked({"SPX"}, "5m", "10.1.2025")), HasSubstr("--from '10.1.2025'"));
  EXPECT_THAT(refusal(asked({"SPX"}, "5m", "2025-02-30")), HasSubstr("2025-02-30"));
  EXPECT_THAT(refusal(asked({"SPX"}, "5m", "2026-01-01")), HasSubstr("future"));
  EXPECT_THAT(refusal(asked({"SPX{=5m}"}, "5m")), HasSubstr("not a streamer symbol"));
  EXPECT_THAT(refusal(asked({""}, "5m")), HasSubstr("not a streamer symbol"));
  CandlesOptions options = asked({"SPX"}, "5m", "2025-01-10");
  options.to = "2025-01-09";
  EXPECT_THAT(refusal(options), HasSubstr("--to 2025-01-09 is before --from 2025-01-10"));
  options.to.clear();
  options.price = "best";
  EXPECT_THAT(refusal(options), HasSubstr("'best'"));
  EXPECT_EQ(refusal(asked(std::vector<std::string>(100, "SPX"), "5m")), "");
  EXPECT_THAT(refusal(asked(std::vector<std::string>(101, "SPX"), "5m")),
              HasSubstr("101 series of candles"));
}

TEST(CandleGaps, are_shown_where_the_market_was_open_and_no_bar_is) {
  const auto store = store_of({bar("2025-01-13T15:30:00Z", 5), bar("2025-01-13T15:15:00Z", 4),
                               bar("2025-01-13T14:30:00Z", 3), bar("2025-01-10T20:55:00Z", 2),
                               bar("2025-01-10T20:40:00Z", 1)});
  const CandleQuery wanted = query(asked({"SPX"}, "5m", "2025-01-10T20:40:00Z"));
  EXPECT_THAT(spelled(candle_lines(store, wanted, kNow)),
              ElementsAre("01-10 15:40", "01-10 15:45 - 01-10 15:55 nothing traded", "01-10 15:55",
                          "01-13 09:30", "01-13 09:35 - 01-13 10:15 nothing traded", "01-13 10:15",
                          "01-13 10:20 - 01-13 10:30 nothing traded", "01-13 10:30"));
}

TEST(CandleGaps, of_days_leave_weekends_and_holidays_out) {
  const auto store = store_of({bar("2025-01-13T00:00:00Z", 5), bar("2025-01-10T00:00:00Z", 4),
                               bar("2025-01-08T00:00:00Z", 3), bar("2025-01-03T00:00:00Z", 2)});
  const CandleQuery wanted = query(asked({"SPX"}, "d", "2025-01-02"));
  const auto lines = candle_lines(store, wanted, kNow);
  ASSERT_EQ(lines.size(), 6U);
  const Table table = candles_table(lines, wanted, kNow);
  EXPECT_EQ(table.rows[0].front().text, "2025-01-02");
  EXPECT_EQ(table.rows[0].back().text, "no history that old");
  EXPECT_EQ(table.rows[2].front().text, "2025-01-06–01-07");
  EXPECT_EQ(table.rows[2].back().text, "nothing traded");
  EXPECT_EQ(table.rows[5].back().text, "running");
}

TEST(CandleGaps, a_cut_history_and_a_lost_connection_are_gaps_too) {
  auto store = store_of({bar("2025-01-13T15:30:00Z", 5)}, true);
  store.interrupt(at("2025-01-13T15:31:00Z"), "connection lost");
  const CandleQuery wanted = query(asked({"SPX"}, "5m", "2024-01-10"));
  EXPECT_THAT(spelled(candle_lines(store, wanted, kNow)),
              ElementsAre("01-10 00:00 - 01-13 10:30 older than the service gives", "01-13 10:30",
                          "01-13 10:31 - 01-13 10:31 connection lost"));
}

TEST(CandleGaps, what_never_closes_is_always_open) {
  const auto store =
      store_of({bar("2025-01-12T10:00:00Z", 5), bar("2025-01-11T23:00:00Z", 4)});  // a weekend
  const CandleQuery wanted = query(asked({"BTC/USD:CXTALP"}, "h", "2025-01-11T23:00:00Z"));
  EXPECT_EQ(candle_lines(store, wanted, kNow).size(), 3U);
  EXPECT_EQ(market_of("BRK/B"), Market::equity);
  EXPECT_EQ(market_of("/ESZ25:XCME"), Market::cme);
}

TEST(CandleLines, keep_to_the_span_and_to_the_last) {
  const auto store = store_of({bar("2025-01-13T15:30:00Z", 5), bar("2025-01-13T15:25:00Z", 4),
                               bar("2025-01-13T15:20:00Z", 3), bar("2025-01-13T15:15:00Z", 2)});
  CandleQuery wanted = query(asked({"SPX"}, "5m", "2025-01-13T15:20:00Z"));
  EXPECT_THAT(spelled(candle_lines(store, wanted, kNow)),
              ElementsAre("01-13 10:20", "01-13 10:25", "01-13 10:30"));
  wanted.to = at("2025-01-13T15:30:00Z");
  EXPECT_THAT(spelled(candle_lines(store, wanted, kNow)),
              ElementsAre("01-13 10:20", "01-13 10:25"));
  wanted.last = 1;
  EXPECT_THAT(spelled(candle_lines(store, wanted, kNow)), ElementsAre("01-13 10:25"));
}

TEST(CandleLines, bars_without_prices_are_shown_as_such) {
  const auto store = store_of({bar("2025-01-13T15:30:00Z", kNaN)});
  const CandleQuery wanted = query(asked({"SPX"}, "5m", "2025-01-13T15:30:00Z"));
  const auto lines = candle_lines(store, wanted, kNow);
  EXPECT_EQ(candles_table(lines, wanted, kNow).rows.front().back().text, "no price");
  EXPECT_THAT(candle_json(lines.front(), wanted, false), HasSubstr(R"("open":null)"));
}

TEST(CandleLines, as_csv_and_json) {
  const auto store = store_of({bar("2025-01-13T15:30:00Z", 5.25), bar("2025-01-13T15:15:00Z", 4)});
  const CandleQuery wanted = query(asked({"SPX"}, "5m", "2025-01-13T15:15:00Z"));
  const auto lines = candle_lines(store, wanted, kNow);
  const Table values = candle_values(lines, wanted, newest_index(lines), kNow);
  EXPECT_THAT(csv(values),
              StartsWith("symbol,time,open,high,low,close,volume,vwap,count,final,note\r\n"
                         "SPX{=5m},2025-01-13T15:15:00.000Z,4,4,4,4,,,1,true,\r\n"
                         "SPX{=5m},2025-01-13T15:20:00.000Z,,,,,,,,,"
                         "gap until 2025-01-13T15:30:00.000Z: nothing traded\r\n"));
  EXPECT_THAT(csv(*with_columns(values, {"time", "close"})),
              StartsWith("time,close\r\n2025-01-13T15:15:00.000Z,4\r\n"));
  const std::string json = candles_json(lines, wanted, false, kNow);
  EXPECT_THAT(json, HasSubstr(R"("symbol":"SPX{=5m}","interval":"5m","snipped":false)"));
  EXPECT_THAT(json, HasSubstr(R"("kind":"gap")"));
  EXPECT_THAT(json, HasSubstr(R"("close":5.25,"volume":null)"));
  EXPECT_THAT(json, HasSubstr(R"("final":false)"));
}

}  // namespace belay::app
