#include <array>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include <gmock/gmock.h>

#include "belay/model/calendar.hpp"

using namespace belay;
using namespace std::chrono;

namespace {

// Puts the machine into a time zone for as long as it lives.
class HostZone {
 public:
  explicit HostZone(const char* zone) {
    if (const char* old = std::getenv("TZ")) before_ = old;
    set(zone);
  }
  HostZone(const HostZone&) = delete;
  HostZone& operator=(const HostZone&) = delete;
  ~HostZone() { set(before_ ? before_->c_str() : nullptr); }

 private:
  static void set(const char* zone) {
    zone != nullptr ? setenv("TZ", zone, 1) : unsetenv("TZ");
    tzset();
  }
  std::optional<std::string> before_;
};

constexpr std::array kMarkets{Market::equity, Market::index_option, Market::cfe, Market::cme,
                              Market::crypto};

// What the calendar says of every half hour around `centre`, four days each way.
std::string story_of(Instant centre) {
  std::string story;
  for (Instant at = centre - days{4}; at <= centre + days{4}; at += minutes{30}) {
    for (const Market market : kMarkets) {
      const auto next = next_open(at, market);
      story += to_iso_date(trade_day(at, market)) + (is_open(at, market) ? " open " : " shut ") +
               (next ? to_iso_utc(*next) : "never") + "\n";
    }
  }
  return story;
}

class InHostZone : public testing::TestWithParam<const char*> {};

}  // namespace

TEST_P(InHostZone, the_calendar_says_the_same_as_under_utc) {
  for (const char* centre :
       {"2025-03-09T07:00:00Z", "2025-11-02T06:00:00Z", "2024-12-31T17:00:00Z",
        "2026-07-03T12:00:00Z", "2025-03-30T01:00:00Z", "2025-04-06T16:00:00Z"}) {
    const Instant at = parse_timestamp(centre).value();
    std::string under_utc;
    {
      const HostZone utc{"UTC"};
      under_utc = story_of(at);
    }
    const HostZone zone{GetParam()};
    EXPECT_EQ(story_of(at), under_utc) << centre;
  }
}

TEST_P(InHostZone, sessions_keep_their_wall_clock_over_both_dst_nights) {
  const HostZone zone{GetParam()};
  const auto opening = [](Date date, Market market) {
    return to_iso_utc(session_on(date, market).value().open);
  };
  const year y{2025};
  EXPECT_EQ(opening(y / March / 7, Market::equity), "2025-03-07T14:30:00.000+00:00");
  EXPECT_EQ(opening(y / March / 10, Market::equity), "2025-03-10T13:30:00.000+00:00");
  EXPECT_EQ(opening(y / March / 10, Market::cme), "2025-03-09T22:00:00.000+00:00");
  EXPECT_EQ(opening(y / October / 31, Market::equity), "2025-10-31T13:30:00.000+00:00");
  EXPECT_EQ(opening(y / November / 3, Market::equity), "2025-11-03T14:30:00.000+00:00");
  EXPECT_EQ(opening(y / November / 3, Market::cme), "2025-11-02T23:00:00.000+00:00");
  const auto length = [](Date date) {
    const Session session = session_on(date, Market::crypto).value();
    return duration_cast<hours>(session.close - session.open).count();
  };
  EXPECT_EQ(length(y / March / 9), 23);
  EXPECT_EQ(length(y / November / 2), 25);
}

TEST_P(InHostZone, the_host_really_is_where_the_test_says) {
  const HostZone zone{GetParam()};
  const std::time_t noon = 1'736'769'600;  // 2025-01-13 12:00 UTC
  std::tm local{};
  localtime_r(&noon, &local);
  const std::string_view name = GetParam();
  const int expected = name == "America/New_York"   ? 7
                       : name == "Asia/Tokyo"       ? 21
                       : name == "Australia/Sydney" ? 23
                                                    : 12;
  if (local.tm_hour == 12 && expected != 12) GTEST_SKIP() << "no time zone data on this machine";
  EXPECT_EQ(local.tm_hour, expected);
}

INSTANTIATE_TEST_SUITE_P(Zones, InHostZone,
                         testing::Values("UTC", "America/New_York", "Asia/Tokyo",
                                         "Australia/Sydney", "Europe/London"),
                         [](const auto& instance) {
                           std::string name{instance.param};
                           std::erase(name, '/');
                           return name;
                         });
