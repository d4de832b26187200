#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "app/render/table.hpp"

// A table that is watched where there is no screen: a line for each row that says something new.

namespace belay::app {

class RowChanges {
 public:
  /// Places of the rows of `table` whose text is not what it was under the same key when asked
  /// last; all at first. A change of `age` alone is none. `keys` has one per row; those that are
  /// not named any more are forgotten.
  [[nodiscard]] std::vector<std::size_t> take(const Table& table,
                                              const std::vector<std::string>& keys);

 private:
  std::map<std::string, std::string> told_;
};

/// `symbol AAPL  mark 234.18  pl-open +4,743.00`: the row's columns that have a value.
[[nodiscard]] std::string row_line(const Table& table, std::size_t row);

}  // namespace belay::app
