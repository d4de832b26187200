#include "proto/dxlink/history_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace belay::dxlink {
namespace {

using testing::ElementsAre;

const FeedKey kKey{Symbol{"Candle"}, Symbol{"A{=d}"}, {}};

Event candle(std::int64_t index, double close, std::int32_t flags = 0) {
  Candle event;
  event.symbol = kKey.symbol;
  event.index = index;
  event.close = close;
  event.event_flags = flags;
  return event;
}

HistoryQueue::Fetch rows(std::size_t count) {
  return [count](std::string_view, Symbol, std::string_view, std::int64_t) {
    std::vector<Event> all;
    for (std::size_t i = count; i > 0; --i) all.push_back(candle(static_cast<std::int64_t>(i), 1));
    return std::optional{all};
  };
}

std::vector<std::int32_t> flags_in(const std::vector<Event>& events) {
  std::vector<std::int32_t> all;
  for (const Event& event : events) all.push_back(flags_of(event));
  return all;
}

// S-33
TEST(HistoryQueue, a_snapshot_goes_in_one_run_before_the_updates_however_small_the_pieces) {
  HistoryQueue queue;
  queue.begin(kKey, 0, false);
  std::vector<Event> got = queue.take(2, true, rows(4), {});
  queue.put(kKey, candle(4, 2));
  while (queue.ready(true)) {
    for (const Event& event : queue.take(2, true, rows(4), {})) got.push_back(event);
  }
  EXPECT_THAT(flags_in(got), ElementsAre(4, 0, 0, 0, 10, 0));
  EXPECT_EQ(std::get<Candle>(got.back()).close, 2.0);
}

TEST(HistoryQueue, rows_are_fetched_when_their_turn_has_come) {
  HistoryQueue queue;
  int fetched = 0;
  const HistoryQueue::Fetch fetch = [&](std::string_view type, Symbol symbol, std::string_view,
                                        std::int64_t from) {
    ++fetched;
    return rows(2)(type, symbol, "", from);
  };
  queue.begin(kKey, 0, false);
  queue.begin({kKey.type, Symbol{"B{=d}"}, {}}, 0, false);
  EXPECT_EQ(queue.size(), 0U);
  (void)queue.take(1, false, fetch, {});
  EXPECT_EQ(fetched, 1);
  EXPECT_EQ(queue.size(), 2U);
}

// S-45: nobody can make it grow.
TEST(HistoryQueue, too_many_updates_become_a_new_snapshot) {
  HistoryQueue queue;
  queue.begin(kKey, 0, false);
  while (queue.ready(true)) (void)queue.take(10, true, rows(3), {});
  for (std::int64_t i = 0; i < 100'000; ++i) queue.put(kKey, candle(i, 1, 1));
  EXPECT_LE(queue.size(), HistoryQueue::kMostUpdates);
  EXPECT_THAT(flags_in(queue.take(10, true, rows(3), {})), ElementsAre(4, 0, 0, 10));
}

TEST(HistoryQueue, a_dropped_key_says_nothing_even_in_the_middle_of_its_snapshot) {
  HistoryQueue queue;
  queue.begin(kKey, 0, false);
  (void)queue.take(1, true, rows(3), {});
  queue.put(kKey, candle(3, 2));
  queue.drop(kKey);
  EXPECT_FALSE(queue.ready(true));
  EXPECT_TRUE(queue.take(10, true, rows(3), {}).empty());
}

TEST(HistoryQueue, a_history_that_was_cut_ends_with_snip) {
  HistoryQueue queue;
  queue.begin(kKey, 0, false);
  EXPECT_THAT(flags_in(queue.take(10, false, rows(4), {.most_rows = 3})), ElementsAre(4, 0, 16));
  const HistoryQueue::Fetch snipped = [](std::string_view, Symbol, std::string_view, std::int64_t) {
    return std::optional{std::vector<Event>{candle(2, 1), candle(1, 1, 16)}};
  };
  queue.begin(kKey, 0, false);
  EXPECT_THAT(flags_in(queue.take(10, false, snipped, {})), ElementsAre(4, 16));
}

// S-44
TEST(HistoryQueue, the_terminator_of_a_time_series_packs_the_lower_bound) {
  const auto end = std::get<Candle>(terminator(kKey, 1'689'398'266'363));
  EXPECT_EQ(end.index, 7255910303911641088);
  EXPECT_EQ(end.time, 1'689'398'266'363);
  EXPECT_EQ(end.sequence, 0);
}

TEST(HistoryQueue, the_terminator_of_a_book_is_slot_0_of_its_source) {
  const auto slot = [](const char* source) {
    return index_of(terminator({Symbol{"Order"}, Symbol{"A"}, Symbol{source}}, 0));
  };
  EXPECT_EQ(slot("NTV"), std::int64_t{0x4E5456} << 32);
  EXPECT_EQ(slot("DEFAULT"), 0);
  EXPECT_EQ(slot("AGGREGATE"), std::int64_t{9} << 48);
}

}  // namespace
}  // namespace belay::dxlink
