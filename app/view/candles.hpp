#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "app/options.hpp"
#include "app/render/style.hpp"
#include "app/render/table.hpp"
#include "belay/base/error.hpp"
#include "belay/model/calendar.hpp"
#include "belay/model/candle_symbol.hpp"
#include "belay/model/series.hpp"

// Bars as a table, as JSON and as CSV, and what is missing between them (dxlink.md 6.5).

namespace belay::app {

/// What was asked for, read from the command line.
struct CandleQuery {
  CandleSymbol symbol;
  Instant from;               ///< the first bar begins here or later
  std::optional<Instant> to;  ///< exclusive
  std::optional<std::size_t> last;
};

/// One query per symbol. Fails with usage for a symbol, interval, price or date that is none, for
/// an empty span of time, and for more series than a service allows (dxlink.md 4.8).
[[nodiscard]] Result<std::vector<CandleQuery>> candle_queries(const CandlesOptions& options,
                                                              Instant now);

/// An interval without bars, and why.
struct CandleGap {
  Instant from;
  Instant to;
  std::string reason;
};
using CandleLine = std::variant<Candle, CandleGap>;

/// The hours that a streamer symbol keeps, by its form.
[[nodiscard]] Market market_of(std::string_view symbol);

/// The bars of the query, oldest first, with a gap wherever the market was open and no bar is
/// there, where the service cut the history, and where the connection was lost. Of --last, the
/// newest bars.
[[nodiscard]] std::vector<CandleLine> candle_lines(const SeriesStore<Candle>& store,
                                                   const CandleQuery& query, Instant now);

/// Bars in New York time; "running" marks those that may still change at `now`.
[[nodiscard]] Table candles_table(std::span<const CandleLine> lines, const CandleQuery& query,
                                  Instant now);
/// One bar on a line, for --follow: `2025-01-13 10:30  O 5,832.00  H …  running`.
[[nodiscard]] std::string candle_text(const Candle& bar, const CandleQuery& query, bool final_bar);
/// One gap on a line.
[[nodiscard]] std::string gap_text(const CandleLine& gap, const CandleQuery& query);
/// One bar or gap as an object, schema belay.candle/1.
[[nodiscard]] std::string candle_json(const CandleLine& line, const CandleQuery& query,
                                      bool final_bar);
/// `{"symbol":…,"snipped":…,"items":[…]}`
[[nodiscard]] std::string candles_json(std::span<const CandleLine> lines, const CandleQuery& query,
                                       bool snipped, Instant now);

/// For comma-separated values: every digit, times in UTC; a gap has a note and no prices.
[[nodiscard]] Table candle_values(std::span<const CandleLine> lines, const CandleQuery& query,
                                  std::int64_t newest_index, Instant now);

/// Of the newest bar.
[[nodiscard]] std::int64_t newest_index(std::span<const CandleLine> lines);
/// Whether the bar of `line` may still change; a gap never does.
[[nodiscard]] bool is_final_line(const CandleLine& line, const CandleQuery& query,
                                 std::int64_t newest_index, Instant now);

}  // namespace belay::app
