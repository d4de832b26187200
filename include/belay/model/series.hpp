#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/events.hpp"
#include "belay/model/indexed.hpp"

// Snapshots and updates of indexed events become one consistent series (dxlink.md 6.3, 6.4). Pure:
// events and time in, changes out.

namespace belay {

/// What happened to a series within one message, told once however often it changed.
struct SeriesChange {
  enum class Kind : std::uint8_t {
    update,    ///< some places: see `indices`
    snapshot,  ///< everything was replaced
    gap,       ///< nothing yet, but something may be missing: see SeriesStore::gap()
  };
  Kind kind = Kind::update;
  std::vector<std::int64_t> indices;  ///< of an update: added, replaced or deleted; rising
};

/// When a snapshot or transaction that does not end is given up, and how much a series may hold.
struct SeriesLimits {
  std::size_t rows = 200'000;          ///< waiting, and kept: beyond, the oldest leave
  std::chrono::seconds patience{120};  ///< from the first row that waits
};

/// Since when a series may lack events, and why. Its rows stay readable meanwhile.
struct SeriesGap {
  Instant from;
  std::string reason;
};

/// True when `event` deletes its place: a removal, a cancelled print, an order without size
/// (dxlink.md 5.7, 5.12).
template <indexed_event E>
[[nodiscard]] bool removes(const E& event) {
  if (has(event.event_flags, EventFlag::remove_event)) return true;
  if constexpr (book_event<E>) return std::isnan(event.size) || event.size == 0;
  if constexpr (requires { event.type == TimeAndSaleType::cancel; })
    return event.type == TimeAndSaleType::cancel;
  return false;
}

/// One series: the events of one type, symbol and source, by rising index. Readers see it before
/// or after a transaction, never within: a new snapshot replaces the old one at once.
template <indexed_event E>
class SeriesStore {
 public:
  explicit SeriesStore(SeriesLimits limits = {}) : limits_{limits} {}

  /// Events of this series in arrival order; a message may come in several spans.
  void apply(std::span<const E> events, Tick now) {
    for (const E& event : events) take(event, now);
  }
  /// Call after each message: what changed since the last call, if anything.
  [[nodiscard]] std::optional<SeriesChange> end_of_message() {
    if (!changed_) return std::nullopt;
    std::ranges::sort(changed_->indices);
    const auto repeated = std::ranges::unique(changed_->indices);
    changed_->indices.erase(repeated.begin(), repeated.end());
    return std::exchange(changed_, std::nullopt);
  }

  [[nodiscard]] bool has_change() const { return changed_.has_value(); }

  /// Gives up what has waited too long; call at deadline().
  void tick(Tick now) {
    if (now >= deadline()) abandon();
  }
  /// Tick::max() when nothing waits.
  [[nodiscard]] Tick deadline() const {
    return pending_.empty() ? Tick::max() : waiting_since_ + limits_.patience;
  }
  /// True once after a snapshot was given up: ask for the series again (dxlink.md 11, C-54). If
  /// that fails as well the answer stays false and failed() is true.
  [[nodiscard]] bool take_request() { return std::exchange(request_, false); }
  [[nodiscard]] bool failed() const { return failed_; }

  /// The connection or channel was lost, or the series is asked for again: what waited is
  /// forgotten, the rows stay until a new snapshot replaces them, gap() says since when.
  void interrupt(Instant since, std::string reason) {
    start_over();
    requested_again_ = request_ = failed_ = false;
    if (gap_) return;
    gap_ = SeriesGap{since, std::move(reason)};
    if (!changed_) changed_ = SeriesChange{.kind = SeriesChange::Kind::gap, .indices = {}};
  }
  [[nodiscard]] const std::optional<SeriesGap>& gap() const { return gap_; }

  /// By rising index.
  [[nodiscard]] std::span<const E> rows() const { return rows_; }
  [[nodiscard]] auto newest_first() const { return std::views::reverse(rows()); }
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  /// The newest, nullptr when empty.
  [[nodiscard]] const E* last() const { return rows_.empty() ? nullptr : &rows_.back(); }
  [[nodiscard]] const E* find(std::int64_t index) const {
    const auto place = std::ranges::lower_bound(rows_, index, {}, &E::index);
    return place != rows_.end() && place->index == index ? &*place : nullptr;
  }
  /// first ≤ index < end. Of events in order of time: pack_index(ms, 0) for both.
  [[nodiscard]] std::span<const E> between(std::int64_t first, std::int64_t end) const {
    const auto from = std::ranges::lower_bound(rows_, first, {}, &E::index);
    const auto to = std::ranges::lower_bound(rows_, std::max(first, end), {}, &E::index);
    return {from, to};
  }

  /// A snapshot was committed: before that the rows are loose updates.
  [[nodiscard]] bool ready() const { return ready_; }
  /// Older events exist, or may exist, that the service did not send or that had to leave.
  [[nodiscard]] bool snipped() const { return snipped_; }
  /// Rows that wait for the end of their snapshot or transaction.
  [[nodiscard]] std::size_t pending() const { return pending_.size(); }
  [[nodiscard]] const SeriesLimits& limits() const { return limits_; }
  /// Rows that left because there were more than `limits.rows`.
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

 private:
  void take(const E& event, Tick now) {
    const bool begin = has(event.event_flags, EventFlag::snapshot_begin);
    if (begin) start_over();
    if (deaf_) return;
    partial_ |= begin;
    const bool snip = has(event.event_flags, EventFlag::snapshot_snip);
    if (partial_ && (snip || has(event.event_flags, EventFlag::snapshot_end))) {
      partial_ = false;
      complete_ = true;
      cut_ = snip;
    }
    if (pending_.empty()) waiting_since_ = now;
    pending_.push_back(event);
    if (!partial_ && !has(event.event_flags, EventFlag::tx_pending)) return commit();
    if (pending_.size() > limits_.rows || now >= deadline()) abandon();
  }

  void commit() {
    const bool snapshot = std::exchange(complete_, false);
    if (snapshot) {
      rows_.clear();
      ready_ = true;
      snipped_ = cut_;
      requested_again_ = failed_ = false;
      gap_.reset();
    }
    note(snapshot);
    if (pending_.size() == 1) {
      put(pending_.front());
      pending_.clear();
    } else {
      merge();
    }
    limit();
  }

  void note(bool snapshot) {
    if (!changed_ || changed_->kind == SeriesChange::Kind::gap) changed_.emplace();
    if (snapshot) *changed_ = SeriesChange{.kind = SeriesChange::Kind::snapshot, .indices = {}};
    if (changed_->kind == SeriesChange::Kind::snapshot) return;
    for (const E& event : pending_) changed_->indices.push_back(event.index);
    // Nobody asks: whoever does later reads everything again.
    if (changed_->indices.size() > 2 * limits_.rows)
      *changed_ = SeriesChange{.kind = SeriesChange::Kind::snapshot, .indices = {}};
  }

  void put(const E& event) {
    const auto place = std::ranges::lower_bound(rows_, event.index, {}, &E::index);
    const bool known = place != rows_.end() && place->index == event.index;
    if (removes(event)) {
      if (known) rows_.erase(place);
    } else if (known) {
      *place = event;
    } else {
      rows_.insert(place, event);
    }
  }

  // The same as put() of each in turn, in n log n: of equal indices the last one counts.
  void merge() {
    const std::vector<E> news = std::exchange(pending_, {});
    std::vector<const E*> order(news.size());
    std::ranges::transform(news, order.begin(), [](const E& event) { return &event; });
    std::ranges::sort(order, {}, [](const E* event) { return std::pair{event->index, event}; });
    std::vector<E> merged;
    merged.reserve(rows_.size() + news.size());
    auto old = rows_.cbegin();
    for (auto each = order.cbegin(); each != order.cend(); ++each) {
      const auto after = std::next(each);
      const E& event = **each;
      if (after != order.cend() && (*after)->index == event.index) continue;
      for (; old != rows_.cend() && old->index < event.index; ++old) merged.push_back(*old);
      if (old != rows_.cend() && old->index == event.index) ++old;
      if (!removes(event)) merged.push_back(event);
    }
    merged.insert(merged.end(), old, rows_.cend());
    rows_ = std::move(merged);
  }

  void limit() {
    if (rows_.size() <= limits_.rows) return;
    const auto surplus = static_cast<std::ptrdiff_t>(rows_.size() - limits_.rows);
    rows_.erase(rows_.begin(), rows_.begin() + surplus);
    dropped_ += static_cast<std::uint64_t>(surplus);
    snipped_ = true;
  }

  void start_over() {
    pending_.clear();
    partial_ = complete_ = deaf_ = false;
  }

  // What follows belongs to the part that was thrown away: nothing is taken before a new BEGIN.
  void abandon() {
    start_over();
    pending_.shrink_to_fit();
    deaf_ = true;
    failed_ = requested_again_;
    request_ = !std::exchange(requested_again_, true);
  }

  SeriesLimits limits_;
  std::vector<E> rows_;     // by rising index
  std::vector<E> pending_;  // in arrival order
  std::optional<SeriesChange> changed_;
  std::optional<SeriesGap> gap_;
  Tick waiting_since_;
  std::uint64_t dropped_ = 0;
  bool partial_ = false;   // between BEGIN and END
  bool complete_ = false;  // END came: the next commit is a snapshot
  bool cut_ = false;       // that END was a SNIP
  bool snipped_ = false;
  bool ready_ = false;
  bool deaf_ = false;  // until the next BEGIN
  bool request_ = false;
  bool requested_again_ = false;
  bool failed_ = false;
};

}  // namespace belay
