#include "belay/base/time.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>

#include <gmock/gmock.h>

using namespace belay;
using namespace std::chrono;

namespace {

// Day of March on which New York's clocks go forward; they go back on the November day a week less.
constexpr std::array<unsigned, 21> kMarch{8, 13, 12, 11, 10, 8, 14, 13, 12, 10, 9,
                                          8, 14, 12, 11, 10, 9, 14, 13, 12, 11};
constexpr int kFirstYear = 2015;

Instant forward(std::size_t i) {
  return Instant{sys_days{year{kFirstYear + static_cast<int>(i)} / March / day{kMarch[i]}}} +
         hours{7};
}
Instant backward(std::size_t i) {
  return Instant{sys_days{year{kFirstYear + static_cast<int>(i)} / November / day{kMarch[i] - 7}}} +
         hours{6};
}

std::string iso(std::string_view text) {
  const auto at = parse_timestamp(text);
  return at ? to_iso_utc(*at) : "error";
}

}  // namespace

TEST(Time, new_york_changes_its_clocks_on_the_days_of_the_law) {
  for (std::size_t i = 0; i < kMarch.size(); ++i) {
    EXPECT_EQ(new_york_offset(forward(i) - nanoseconds{1}), hours{-5}) << kFirstYear + i;
    EXPECT_EQ(new_york_offset(forward(i)), hours{-4}) << kFirstYear + i;
    EXPECT_EQ(new_york_offset(backward(i) - nanoseconds{1}), hours{-4}) << kFirstYear + i;
    EXPECT_EQ(new_york_offset(backward(i)), hours{-5}) << kFirstYear + i;
  }
}

TEST(Time, an_instant_survives_new_york_and_back_but_for_the_repeated_hour) {
  std::mt19937_64 engine{1};
  std::uniform_int_distribution<std::int64_t> seconds_of{
      sys_seconds{sys_days{year{2015} / January / 1}}.time_since_epoch().count(),
      sys_seconds{sys_days{year{2036} / January / 1}}.time_since_epoch().count()};
  for (int i = 0; i < 20'000; ++i) {
    Instant at{seconds{seconds_of(engine)}};
    if (i % 4 == 0) {
      const auto row = static_cast<std::size_t>(i) % kMarch.size();
      at = (i % 8 == 0 ? forward(row) : backward(row)) +
           seconds{seconds_of(engine) % (4 * 3600) - 2 * 3600};
    }
    bool repeated = false;
    for (std::size_t row = 0; row < kMarch.size(); ++row)
      repeated |= at >= backward(row) && at < backward(row) + hours{1};
    ASSERT_EQ(from_new_york(to_new_york(at)), repeated ? at - hours{1} : at) << to_iso_utc(at);
  }
}

TEST(Time, a_reading_that_march_skips_maps_to_after_the_jump) {
  for (std::size_t i = 0; i < kMarch.size(); ++i) {
    const local_days day{sys_days{floor<days>(forward(i))}.time_since_epoch()};
    EXPECT_EQ(from_new_york(day + hours{2}), forward(i));
    EXPECT_EQ(from_new_york(day + hours{2} + minutes{59}), forward(i) + minutes{59});
    EXPECT_EQ(from_new_york(day + hours{3}), forward(i));
    EXPECT_EQ(from_new_york(day + hours{1} + minutes{59}), forward(i) - minutes{1});
  }
}

TEST(Time, a_reading_that_november_repeats_maps_to_the_first) {
  for (std::size_t i = 0; i < kMarch.size(); ++i) {
    const local_days day{sys_days{floor<days>(backward(i))}.time_since_epoch()};
    EXPECT_EQ(from_new_york(day + hours{1}), backward(i) - hours{1});
    EXPECT_EQ(from_new_york(day + hours{2}), backward(i) + hours{1});
  }
}

TEST(Time, the_date_in_new_york_is_not_the_date_in_utc) {
  EXPECT_EQ(new_york_date(parse_timestamp("2025-01-14T04:59:59Z").value()),
            year{2025} / January / 13);
  EXPECT_EQ(new_york_date(parse_timestamp("2025-01-14T05:00:00Z").value()),
            year{2025} / January / 14);
  EXPECT_EQ(new_york_date(parse_timestamp("2025-07-14T03:59:59Z").value()), year{2025} / July / 13);
}

TEST(Time, reads_every_form_the_broker_writes) {
  EXPECT_EQ(iso("2026-06-12T19:33:24.172+00:00"), "2026-06-12T19:33:24.172+00:00");  // A
  EXPECT_EQ(iso("2026-08-24T17:58:51.032Z"), "2026-08-24T17:58:51.032+00:00");       // B
  EXPECT_EQ(iso("2023-07-26T16:49:14.315-04:00"), "2023-07-26T20:49:14.315+00:00");  // C
  EXPECT_EQ(iso("2019-01-20T18:02:44.206-06:00"), "2019-01-21T00:02:44.206+00:00");  // C
  EXPECT_EQ(iso("2023-06-08 13:30:00+00"), "2023-06-08T13:30:00.000+00:00");         // D
  EXPECT_EQ(iso("2023-06-08T13:30:00-0400"), "2023-06-08T17:30:00.000+00:00");
  EXPECT_EQ(to_iso_utc(from_epoch_ms(1'688'595'114'405)), "2023-07-05T22:11:54.405+00:00");  // E
}

TEST(Time, a_fraction_finer_than_a_nanosecond_is_cut) {
  const Instant at = parse_timestamp("2025-01-13T15:31:07.1234567899Z").value();
  EXPECT_EQ((at.time_since_epoch() % seconds{1}).count(), 123'456'789);
  EXPECT_EQ(iso("2025-01-13T15:31:07.Z"), "2025-01-13T15:31:07.000+00:00");
}

TEST(Time, a_time_without_a_zone_is_refused) {
  for (const std::string_view text :
       {"2025-01-13T15:31:07", "2025-01-13 15:31:07.123", "2025-01-13", "2025-01-13T15:31:07+",
        "2025-01-13T15:31:07+0", "2025-01-13T15:31:07+00:", "2025-01-13T15:31:07 EST",
        "2025-01-13T15:31:07Zx"}) {
    EXPECT_EQ(iso(text), "error") << text;
  }
}

TEST(Time, what_no_clock_shows_is_refused) {
  for (const std::string_view text :
       {"", "2025-02-30T00:00:00Z", "2025-13-01T00:00:00Z", "2025-01-13T24:00:00Z",
        "2025-01-13T12:60:00Z", "2025-01-13T12:00:61Z", "2025-01-13T12:00:00+24:00",
        "25-01-13T12:00:00Z", "2025-01-13X12:00:00Z", "2025-01-13T-1:00:00Z"}) {
    EXPECT_EQ(iso(text), "error") << text;
  }
}

TEST(Time, a_year_no_instant_can_hold_is_refused_not_wrapped) {
  for (const std::string_view text : {"0000-01-01T00:00:00Z", "1600-01-01T00:00:00Z",
                                      "2300-01-01T00:00:00Z", "9999-12-31T23:59:59Z"}) {
    EXPECT_EQ(iso(text), "error") << text;
  }
  EXPECT_EQ(iso("2199-12-31T23:59:59Z"), "2199-12-31T23:59:59.000+00:00");
}

TEST(Time, any_number_of_milliseconds_gives_an_instant) {
  EXPECT_EQ(to_epoch_ms(from_epoch_ms(0)), 0);
  EXPECT_EQ(from_epoch_ms(0), Instant{});
  EXPECT_EQ(to_epoch_ms(from_epoch_ms(-1)), -1);
  EXPECT_EQ(to_iso_utc(from_epoch_ms(std::numeric_limits<std::int64_t>::max())),
            "2200-01-01T00:00:00.000+00:00");
  EXPECT_LT(from_epoch_ms(std::numeric_limits<std::int64_t>::min()), Instant{});
  EXPECT_EQ(to_epoch_ms(Instant{nanoseconds{-1}}), -1);
}

TEST(Time, random_texts_are_refused_or_read_never_fatal) {
  std::mt19937_64 engine{2};
  constexpr std::string_view kGood = "2023-07-26T16:49:14.315-04:00";
  for (int i = 0; i < 20'000; ++i) {
    std::string text{kGood};
    for (int damage = 0; damage < 3; ++damage)
      text[engine() % text.size()] = static_cast<char>("0123456789-:+Z. T"[engine() % 17]);
    text.resize(engine() % 2 == 0 ? text.size() : engine() % text.size());
    const auto at = parse_timestamp(text);
    if (at) {
      ASSERT_EQ(to_epoch_ms(parse_timestamp(to_iso_utc(*at)).value()), to_epoch_ms(*at)) << text;
    }
    static_cast<void>(parse_date(text));
  }
}

TEST(Time, reads_dates_and_ignores_what_follows_a_space) {
  EXPECT_EQ(parse_date("2025-01-13").value(), year{2025} / January / 13);
  EXPECT_EQ(parse_date("2025-01-13 06:00:00 UTC").value(), year{2025} / January / 13);
  for (const std::string_view text : {"", "2025-1-13", "2025-02-29", "2025-01-13T00", "13-01-2025"})
    EXPECT_FALSE(parse_date(text)) << text;
  EXPECT_EQ(to_iso_date(year{2025} / January / 3), "2025-01-03");
}

TEST(Time, people_read_new_york_time_with_its_zone) {
  EXPECT_EQ(to_new_york_text(parse_timestamp("2025-01-13T15:31:07Z").value()),
            "2025-01-13 10:31:07 EST");
  EXPECT_EQ(to_new_york_text(parse_timestamp("2025-07-13T15:31:07Z").value()),
            "2025-07-13 11:31:07 EDT");
}

TEST(Time, the_machines_clocks_run) {
  const Clock clock = Clock::system();
  EXPECT_GT(clock.now(), Instant{});
  const Tick first = clock.tick();
  EXPECT_LE(first, clock.tick());
}
