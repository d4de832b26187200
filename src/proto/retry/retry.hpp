#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>

#include "belay/base/error.hpp"
#include "belay/base/http.hpp"
#include "belay/base/manners.hpp"
#include "belay/base/time.hpp"

namespace belay::retry {

/// Whether a read that failed is tried again, and when. For reads only: a mutating request is sent
/// once, whatever comes back (broker-api.md 6.9). One object per call. Pure.
class Retry {
 public:
  Retry(Patience patience, std::uint64_t seed, Tick deadline)
      : patience_{patience}, random_{seed}, deadline_{deadline} {}

  /// How long to wait before the next attempt; nullopt when `response` stands: it is none that
  /// waiting mends (429 and 5xx are), the attempts are used up, or the deadline would pass. Half
  /// of the wait is random, so that clients that were refused together do not come back together.
  /// A `Retry-After` in seconds is kept to; the broker sends none (3.4).
  [[nodiscard]] std::optional<std::chrono::milliseconds> after(const HttpResponse& response,
                                                               Tick now);

 private:
  Patience patience_;
  std::mt19937_64 random_;
  Tick deadline_;
  int attempts_ = 0;
};

}  // namespace belay::retry
