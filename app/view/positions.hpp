#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/render/table.hpp"
#include "app/view/mark.hpp"
#include "belay/guard/coverage.hpp"
#include "belay/model/accounts.hpp"

namespace belay::app {

/// One position with everything the table says about it (product.md S1-26).
struct PositionRow {
  Position position;
  std::optional<guard::PositionCoverage> coverage;
  std::optional<Mark> mark;  ///< from the market; absent = none arrived
};

/// Profit in money: positive is good, whichever the side. Absent where a number it needs is absent.
struct Gains {
  std::optional<Decimal> open;  ///< since it was opened
  std::optional<Decimal> day;   ///< since the close before, or since it was opened today
};

/// `today` is New York's date at the market. The market's price is used, else the broker's mark.
[[nodiscard]] Gains gains(const PositionRow& row, Date today);
[[nodiscard]] std::optional<Decimal> current_price(const PositionRow& row);

/// Pairs each position with its coverage and its mark.
[[nodiscard]] std::vector<PositionRow> position_rows(const std::vector<Position>& positions,
                                                     const std::vector<OrderRecord>& orders,
                                                     const Marks& marks);

/// `now` is the arrival clock (ages); `market_now` the market's (days to expiration).
[[nodiscard]] Table positions_table(const std::vector<PositionRow>& rows, Instant now,
                                    Instant market_now);
/// `P/L open +14,664.00  day -63.10  (6 of 7 priced)`: sums of what is known.
[[nodiscard]] std::string totals_text(const std::vector<PositionRow>& rows, Date today);
/// The broker's object with what we found beside it.
[[nodiscard]] std::string position_json(const PositionRow& row, Date today);

/// "50/100", coloured by what it means.
[[nodiscard]] Cell coverage_cell(const guard::PositionCoverage& coverage);
[[nodiscard]] Meaning meaning_of(guard::Coverage coverage);

}  // namespace belay::app
