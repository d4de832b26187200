#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/backtests.hpp"

namespace belay::sim {

/// Backtests under way (broker-api.md 4.11). Their results are invented: a walk that the request's
/// own text seeds, so the same question has the same answer.
class BacktestDesk {
 public:
  static constexpr std::chrono::seconds kPending{2};
  static constexpr std::chrono::seconds kRunning{10};  ///< simulated time, both

  /// The id; `known` when the same was asked before.
  struct Filed {
    std::string id;
    bool known = false;
  };
  Filed file(const NewBacktest& wanted, std::string_view text, Instant now);
  [[nodiscard]] std::vector<std::string> ids() const;
  /// As it stands at `now`; nullopt for an unknown id.
  [[nodiscard]] std::optional<Backtest> find(std::string_view id, Instant now) const;
  /// It stays where it is. False for an unknown id.
  bool cancel(std::string_view id, Instant now);

 private:
  struct Entry {
    std::string id;
    NewBacktest wanted;
    std::uint64_t seed = 0;
    Instant filed;
    std::optional<Instant> cancelled;
  };
  std::vector<Entry> entries_;
};

}  // namespace belay::sim
