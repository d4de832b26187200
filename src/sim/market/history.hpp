#pragma once

#include <optional>
#include <vector>

#include "belay/model/candle_symbol.hpp"
#include "sim/market/archive.hpp"
#include "sim/market/tape.hpp"

namespace belay::sim {

/// An instrument of the market with what it has traded.
struct Instrument {
  Symbol symbol;
  const Asset* asset = nullptr;  ///< itself, or an option's underlying
  bool option = false;
  Tape tape;
};

/// Where the bars of one candle symbol begin (dxlink.md 6.5): days on 00:00 UTC of their date,
/// shorter ones counted from midnight or the session's opening, New York's for what keeps hours,
/// UTC for what never closes.
class BarClock {
 public:
  BarClock(const CandleSymbol& symbol, const Asset& asset) : symbol_{symbol}, asset_{asset} {}

  [[nodiscard]] bool of_days() const;
  /// Nullopt for bars that do not begin by time.
  [[nodiscard]] std::optional<Instant> begin(Instant time) const;
  [[nodiscard]] std::optional<Instant> begin_of_date(std::chrono::sys_days date) const;

 private:
  [[nodiscard]] Instant anchor(Instant time) const;

  const CandleSymbol& symbol_;
  const Asset& asset_;
};

/// How far back a service goes (dxlink.md 6.5): days of the calendar, nullopt = all. The limit of
/// rows is the session's.
[[nodiscard]] std::optional<std::chrono::days> depth_of(const CandleSymbol& symbol);

/// Bars of what traded, newest first.
struct Bars {
  std::vector<Bar> rows;
  bool cut = false;  ///< older ones exist, which the service does not give
};

/// The bars of `symbol` that began at `from` or later; `most_rows` and a few more at most.
[[nodiscard]] Bars bars_of(const CandleSymbol& symbol, const Instrument& instrument,
                           const Archive& archive, const Market& market, Instant from,
                           std::size_t most_rows);

}  // namespace belay::sim
