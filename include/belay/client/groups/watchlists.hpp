#pragma once

#include <string>
#include <vector>

#include "belay/client/answer.hpp"
#include "belay/model/watchlists.hpp"

namespace belay {

/// Lists of symbols: yours, and the broker's (broker-api.md 4.10).
template <class C>
class Watchlists {
 public:
  explicit Watchlists(C& client) : client_{&client} {}

  /// Yours.
  [[nodiscard]] Answer<C, std::vector<Watchlist>> list() const;
  /// One of yours. Errors: not_found.
  [[nodiscard]] Answer<C, Watchlist> get(const std::string& name) const;
  /// A new one.
  [[nodiscard]] Answer<C, Watchlist> create(const NewWatchlist& watchlist) const;
  /// Replaces everything in it, its name included: send the whole list.
  [[nodiscard]] Answer<C, Watchlist> replace(const std::string& name,
                                             const NewWatchlist& watchlist) const;
  /// Deletes it; the answer is what it was.
  [[nodiscard]] Answer<C, Watchlist> remove(const std::string& name) const;
  /// The broker's; with `counts_only` how many entries each has instead of the entries.
  [[nodiscard]] Answer<C, std::vector<Watchlist>> public_lists(bool counts_only = false) const;
  /// One of the broker's.
  [[nodiscard]] Answer<C, Watchlist> public_list(const std::string& name) const;
  /// The broker's lists of pairs.
  [[nodiscard]] Answer<C, std::vector<PairsWatchlist>> pairs_lists() const;
  /// One of them.
  [[nodiscard]] Answer<C, PairsWatchlist> pairs_list(const std::string& name) const;

 private:
  C* client_;
};

extern template class Watchlists<Client>;
extern template class Watchlists<blocking::Client>;

}  // namespace belay
