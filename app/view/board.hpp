#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/render/table.hpp"
#include "app/view/events.hpp"
#include "belay/base/time.hpp"
#include "belay/model/events.hpp"

namespace belay::app {

/// What is known of one symbol: its last event of each kind.
struct BoardRow {
  std::string symbol;
  std::optional<Quote> quote;
  std::optional<Trade> trade;
  std::optional<TradeETH> extended;
  std::optional<Summary> summary;
  std::optional<Profile> profile;
  std::optional<Greeks> greeks;
  std::optional<TheoPrice> theo;
  std::optional<Underlying> underlying;
  std::optional<Candle> candle;    ///< the newest bar
  Meaning moved = Meaning::plain;  ///< the last trade against the one before
  std::uint64_t events = 0;
  Instant newest;  ///< when its latest event arrived
};

/// The market as a table: what `stream`, `dxlink replay` and the demo show. One row per symbol, in
/// the order first named; columns for the event types asked for or seen.
class EventBoard {
 public:
  /// Gives a symbol its row before anything arrives.
  void await_symbol(std::string_view symbol);
  /// Gives an event type (`Quote`) its columns before anything arrives.
  void await_type(std::string_view type);
  void put(const Event& event);
  /// Takes its row away, until something arrives for it again.
  void forget(std::string_view symbol);

  [[nodiscard]] std::uint64_t events() const { return events_; }
  [[nodiscard]] const std::vector<BoardRow>& rows() const { return rows_; }
  /// True once anything arrived for it.
  [[nodiscard]] bool heard(std::string_view symbol) const;
  /// `not understood: Foo 3, Bar 1`, or nothing: event types this build has no columns for.
  [[nodiscard]] std::string unknown_text() const;
  /// Rows of these come first, in this order.
  void arrange(const std::vector<std::string>& symbols);
  /// nullptr when the symbol has no row.
  [[nodiscard]] const BoardRow* find(std::string_view symbol) const;
  /// The rows of `choice.filter`, by `choice.sort`.
  [[nodiscard]] std::vector<const BoardRow*> chosen(const RowChoice& choice) const;
  /// Ages from `now`, or none when it is the epoch (a recording).
  [[nodiscard]] Table table(Instant now, const RowChoice& choice = {}) const;

 private:
  BoardRow& row_of(std::string_view symbol);

  std::vector<BoardRow> rows_;
  std::map<std::string, std::size_t, std::less<>> places_;  // symbol to row
  std::set<std::string, std::less<>> types_;
  std::map<std::string, std::uint64_t> unknown_;
  std::uint64_t events_ = 0;
};

/// One thing that the board says of a symbol.
struct BoardColumn {
  std::string_view type;  ///< of the event that says it
  const char* title;
  std::string_view field;  ///< on the wire
  Align align;
  int rank;
  Cell (*cell)(const BoardRow& row);
};
[[nodiscard]] std::span<const BoardColumn> board_columns();

/// What the underlying costs: the last trade of an index, whose quotes are wide or absent; else the
/// middle of the quote; else the other one.
[[nodiscard]] std::optional<double> money_of(const BoardRow& row);

/// Fresh values are plain; one that stopped moving is muted, and a minute without news warns.
[[nodiscard]] Cell age_cell(std::chrono::nanoseconds age);

/// True for event types that say something about a symbol now; the others (tapes, books) are read
/// as rows.
[[nodiscard]] bool has_board_columns(std::string_view type);
/// True for a name that --sort takes for the board: a title (`Bid`), a field (`bidPrice`), age.
[[nodiscard]] bool is_board_column(std::string_view name);

}  // namespace belay::app
