#include "proto/retry/retry.hpp"

#include <set>

#include <gtest/gtest.h>

#include "proto/retry/poll_watch.hpp"
#include "proto/retry/token_bucket.hpp"

namespace belay::retry {
namespace {

using namespace std::chrono_literals;

constexpr Tick kNow{1h};
const HttpResponse kBusy{.status = 429};

constexpr auto kPatience = std::chrono::hours{1};

TEST(TokenBucket, a_burst_is_free_and_then_requests_are_spaced) {
  TokenBucket bucket{{.per_second = 5, .burst = 3}};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(bucket.take(kNow, kPatience), 0ns);
  EXPECT_EQ(bucket.take(kNow, kPatience), 200ms);
  EXPECT_EQ(bucket.take(kNow, kPatience), 400ms) << "turns are kept in order";
  EXPECT_EQ(bucket.take(kNow + 600ms, kPatience), 0ns);
}

TEST(TokenBucket, a_long_pause_saves_up_one_burst_and_no_more) {
  TokenBucket bucket{{.per_second = 5, .burst = 2}};
  static_cast<void>(bucket.take(kNow, kPatience));
  EXPECT_EQ(bucket.take(kNow + 24h, kPatience), 0ns);
  EXPECT_EQ(bucket.take(kNow + 24h, kPatience), 0ns);
  EXPECT_EQ(bucket.take(kNow + 24h, kPatience), 200ms);
}

TEST(TokenBucket, never_exceeds_its_pace_over_any_second) {
  TokenBucket bucket{{.per_second = 10, .burst = 5}};
  Tick now = kNow;
  for (int i = 0; i < 105; ++i) now += bucket.take(now, kPatience).value();
  EXPECT_GE(now - kNow, 9999ms);
}

TEST(TokenBucket, who_cannot_wait_that_long_takes_no_turn) {
  TokenBucket bucket{{.per_second = 5, .burst = 1}};
  EXPECT_EQ(bucket.take(kNow, 1s), 0ns);
  for (int i = 1; i < 5; ++i) EXPECT_EQ(bucket.take(kNow, 1s), i * 200ms);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(bucket.take(kNow, 1s), std::nullopt);
  EXPECT_EQ(bucket.take(kNow + 200ms, 1s), 800ms) << "as if they had not asked";
  bucket.give_back(kNow + 1s);
  EXPECT_EQ(bucket.take(kNow + 200ms, 1s), 800ms);
}

TEST(TokenBucket, a_turn_given_back_is_the_next_one_s_and_no_two_coincide) {
  TokenBucket bucket{{.per_second = 1, .burst = 1}};
  for (int i = 0; i < 4; ++i) EXPECT_EQ(bucket.take(kNow, kPatience), i * 1s);
  bucket.give_back(kNow + 2s);
  bucket.give_back(kNow + 1s);
  EXPECT_EQ(bucket.take(kNow, kPatience), 1s);
  EXPECT_EQ(bucket.take(kNow, kPatience), 2s);
  EXPECT_EQ(bucket.take(kNow, kPatience), 4s);
  bucket.give_back(kNow + 1s);
  EXPECT_EQ(bucket.take(kNow + 1500ms, kPatience), 3500ms) << "a turn that nobody took is over";
}

TEST(TokenBucket, without_a_pace_nobody_waits) {
  TokenBucket bucket{Pace{}};
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(bucket.take(kNow, kPatience), 0ns);
}

TEST(Retry, waits_twice_as_long_each_time_and_half_of_it_is_chance) {
  std::set<std::int64_t> seen;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Retry retry{{.most_attempts = 5, .first = 100ms, .longest = 300ms}, seed, kNow + 1h};
    for (const auto full : {100ms, 200ms, 300ms, 300ms}) {
      const auto wait = retry.after(kBusy, kNow);
      ASSERT_TRUE(wait);
      EXPECT_GE(*wait, full / 2);
      EXPECT_LE(*wait, full);
      if (full == 100ms) seen.insert(wait->count());
    }
    EXPECT_FALSE(retry.after(kBusy, kNow)) << "five attempts are enough";
  }
  EXPECT_GT(seen.size(), 20U);
}

TEST(Retry, the_same_seed_waits_the_same) {
  Retry one{{}, 7, kNow + 1h};
  Retry two{{}, 7, kNow + 1h};
  EXPECT_EQ(one.after(kBusy, kNow), two.after(kBusy, kNow));
}

TEST(Retry, only_what_passes_by_itself_is_tried_again) {
  for (const int status : {429, 500, 502, 503, 504}) {
    Retry retry{{}, 1, kNow + 1h};
    EXPECT_TRUE(retry.after({.status = status}, kNow)) << status;
  }
  for (const int status : {200, 201, 204, 301, 400, 401, 403, 404, 406, 408, 422}) {
    Retry retry{{}, 1, kNow + 1h};
    EXPECT_FALSE(retry.after({.status = status}, kNow)) << status;
  }
}

TEST(Retry, never_waits_past_the_deadline_of_the_call) {
  Retry retry{{.first = 2s}, 1, kNow + 1s};
  EXPECT_FALSE(retry.after(kBusy, kNow));
}

TEST(Retry, a_retry_after_is_kept_to) {
  Retry retry{{}, 1, kNow + 1h};
  EXPECT_EQ(retry.after({.status = 503, .headers = {{"Retry-After", "30"}}}, kNow), 30s);
  Retry strange{{}, 1, kNow + 1h};
  EXPECT_LE(strange.after({.status = 503, .headers = {{"Retry-After", "soon"}}}, kNow), 500ms);
}

TEST(PollWatch, the_sixth_read_of_live_orders_within_a_minute_is_polling) {
  PollWatch watch;
  const std::string target = "/accounts/5WT00001/orders/live";
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(watch.is_polling(target, kNow + i * 1s));
  EXPECT_TRUE(watch.is_polling(target, kNow + 6s));
  EXPECT_FALSE(watch.is_polling(target, kNow + 7s)) << "said once, then counted anew";
}

TEST(PollWatch, now_and_then_and_other_reads_are_no_polling) {
  PollWatch watch;
  for (int i = 0; i < 50; ++i) {
    EXPECT_FALSE(watch.is_polling("/accounts/5WT00001/orders/live", kNow + i * 13s));
    EXPECT_FALSE(watch.is_polling("/accounts/5WT00001/positions", kNow));
  }
}

}  // namespace
}  // namespace belay::retry
