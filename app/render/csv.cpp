#include "app/render/csv.hpp"

#include <utility>

#include "app/render/text.hpp"

namespace belay::app {
namespace {

std::string plain(const Cell& cell, Align align) {
  std::string text = cell.text == kAbsent ? std::string{} : cell.text;
  if (align == Align::decimal) {
    std::erase(text, ',');
    if (text.starts_with('+')) text.erase(0, 1);
  }
  return text;
}

template <class Value>
std::string line_of(const Table& table, Value value) {
  std::string line;
  bool first = true;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].extra) continue;
    if (!std::exchange(first, false)) line += ',';
    line += csv_value(value(i));
  }
  return line + "\r\n";
}

}  // namespace

std::string csv_value(std::string text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  for (auto at = text.find('"'); at != std::string::npos; at = text.find('"', at + 2)) {
    text.insert(at, 1, '"');
  }
  return '"' + text + '"';
}

std::string csv(const Table& table) {
  std::string out = line_of(table, [&](std::size_t i) { return column_name(table.columns[i]); });
  for (const std::vector<Cell>& row : table.rows) {
    out += line_of(table, [&](std::size_t i) {
      return i < row.size() ? plain(row[i], table.columns[i].align) : std::string{};
    });
  }
  return out;
}

}  // namespace belay::app
