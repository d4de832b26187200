#include "sim/market/depth.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace belay::sim {
namespace {

constexpr Instant kNow{std::chrono::hours{24 * 20'000}};

Quote quote(double bid, double ask) {
  Quote event;
  event.symbol = Symbol{"SPY"};
  event.bid_price = bid;
  event.bid_size = 300;
  event.ask_price = ask;
  event.ask_size = 200;
  return event;
}

// S-49
TEST(Depth, the_best_levels_are_the_quotes_and_the_rest_lies_behind_them) {
  const auto book = book_around(quote(598.51, 598.53), 7, kNow, 10);
  ASSERT_EQ(book.bids.size(), 10U);
  ASSERT_EQ(book.asks.size(), 10U);
  EXPECT_EQ(book.bids[0], (dxlink::DepthLevel{598.51, 300}));
  EXPECT_EQ(book.asks[0], (dxlink::DepthLevel{598.53, 200}));
  for (std::size_t i = 1; i < 10; ++i) {
    EXPECT_LT(book.bids[i].price, book.bids[i - 1].price);
    EXPECT_GT(book.asks[i].price, book.asks[i - 1].price);
    EXPECT_GT(book.bids[i].size, 0);
  }
}

TEST(Depth, the_same_seed_gives_the_same_book_and_another_one_another) {
  const auto levels = [](std::uint64_t seed) {
    return book_around(quote(598.51, 598.53), seed, kNow, 20).bids;
  };
  EXPECT_EQ(levels(7), levels(7));
  EXPECT_NE(levels(7), levels(8));
}

TEST(Depth, is_bounded_and_stops_at_zero) {
  EXPECT_EQ(book_around(quote(598.51, 598.53), 7, kNow, static_cast<std::size_t>(-1)).asks.size(),
            kDeepest);
  const auto cheap = book_around(quote(0.05, 0.10), 7, kNow, 10);
  ASSERT_EQ(cheap.bids.size(), 1U);
  EXPECT_EQ(cheap.bids[0].price, 0.05);
  EXPECT_TRUE(book_around(quote(kNaN, 1.0), 7, kNow, 10).bids.empty());
}

}  // namespace
}  // namespace belay::sim
