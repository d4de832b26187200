#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/model/events.hpp"
#include "belay/model/last_values.hpp"

// Events kept in memory as columns, one table per type, never more of them than was agreed.

namespace belay {

/// How much a table keeps. Both bounds hold; the oldest rows make room.
struct TableBound {
  std::size_t rows = 100'000;  ///< at least 1
  /// Rows that arrived longer than this before the newest one go; none = however old.
  std::optional<std::chrono::nanoseconds> age;
};

enum class SortOrder : std::uint8_t { ascending, descending };

namespace detail {

/// How the rows of a table compare by one column.
struct RowOrder {
  std::function<bool(std::uint64_t, std::uint64_t)> before;
  std::function<bool(std::uint64_t)> is_absent;
};
/// The numbers in [first, end) by `order`; equal ones as they are, absent ones last either way.
/// Here once, because a sort for every column of every type would compile for minutes.
[[nodiscard]] std::vector<std::uint64_t> sorted_rows(std::uint64_t first, std::uint64_t end,
                                                     const RowOrder& order, SortOrder way);

template <class Fields, std::size_t Rows>
struct Columns;
template <class... F, std::size_t Rows>
struct Columns<std::tuple<F...>, Rows> {
  using type = std::tuple<std::array<typename F::value_type, Rows>...>;
  static constexpr std::size_t row_bytes = (sizeof(typename F::value_type) + ...);
};

/// Which row of E's Schema a member has.
template <class E, auto Member, std::size_t I = 0>
consteval std::size_t column_of() {
  static_assert(I < field_count<E>, "not a member of this event's Schema");
  using Mine = std::remove_const_t<decltype(Member)>;
  constexpr auto field = std::get<I>(Schema<E>::fields);
  if constexpr (std::same_as<std::remove_const_t<decltype(field.member)>, Mine>) {
    if constexpr (field.member == Member) return I;
  }
  if constexpr (I + 1 < field_count<E>) return column_of<E, Member, I + 1>();
  return field_count<E>;
}

template <class T>
[[nodiscard]] bool is_absent(const T& value) {
  if constexpr (std::floating_point<T>) {
    return std::isnan(value);
  } else if constexpr (std::same_as<T, Symbol>) {
    return !value.has_value();
  } else {
    return false;
  }
}

template <class T>
[[nodiscard]] bool sorts_before(const T& a, const T& b) {
  if constexpr (requires { a.text(); }) {
    return a.text() < b.text();
  } else if constexpr (std::same_as<T, JsonText>) {
    return a.text < b.text;
  } else {
    return a < b;
  }
}

}  // namespace detail

/// The events of one type in the order they arrived, held as one column per row of the Schema, in
/// chunks that are reused: nothing is allocated per event (product.md S2-67, S2-69 to S2-72).
///
/// A row keeps its number for life: 0 is the first ever appended, and [first(), end()) is what the
/// bound has left. Not thread-safe; views are valid until the next append().
template <market_event E>
class EventTable {
 public:
  using Row = std::uint64_t;
  /// Not a power of two: columns would then begin a power of two apart and, written together,
  /// throw each other out of the cache.
  static constexpr std::size_t kChunkRows = 1000;

  explicit EventTable(TableBound bound = {})
      : bound_{std::max<std::size_t>(bound.rows, 1), bound.age},
        chunks_((bound_.rows + kChunkRows - 1) / kChunkRows + 1) {}

  void append(const E& event) {
    if (end_ % kChunkRows == 0) open_chunk();
    write(event, end_ % kChunkRows, std::make_index_sequence<field_count<E>>{});
    ++end_;
    if (size() > bound_.rows) drop_oldest();
    if (bound_.age) drop_before(event.received - *bound_.age);
  }
  /// Lets go of what arrived before `oldest`: the bound by time, for a market that fell silent.
  void drop_before(Instant oldest) {
    while (!empty() && value<&E::received>(begin_) < oldest) drop_oldest();
  }

  [[nodiscard]] Row first() const { return begin_; }
  [[nodiscard]] Row end() const { return end_; }
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(end_ - begin_); }
  [[nodiscard]] bool empty() const { return begin_ == end_; }
  /// Rows that made room for newer ones.
  [[nodiscard]] std::uint64_t dropped() const { return begin_; }
  /// What it holds of the heap.
  [[nodiscard]] std::size_t bytes() const {
    const auto is_held = [](const auto& chunk) { return chunk != nullptr; };
    const auto held = std::ranges::count_if(chunks_, is_held) + (spare_ != nullptr ? 1 : 0);
    return static_cast<std::size_t>(held) * sizeof(Chunk) +
           chunks_.capacity() * sizeof(chunks_[0]) + newest_.capacity() * sizeof(newest_[0]);
  }
  /// What one row says: the sum of its fields' sizes.
  static constexpr std::size_t kRowBytes =
      detail::Columns<std::remove_cvref_t<decltype(Schema<E>::fields)>, kChunkRows>::row_bytes;

  /// `row` is in [first(), end()).
  [[nodiscard]] E at(Row row) const {
    E event;
    read(event, row, std::make_index_sequence<field_count<E>>{});
    return event;
  }
  /// One field of one row: `table.value<&Quote::bid_price>(row)`.
  template <auto Member>
  [[nodiscard]] const auto& value(Row row) const {
    return std::get<detail::column_of<E, Member>()>(chunk_of(row))[row % kChunkRows];
  }
  /// A column, oldest row first: `for (auto part : table.column<&Quote::bid_price>())
  /// for (double bid : part)`.
  template <auto Member>
  [[nodiscard]] auto column() const {
    using T = std::remove_cvref_t<decltype(std::declval<E>().*Member)>;
    std::vector<std::span<const T>> parts;
    for (Row at = begin_; at < end_;) {
      const std::size_t offset = at % kChunkRows;
      const auto count =
          std::min(kChunkRows - offset, static_cast<std::size_t>(std::min(end_ - at, kMost)));
      const auto& values = std::get<detail::column_of<E, Member>()>(chunk_of(at));
      parts.push_back(std::span<const T>{values}.subspan(offset, count));
      at += count;
    }
    return parts;
  }

  /// Rows by value, oldest first.
  [[nodiscard]] auto rows() const { return rows_of(begin_, end_); }
  /// Those of one symbol.
  [[nodiscard]] auto rows(Symbol symbol) const {
    return std::views::iota(begin_, end_) | std::views::filter([this, symbol](Row row) {
             return value<&E::symbol>(row) == symbol;
           }) |
           std::views::transform([this](Row row) { return at(row); });
  }
  /// The `count` oldest, and the `count` newest.
  [[nodiscard]] auto head(std::size_t count) const {
    return rows_of(begin_, begin_ + std::min(count, size()));
  }
  [[nodiscard]] auto tail(std::size_t count) const {
    return rows_of(end_ - std::min(count, size()), end_);
  }

  /// The newest row of a symbol and its age; none when it never had one or the bound took it.
  [[nodiscard]] std::optional<Last<E>> last(Symbol symbol, Instant now) const {
    index_symbols();
    const Row row = symbol.id() < newest_.size() ? newest_[symbol.id()] : kNoRow;
    if (row == kNoRow || row < begin_) return std::nullopt;
    Last<E> last{.row = at(row)};
    last.age = std::max(now - last.row.received, std::chrono::nanoseconds{0});
    return last;
  }

  /// Row numbers by the values of a column; equal ones in order of arrival, "no value" (NaN, no
  /// text) last either way.
  template <auto Member>
  [[nodiscard]] std::vector<Row> sorted(SortOrder order = SortOrder::ascending) const {
    return detail::sorted_rows(begin_, end_, order_by<Member>(), order);
  }
  /// The same by the column's name on the wire (`bidPrice`). Fails with usage, naming the columns
  /// there are.
  [[nodiscard]] Result<std::vector<Row>> sorted(std::string_view wire,
                                                SortOrder order = SortOrder::ascending) const {
    return sorted_by_name(wire, order, std::make_index_sequence<field_count<E>>{});
  }

 private:
  using Fields = std::remove_cvref_t<decltype(Schema<E>::fields)>;
  using Chunk = typename detail::Columns<Fields, kChunkRows>::type;
  static constexpr Row kNoRow = ~Row{0};
  static constexpr Row kMost = kChunkRows;

  [[nodiscard]] std::unique_ptr<Chunk>& place_of(Row row) {
    return chunks_[static_cast<std::size_t>(row / kChunkRows % chunks_.size())];
  }
  [[nodiscard]] const Chunk& chunk_of(Row row) const {
    return *chunks_[static_cast<std::size_t>(row / kChunkRows % chunks_.size())];
  }
  [[nodiscard]] auto rows_of(Row from, Row to) const {
    return std::views::iota(from, to) | std::views::transform([this](Row row) { return at(row); });
  }

  void open_chunk() {
    std::unique_ptr<Chunk>& place = place_of(end_);
    place = spare_ ? std::move(spare_) : std::make_unique<Chunk>();
    writing_ = place.get();
  }
  void drop_oldest() {
    ++begin_;
    if (begin_ % kChunkRows == 0) spare_ = std::move(place_of(begin_ - 1));
  }
  // Done when somebody asks: append() then writes in sequence only.
  void index_symbols() const {
    for (indexed_ = std::max(indexed_, begin_); indexed_ < end_; ++indexed_) {
      const std::size_t id = value<&E::symbol>(indexed_).id();
      if (id >= newest_.size()) newest_.resize(id + 1, kNoRow);
      newest_[id] = indexed_;
    }
  }

  template <auto Member>
  [[nodiscard]] detail::RowOrder order_by() const {
    return {
        [this](Row a, Row b) { return detail::sorts_before(value<Member>(a), value<Member>(b)); },
        [this](Row row) { return detail::is_absent(value<Member>(row)); }};
  }

  template <std::size_t... I>
  void write(const E& event, std::size_t at, std::index_sequence<I...>) {
    ((std::get<I>(*writing_)[at] = event.*std::get<I>(Schema<E>::fields).member), ...);
  }
  template <std::size_t... I>
  void read(E& event, Row row, std::index_sequence<I...>) const {
    const Chunk& chunk = chunk_of(row);
    ((event.*std::get<I>(Schema<E>::fields).member = std::get<I>(chunk)[row % kChunkRows]), ...);
  }
  template <std::size_t... I>
  [[nodiscard]] Result<std::vector<Row>> sorted_by_name(std::string_view wire, SortOrder order,
                                                        std::index_sequence<I...>) const {
    std::optional<detail::RowOrder> found;
    std::string names;
    const auto look = [&]<std::size_t Column>() {
      constexpr auto field = std::get<Column>(Schema<E>::fields);
      if (field.wire == wire) found = order_by<field.member>();
      names += (names.empty() ? "" : ", ") + std::string{field.wire};
    };
    (look.template operator()<I>(), ...);
    if (found) return detail::sorted_rows(begin_, end_, *found, order);
    return fail(Errc::usage, fmt::format("{} has no column '{}'; it has {}", Schema<E>::name,
                                         wire.substr(0, 60), names));
  }

  TableBound bound_;
  std::vector<std::unique_ptr<Chunk>> chunks_;  // a ring: chunk k stands in place k mod its size
  std::unique_ptr<Chunk> spare_;                // emptied, to be filled next
  Chunk* writing_ = nullptr;
  Row begin_ = 0;
  Row end_ = 0;
  mutable std::vector<Row> newest_;  // by Symbol::id(), of the rows before indexed_
  mutable Row indexed_ = 0;
};

/// A table for each type of MarketEvents, all with the same bound. What is never appended to costs
/// next to nothing.
class EventTables {
 public:
  explicit EventTables(TableBound bound = {}) : EventTables{bound, MarketEvents{}} {}

  /// An UnknownEvent is counted, not kept.
  void append(const Event& event) {
    std::visit(
        [this]<class E>(const E& value) {
          if constexpr (std::same_as<E, UnknownEvent>) {
            ++unknown_;
          } else {
            of<E>().append(value);
          }
        },
        event);
  }
  template <market_event E>
  [[nodiscard]] EventTable<E>& of() {
    return *std::get<event_index<E>>(tables_);
  }
  template <market_event E>
  [[nodiscard]] const EventTable<E>& of() const {
    return *std::get<event_index<E>>(tables_);
  }
  [[nodiscard]] std::uint64_t unknown() const { return unknown_; }

 private:
  template <class List>
  struct TablesOf;
  template <class... E>
  struct TablesOf<TypeList<E...>> {
    using type = std::tuple<std::unique_ptr<EventTable<E>>...>;
  };
  template <class... E>
  EventTables(TableBound bound, TypeList<E...>)
      : tables_{std::make_unique<EventTable<E>>(bound)...} {}

  TablesOf<MarketEvents>::type tables_;
  std::uint64_t unknown_ = 0;
};

}  // namespace belay
