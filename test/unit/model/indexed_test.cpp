#include <random>
#include <tuple>

#include <gmock/gmock.h>

#include "belay/model/indexed.hpp"

using namespace belay;

// C-39; the captured vectors of dxlink.md 6.2.
TEST(Index, C_39_time_and_sequence_pack_as_captured) {
  using Row = std::tuple<std::int64_t, std::int32_t, std::int64_t>;
  for (const auto& [time, sequence, index] :
       {Row{1684559855338, 0, 7235129486797176832}, Row{1689398266363, 0, 7255910303911641088},
        Row{1689120000000, 0, 7254715159019520000}, Row{1689120000000, 1, 7254715159019520001},
        Row{1689206400000, 0, 7255086244193894400}, Row{1689292800000, 0, 7255457329368268800},
        Row{1754265600000, 0, 7534513380497817600}, Row{1754341200000, 0, 7534838080025395200}}) {
    EXPECT_EQ(pack_index(time, sequence), index);
    EXPECT_EQ(time_of_index(index), time);
    EXPECT_EQ(sequence_of_index(index), sequence);
  }
}

TEST(Index, times_before_1970_keep_their_order) {
  EXPECT_EQ(pack_index(-1, 0), (std::int64_t{-1} << 32) | (std::int64_t{999} << 22));
  EXPECT_EQ(time_of_index(pack_index(-1, 5)), -1);
  EXPECT_EQ(sequence_of_index(pack_index(-1, 5)), 5);
  EXPECT_EQ(time_of_index(pack_index(-1000, 0)), -1000);
  EXPECT_EQ(time_of_index(pack_index(-1001, 0)), -1001);
  EXPECT_LT(pack_index(-1001, kMostSequence), pack_index(-1000, 0));
}

TEST(Index, seconds_saturate_and_sequences_keep_22_bits) {
  constexpr auto kFirst = std::numeric_limits<std::int64_t>::min();
  constexpr auto kLast = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(pack_index(kLast, 0) >> 32, std::numeric_limits<std::int32_t>::max());
  EXPECT_EQ(pack_index(kFirst, 0) >> 32, std::numeric_limits<std::int32_t>::min());
  EXPECT_EQ(sequence_of_index(pack_index(0, kMostSequence)), kMostSequence);
  EXPECT_EQ(sequence_of_index(pack_index(0, kMostSequence + 1)), 0);
}

TEST(IndexProperty, any_time_of_two_centuries_survives_and_order_is_that_of_time_then_sequence) {
  std::mt19937_64 engine{11};
  std::uniform_int_distribution<std::int64_t> time{-2'000'000'000'000, 2'000'000'000'000};
  std::uniform_int_distribution<std::int32_t> sequence{0, kMostSequence};
  for (int i = 0; i < 20'000; ++i) {
    const std::tuple a{time(engine), sequence(engine)};
    const std::tuple b{time(engine), sequence(engine)};
    const std::int64_t index = std::apply(pack_index, a);
    ASSERT_EQ(std::tuple(time_of_index(index), sequence_of_index(index)), a);
    ASSERT_EQ(a < b, index < std::apply(pack_index, b));
  }
}

TEST(EventFlags, several_stand_in_one_number) {
  constexpr std::int32_t kTerminator = flags(EventFlag::snapshot_end, EventFlag::remove_event);
  EXPECT_EQ(kTerminator, 10);
  EXPECT_TRUE(has(kTerminator, EventFlag::remove_event));
  EXPECT_FALSE(has(kTerminator, EventFlag::snapshot_begin));
  EXPECT_EQ(flags(), 0);
}
