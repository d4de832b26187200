#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/render/style.hpp"
#include "belay/base/decimal.hpp"

namespace belay::app {

enum class Align : std::uint8_t {
  left,     ///< text; the only kind that may be shortened
  decimal,  ///< numbers, on the decimal point (product.md S1-27)
};

struct Column {
  std::string title;
  Align align = Align::left;
  int rank = 0;           ///< when it is too narrow the highest rank leaves first; 0 stays longest
  bool whole = false;     ///< text that says nothing when cut: the column leaves instead
  std::string name = {};  ///< for --columns and --csv; empty = made from the title
  bool extra = false;     ///< shown only when asked for
};
/// Its name, or its title in small letters: `P/L open` is `pl-open`.
[[nodiscard]] std::string column_name(const Column& column);

/// One value. Empty text is shown as "—".
struct Cell {
  std::string text;
  Meaning meaning = Meaning::plain;
};

[[nodiscard]] Cell cell(const std::optional<std::string>& text, Meaning meaning = Meaning::plain);
[[nodiscard]] Cell cell(const std::optional<Decimal>& value, Meaning meaning = Meaning::plain);
/// A price or an amount: money_text().
[[nodiscard]] Cell money_cell(const std::optional<Decimal>& value,
                              Meaning meaning = Meaning::plain);
/// Money with its sign; gain above zero, loss below.
[[nodiscard]] Cell gain_cell(const std::optional<Decimal>& value);

struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  ///< shorter rows are filled with "—"
};

/// The table as lines ending in '\n', none wider than `style.width`: text columns are shortened
/// first (never below their title), then columns leave by rank, text of rank 0 is shortened last,
/// and a last line names those that left. Numbers are never cut.
[[nodiscard]] std::string render(const Table& table, const Style& style);

}  // namespace belay::app
