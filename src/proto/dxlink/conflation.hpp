#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <unordered_map>

#include "belay/base/time.hpp"
#include "belay/model/events.hpp"
#include "proto/dxlink/wanted_set.hpp"

namespace belay::dxlink {

/// Events of one channel that wait for the end of the aggregation period (dxlink.md 4.7).
///
/// TICKER: newest wins per (type, symbol), in first-dirtied order. STREAM: every event, in order.
/// Periods are counted from the opening of the channel.
class Conflation {
 public:
  using Period = std::chrono::nanoseconds;

  Conflation(bool keep_all, Tick phase) : keep_all_{keep_all}, phase_{phase} {}

  void set_period(Period period, Tick now);
  void put(Pair pair, const Event& event, Tick now);
  /// A pair nobody wants any more.
  void drop(Pair pair);
  void drop_all();

  [[nodiscard]] std::size_t size() const { return waiting_.size(); }
  /// When the waiting events are to go; Tick::max() when there are none.
  [[nodiscard]] Tick due() const { return waiting_.empty() ? Tick::max() : due_; }
  /// Everything that waits, in order.
  [[nodiscard]] std::deque<Event> take();

 private:
  struct Waiting {
    Pair pair;
    Event event;
  };
  [[nodiscard]] Tick next_boundary(Tick now) const;
  void reindex();

  bool keep_all_;
  Tick phase_;
  Period period_{0};
  Tick due_ = Tick::max();
  std::deque<Waiting> waiting_;
  std::unordered_map<Pair, std::size_t, PairHash> slots_;  // TICKER: where each pair waits
};

}  // namespace belay::dxlink
