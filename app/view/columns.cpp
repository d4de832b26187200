#include "app/view/columns.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/render/text.hpp"
#include "app/view/events.hpp"
#include "app/view/records.hpp"

namespace belay::app {
namespace {

std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  std::ranges::transform(table.columns, std::back_inserter(names), column_name);
  return names;
}

std::size_t place_of(const std::vector<std::string>& names, const std::string& wanted) {
  const auto is_wanted = [&](const std::string& name) { return same_name(name, wanted); };
  return static_cast<std::size_t>(std::ranges::find_if(names, is_wanted) - names.begin());
}

/// Names that are none of the table's.
std::vector<std::string> others(const std::vector<std::string>& own,
                                const std::vector<std::string>& chosen) {
  std::vector<std::string> rest;
  std::ranges::copy_if(chosen, std::back_inserter(rest),
                       [&](const std::string& name) { return place_of(own, name) == own.size(); });
  return rest;
}

Error unknown_column(const std::string& name, const std::vector<std::string>& own,
                     const std::vector<std::string>& members) {
  std::string text =
      fmt::format("no column '{}'; there are {}", escape_control(name), fmt::join(own, ", "));
  if (!members.empty()) text += fmt::format("; of the broker's: {}", fmt::join(members, ", "));
  return Error{.code = Errc::usage, .message = std::move(text)};
}

Result<void> check_known(const std::vector<std::string>& names, const std::vector<std::string>& own,
                         std::string_view records_json, KnownMembers known) {
  const std::vector<std::string> members = member_names(records_json, known);
  const bool could_be = !records_json.empty() && members.empty();  // no record says what there is
  for (const std::string& name : names) {
    const std::string head = name.substr(0, name.find('.'));
    if (could_be || std::ranges::find(members, head) != members.end()) continue;
    return std::unexpected(unknown_column(name, own, members));
  }
  return {};
}

void append_column(Table& to, const Table& from, std::size_t place) {
  Column column = from.columns[place];
  column.extra = false;
  column.rank = static_cast<int>(to.columns.size());  // what was named first stays longest
  to.columns.push_back(std::move(column));
  for (std::size_t row = 0; row < to.rows.size(); ++row) {
    const std::vector<Cell>& cells = from.rows[row];
    to.rows[row].push_back(place < cells.size() ? cells[place] : Cell{});
  }
}

}  // namespace

Result<Table> with_columns(Table table, const std::vector<std::string>& chosen,
                           std::string_view records_json, KnownMembers known) {
  if (chosen.empty()) return table;
  const std::vector<std::string> own = names_of(table);
  const std::vector<std::string> rest = others(own, chosen);
  const Result<void> fine = check_known(rest, own, records_json, known);
  if (!fine) return std::unexpected(fine.error());
  Table records{.columns = {}, .rows = {}};
  if (!rest.empty()) {
    Result<Table> read = records_table(records_json, {.usual = {}, .chosen = rest, .known = known});
    if (!read) return std::unexpected(read.error());
    records = std::move(*read);
    records.rows.resize(table.rows.size());
  }
  Table out{.columns = {}, .rows = {}};
  out.rows.resize(table.rows.size());
  for (const std::string& name : chosen) {
    const std::size_t place = place_of(own, name);
    const bool is_own = place < own.size();
    const auto at = std::ranges::find(rest, name) - rest.begin();
    append_column(out, is_own ? table : records, is_own ? place : static_cast<std::size_t>(at));
  }
  return out;
}

Table with_those_there_are(Table table, std::vector<std::string> chosen) {
  const std::vector<std::string> own = names_of(table);
  std::erase_if(chosen, [&](const std::string& name) { return place_of(own, name) == own.size(); });
  return with_columns(std::move(table), chosen).value();
}

}  // namespace belay::app
