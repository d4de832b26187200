#include "proto/dxlink/event_batch.hpp"

#include <chrono>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/dxlink/event_codec.hpp"

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
  batch.extend<Quote>(1, 2);
  batch.extend<Quote>(1, 1);
  batch.extend<Trade>(1, 1);
  batch.extend<Trade>(3, 1);
  batch.extend<UnknownEvent>(1, 2);
  batch.extend<Quote>(1, 1);
  EXPECT_THAT(runs(batch),
              ElementsAre("1 Quote 3", "1 Trade 1", "3 Trade 1", "1 unknown 2", "1 Quote 1"));
  EXPECT_EQ(batch.size(), 8U);
}

TEST(EventBatch, takes_the_newest_back) {
  EventBatch batch;
  batch.extend<Quote>(1, 3).front().bid_price = 7;
  batch.extend<Trade>(1, 2);
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

TEST(EventBatch, a_place_used_again_begins_empty_and_received) {
  const EventCodec& quotes = *find_codec("Quote");
  const Instant received{std::chrono::seconds{7}};
  EventBatch batch;
  auto* const filled = static_cast<Quote*>(quotes.extend(batch, 1, 2, Instant{}));
  filled[0] = {.bid_price = 1, .symbol = Symbol{"SPY"}, .event_time = 5};
  filled[1] = filled[0];
  batch.clear();
  const auto* const again = static_cast<const Quote*>(quotes.extend(batch, 1, 2, received));
  for (const Quote& quote : std::span{again, 2}) {
    EXPECT_TRUE(std::isnan(quote.bid_price));
    EXPECT_FALSE(quote.symbol.has_value());
    EXPECT_EQ(quote.event_time, 0);
    EXPECT_EQ(quote.received, received);
  }
}

TEST(EventBatch, every_type_has_its_place) {
  EventBatch batch;
  std::vector<std::string> expected;
  for_each_event_type([&]<class E>() {
    batch.extend<E>(1, 1);
    expected.push_back("1 " + name<E>() + " 1");
  });
  EXPECT_EQ(runs(batch), expected);
  EXPECT_EQ(expected.size(), 17U);
}

}  // namespace
}  // namespace belay::dxlink
