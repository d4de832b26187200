#include "proto/dxlink/history_queue.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace belay::dxlink {
namespace {

constexpr std::int32_t kBegin = flags(EventFlag::snapshot_begin);
constexpr std::int32_t kEnd = flags(EventFlag::snapshot_end);
constexpr std::int32_t kTerminator = flags(EventFlag::snapshot_end, EventFlag::remove_event);
constexpr std::int32_t kEmpty = kTerminator | kBegin;
constexpr std::int32_t kSnip = flags(EventFlag::snapshot_snip);
constexpr std::int32_t kPending = flags(EventFlag::tx_pending);

// Sources that stand for whole families; every other one is up to four characters (6.2).
constexpr auto kSpecialSources = std::to_array<std::string_view>(
    {"COMPOSITE_BID", "COMPOSITE_ASK", "REGIONAL_BID", "REGIONAL_ASK", "AGGREGATE_BID",
     "AGGREGATE_ASK", "COMPOSITE", "REGIONAL", "AGGREGATE"});

// The index of an order book's slot 0.
std::int64_t first_slot(std::string_view source) {
  const auto* const special = std::ranges::find(kSpecialSources, source);
  if (special != kSpecialSources.end()) return (special - kSpecialSources.begin() + 1) << 48;
  if (source == "DEFAULT") return 0;
  std::int64_t id = 0;
  for (const char c : source.substr(0, 4)) id = (id << 8) | (c & 0x7F);
  return id << 32;
}

template <class E>
E lower_bound(const FeedKey& key, std::int64_t from_time) {
  E event;
  event.symbol = key.symbol;
  if constexpr (book_event<E>) {
    event.source = key.source;
    event.index = first_slot(key.source.view());
  } else if constexpr (timed_event<E>) {
    event.time = from_time;
    // A series' index is an ordinal (dxlink.md 5.10).
    event.index = std::is_same_v<E, Series> ? 0 : pack_index(from_time, 0);
  }
  return event;
}

std::vector<Event> marked_empty(const FeedKey& key, std::int64_t from_time) {
  std::vector<Event> rows{terminator(key, from_time)};
  set_flags(rows.front(), kEmpty);
  return rows;
}

// V8 of dxlink.md 6.6: the end is not the end of the transaction.
void go_on_beyond_end(std::vector<Event>& rows) {
  set_flags(rows.back(), flags_of(rows.back()) | kPending);
  const Event first = rows[0];
  const Event second = rows[rows.size() > 1 ? 1 : 0];
  rows.push_back(first);
  set_flags(rows.back(), kPending);
  rows.push_back(second);
  set_flags(rows.back(), 0);
}

void mark(std::vector<Event>& rows, const FeedKey& key, std::int64_t from_time,
          const HistoryQueue::Shape& shape) {
  const bool cut =
      rows.size() > shape.most_rows || has(flags_of(rows.back()), EventFlag::snapshot_snip);
  rows.resize(std::min(rows.size(), shape.most_rows));
  const bool single = rows.size() == 1 && !cut;
  for (Event& row : rows) set_flags(row, 0);
  set_flags(rows.front(), single ? kBegin | kEnd : kBegin);
  if (cut) set_flags(rows.back(), flags_of(rows.back()) | kSnip);
  if (!cut && !single) {
    // A row that stands where the terminator would is the end itself: that would delete it.
    const Event end = terminator(key, from_time);
    if (index_of(rows.back()) == index_of(end)) {
      set_flags(rows.back(), kEnd);
    } else {
      rows.push_back(end);
      set_flags(rows.back(), kTerminator);
    }
  }
  if (shape.tx_over_end) go_on_beyond_end(rows);
  if (shape.update_first) {
    rows.insert(rows.begin(), Event{rows.front()});
    set_flags(rows.front(), 0);
  }
}

}  // namespace

Event terminator(const FeedKey& key, std::int64_t from_time) {
  Event event = UnknownEvent{};
  for_each_event_type([&]<class E>() {
    if constexpr (is_indexed<E>) {
      if (key.type == Schema<E>::name) event = lower_bound<E>(key, from_time);
    }
  });
  return event;
}

void HistoryQueue::await(const FeedKey& key, Series& series) {
  series.updates.clear();
  series.complete = 0;
  if (current_ == key) current_.reset();
  if (!std::exchange(series.awaited, true)) snapshots_.push_back(key);
}

void HistoryQueue::begin(const FeedKey& key, std::int64_t from_time, bool empty) {
  Series& series = series_[key];
  series.from_time = from_time;
  series.empty = empty;
  series.restarted = false;
  await(key, series);
}

void HistoryQueue::drop(const FeedKey& key) {
  const auto found = series_.find(key);
  if (found == series_.end()) return;
  if (found->second.awaited) std::erase(snapshots_, key);
  if (found->second.queued) std::erase(updated_, key);
  if (current_ == key) current_.reset();
  series_.erase(found);
}

void HistoryQueue::drop_all() {
  series_.clear();
  snapshots_.clear();
  updated_.clear();
  current_.reset();
}

// What comes before the snapshot was fetched is contained in it.
void HistoryQueue::put(const FeedKey& key, const Event& event) {
  const auto found = series_.find(key);
  if (found == series_.end() || found->second.awaited) return;
  Series& series = found->second;
  add(series, event);
  if (series.updates.size() > kMostUpdates) {
    series.restarted = true;
    await(key, series);
  } else if (series.complete > 0 && !std::exchange(series.queued, true)) {
    updated_.push_back(key);
  }
}

void HistoryQueue::add(Series& series, const Event& event) {
  const bool pending = has(flags_of(event), EventFlag::tx_pending);
  if (pending || series.complete < series.updates.size()) {
    series.updates.push_back({event, true});
    if (!pending) series.complete = series.updates.size();
    return;
  }
  const auto same = [&](const Update& each) { return index_of(each.event) == index_of(event); };
  const auto newest = std::find_if(series.updates.rbegin(), series.updates.rend(), same);
  if (newest != series.updates.rend() && !newest->fixed) {
    newest->event = event;
  } else {
    series.updates.push_back({event, false});
  }
  series.complete = series.updates.size();
}

bool HistoryQueue::ready(bool updates) const {
  return current_ || !snapshots_.empty() || (updates && has_updates());
}

bool HistoryQueue::has_updates() const { return !updated_.empty(); }

std::size_t HistoryQueue::size() const {
  std::size_t total = current_ ? rows_.size() - next_row_ : 0;
  for (const auto& [key, series] : series_) total += series.updates.size();
  return total;
}

std::vector<Event> HistoryQueue::take(std::size_t most, bool updates, const Fetch& fetch,
                                      const Shape& shape) {
  if (!current_) fetch_next(fetch, shape);
  if (current_) return take_rows(most);
  if (updates) return take_updates(most);
  return {};
}

void HistoryQueue::fetch_next(const Fetch& fetch, const Shape& shape) {
  while (!current_ && !snapshots_.empty()) {
    const FeedKey key = snapshots_.front();
    snapshots_.pop_front();
    Series& series = series_.at(key);
    series.awaited = false;
    std::optional<std::vector<Event>> rows;
    if (!series.empty && fetch) {
      rows = fetch(key.type.view(), key.symbol, key.source.view(), series.from_time);
    }
    if (!rows && !series.empty && !series.restarted) continue;
    rows_ = rows ? *std::move(rows) : std::vector<Event>{};
    if (rows_.empty()) {
      rows_ = marked_empty(key, series.from_time);
    } else {
      mark(rows_, key, series.from_time, shape);
    }
    next_row_ = 0;
    current_ = key;
  }
}

std::vector<Event> HistoryQueue::take_rows(std::size_t most) {
  const std::size_t end = std::min(rows_.size(), next_row_ + most);
  std::vector<Event> out(rows_.begin() + static_cast<std::ptrdiff_t>(next_row_),
                         rows_.begin() + static_cast<std::ptrdiff_t>(end));
  next_row_ = end;
  if (next_row_ == rows_.size()) {
    current_.reset();
    rows_ = {};
  }
  return out;
}

std::vector<Event> HistoryQueue::take_updates(std::size_t most) {
  std::vector<Event> out;
  while (!updated_.empty() && out.size() < most) {
    Series& series = series_.at(updated_.front());
    const bool fits = series.complete == 0 || out.empty() ||
                      series.updates.front().event.index() == out.front().index();
    if (!fits) break;
    take_updates_of(series, most, out);
    if (series.complete > 0) break;
    series.queued = false;
    updated_.pop_front();
  }
  return out;
}

void HistoryQueue::take_updates_of(Series& series, std::size_t most, std::vector<Event>& out) {
  const std::size_t count = std::min(series.complete, most - out.size());
  const auto end = series.updates.begin() + static_cast<std::ptrdiff_t>(count);
  for (auto at = series.updates.begin(); at != end; ++at) out.push_back(std::move(at->event));
  series.updates.erase(series.updates.begin(), end);
  series.complete -= count;
}

}  // namespace belay::dxlink
