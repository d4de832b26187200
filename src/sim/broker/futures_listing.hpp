#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/time.hpp"

// What futures there are and when they end: the table behind futures_catalog.hpp.

namespace belay::sim {

/// When a contract's trading ends, in its delivery month or the one before.
enum class FutureEnd : std::uint8_t {
  third_friday,      ///< 9:30 in New York
  third_wednesday,   ///< 9:30
  twentieth_before,  ///< about the 20th of the month before, 14:30
  month_end,         ///< its last weekday, 13:30
};

/// One product. Decimals are texts as the broker writes them.
struct FutureRow {
  std::string_view code;
  std::string_view description;
  std::string_view exchange;           ///< the broker's: CME, CFE
  std::string_view legacy_exchange;    ///< CME, CBT, NYM, CMX, CFE
  std::string_view streamer_exchange;  ///< XCME …
  std::string_view sector;
  std::string_view months;  ///< letters
  std::string_view tick;
  std::string_view multiplier;
  std::string_view display_factor;
  double level = 0;
  FutureEnd end = FutureEnd::third_friday;
  int listed = 5;  ///< contracts
  bool small = false;
  bool cash_settled = true;
  std::string_view option_root;  ///< of the monthly options; empty: none
  double strike_step = 0;
};

[[nodiscard]] std::span<const FutureRow> future_rows();
[[nodiscard]] const FutureRow* find_future_row(std::string_view code);

/// One contract.
struct FutureContract {
  const FutureRow* row = nullptr;
  char month = 'H';
  int year = 2025;
  Date ends{};
  Instant at;

  [[nodiscard]] std::string symbol() const;    ///< `/ESH5`
  [[nodiscard]] std::string streamer() const;  ///< `/ESH25:XCME`
};
/// Those of a product that have not ended, nearest first.
[[nodiscard]] std::vector<FutureContract> contracts_of(const FutureRow& row, Instant now);

/// One expiration of options on a future.
struct FutureExpiration {
  std::string root;       ///< `EW3`, `E1A`, `ES`
  std::string contract;   ///< `EW3F5`
  std::string_view type;  ///< Weekly, Regular, End-Of-Month
  FutureContract future;
  char month = 'F';
  Date date{};
  Instant at;
};
/// In no order, as the broker sends them. ES has them on every weekday for six weeks.
[[nodiscard]] std::vector<FutureExpiration> future_expirations(const FutureRow& row, Instant now);
/// The roots there may be, with their kinds.
struct FutureRoot {
  std::string root;
  std::string_view type;
};
[[nodiscard]] std::vector<FutureRoot> option_roots(const FutureRow& row);
/// Strikes around the level, in no order.
[[nodiscard]] std::vector<double> strikes_of(const FutureRow& row);

}  // namespace belay::sim
