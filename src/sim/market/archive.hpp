#pragma once

#include <chrono>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "sim/market/bar.hpp"
#include "sim/market/market.hpp"

namespace belay::sim {

/// The past that the market had before it was started: daily bars that end at the close before, and
/// minutes that join to them. A function of the seed: the same bars for every question.
class Archive {
 public:
  /// No bar is older: the calendar begins here.
  static constexpr std::chrono::sys_days kFirstDay{std::chrono::year{2007} / 1 / 3};
  static constexpr std::chrono::sys_days kFirstCryptoDay{std::chrono::year{2015} / 1 / 1};

  /// `market` as it was started.
  Archive(std::uint64_t seed, const Market& market);

  [[nodiscard]] Instant start() const { return start_; }
  /// Daily bars of the trading days before the one of the start, oldest first, at 00:00 UTC.
  [[nodiscard]] const std::vector<Bar>& day_bars(const Asset& asset) const;
  /// Minutes of a New York date that had traded before the start, in order; `regular_only` leaves
  /// the extended sessions out.
  [[nodiscard]] std::vector<Bar> minute_bars(const Asset& asset, Date date,
                                             bool regular_only) const;
  /// The seconds of a minute, up to `end`, in which something traded.
  [[nodiscard]] std::vector<Bar> second_bars(const Asset& asset, const Bar& minute,
                                             Instant end) const;
  /// What had traded on the day of the start.
  [[nodiscard]] const Bar& today(const Asset& asset) const { return todays_.at(&asset).bar; }

 private:
  struct Today {
    Bar bar;  // what had traded when the market was started
    double previous_close = kNaN;
  };
  struct Part {
    Instant end;
    Bar bar;
  };

  [[nodiscard]] std::vector<Bar> make_days(const Asset& asset) const;
  [[nodiscard]] std::vector<Part> parts(const Asset& asset, Date date) const;
  [[nodiscard]] std::vector<Part> parts_before_start(std::vector<Part> parts, double price) const;
  [[nodiscard]] Random random(const Asset& asset, std::int64_t moment) const;

  std::uint64_t seed_;
  Instant start_;
  Date today_;
  std::unordered_map<const Asset*, Today> todays_;
  mutable std::unordered_map<const Asset*, std::vector<Bar>> days_;  // made when first asked for
};

}  // namespace belay::sim
