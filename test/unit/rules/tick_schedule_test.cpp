#include "belay/rules/tick_schedule.hpp"

#include <random>

#include <gmock/gmock.h>

namespace belay::rules {
namespace {

using testing::HasSubstr;

TickSchedule equity() { return TickSchedule::default_for(InstrumentType::equity).value(); }
TickSchedule option() { return TickSchedule::default_for(InstrumentType::equity_option).value(); }
TickSchedule schedule(const std::vector<TickSize>& steps) {
  return TickSchedule::make(steps).value();
}

void expect_refused(const std::vector<TickSize>& steps, const std::string& words) {
  const auto made = TickSchedule::make(steps);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, Errc::invalid);
  EXPECT_THAT(made.error().message, HasSubstr(words));
}

TEST(TickSchedule, refuses_what_is_no_schedule) {
  expect_refused({}, "without steps");
  expect_refused({{.value = 0_dec}}, "not positive");
  expect_refused({{.value = -0.01_dec}}, "not positive");
  expect_refused({{.threshold = 3_dec, .value = 0.01_dec}, {.threshold = 3_dec, .value = 0.05_dec}},
                 "not above 3");
  expect_refused({{.threshold = 0_dec, .value = 0.01_dec}}, "not above 0");
  expect_refused({{.value = 0.01_dec}, {.value = 0.05_dec}}, "must be the last");
  expect_refused({{.value = 0.01_dec}, {.threshold = 3_dec, .value = 0.05_dec}},
                 "must be the last");
  expect_refused({{.value = 0.05_dec, .symbol = "/ESZ3"}}, "calendar spread");
}

TEST(TickSchedule, a_tick_applies_below_its_threshold) {
  EXPECT_EQ(equity().tick_at(0.9999_dec).value(), 0.0001_dec);
  EXPECT_EQ(equity().tick_at(1_dec).value(), 0.01_dec);
  EXPECT_EQ(option().tick_at(2.99_dec).value(), 0.01_dec);
  EXPECT_EQ(option().tick_at(3.05_dec).value(), 0.05_dec);
}

TEST(TickSchedule, a_price_at_the_threshold_takes_the_upper_tick) {
  EXPECT_EQ(option().tick_at(3_dec).value(), 0.05_dec);
  EXPECT_TRUE(option().is_on_tick(3.00_dec));
}

TEST(TickSchedule, on_tick_depends_on_the_region) {
  EXPECT_TRUE(option().is_on_tick(2.97_dec));
  EXPECT_FALSE(option().is_on_tick(3.01_dec));
  EXPECT_TRUE(equity().is_on_tick(0.1234_dec));
  EXPECT_FALSE(equity().is_on_tick(0.12345_dec));
  EXPECT_FALSE(equity().is_on_tick(171.815_dec));
}

TEST(TickSchedule, rounds_to_the_side_asked_for) {
  EXPECT_EQ(equity().round(414.092_dec, Rounding::down).value().to_string(), "414.09");
  EXPECT_EQ(equity().round(414.092_dec, Rounding::up).value().to_string(), "414.10");
  EXPECT_EQ(equity().round(-1.5_dec, Rounding::toward_zero).value(), -1.5_dec);
  EXPECT_EQ(option().round(3.06_dec, Rounding::toward_zero).value(), 3.05_dec);
  EXPECT_EQ(option().round(3.06_dec, Rounding::away_from_zero).value(), 3.10_dec);
  EXPECT_EQ(option().round(3.06_dec, Rounding::half_even).value(), 3.05_dec);
}

TEST(TickSchedule, half_even_ties_go_to_the_even_multiple) {
  EXPECT_EQ(equity().round(10.005_dec, Rounding::half_even).value(), 10.00_dec);
  EXPECT_EQ(equity().round(10.015_dec, Rounding::half_even).value(), 10.02_dec);
}

TEST(TickSchedule, a_price_rounded_up_across_a_threshold_is_legal_there) {
  const auto odd = schedule({{.threshold = 1_dec, .value = 0.07_dec}, {.value = 0.30_dec}});
  EXPECT_EQ(odd.round(0.99_dec, Rounding::up).value(), 1.20_dec);    // not 1.05
  EXPECT_EQ(odd.round(1.10_dec, Rounding::down).value(), 0.98_dec);  // not 0.90
  EXPECT_EQ(equity().round(0.99995_dec, Rounding::up).value(), 1_dec);
}

TEST(TickSchedule, a_region_without_a_legal_price_is_skipped) {
  const auto gap = schedule({{.threshold = 1_dec, .value = 0.5_dec},
                             {.threshold = 1.9_dec, .value = 2_dec},
                             {.value = 0.5_dec}});
  EXPECT_EQ(gap.round(1.2_dec, Rounding::up).value(), 2_dec);
  EXPECT_EQ(gap.round(1.2_dec, Rounding::down).value(), 0.5_dec);
}

TEST(TickSchedule, a_schedule_that_ends_says_so) {
  const auto ends = schedule({{.threshold = 3_dec, .value = 0.05_dec}});
  EXPECT_FALSE(ends.tick_at(3_dec));
  EXPECT_FALSE(ends.is_on_tick(3_dec));
  EXPECT_FALSE(ends.round(2.99_dec, Rounding::up));
  EXPECT_EQ(ends.round(7_dec, Rounding::down).value(), 2.95_dec);
  EXPECT_EQ(ends.round(2.99_dec, Rounding::half_even).value(), 2.95_dec);
}

TEST(TickSchedule, has_no_default_for_futures) {
  const auto made = TickSchedule::default_for(InstrumentType::future);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, Errc::unsupported);
  EXPECT_TRUE(TickSchedule::make_or_default({{.value = 0.25_dec}}, InstrumentType::future));
  EXPECT_FALSE(TickSchedule::make_or_default({}, InstrumentType::future));
}

TEST(TickSchedule, every_cent_of_the_documented_schedules_is_told_right) {
  // broker-api.md 6.2: AAPL options, YMM options, SPY options, ES options.
  const auto ymm = schedule({{.threshold = 3_dec, .value = 0.05_dec}, {.value = 0.1_dec}});
  const auto spy = schedule({{.value = 0.01_dec}});
  const auto es = schedule({{.threshold = 10_dec, .value = 0.05_dec}, {.value = 0.25_dec}});
  for (int cents = 0; cents <= 2000; ++cents) {
    const Decimal price = Decimal::make(cents, 2).value();
    EXPECT_EQ(option().is_on_tick(price), cents < 300 || cents % 5 == 0) << cents;
    EXPECT_EQ(ymm.is_on_tick(price), cents % (cents < 300 ? 5 : 10) == 0) << cents;
    EXPECT_TRUE(spy.is_on_tick(price)) << cents;
    EXPECT_EQ(es.is_on_tick(price), cents % (cents < 1000 ? 5 : 25) == 0) << cents;
  }
}

/// Random ascending schedules with ticks that rarely divide their thresholds.
TickSchedule random_schedule(std::mt19937_64& random) {
  std::vector<TickSize> steps;
  std::int64_t threshold = 0;
  const auto count = random() % 4;
  for (std::uint64_t i = 0; i < count; ++i) {
    threshold += static_cast<std::int64_t>(1 + random() % 300);
    steps.push_back({.threshold = Decimal::make(threshold, 2).value(),
                     .value = Decimal::make(static_cast<int>(1 + random() % 90), 2).value()});
  }
  steps.push_back({.value = Decimal::make(static_cast<int>(1 + random() % 90), 2).value()});
  return schedule(steps);
}

TEST(TickScheduleProperty, rounding_gives_the_nearest_legal_price_of_its_direction) {
  std::mt19937_64 random{20261120};
  for (int run = 0; run < 3000; ++run) {
    const TickSchedule ticks = random_schedule(random);
    const auto mills = static_cast<std::int64_t>(random() % 12'000);
    const Decimal price = Decimal::make(mills, 3).value();
    const Decimal below = ticks.round(price, Rounding::down).value();
    const Decimal above = ticks.round(price, Rounding::up).value();
    ASSERT_TRUE(ticks.is_on_tick(below) && ticks.is_on_tick(above)) << price.to_string();
    ASSERT_LE(below, price);
    ASSERT_GE(above, price);
    ASSERT_EQ(below == above, ticks.is_on_tick(price));
    const Decimal cent = 0.01_dec;  // every tick is whole cents, so is every legal price
    for (Decimal p = (below + cent).value(); p < above; p = (p + cent).value()) {
      ASSERT_FALSE(ticks.is_on_tick(p)) << p.to_string() << " skipped from " << price.to_string();
    }
    const Decimal nearest = ticks.round(price, Rounding::half_even).value();
    ASSERT_TRUE(nearest == below || nearest == above);
    ASSERT_LE((nearest - price).value().abs(),
              std::min((price - below).value(), (above - price).value()));
    ASSERT_EQ(ticks.round(nearest, Rounding::up).value(), nearest);
  }
}

}  // namespace
}  // namespace belay::rules
