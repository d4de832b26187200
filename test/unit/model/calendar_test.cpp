#include "belay/model/calendar.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gmock/gmock.h>

using namespace belay;
using namespace std::chrono;

namespace {

Instant when(std::string_view text) { return parse_timestamp(text).value(); }
Date date(std::string_view text) { return parse_date(text).value(); }
std::string text(std::optional<Instant> at) { return at ? to_new_york_text(*at) : "never"; }

struct YearRow {
  int year;
  std::string_view holidays;  // MM-DD, as the exchange published them
  std::string_view early;
  int trading_days;
};

// NYSE: holidays and early closes as published; trading days as counted by hand from them.
constexpr YearRow kPublished[] = {
    {2015, "01-01 01-19 02-16 04-03 05-25 07-03 09-07 11-26 12-25", "11-27 12-24", 252},
    {2016, "01-01 01-18 02-15 03-25 05-30 07-04 09-05 11-24 12-26", "11-25", 252},
    {2017, "01-02 01-16 02-20 04-14 05-29 07-04 09-04 11-23 12-25", "07-03 11-24", 251},
    {2018, "01-01 01-15 02-19 03-30 05-28 07-04 09-03 11-22 12-05 12-25", "07-03 11-23 12-24", 251},
    {2019, "01-01 01-21 02-18 04-19 05-27 07-04 09-02 11-28 12-25", "07-03 11-29 12-24", 252},
    {2020, "01-01 01-20 02-17 04-10 05-25 07-03 09-07 11-26 12-25", "11-27 12-24", 253},
    {2021, "01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24", "11-26", 252},
    {2022, "01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26", "11-25", 251},
    {2023, "01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25", "07-03 11-24", 250},
    {2024, "01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25", "07-03 11-29 12-24", 252},
    {2025, "01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25", "07-03 11-28 12-24",
     250},
    {2026, "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25", "11-27 12-24", 251},
    {2027, "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24", "11-26", 251},
};

struct Found {
  std::string holidays;
  std::string early;
  int trading_days = 0;
};

void append(std::string& list, Date day) {
  list += (list.empty() ? "" : " ") + to_iso_date(day).substr(5);
}

Found walk(int of, Market market) {
  Found found;
  for (sys_days day = year{of} / January / 1; day < sys_days{year{of + 1} / January / 1};
       day += days{1}) {
    const weekday on{day};
    const auto session = session_on(Date{day}, market);
    EXPECT_EQ(session.has_value(), is_trading_day(Date{day}, market));
    if (session) ++found.trading_days;
    if (session && session->half_day) append(found.early, Date{day});
    if (!session && on != Saturday && on != Sunday) append(found.holidays, Date{day});
    if (on == Saturday || on == Sunday) {
      EXPECT_FALSE(session.has_value());
    }
  }
  return found;
}

}  // namespace

TEST(Calendar, holidays_and_early_closes_are_the_published_ones) {
  for (const YearRow& row : kPublished) {
    for (const Market market : {Market::equity, Market::index_option, Market::cfe}) {
      const Found found = walk(row.year, market);
      EXPECT_EQ(found.holidays, row.holidays) << row.year;
      EXPECT_EQ(found.early, row.early) << row.year;
      EXPECT_EQ(found.trading_days, row.trading_days) << row.year;
    }
  }
}

TEST(Calendar, the_years_without_a_published_table_have_the_counts_their_rules_give) {
  // Nine or ten holidays on weekdays; nine when New Year's Day falls on a Saturday (2033 on).
  const std::map<int, std::pair<int, std::string>> expected{
      {2028, {9, "07-03 11-24"}},
      {2029, {10, "07-03 11-23 12-24"}},
      {2030, {10, "07-03 11-29 12-24"}},
      {2031, {10, "07-03 11-28 12-24"}},
      {2032, {10, "11-26"}},
      {2033, {9, "11-25"}},
      {2034, {10, "07-03 11-24"}},
      {2035, {10, "07-03 11-23 12-24"}},
  };
  for (const auto& [of, row] : expected) {
    const Found found = walk(of, Market::equity);
    EXPECT_EQ((found.holidays.size() + 1) / 6, static_cast<std::size_t>(row.first))
        << of << ": " << found.holidays;
    EXPECT_EQ(found.early, row.second) << of;
  }
}

TEST(Calendar, good_friday_follows_the_moon) {
  for (const std::string_view day :
       {"2015-04-03", "2016-03-25", "2019-04-19", "2024-03-29", "2025-04-18", "2028-04-14",
        "2029-03-30", "2030-04-19", "2031-04-11", "2032-03-26", "2033-04-15", "2034-04-07",
        "2035-03-23", "2038-04-23"}) {
    EXPECT_FALSE(is_trading_day(date(day), Market::equity)) << day;
  }
}

TEST(Calendar, juneteenth_is_kept_from_2022_on) {
  EXPECT_TRUE(is_trading_day(date("2020-06-19"), Market::equity));
  EXPECT_TRUE(is_trading_day(date("2021-06-18"), Market::equity));
  EXPECT_FALSE(is_trading_day(date("2022-06-20"), Market::equity));
}

TEST(Calendar, new_year_on_a_saturday_closes_nothing) {
  EXPECT_TRUE(is_trading_day(date("2021-12-31"), Market::equity));
  EXPECT_TRUE(is_trading_day(date("2022-01-03"), Market::equity));
  EXPECT_FALSE(session_on(date("2021-12-31"), Market::equity)->half_day);
}

TEST(Calendar, each_market_has_its_own_hours) {
  const auto hours_of = [](std::string_view day, Market market) {
    const Session session = session_on(date(day), market).value();
    return text(session.open) + " to " + text(session.close);
  };
  EXPECT_EQ(hours_of("2025-01-13", Market::equity),
            "2025-01-13 09:30:00 EST to 2025-01-13 16:00:00 EST");
  EXPECT_EQ(hours_of("2025-07-14", Market::equity),
            "2025-07-14 09:30:00 EDT to 2025-07-14 16:00:00 EDT");
  EXPECT_EQ(hours_of("2025-01-13", Market::index_option),
            "2025-01-13 09:30:00 EST to 2025-01-13 16:15:00 EST");
  EXPECT_EQ(hours_of("2025-01-13", Market::cfe),
            "2025-01-13 09:30:00 EST to 2025-01-13 16:15:00 EST");
  EXPECT_EQ(hours_of("2025-01-13", Market::cme),
            "2025-01-12 18:00:00 EST to 2025-01-13 17:00:00 EST");
  EXPECT_EQ(hours_of("2025-11-28", Market::equity),
            "2025-11-28 09:30:00 EST to 2025-11-28 13:00:00 EST");
  EXPECT_EQ(hours_of("2025-11-28", Market::index_option),
            "2025-11-28 09:30:00 EST to 2025-11-28 13:15:00 EST");
  EXPECT_EQ(hours_of("2025-11-28", Market::cme),
            "2025-11-27 18:00:00 EST to 2025-11-28 13:15:00 EST");
  EXPECT_EQ(hours_of("2025-01-09", Market::cme),
            "2025-01-08 18:00:00 EST to 2025-01-09 09:30:00 EST");
  EXPECT_EQ(hours_of("2025-12-25", Market::crypto),
            "2025-12-25 00:00:00 EST to 2025-12-26 00:00:00 EST");
}

TEST(Calendar, zero_dte_is_todays_chain_until_a_quarter_past_four) {
  EXPECT_EQ(trade_day(when("2025-01-13T16:14:59-05:00"), Market::index_option), date("2025-01-13"));
  EXPECT_EQ(trade_day(when("2025-01-13T16:15:00-05:00"), Market::index_option), date("2025-01-14"));
  EXPECT_EQ(trade_day(when("2025-11-28T13:14:59-05:00"), Market::index_option), date("2025-11-28"));
  EXPECT_EQ(trade_day(when("2025-11-28T13:15:00-05:00"), Market::index_option), date("2025-12-01"));
}

TEST(Calendar, contracts_that_expire_today_stop_before_the_rest_of_the_chain) {
  EXPECT_EQ(text(expiring_index_option_close(date("2025-01-13"))), "2025-01-13 16:00:00 EST");
  EXPECT_EQ(text(expiring_index_option_close(date("2025-11-28"))), "2025-11-28 13:00:00 EST");
  EXPECT_EQ(text(expiring_index_option_close(date("2025-11-27"))), "never");
}

TEST(Calendar, the_trade_day_rolls_over_weekends_holidays_and_the_close) {
  const auto equity = [](std::string_view at) { return trade_day(when(at), Market::equity); };
  EXPECT_EQ(equity("2025-01-13T03:00:00-05:00"), date("2025-01-13"));
  EXPECT_EQ(equity("2025-01-13T15:59:59.999-05:00"), date("2025-01-13"));
  EXPECT_EQ(equity("2025-01-13T16:00:00-05:00"), date("2025-01-14"));
  EXPECT_EQ(equity("2025-01-17T16:00:00-05:00"), date("2025-01-21"));  // weekend and M. L. King
  EXPECT_EQ(equity("2025-04-17T17:00:00-04:00"), date("2025-04-21"));  // Good Friday
  EXPECT_EQ(equity("2025-07-03T12:59:59-04:00"), date("2025-07-03"));
  EXPECT_EQ(equity("2025-07-03T13:00:00-04:00"), date("2025-07-07"));
  EXPECT_EQ(equity("2025-01-08T20:00:00-05:00"), date("2025-01-10"));  // day of mourning
  EXPECT_EQ(equity("2025-01-14T02:00:00+00:00"), date("2025-01-14"));  // evening in New York
}

TEST(Calendar, futures_open_the_evening_before_their_trade_date) {
  const auto cme = [](std::string_view at) { return trade_day(when(at), Market::cme); };
  EXPECT_EQ(cme("2025-01-13T16:59:59-05:00"), date("2025-01-13"));
  EXPECT_EQ(cme("2025-01-13T17:00:00-05:00"), date("2025-01-14"));
  EXPECT_EQ(cme("2025-01-13T18:00:00-05:00"), date("2025-01-14"));
  EXPECT_EQ(cme("2025-01-17T18:00:00-05:00"), date("2025-01-21"));
  EXPECT_EQ(cme("2025-01-12T18:00:00-05:00"), date("2025-01-13"));
  EXPECT_FALSE(is_open(when("2025-01-13T17:30:00-05:00"), Market::cme));
  EXPECT_TRUE(is_open(when("2025-01-13T18:00:00-05:00"), Market::cme));
  EXPECT_FALSE(is_open(when("2025-01-12T17:59:59-05:00"), Market::cme));
  EXPECT_TRUE(is_open(when("2025-01-12T18:00:00-05:00"), Market::cme));
  EXPECT_FALSE(is_open(when("2025-01-17T18:30:00-05:00"), Market::cme));
}

TEST(Calendar, open_is_inclusive_and_close_exclusive) {
  EXPECT_FALSE(is_open(when("2025-01-13T09:29:59.999-05:00"), Market::equity));
  EXPECT_TRUE(is_open(when("2025-01-13T09:30:00-05:00"), Market::equity));
  EXPECT_TRUE(is_open(when("2025-01-13T15:59:59.999-05:00"), Market::equity));
  EXPECT_FALSE(is_open(when("2025-01-13T16:00:00-05:00"), Market::equity));
}

TEST(Calendar, the_next_opening_is_now_when_open_else_the_next_session) {
  const auto next = [](std::string_view at, Market market) {
    return text(next_open(when(at), market));
  };
  EXPECT_EQ(next("2025-01-13T10:00:00-05:00", Market::equity), "2025-01-13 10:00:00 EST");
  EXPECT_EQ(next("2025-01-13T09:00:00-05:00", Market::equity), "2025-01-13 09:30:00 EST");
  EXPECT_EQ(next("2025-01-17T16:00:00-05:00", Market::equity), "2025-01-21 09:30:00 EST");
  EXPECT_EQ(next("2025-01-17T17:00:00-05:00", Market::cme), "2025-01-20 18:00:00 EST");
  EXPECT_EQ(next("2025-01-18T12:00:00-05:00", Market::crypto), "2025-01-18 12:00:00 EST");
}

TEST(Calendar, crypto_never_closes) {
  for (const std::string_view at : {"2025-12-25T12:00:00Z", "2025-01-18T03:00:00Z",
                                    "2025-03-09T07:30:00Z", "2025-11-02T05:30:00Z"}) {
    EXPECT_TRUE(is_open(when(at), Market::crypto)) << at;
    EXPECT_EQ(trade_day(when(at), Market::crypto), new_york_date(when(at))) << at;
  }
}

TEST(Calendar, years_outside_the_calendar_have_no_sessions_and_no_openings) {
  for (const Market market : {Market::equity, Market::cme, Market::crypto}) {
    EXPECT_FALSE(is_trading_day(date("1999-06-01"), market));
    EXPECT_FALSE(session_on(Date{year{3000}, June, day{3}}, market));
    EXPECT_FALSE(session_on(Date{year::max(), December, day{31}}, market));
    EXPECT_FALSE(session_on(Date{year{2025}, February, day{30}}, market));
    EXPECT_EQ(next_open(Instant::max(), market), std::nullopt);
    EXPECT_EQ(next_open(Instant::min(), market), std::nullopt);
    EXPECT_FALSE(is_open(Instant::min(), market));
    EXPECT_EQ(trade_day(Instant{}, market), date("1970-01-01"));
    EXPECT_TRUE(trade_day(Instant::max(), market).ok());
  }
}
