#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/watchlists.hpp"

namespace belay::sim {

/// The customer's own lists, by name.
class WatchlistShelf {
 public:
  struct Entry {
    Watchlist list;
    std::int64_t id = 0;
    Instant created;
    Instant updated;
  };

  explicit WatchlistShelf(Instant start);

  [[nodiscard]] const std::map<std::string, Entry, std::less<>>& lists() const { return lists_; }
  [[nodiscard]] const Entry* find(std::string_view name) const;
  /// False when there is one of that name already.
  bool create(const NewWatchlist& wanted, Instant now);
  /// Everything of `name` becomes `wanted`, the name too. False when there is no such list, or the
  /// new name is another's.
  bool replace(std::string_view name, const NewWatchlist& wanted, Instant now);
  void erase(std::string_view name);

 private:
  std::map<std::string, Entry, std::less<>> lists_;
  std::int64_t next_id_ = 162;
};

/// Lists that the broker publishes, and lists of pairs.
[[nodiscard]] const std::vector<Watchlist>& public_watchlists();
[[nodiscard]] const std::vector<PairsWatchlist>& pairs_watchlists();

}  // namespace belay::sim
