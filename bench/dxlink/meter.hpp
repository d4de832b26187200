#pragma once

#include <cstdint>
#include <cstdio>
#include <vector>

#include "belay/model/events.hpp"
#include "dxlink/protocol.hpp"
#include "support/frames.hpp"

namespace belay::bench {

/// Allocations of the program so far.
[[nodiscard]] std::uint64_t allocations();

/// The user's callback, and what the run came to. From the first event or frame to __END__.
class Meter {
 public:
  /// Half of what is expected: from then on the program is warm.
  explicit Meter(std::uint64_t events) : warm_{events / 2} {}

  /// `e` is the user's; what it holds is read so that decoding it cannot be left out.
  template <class E>
  void event(const E& e) {
    if (events_ == 0) begin();
    if (++events_ == warm_) warm();
    use(e);
    if (e.event_time >= kStamp) latency_.push_back(wire_clock() - (e.event_time - kStamp));
  }
  /// For who counts no events: one frame was seen.
  void begin();
  void frame() { ++frames_; }
  [[nodiscard]] bool begun() const { return start_ != 0; }
  void end();
  [[nodiscard]] bool ended() const { return finish_ != 0; }
  void add(double value) { sum_ += value; }
  /// Bytes of the data that the program keeps.
  void kept(std::size_t bytes) { kept_ = bytes; }

  /// One line of JSON.
  void print();

 private:
  void use(const Quote& e) { sum_ += e.bid_size + e.ask_price; }
  void use(const Trade& e) { sum_ += e.price; }
  void use(const TimeAndSale& e) { sum_ += e.price; }
  void use(const Greeks& e) { sum_ += e.delta; }
  template <class E>
  void use(const E&) {}
  void warm();
  void print_latency();

  std::uint64_t warm_;
  std::uint64_t events_ = 0;
  std::uint64_t frames_ = 0;
  std::int64_t start_ = 0;
  std::int64_t finish_ = 0;
  double cpu_start_ = 0;
  double cpu_ = 0;
  double sum_ = 0;
  std::size_t kept_ = 0;
  std::uint64_t allocations_at_warm_ = 0;
  std::uint64_t frames_at_warm_ = 0;
  std::uint64_t allocations_ = 0;  // after that
  std::vector<std::int64_t> latency_;
};

}  // namespace belay::bench
