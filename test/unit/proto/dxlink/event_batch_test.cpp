#include "proto/dxlink/event_batch.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace belay::dxlink {
namespace {

using testing::ElementsAre;

template <class E>
std::string name() {
  if constexpr (has_schema<E>) {
    return std::string{Schema<E>::name};
  } else {
    return "unknown";
  }
}

std::vector<std::string> runs(const EventBatch& batch) {
  std::vector<std::string> out;
  batch.for_each_run([&]<class E>(std::int64_t channel, std::span<const E> events) {
    out.push_back(fmt::format("{} {} {}", channel, name<E>(), events.size()));
  });
  return out;
}

TEST(EventBatch, keeps_the_order_of_arrival_in_runs_of_one_type_and_channel) {
  EventBatch batch;
  batch.extend(1, 2, Quote{});
  batch.extend(1, 1, Quote{});
  batch.extend(1, 1, Trade{});
  batch.extend(3, 1, Trade{});
  batch.extend(1, 2, UnknownEvent{.type = "Weather"});
  batch.extend(1, 1, Quote{});
  EXPECT_THAT(runs(batch),
              ElementsAre("1 Quote 3", "1 Trade 1", "3 Trade 1", "1 unknown 2", "1 Quote 1"));
  EXPECT_EQ(batch.size(), 8U);
}

TEST(EventBatch, takes_the_newest_back) {
  EventBatch batch;
  batch.extend(1, 3, Quote{}).front().bid_price = 7;
  batch.extend(1, 2, Trade{});
  batch.truncate(4);
  EXPECT_THAT(runs(batch), ElementsAre("1 Quote 3", "1 Trade 1"));
  batch.truncate(1);
  EXPECT_THAT(runs(batch), ElementsAre("1 Quote 1"));
  batch.for_each_run([]<class E>(std::int64_t, std::span<const E> events) {
    if constexpr (std::is_same_v<E, Quote>) {
      EXPECT_EQ(events.front().bid_price, 7);
    }
  });
  batch.clear();
  EXPECT_TRUE(batch.empty());
  EXPECT_TRUE(runs(batch).empty());
}

TEST(EventBatch, every_type_has_its_place) {
  EventBatch batch;
  std::vector<std::string> expected;
  for_each_event_type([&]<class E>() {
    batch.extend(1, 1, E{});
    expected.push_back("1 " + name<E>() + " 1");
  });
  EXPECT_EQ(runs(batch), expected);
  EXPECT_EQ(expected.size(), 17U);
}

}  // namespace
}  // namespace belay::dxlink
