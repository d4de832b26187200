#include "belay/model/event_table.hpp"

#include <numeric>

namespace belay::detail {

std::vector<std::uint64_t> sorted_rows(std::uint64_t first, std::uint64_t end,
                                       const RowOrder& order, SortOrder way) {
  std::vector<std::uint64_t> rows(static_cast<std::size_t>(end - first));
  std::iota(rows.begin(), rows.end(), first);
  std::ranges::sort(rows, [&](std::uint64_t a, std::uint64_t b) {
    const bool a_absent = order.is_absent(a);
    const bool b_absent = order.is_absent(b);
    if (a_absent != b_absent) return b_absent;
    if (a_absent) return a < b;
    const bool up = way == SortOrder::ascending;
    if (up ? order.before(a, b) : order.before(b, a)) return true;
    if (up ? order.before(b, a) : order.before(a, b)) return false;
    return a < b;  // the numbers make it stable
  });
  return rows;
}

}  // namespace belay::detail
