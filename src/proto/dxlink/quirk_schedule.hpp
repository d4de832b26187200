#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "belay/base/time.hpp"
#include "proto/dxlink/quirks.hpp"

namespace belay::dxlink {

/// Luck that is the same on every machine for the same seed.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_{seed} {}
  [[nodiscard]] bool chance(double probability) {
    return probability >= 1.0 || static_cast<double>(engine_() >> 11U) * 0x1p-53 < probability;
  }
  /// Below `count`, which is not 0.
  [[nodiscard]] std::size_t below(std::size_t count) { return engine_() % count; }

 private:
  std::mt19937_64 engine_;
};

/// What the rules mean for one connection: which states hold, which moments have come. Time is
/// handed in; the same seed, connection and questions give the same answers.
class QuirkSchedule {
 public:
  /// `connection`: 1, 2, 3, … in order of arrival.
  QuirkSchedule(const Quirks& quirks, std::uint64_t connection);

  void open(Tick now) { opened_ = now; }
  /// The rule by which `quirk` holds now, if its luck wants it; nullptr when not.
  [[nodiscard]] const QuirkRule* holds(Quirk quirk, Tick now);
  /// The next moment that has come; nullopt when none has. Ask until then.
  [[nodiscard]] std::optional<QuirkRule> take_moment(Tick now);
  /// When something begins, ends or happens next; Tick::max() when nothing more does.
  [[nodiscard]] Tick next_change(Tick now) const;
  /// True when this connection is one of the first so many of a `refuse_…` rule.
  [[nodiscard]] bool refuses(Quirk quirk, Tick now);

  void data_said() { ++data_frames_; }
  [[nodiscard]] Dice& dice() { return dice_; }
  /// False: nothing ever happens, so nobody needs to ask.
  [[nodiscard]] bool any() const { return any_; }

 private:
  struct Entry {
    QuirkRule rule;
    Tick::duration next{0};  ///< of a moment
    bool done = false;
  };
  [[nodiscard]] bool is_moment(const Entry& entry) const;
  [[nodiscard]] bool in_window(const QuirkRule& rule, Tick now) const;

  std::vector<Entry> entries_;
  std::uint64_t present_ = 0;  // bit per quirk with a rule
  std::uint64_t connection_;
  std::uint64_t data_frames_ = 0;
  Tick opened_;
  Dice dice_;
  bool any_ = false;
};

}  // namespace belay::dxlink
