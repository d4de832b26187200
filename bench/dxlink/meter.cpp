#include "dxlink/meter.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

#include <fmt/format.h>

namespace {
std::atomic<std::uint64_t> allocated{0};
}  // namespace

// Everything the program allocates is counted.
void* operator new(std::size_t size) {
  allocated.fetch_add(1, std::memory_order_relaxed);
  if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace belay::bench {
namespace {

// The p99 of each so many, then the median of these: the machine's own pauses do not decide.
constexpr std::size_t kWindow = 10'000;

double microseconds(std::int64_t time) { return static_cast<double>(time) * 1e-3; }

std::int64_t windowed_p99(std::vector<std::int64_t> latency) {
  std::vector<std::int64_t> windows{0};
  for (auto at = latency.begin(); latency.end() - at >= std::ptrdiff_t{kWindow}; at += kWindow) {
    std::nth_element(at, at + kWindow * 99 / 100, at + kWindow);
    windows.push_back(at[kWindow * 99 / 100]);
  }
  std::ranges::sort(windows);
  return windows[windows.size() / 2];
}

}  // namespace

std::uint64_t allocations() { return allocated.load(std::memory_order_relaxed); }

void Meter::begin() {
  if (start_ != 0) return;
  latency_.reserve(std::size_t{1} << 20);
  cpu_start_ = cpu_seconds();
  start_ = wire_clock();
}

void Meter::warm() {
  allocations_at_warm_ = allocations();
  frames_at_warm_ = frames_;
}

void Meter::end() {
  finish_ = wire_clock();
  cpu_ = cpu_seconds() - cpu_start_;
  allocations_ = allocations() - allocations_at_warm_;
}

void Meter::print() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  fmt::print(
      R"({{"events":{},"frames":{},"wall_s":{:.6f},"cpu_s":{:.6f},"rss_kb":{},"check":{:.6g})",
      events_, frames_, static_cast<double>(finish_ - start_) * 1e-9, cpu_, usage.ru_maxrss, sum_);
  if (allocations_at_warm_ != 0) {
    fmt::print(R"(,"warm_events":{},"warm_frames":{},"allocations":{})", events_ - warm_,
               frames_ - frames_at_warm_, allocations_);
  }
  if (kept_ > 0) fmt::print(R"(,"kept_bytes":{})", kept_);
  print_latency();
  fmt::print("}}\n");
}

void Meter::print_latency() {
  if (latency_.empty()) return;
  const std::int64_t windowed = windowed_p99(latency_);
  std::ranges::sort(latency_);
  const auto at = [&](double share) {
    return microseconds(
        latency_[static_cast<std::size_t>(share * static_cast<double>(latency_.size() - 1))]);
  };
  fmt::print(R"(,"latency_us":{{"p50":{:.1f},"p90":{:.1f},"p99":{:.1f},"window_p99":{:.1f}}})",
             at(0.5), at(0.9), at(0.99), microseconds(windowed));
}

}  // namespace belay::bench
