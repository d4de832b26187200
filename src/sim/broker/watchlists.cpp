#include "sim/broker/watchlists.hpp"

#include <initializer_list>
#include <utility>

#include "sim/broker/shares.hpp"

namespace belay::sim {
namespace {

constexpr std::int64_t kLastPlace = 9999;  // broker-api.md 4.10

Watchlist list_of(const NewWatchlist& wanted) {
  return Watchlist{.name = wanted.name,
                   .watchlist_entries = wanted.watchlist_entries,
                   .group_name = wanted.group_name,
                   .order_index = wanted.order_index.value_or(kLastPlace)};
}

std::vector<WatchlistEntry> entries(std::initializer_list<std::string_view> symbols) {
  std::vector<WatchlistEntry> list;
  for (const std::string_view symbol : symbols) {
    list.push_back({.symbol = std::string{symbol}, .instrument_type = InstrumentType::equity});
  }
  return list;
}

Watchlist published(std::string_view name, std::int64_t id, std::vector<WatchlistEntry> symbols) {
  return Watchlist{.name = std::string{name},
                   .watchlist_entries = std::move(symbols),
                   .group_name = "Market Indices",
                   .order_index = 100,
                   .id = id};
}

std::vector<WatchlistEntry> every_quiet_share() {
  std::vector<WatchlistEntry> list;
  for (const QuietShare& share : quiet_shares()) {
    if (share.is_index) continue;
    list.push_back(
        {.symbol = std::string{share.symbol}, .instrument_type = InstrumentType::equity});
  }
  return list;
}

PairsEquation pair(std::string_view left, int left_quantity, std::string_view right,
                   int right_quantity) {
  return {.left_action = Action::buy,
          .left_symbol = std::string{left},
          .left_quantity = Decimal{left_quantity},
          .right_action = Action::sell,
          .right_symbol = std::string{right},
          .right_quantity = Decimal{right_quantity}};
}

}  // namespace

WatchlistShelf::WatchlistShelf(Instant start) {
  create({.name = "Flight school",
          .watchlist_entries = entries({"SPX", "SPY", "AAPL", "NVDA", "TSLA"}),
          .group_name = "main",
          .order_index = 1},
         start - std::chrono::hours{2900});
  create({.name = "odd / chars", .watchlist_entries = entries({"BRK/B"})},
         start - std::chrono::hours{700});
}

const WatchlistShelf::Entry* WatchlistShelf::find(std::string_view name) const {
  const auto found = lists_.find(name);
  return found == lists_.end() ? nullptr : &found->second;
}

bool WatchlistShelf::create(const NewWatchlist& wanted, Instant now) {
  const auto [at, fresh] = lists_.try_emplace(
      wanted.name, Entry{.list = list_of(wanted), .id = next_id_, .created = now, .updated = now});
  next_id_ += fresh ? 1 : 0;
  return fresh;
}

bool WatchlistShelf::replace(std::string_view name, const NewWatchlist& wanted, Instant now) {
  const auto found = lists_.find(name);
  if (found == lists_.end()) return false;
  if (wanted.name != name && lists_.contains(wanted.name)) return false;
  auto node = lists_.extract(found);
  node.key() = wanted.name;
  node.mapped().list = list_of(wanted);
  node.mapped().updated = now;
  lists_.insert(std::move(node));
  return true;
}

void WatchlistShelf::erase(std::string_view name) {
  if (const auto found = lists_.find(name); found != lists_.end()) lists_.erase(found);
}

const std::vector<Watchlist>& public_watchlists() {
  static const std::vector<Watchlist> kLists{
      published("High Options Volume", 69136, entries({"SPY", "QQQ", "NVDA", "TSLA", "AAPL"})),
      published("Major Indices", 69137, entries({"SPX", "NDX", "RUT", "VIX"})),
      published("Everyone's Favourites", 317219, every_quiet_share()),
  };
  return kLists;
}

const std::vector<PairsWatchlist>& pairs_watchlists() {
  static const std::vector<PairsWatchlist> kLists{
      {.name = "Futures",
       .pairs_equations = {pair("/ZN", 2, "/ZB", 1), pair("/GC", 1, "/SI", 2)},
       .order_index = 1},
      {.name = "Shares",
       .pairs_equations = {pair("KO", 2, "PEP", 1), pair("SPY", 1, "QQQ", 1)},
       .order_index = 2},
  };
  return kLists;
}

}  // namespace belay::sim
