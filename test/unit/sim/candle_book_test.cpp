#include "sim/market/candle_book.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "belay/model/calendar.hpp"
#include "belay/model/candles.hpp"
#include "belay/model/indexed.hpp"
#include "belay/sim/simulator.hpp"

namespace belay::sim {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

std::int64_t ms(std::string_view text) { return to_epoch_ms(parse_timestamp(text).value()); }

// Candles in the order of time, whatever the service's.
std::vector<Candle> rising(const std::optional<std::vector<Event>>& rows) {
  std::vector<Candle> bars;
  for (const Event& row : rows.value()) bars.push_back(std::get<Candle>(row));
  std::ranges::reverse(bars);
  return bars;
}

struct World {
  explicit World(std::uint64_t seed = 42, Instant start = kDefaultStart)
      : market{seed, start}, book{seed, market} {}

  std::vector<Candle> bars(std::string_view symbol, std::string_view from) {
    return rising(book.history(Symbol{symbol}, ms(from)));
  }
  std::vector<Candle> play(nanoseconds span) {
    std::vector<Candle> live;
    market.advance(market.now() + span, [&](const Event& event) {
      book.on_event(event, [&](const Candle& bar) { live.push_back(bar); });
    });
    return live;
  }

  Market market;
  CandleBook book;
};

void expect_sound(const std::vector<Candle>& bars) {
  for (const Candle& bar : bars) {
    ASSERT_TRUE(has_prices(bar));
    ASSERT_LE(bar.low, std::min(bar.open, bar.close)) << bar.time;
    ASSERT_GE(bar.high, std::max(bar.open, bar.close)) << bar.time;
    ASSERT_GT(bar.low, 0.0);
    ASSERT_EQ(bar.index, pack_index(bar.time, bar.sequence));  // S-44
    ASSERT_EQ(bar.event_flags & ~flags(EventFlag::snapshot_snip), 0);
    ASSERT_GT(bar.count, 0);
  }
  ASSERT_TRUE(std::ranges::is_sorted(bars, {}, &Candle::index));
  ASSERT_TRUE(std::ranges::adjacent_find(bars, {}, &Candle::index) == bars.end());
}

std::string spelled(const std::vector<Candle>& bars) {
  std::string text;
  for (const Candle& bar : bars)
    text += fmt::format("{} {} {} {} {} {}\n", bar.time, bar.open, bar.high, bar.low, bar.close,
                        bar.volume);
  return text;
}

}  // namespace

TEST(CandleBook, daily_bars_end_where_the_simulation_starts) {
  World world;
  const auto bars = world.bars("SPX{=d}", "2024-12-30T00:00:00Z");
  expect_sound(bars);
  // 2025-01-01 is New Year's Day, 2025-01-09 a day of mourning.
  ASSERT_EQ(bars.size(), 9U);
  EXPECT_EQ(bars.back().time, ms("2025-01-13T00:00:00Z"));
  EXPECT_EQ(bars.back().close, 5832.0);
  EXPECT_EQ(bars[bars.size() - 2].time, ms("2025-01-10T00:00:00Z"));
  EXPECT_EQ(bars[bars.size() - 2].close, 5827.04);
  EXPECT_TRUE(std::isnan(bars.back().volume));  // an index
  EXPECT_EQ(bars.back().symbol, "SPX{=d}");
}

TEST(CandleBook, daily_bars_exist_on_trading_days_only_and_go_back_to_2007) {
  World world;
  const auto bars = world.bars("AAPL{=d}", "1970-01-01T00:00:00Z");
  expect_sound(bars);
  EXPECT_EQ(bars.front().time, ms("2007-01-03T00:00:00Z"));
  EXPECT_EQ(bars.front().event_flags, 0);
  for (const Candle& bar : bars) {
    const Date date{floor<days>(from_epoch_ms(bar.time))};
    ASSERT_TRUE(is_trading_day(date, belay::Market::equity)) << to_iso_date(date);
  }
}

// S-44 for every kind of period.
TEST(CandleBook, S_44_bars_of_every_kind_are_sound_and_on_their_marks) {
  World world;
  for (const std::string symbol :
       {"SPY{=s}", "SPY{=15s}", "SPY{=m}", "SPY{=5m}", "SPY{=h}", "SPY{=4h}", "SPY{=w}", "SPY{=mo}",
        "SPY{=o}", "SPX{=5m}", "BTC/USD:CXTALP{=5m}", "BTC/USD:CXTALP{=d}", "SPY{=5m,price=bid}",
        "SPY{=m,tho=true}", "SPY{=2h,a=s}", ".SPXW250113P5830{=5m}", ".SPY250117C580{=d}"}) {
    const auto bars = world.bars(symbol, "2024-12-16T00:00:00Z");
    EXPECT_FALSE(bars.empty()) << symbol;
    SCOPED_TRACE(symbol);
    expect_sound(bars);
    const CandleSymbol parsed = parse_candle_symbol(symbol);
    const Asset& asset = *world.market.asset_of(Symbol{parsed.base});
    const BarClock clock{parsed, asset};
    for (const Candle& bar : bars) {
      const Instant time = from_epoch_ms(bar.time);
      ASSERT_EQ(clock.of_days() ? clock.begin_of_date(floor<days>(time)) : clock.begin(time), time);
    }
  }
}

TEST(CandleBook, bars_that_do_not_end_by_time_are_an_empty_series) {
  World world;
  for (const std::string symbol : {"SPY", "SPY{=1000t}", "SPY{=10v}", "SPY{=0.1p}", "SPY{=0.5s}",
                                   "SPY{=-5m}", "SPY{=0m}", "SPY{=5m,price=s}"}) {
    const auto rows = world.book.history(Symbol{symbol}, 0);
    ASSERT_TRUE(rows) << symbol;
    EXPECT_TRUE(rows->empty()) << symbol;
  }
}

TEST(CandleBook, what_is_not_listed_is_silent) {
  World world;
  EXPECT_FALSE(world.book.history(Symbol{"NOPE{=5m}"}, 0));
  EXPECT_FALSE(world.book.history(Symbol{"SPY&Q{=5m}"}, 0));
}

TEST(CandleBook, intraday_bars_keep_the_sessions) {
  World world;
  const auto extended = world.bars("AAPL{=5m}", "2025-01-10T05:00:00Z");
  EXPECT_EQ(extended.front().time, ms("2025-01-10T12:00:00Z"));  // 07:00 in New York
  const auto regular = world.bars("AAPL{=5m,tho=true}", "2025-01-10T05:00:00Z");
  EXPECT_EQ(regular.front().time, ms("2025-01-10T14:30:00Z"));
  const auto friday = std::ranges::count_if(
      regular, [](const Candle& bar) { return bar.time < ms("2025-01-11T00:00:00Z"); });
  EXPECT_EQ(friday, 78);
  EXPECT_EQ(regular.back().time, ms("2025-01-13T15:30:00Z"));
  EXPECT_EQ(regular.back().close, 234.17);
  const auto index = world.bars("SPX{=5m}", "2025-01-10T05:00:00Z");
  EXPECT_EQ(index.front().time, ms("2025-01-10T14:30:00Z"));
  const auto crypto = world.bars("BTC/USD:CXTALP{=h}", "2025-01-11T05:00:00Z");  // a Saturday
  EXPECT_EQ(crypto.front().time, ms("2025-01-11T05:00:00Z"));
  EXPECT_EQ(crypto[1].time - crypto[0].time, 3'600'000);
  EXPECT_EQ(crypto.back().close, 92164.5);
}

TEST(CandleBook, a_half_day_ends_at_one) {
  World world;
  const auto bars = world.bars("SPX{=5m}", "2024-12-24T05:00:00Z");
  const auto last = std::ranges::find_if(
      bars, [](const Candle& bar) { return bar.time >= ms("2024-12-24T18:00:00Z"); });
  EXPECT_EQ(last->time, ms("2024-12-26T14:30:00Z"));
}

TEST(CandleBook, shorter_bars_join_to_the_longer_ones) {
  World world;
  const std::string from = "2025-01-10T05:00:00Z";
  const auto minutes = world.bars("AAPL{=m,tho=true}", from);
  const auto hours = world.bars("AAPL{=h,tho=true}", from);
  const auto days = world.bars("AAPL{=d}", "2025-01-10T00:00:00Z");
  const auto seconds = world.bars("AAPL{=s,tho=true}", from);
  const auto whole = [](const std::vector<Candle>& bars) {
    Bar all = trade_bar({}, bars.front().open, 0);
    for (const Candle& bar : bars) {
      if (bar.time >= ms("2025-01-11T00:00:00Z")) break;
      extend(all, Bar{.high = bar.high, .low = bar.low, .close = bar.close, .volume = 0});
    }
    return all;
  };
  for (const auto* bars : {&minutes, &hours}) {
    const Bar joined = whole(*bars);
    EXPECT_EQ(joined.open, days.front().open);
    EXPECT_EQ(joined.high, days.front().high);
    EXPECT_EQ(joined.low, days.front().low);
    EXPECT_EQ(joined.close, days.front().close);
  }
  ASSERT_FALSE(seconds.empty());
  EXPECT_EQ(seconds.back().close, minutes.back().close);
}

TEST(CandleBook, the_same_seed_gives_the_same_past_and_another_seed_another_one) {
  World one{42};
  World same{42};
  World other{43};
  const std::string from = "2025-01-10T05:00:00Z";
  EXPECT_EQ(spelled(one.bars("SPY{=5m}", from)), spelled(same.bars("SPY{=5m}", from)));
  EXPECT_EQ(spelled(one.bars("SPY{=5m}", from)), spelled(one.bars("SPY{=5m}", from)));
  EXPECT_NE(spelled(one.bars("SPY{=5m}", from)), spelled(other.bars("SPY{=5m}", from)));
}

// S-33 (the cut), dxlink.md 6.5
TEST(CandleBook, S_33_history_is_cut_where_a_service_would_cut_it) {
  World world;
  const auto oldest = [&](std::string_view symbol) {
    const auto bars = rising(world.book.history(Symbol{symbol}, 0));
    return std::pair{to_iso_date(Date{floor<days>(from_epoch_ms(bars.front().time))}),
                     has(bars.front().event_flags, EventFlag::snapshot_snip)};
  };
  EXPECT_EQ(oldest("SPX{=5m}"),
            std::pair(std::string{"2024-10-15"}, true));                     // 90 days: 15th, 10:31
  EXPECT_EQ(oldest("SPX{=h}"), std::pair(std::string{"2024-04-03"}, true));  // 285 days
  EXPECT_EQ(oldest("SPX{=5m,price=bid}"), std::pair(std::string{"2024-12-30"}, true));  // 14 days
  EXPECT_EQ(oldest("SPX{=w}"), std::pair(std::string{"2007-01-01"}, false));
  EXPECT_EQ(world.book.history(Symbol{"SPY{=m}"}, 0)->size(), CandleBook::kMostRows + 1);
  EXPECT_EQ(depth_of(parse_candle_symbol("SPX{=4m}")), days{43});
  EXPECT_EQ(depth_of(parse_candle_symbol("SPX{=s}")), days{5});
}

// S-43
TEST(CandleBook, S_43_the_running_bar_keeps_its_index_and_a_new_interval_begins_another) {
  World world;
  const Candle running = world.bars("SPY{=m}", "2025-01-13T15:00:00Z").back();
  const auto live = world.play(60s);
  ASSERT_FALSE(live.empty());
  expect_sound({live.front()});
  EXPECT_EQ(live.front().index, running.index);
  EXPECT_EQ(live.front().open, running.open);
  EXPECT_GT(live.front().volume, running.volume);
  EXPECT_TRUE(std::ranges::is_sorted(live, {}, &Candle::index));
  EXPECT_EQ(live.back().time, ms("2025-01-13T15:32:00Z"));
  const auto next =
      std::ranges::find_if(live, [&](auto& bar) { return bar.index != running.index; });
  EXPECT_EQ(next->count, 1);
  EXPECT_EQ(next->open, next->close);
}

// S-43: no event for empty intervals.
TEST(CandleBook, S_43_nothing_is_said_while_nothing_trades) {
  World world{42, parse_timestamp("2025-01-11T15:00:00Z").value()};  // a Saturday
  static_cast<void>(world.bars("SPY{=m}", "2025-01-10T15:00:00Z"));
  EXPECT_TRUE(world.play(300s).empty());
  World quiet;
  static_cast<void>(quiet.bars("BCH/USD:CXTALP{=s}", "2025-01-13T15:00:00Z"));
  const auto live = quiet.play(120s);
  std::vector<std::int64_t> seconds;
  for (const Candle& bar : live) seconds.push_back(bar.time / 1000);
  const auto distinct = std::ranges::unique(seconds);
  EXPECT_LT(distinct.begin() - seconds.begin(), 110);
}

TEST(CandleBook, what_was_live_is_history_for_the_next_to_ask) {
  World world;
  static_cast<void>(world.bars("SPY{=m}", "2025-01-13T15:00:00Z"));
  const auto live = world.play(300s);
  const auto later = world.bars("SPY{=m}", "2025-01-13T15:33:00Z");
  ASSERT_FALSE(later.empty());
  for (const Candle& bar : later) {
    const auto last = std::ranges::find(live.rbegin(), live.rend(), bar.index, &Candle::index);
    ASSERT_NE(last, live.rend());
    EXPECT_EQ(spelled({bar}), spelled({*last}));
  }
  const auto days = world.bars("SPY{=d}", "2025-01-13T00:00:00Z");
  EXPECT_EQ(days.back().close, later.back().close);
}

TEST(CandleBook, bars_of_quotes_follow_the_quotes) {
  World world;
  static_cast<void>(world.bars("SPX{=m,price=ask}", "2025-01-13T15:00:00Z"));
  const auto live = world.play(30s);
  ASSERT_FALSE(live.empty());
  const auto quote = std::get<Quote>(world.market.last("Quote", Symbol{"SPX"}).value());
  EXPECT_EQ(live.back().close, quote.ask_price);
  EXPECT_TRUE(std::isnan(live.back().volume));
}

// S-40
TEST(CandleBook, S_40_rows_and_updates_carry_the_canonical_symbol) {
  World world;
  const auto bars = world.bars("SPY{=1M,price=LAST,tho=false}", "2025-01-13T15:00:00Z");
  EXPECT_EQ(bars.back().symbol, "SPY{=m}");
  EXPECT_EQ(world.play(10s).back().symbol, "SPY{=m}");
}

TEST(CandleBook, only_series_that_were_asked_for_and_are_still_wanted_are_told) {
  World world;
  EXPECT_TRUE(world.play(5s).empty());
  static_cast<void>(world.bars("SPY{=m}", "2025-01-13T15:00:00Z"));
  static_cast<void>(world.bars("SPY{=1m}", "2025-01-13T15:00:00Z"));
  static_cast<void>(world.bars("AAPL{=m}", "2025-01-13T15:00:00Z"));
  EXPECT_EQ(world.book.series(), 2U);
  world.book.keep([](Symbol symbol) { return symbol == "AAPL{=m}"; });
  EXPECT_EQ(world.book.series(), 1U);
  for (const Candle& bar : world.play(20s)) EXPECT_EQ(bar.symbol, "AAPL{=m}");
}

}  // namespace belay::sim
