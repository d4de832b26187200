#include <gmock/gmock.h>

#include "belay/model/candles.hpp"
#include "belay/model/indexed.hpp"

using namespace belay;
using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

Instant at(std::string_view text) { return parse_timestamp(text).value(); }
std::int64_t ms(std::string_view text) { return to_epoch_ms(at(text)); }

std::string end_text(std::string_view period, std::string_view begin) {
  const auto end = bar_end(parse_candle_period(period).value(), ms(begin));
  return end ? to_iso_utc(*end).substr(0, 16) : "none";
}

Candle bar_at(std::string_view time) {
  Candle bar;
  bar.time = ms(time);
  bar.index = pack_index(bar.time, 0);
  return bar;
}

}  // namespace

TEST(Candles, a_bar_with_any_price_missing_has_no_prices) {
  Candle bar;
  EXPECT_FALSE(has_prices(bar));
  bar.open = bar.high = bar.low = bar.close = 1;
  EXPECT_TRUE(has_prices(bar));
  bar.low = kNaN;
  EXPECT_FALSE(has_prices(bar));
}

TEST(Candles, intraday_bars_end_after_their_length) {
  EXPECT_EQ(end_text("5m", "2025-01-13T15:30:00Z"), "2025-01-13T15:35");
  EXPECT_EQ(end_text("2h", "2025-01-13T15:00:00Z"), "2025-01-13T17:00");
  EXPECT_EQ(end_text("0.5s", "2025-01-13T15:00:00Z"), "2025-01-13T15:00");
  EXPECT_EQ(end_text("100t", "2025-01-13T15:00:00Z"), "none");
  EXPECT_EQ(end_text("10v", "2025-01-13T15:00:00Z"), "none");
}

TEST(Candles, bars_of_days_end_with_new_yorks_day) {
  EXPECT_EQ(end_text("d", "2025-01-13T00:00:00Z"), "2025-01-14T05:00");
  EXPECT_EQ(end_text("d", "2025-07-14T00:00:00Z"), "2025-07-15T04:00");
  EXPECT_EQ(end_text("w", "2025-01-13T00:00:00Z"), "2025-01-20T05:00");
  EXPECT_EQ(end_text("mo", "2024-02-01T00:00:00Z"), "2024-03-01T05:00");
  EXPECT_EQ(end_text("2mo", "2024-12-31T00:00:00Z"), "2025-02-28T05:00");
  EXPECT_EQ(end_text("y", "2024-01-01T00:00:00Z"), "2025-01-01T05:00");
  EXPECT_EQ(end_text("o", "2025-01-17T00:00:00Z"), "2025-02-21T05:00");
}

TEST(Candles, bars_of_days_begin_on_their_first_date) {
  const auto first = [](std::string_view period, Date day) {
    const auto found = first_day_of_bar(parse_candle_period(period).value(), sys_days{day});
    return found ? to_iso_date(Date{*found}) : "none";
  };
  const Date day{2025y / January / 16};  // a Thursday
  EXPECT_EQ(first("d", day), "2025-01-16");
  EXPECT_EQ(first("w", day), "2025-01-13");
  EXPECT_EQ(first("mo", day), "2025-01-01");
  EXPECT_EQ(first("3mo", 2025y / June / 5), "2025-04-01");
  EXPECT_EQ(first("y", day), "2025-01-01");
  EXPECT_EQ(first("o", day), "2024-12-20");
  EXPECT_EQ(first("o", 2025y / January / 17), "2025-01-17");
  EXPECT_EQ(first("w", 1969y / December / 31), "1969-12-29");
  EXPECT_EQ(first("mo", 1969y / December / 31), "1969-12-01");
  EXPECT_EQ(first("5m", day), "none");
}

TEST(Candles, the_end_of_absurd_periods_is_far_away_but_exists) {
  EXPECT_TRUE(bar_end({1e300, CandleUnit::year}, ms("2025-01-13T00:00:00Z")));
  EXPECT_TRUE(bar_end({1e300, CandleUnit::minute}, std::numeric_limits<std::int64_t>::max()));
  EXPECT_TRUE(bar_end({1, CandleUnit::month}, std::numeric_limits<std::int64_t>::min()));
}

TEST(Candles, a_bar_is_final_when_a_newer_one_exists_or_its_end_and_grace_passed) {
  const CandlePeriod period{5, CandleUnit::minute};
  const Candle bar = bar_at("2025-01-13T15:30:00Z");
  const milliseconds grace = bar_grace(100ms);
  EXPECT_EQ(grace, 5200ms);
  const auto final_at = [&](std::string_view now) {
    return is_final(bar, period, bar.index, at(now), grace);
  };
  EXPECT_FALSE(final_at("2025-01-13T15:34:59Z"));
  EXPECT_FALSE(final_at("2025-01-13T15:35:05Z"));
  EXPECT_TRUE(final_at("2025-01-13T15:35:06Z"));
  const Candle newer = bar_at("2025-01-13T15:35:00Z");
  EXPECT_TRUE(is_final(bar, period, newer.index, at("2025-01-13T15:31:00Z"), grace));
  EXPECT_FALSE(
      is_final(bar, {100, CandleUnit::tick}, bar.index, at("2025-01-14T15:31:00Z"), grace));
}
