#pragma once

#include <cstdint>
#include <ctime>
#include <string_view>

namespace belay::bench {

/// The symbol whose subscription asks for the flood, and whose event ends it.
inline constexpr std::string_view kEnd = "__END__";

[[nodiscard]] inline std::int64_t nanoseconds(clockid_t clock) {
  std::timespec time{};
  clock_gettime(clock, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}
/// The clock that server and client share: both run on one machine.
[[nodiscard]] inline std::int64_t wire_clock() { return nanoseconds(CLOCK_MONOTONIC); }
/// Of the whole process, user and system.
[[nodiscard]] inline double cpu_seconds() {
  return static_cast<double>(nanoseconds(CLOCK_PROCESS_CPUTIME_ID)) * 1e-9;
}

}  // namespace belay::bench
