#include "proto/dxlink/backoff.hpp"

#include <gtest/gtest.h>

#include <array>

namespace belay::dxlink {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::chrono::milliseconds, 8> kPlan{1s, 2s, 4s, 8s, 16s, 30s, 30s, 30s};

TEST(Backoff, follows_the_table_within_a_fifth) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Backoff backoff{seed};
    for (const auto planned : kPlan) {
      const auto delay = backoff.next();
      EXPECT_GE(delay, planned * 8 / 10);
      EXPECT_LE(delay, planned * 12 / 10);
    }
  }
}

TEST(Backoff, jitter_differs_between_clients) {
  Backoff one{1};
  Backoff other{2};
  bool differed = false;
  for (int i = 0; i < 8; ++i) differed |= one.next() != other.next();
  EXPECT_TRUE(differed);
}

TEST(Backoff, starts_over_only_after_a_minute_of_being_ready) {
  Backoff backoff{7};
  for (int i = 0; i < 5; ++i) static_cast<void>(backoff.next());
  backoff.lasted(59s);
  EXPECT_GT(backoff.next(), 20s);
  backoff.lasted(60s);
  EXPECT_LT(backoff.next(), 2s);
}

}  // namespace
}  // namespace belay::dxlink
