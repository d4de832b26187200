#pragma once

#include <chrono>

namespace belay {

/// How fast one host may be asked. The broker publishes no limit (broker-api.md 3.6); whoever goes
/// over it is throttled or suspended.
struct Pace {
  double per_second = 0;  ///< 0 = as fast as one likes
  double burst = 1;       ///< requests at once after a pause
};

/// How often a read that the broker could not answer (429, 5xx) is tried, and how far apart.
struct Patience {
  int most_attempts = 4;                      ///< of one read, the first included
  std::chrono::milliseconds first{500};       ///< before the second attempt; doubles each time
  std::chrono::milliseconds longest{10'000};  ///< between two attempts
};

}  // namespace belay
