#include "sim/market/random.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

#include <gmock/gmock.h>

namespace belay::sim {
namespace {

TEST(Random, same_seed_same_numbers_other_seed_other_numbers) {
  Random a{7};
  Random b{7};
  Random c{8};
  bool differs = false;
  for (int i = 0; i < 100; ++i) {
    const std::uint64_t word = a.bits();
    ASSERT_EQ(word, b.bits());
    differs = differs || word != c.bits();
  }
  EXPECT_TRUE(differs);
}

TEST(Random, normal_has_mean_zero_and_deviation_one) {
  Random random{42};
  constexpr int kCount = 200'000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kCount; ++i) {
    const double x = random.normal();
    ASSERT_TRUE(std::isfinite(x));
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / kCount, 0.0, 0.01);
  EXPECT_NEAR(squares / kCount, 1.0, 0.02);
}

TEST(Random, whole_reaches_both_ends_and_no_further) {
  Random random{1};
  std::vector<int> seen(5);
  for (int i = 0; i < 1000; ++i) ++seen.at(static_cast<std::size_t>(random.whole(3, 7) - 3));
  EXPECT_THAT(seen, testing::Each(testing::Gt(100)));
}

}  // namespace
}  // namespace belay::sim
