#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "belay/base/decimal.hpp"
#include "belay/model/enum_text.hpp"
#include "belay/model/extra.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/order_enums.hpp"
#include "belay/model/schema.hpp"

// Watchlists: broker-api.md 4.10, 5.28.

namespace belay {

struct WatchlistEntry {
  std::string symbol;
  std::optional<Open<InstrumentType>> instrument_type;
  Extra extra;
};
template <>
struct Schema<WatchlistEntry> {
  static constexpr std::string_view name = "WatchlistEntry";
  static constexpr auto fields = std::tuple{
      Field{"symbol", &WatchlistEntry::symbol, Unit::symbol},
      Field{"instrument-type", &WatchlistEntry::instrument_type},
      Field{"", &WatchlistEntry::extra, Unit::rest},
  };
};
static_assert(complete_schema<WatchlistEntry>);

/// A list of the user's or a public one. With `counts-only` the broker sends name, id and count
/// alone; the answer to a deletion has ids and times as well, in snake_case.
struct Watchlist {
  std::string name;
  std::vector<WatchlistEntry> watchlist_entries;
  std::optional<std::string> cms_id;
  std::optional<std::string> group_name;
  std::optional<std::int64_t> order_index;
  std::optional<std::int64_t> id;
  std::optional<std::int64_t> watchlist_entry_count;
  std::optional<std::int64_t> user_id;
  std::optional<std::string> created_at;
  std::optional<std::string> updated_at;
  Extra extra;
};
template <>
struct Schema<Watchlist> {
  static constexpr std::string_view name = "Watchlist";
  static constexpr auto fields = std::tuple{
      Field{"name", &Watchlist::name},
      Field{"watchlist-entries", &Watchlist::watchlist_entries, Unit::sparse},
      Field{"cms-id", &Watchlist::cms_id},
      Field{"group-name", &Watchlist::group_name},
      Field{"order-index", &Watchlist::order_index},
      Field{"id", &Watchlist::id},
      Field{"watchlist-entry-count", &Watchlist::watchlist_entry_count},
      Field{"user-id", &Watchlist::user_id},
      Field{"created-at", &Watchlist::created_at},
      Field{"updated-at", &Watchlist::updated_at},
      Field{"", &Watchlist::extra, Unit::rest},
  };
};
static_assert(complete_schema<Watchlist>);

/// Body of POST and PUT: PUT replaces everything, the name too.
struct NewWatchlist {
  std::string name;
  std::vector<WatchlistEntry> watchlist_entries;
  std::optional<std::string> group_name;
  std::optional<std::int64_t> order_index;  ///< 9999 when absent
  Extra extra;
};
template <>
struct Schema<NewWatchlist> {
  static constexpr std::string_view name = "NewWatchlist";
  static constexpr auto fields = std::tuple{
      Field{"name", &NewWatchlist::name},
      Field{"watchlist-entries", &NewWatchlist::watchlist_entries},
      Field{"group-name", &NewWatchlist::group_name},
      Field{"order-index", &NewWatchlist::order_index},
      Field{"", &NewWatchlist::extra, Unit::rest},
  };
};
static_assert(complete_schema<NewWatchlist>);

struct PairsEquation {
  Open<Action> left_action;
  std::optional<std::string> left_symbol;
  std::optional<Decimal> left_quantity;
  Open<Action> right_action;
  std::optional<std::string> right_symbol;
  std::optional<Decimal> right_quantity;
  Extra extra;
};
template <>
struct Schema<PairsEquation> {
  static constexpr std::string_view name = "PairsEquation";
  static constexpr auto fields = std::tuple{
      Field{"left-action", &PairsEquation::left_action},
      Field{"left-symbol", &PairsEquation::left_symbol, Unit::symbol},
      Field{"left-quantity", &PairsEquation::left_quantity, Unit::quantity},
      Field{"right-action", &PairsEquation::right_action},
      Field{"right-symbol", &PairsEquation::right_symbol, Unit::symbol},
      Field{"right-quantity", &PairsEquation::right_quantity, Unit::quantity},
      Field{"", &PairsEquation::extra, Unit::rest},
  };
};
static_assert(complete_schema<PairsEquation>);

struct PairsWatchlist {
  std::string name;
  std::vector<PairsEquation> pairs_equations;
  std::optional<std::int64_t> order_index;
  Extra extra;
};
template <>
struct Schema<PairsWatchlist> {
  static constexpr std::string_view name = "PairsWatchlist";
  static constexpr auto fields = std::tuple{
      Field{"name", &PairsWatchlist::name},
      Field{"pairs-equations", &PairsWatchlist::pairs_equations},
      Field{"order-index", &PairsWatchlist::order_index},
      Field{"", &PairsWatchlist::extra, Unit::rest},
  };
};
static_assert(complete_schema<PairsWatchlist>);

}  // namespace belay
