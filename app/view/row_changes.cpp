#include "app/view/row_changes.hpp"

#include <utility>

#include <fmt/format.h>

#include "app/render/text.hpp"

namespace belay::app {
namespace {

std::string fingerprint(const Table& table, std::size_t row) {
  std::string text;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].extra || column_name(table.columns[i]) == "age") continue;
    if (i < table.rows[row].size()) text += table.rows[row][i].text;
    text += '\n';
  }
  return text;
}

}  // namespace

std::vector<std::size_t> RowChanges::take(const Table& table,
                                          const std::vector<std::string>& keys) {
  std::vector<std::size_t> changed;
  std::map<std::string, std::string> now;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    std::string text = fingerprint(table, row);
    const auto before = told_.find(keys[row]);
    if (before == told_.end() || before->second != text) changed.push_back(row);
    now.insert_or_assign(keys[row], std::move(text));
  }
  told_ = std::move(now);
  return changed;
}

std::string row_line(const Table& table, std::size_t row) {
  std::string line;
  const std::vector<Cell>& cells = table.rows[row];
  for (std::size_t i = 0; i < table.columns.size() && i < cells.size(); ++i) {
    const bool absent = cells[i].text.empty() || cells[i].text == kAbsent;
    if (table.columns[i].extra || absent) continue;
    line += fmt::format("{}{} {}", line.empty() ? "" : "  ", column_name(table.columns[i]),
                        escape_control(cells[i].text));
  }
  return line;
}

}  // namespace belay::app
