#include <atomic>
#include <cstdlib>
#include <new>
#include <string>

#include <gtest/gtest.h>

#include "proto/dxlink/frame_decoder.hpp"
#include "support/sanitized.hpp"

// Counts what this program takes from the heap.

namespace {

std::atomic<std::uint64_t> allocations{0};

}  // namespace

#ifndef BELAY_SANITIZED
void* operator new(std::size_t size) {
  ++allocations;
  if (void* const bytes = std::malloc(size == 0 ? 1 : size)) return bytes;
  throw std::bad_alloc{};
}
void operator delete(void* bytes) noexcept { std::free(bytes); }
void operator delete(void* bytes, std::size_t) noexcept { std::free(bytes); }
#endif

namespace belay::dxlink {
namespace {

TEST(DecodingAllocations, none_per_event_and_none_per_frame_after_the_first) {
  if (test::kSanitized) GTEST_SKIP() << "the sanitizer counts its own allocations";
  FrameDecoder decoder;
  decoder.receive(R"({"type":"FEED_CONFIG","channel":1,"eventFields":{"Quote":["eventSymbol",)"
                  R"("bidPrice","bidExchangeCode"],"Trade":["eventSymbol","tickDirection"]}})",
                  Instant{});
  std::string rows = R"(["Quote",["SPY",1.25,"Q")";
  for (int i = 0; i < 500; ++i)
    rows += R"(,"S)" + std::to_string(i) + R"(",0.30000000000000004,"")";
  rows += R"(],"Trade",["SPY","ZERO_UP"]])";
  const std::string frame = R"({"type":"FEED_DATA","channel":1,"data":)" + rows + "}";
  decoder.receive(frame, Instant{});
  const std::size_t events = decoder.batch().size();
  const std::uint64_t before = allocations;
  for (int i = 0; i < 100; ++i) {
    decoder.clear_batch();
    decoder.receive(frame, Instant{});
  }
  EXPECT_EQ(allocations - before, 0U);
  EXPECT_EQ(decoder.batch().size(), events);
  EXPECT_EQ(events, 502U);
}

}  // namespace
}  // namespace belay::dxlink
