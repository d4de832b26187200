#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/render/style.hpp"
#include "app/render/table.hpp"
#include "belay/base/error.hpp"
#include "belay/base/time.hpp"
#include "belay/model/event_table.hpp"

// Events as rows: what `stream --head/--tail` prints, what --csv writes, what the console decodes.

namespace belay::app {

/// Event types by their names on the wire, in the order of dxlink.md 5.
using EventTypes = std::vector<std::string_view>;

/// The wire's name of `quote`, `time-and-sale` or `TimeAndSale`. Fails with usage, naming all.
[[nodiscard]] Result<std::string_view> event_type_named(std::string_view word);
/// Of each word, each once; `all` means every type. Fails as event_type_named() does.
[[nodiscard]] Result<EventTypes> event_types_named(const std::vector<std::string>& words);
/// `quote|trade|…`: what --events understands.
[[nodiscard]] std::string event_words(std::string_view between);
/// `bidPrice`, `bid-price` and `BID_PRICE` are the same name.
[[nodiscard]] bool same_name(std::string_view a, std::string_view b);

/// Which rows of a table are wanted, and in which order.
struct RowChoice {
  std::optional<std::size_t> head;  ///< of the rows as sorted
  std::optional<std::size_t> tail;
  std::string sort;  ///< a column by its name on the wire, `:desc` behind it for the other way
  std::vector<std::string> filter;  ///< symbols; empty = all
  /// True for the choice of everything as it came.
  [[nodiscard]] bool is_everything() const { return !head && !tail && sort.empty(); }
};
/// Fails with usage when no event type of `types` has the column to sort by.
[[nodiscard]] Result<void> check(const RowChoice& choice, const EventTypes& types);
/// The column of `--sort`, and whether it goes down.
[[nodiscard]] std::pair<std::string_view, bool> sort_column(std::string_view sort);

/// The chosen rows of the tables of `types`, type by type, to `each`.
void visit_rows(const EventTables& tables, const EventTypes& types, const RowChoice& choice,
                const std::function<void(const Event&)>& each);
/// Of --columns: fails with usage for a name that is neither `type`, `symbol`, `exchangeTime` nor
/// `received`, nor `age` (with_age), nor a field on the wire of a type of `types`.
[[nodiscard]] Result<void> check_columns(const std::vector<std::string>& columns,
                                         const EventTypes& types, bool with_age);
/// One table per type of `types` that has rows: a heading, then the chosen ones, with those of
/// `columns` that the type has (empty = all). Columns that would be empty are left out; ages from
/// `now`, none when it is the epoch.
[[nodiscard]] std::string rows_text(const EventTables& tables, const EventTypes& types,
                                    const RowChoice& choice,
                                    const std::vector<std::string>& columns, Instant now,
                                    const Style& style);

/// `Quote AAPL bidPrice 201.50 askPrice 201.52 …`: one event on one line, only what has a value.
[[nodiscard]] std::string event_line(const Event& event);

/// Comma-separated values (RFC 4180): `type,symbol,exchangeTime,received` and the columns of all
/// `types` by their wire names, or those of them that were chosen. Fixed from the first line to the
/// last; no value is an empty cell.
class CsvLines {
 public:
  explicit CsvLines(const EventTypes& types, const std::vector<std::string>& chosen = {});
  [[nodiscard]] std::string header() const;
  /// Empty for an event of a type that was not named.
  [[nodiscard]] std::string line(const Event& event) const;

 private:
  EventTypes types_;
  std::vector<std::string_view> columns_;
};

}  // namespace belay::app
