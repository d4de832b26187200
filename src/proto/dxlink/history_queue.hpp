#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "proto/dxlink/feed_key.hpp"

namespace belay::dxlink {

/// What a HISTORY channel has to say (dxlink.md 4.7, 6.3): per key a snapshot, newest row first and
/// in one run, and then its updates. Updates are conflated per index, newest wins; what belongs to
/// a transaction is neither conflated nor said before the transaction is complete.
///
/// Bounded by the subscriptions: rows of a snapshot are fetched when its turn has come, one at a
/// time, and a key with more than kMostUpdates waiting starts over with a new snapshot.
class HistoryQueue {
 public:
  static constexpr std::size_t kMostUpdates = 1'000;

  /// Rows from `from_time` on, newest first, without flags but SNAPSHOT_SNIP on the last where
  /// older ones are missing; nullopt for an unknown symbol, which is silent.
  using Fetch = std::function<std::optional<std::vector<Event>>(
      std::string_view type, Symbol symbol, std::string_view source, std::int64_t from_time)>;
  struct Shape {
    std::size_t most_rows = 8'000;  ///< a longer snapshot is cut (SNAPSHOT_SNIP)
    bool update_first = false;      ///< an update goes before the snapshot
    bool tx_over_end = false;       ///< a transaction goes on beyond its end
  };

  /// `empty`: the answer is an empty snapshot, whatever the history says.
  void begin(const FeedKey& key, std::int64_t from_time, bool empty);
  void drop(const FeedKey& key);
  void drop_all();
  void put(const FeedKey& key, const Event& event);

  /// Something can be said: a snapshot at once, updates when `updates` are due.
  [[nodiscard]] bool ready(bool updates) const;
  [[nodiscard]] bool has_updates() const;
  /// Events that wait, rows of the snapshot under way included.
  [[nodiscard]] std::size_t size() const;
  /// At most `most` events, all of one type, in order. Empty when nothing is ready or what was next
  /// turned out to be silent.
  [[nodiscard]] std::vector<Event> take(std::size_t most, bool updates, const Fetch& fetch,
                                        const Shape& shape);

 private:
  struct Update {
    Event event;
    bool fixed = false;  ///< of a transaction: not to be conflated
  };
  struct Series {
    std::int64_t from_time = 0;
    bool awaited = false;  ///< its snapshot is to be fetched: stands in snapshots_
    bool empty = false;    ///< whatever the history says
    bool restarted = false;
    bool queued = false;  ///< stands in updated_
    std::vector<Update> updates;
    std::size_t complete = 0;  ///< so many of them are not of an open transaction
  };

  void await(const FeedKey& key, Series& series);
  void fetch_next(const Fetch& fetch, const Shape& shape);
  [[nodiscard]] std::vector<Event> take_rows(std::size_t most);
  [[nodiscard]] std::vector<Event> take_updates(std::size_t most);
  void take_updates_of(Series& series, std::size_t most, std::vector<Event>& out);
  static void add(Series& series, const Event& event);

  std::unordered_map<FeedKey, Series, FeedKeyHash> series_;
  std::deque<FeedKey> snapshots_;
  std::deque<FeedKey> updated_;
  // The snapshot under way.
  std::optional<FeedKey> current_;
  std::vector<Event> rows_;
  std::size_t next_row_ = 0;
};

/// An event of the key's type that is no data and ends a snapshot: index and time at the lower
/// bound, everything else empty (dxlink.md 6.3). UnknownEvent for a type without an index.
[[nodiscard]] Event terminator(const FeedKey& key, std::int64_t from_time);

}  // namespace belay::dxlink
