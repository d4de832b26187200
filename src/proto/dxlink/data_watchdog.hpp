#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "belay/base/time.hpp"

namespace belay::dxlink {

/// Notices that a connection has stopped bringing data while the market is open (dxlink.md P3, P4).
/// What is quiet by nature stays unsuspected: the limit follows the usual pause between two frames
/// of data. A few frames prove little, so a connection that brought no more gets a longer limit,
/// twice as long each time it ran out; where data never came at all nothing is suspected.
class DataWatchdog {
 public:
  struct Limits {
    std::chrono::seconds least{60};      ///< shorter silence is never suspicious
    int pauses = 30;                     ///< so many usual pauses are
    std::size_t proof = 16;              ///< frames of data before anything is
    std::chrono::seconds unproven{180};  ///< the limit before that, to begin with
    std::chrono::seconds longest_unproven{3'600};
  };

  explicit DataWatchdog(Limits limits) : limits_{limits}, unproven_{limits.unproven} {}

  /// A new connection.
  void begin(Tick now) {
    frames_ = 0;
    usual_ = std::chrono::nanoseconds{0};
    quiet_since_ = now;
  }
  void data(Tick now) {
    ++frames_;
    ever_ = true;
    const std::chrono::nanoseconds pause = now - quiet_since_;
    if (frames_ == 2) usual_ = pause;
    if (frames_ > 2) usual_ += (pause - usual_) / kSmoothing;
    quiet_since_ = now;
    if (proven()) unproven_ = limits_.unproven;
  }
  /// The connection was given up for its silence.
  void gave_up() {
    if (!proven()) unproven_ = std::min(2 * unproven_, limits_.longest_unproven);
  }
  /// While the market is closed, or nothing is asked for, no silence counts.
  void excuse(Tick now) { quiet_since_ = std::max(quiet_since_, now); }

  [[nodiscard]] bool stalled(Tick now) const { return now >= due(); }
  /// When the silence becomes suspicious; Tick::max() for never.
  [[nodiscard]] Tick due() const { return ever_ ? quiet_since_ + limit() : Tick::max(); }
  [[nodiscard]] std::chrono::nanoseconds limit() const {
    if (!proven()) return unproven_;
    return std::max<std::chrono::nanoseconds>(limits_.least, usual_ * limits_.pauses);
  }

 private:
  static constexpr int kSmoothing = 16;

  [[nodiscard]] bool proven() const { return frames_ >= limits_.proof; }

  Limits limits_;
  std::chrono::seconds unproven_;
  std::size_t frames_ = 0;  // of this connection
  bool ever_ = false;       // data came, on any connection
  std::chrono::nanoseconds usual_{0};
  Tick quiet_since_ = Tick::min();
};

}  // namespace belay::dxlink
