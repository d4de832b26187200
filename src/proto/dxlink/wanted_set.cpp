#include "proto/dxlink/wanted_set.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "proto/dxlink/json_writer.hpp"

namespace belay::dxlink {
namespace {

// Over which servers count changes (dxlink.md 4.8).
constexpr std::chrono::minutes kMinute{1};

FeedKey identity(const SubscriptionKey& key) { return {Symbol{key.type}, key.symbol, key.source}; }

std::size_t type_index(std::string_view type) {
  std::size_t index = MarketEvents::size;
  for_each_event_type([&]<class E>() {
    if (Schema<E>::name == type) index = event_index<E>;
  });
  return index;
}

std::string entry_text(const FeedKey& key, std::optional<std::int64_t> from_time) {
  std::string out = "{\"type\":";
  append_quoted(out, key.type.view());
  append_key(out, "symbol");
  append_quoted(out, key.symbol.view());
  if (key.source.has_value()) {
    append_key(out, "source");
    append_quoted(out, key.source.view());
  }
  if (from_time) {
    append_key(out, "fromTime");
    append_integer(out, *from_time);
  }
  return out += '}';
}

void append_entry(std::string& list, std::string_view entry) {
  if (!list.empty()) list += ',';
  list += entry;
}

void append_list(std::string& out, std::string_view name, std::string_view list) {
  if (list.empty()) return;
  append_key(out, name);
  out += '[';
  out += list;
  out += ']';
}

}  // namespace

std::size_t entry_size(const SubscriptionKey& key) {
  return entry_text(identity(key), key.from_time).size();
}

void WantedSet::queue_addition(Entry& entry) {
  if (std::exchange(entry.second.adding, true)) return;
  additions_.push_back(entry.first);
}

bool WantedSet::add(const SubscriptionKey& key) {
  Entry& entry = *entries_.try_emplace(identity(key)).first;
  Status& status = entry.second;
  const bool fresh = !std::exchange(status.wanted, true);
  if (fresh) {
    status.type = type_index(key.type);
    status.order = next_order_++;
    ++wanted_;
  }
  status.from_time = key.from_time;
  if (needs_addition(entry)) queue_addition(entry);
  return fresh;
}

bool WantedSet::remove(const SubscriptionKey& key) {
  const auto found = entries_.find(identity(key));
  if (found == entries_.end() || !found->second.wanted) return false;
  Status& status = found->second;
  status.wanted = false;
  --wanted_;
  if (status.said && !std::exchange(status.removing, true)) removals_.push_back(found->first);
  forget(found->first);
  return true;
}

bool WantedSet::has(const SubscriptionKey& key) const {
  const auto found = entries_.find(identity(key));
  return found != entries_.end() && found->second.wanted;
}

// Keeps what is wanted, known to the server, or still stands in a queue.
void WantedSet::forget(const FeedKey& key) {
  const auto found = entries_.find(key);
  const Status& status = found->second;
  if (!status.wanted && !status.said && !status.adding && !status.removing) entries_.erase(found);
}

void WantedSet::start_over() {
  removals_.clear();
  removed_.clear();
  additions_.clear();
  held_.clear();
  std::erase_if(entries_, [](const Entry& entry) { return !entry.second.wanted; });
  std::vector<Entry*> ordered;
  ordered.reserve(entries_.size());
  for (Entry& entry : entries_) {
    entry.second.said = entry.second.doubtful = entry.second.removing = false;
    entry.second.adding = true;
    ordered.push_back(&entry);
  }
  std::ranges::sort(ordered, {}, [](const Entry* entry) { return entry->second.order; });
  for (const Entry* entry : ordered) additions_.push_back(entry->first);
  said_ = 0;
  reset_ = true;
}

bool WantedSet::is_silent(const Entry& entry) const {
  const Status& status = entry.second;
  return status.said && status.wanted && !heard_[status.type].has(entry.first.symbol);
}

bool WantedSet::needs_addition(const Entry& entry) const {
  const Status& status = entry.second;
  if (!status.wanted) return false;
  return !status.said || status.from_time != status.said_from_time ||
         (status.doubtful && is_silent(entry));
}

bool WantedSet::doubt_silent(std::string_view type) {
  std::vector<Entry*> silent;
  for (Entry& entry : entries_) {
    const bool meant = type.empty() || entry.first.type == type;
    if (meant && is_silent(entry)) silent.push_back(&entry);
  }
  std::ranges::sort(silent, {}, [](const Entry* entry) { return entry->second.order; });
  for (Entry* const entry : silent) {
    entry->second.doubtful = true;
    queue_addition(*entry);
  }
  return !silent.empty();
}

void WantedSet::doubt_removals() {
  for (const Removal& removal : std::exchange(removed_, {})) {
    const auto [entry, fresh] = entries_.try_emplace(removal.key);
    if (!fresh) continue;  // in some use again
    entry->second.type = type_index(removal.key.type.view());
    entry->second.said_from_time = removal.from_time;
    entry->second.said = entry->second.removing = true;
    ++said_;
    removals_.push_back(removal.key);
  }
}

void WantedSet::let_go() {
  additions_.insert(additions_.end(), held_.begin(), held_.end());
  held_.clear();
}

std::size_t WantedSet::silent() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(entries_, [this](const Entry& entry) { return is_silent(entry); }));
}

bool WantedSet::fits(const Draft& draft, std::size_t more, const SubscriptionLimits& limits) {
  const std::size_t commas = draft.count + 1;
  return draft.removes.size() + draft.adds.size() + commas + more + kSubscriptionEnvelope <=
         limits.bytes;
}

// These two move the first of their queue into the draft; false when it does not fit any more.
bool WantedSet::draft_removal(Draft& draft, const SubscriptionLimits& limits, std::size_t room,
                              Tick now) {
  const FeedKey key = removals_.front();
  Status& status = entries_.at(key);
  if (status.said && !status.wanted) {
    const std::string entry = entry_text(key, status.said_from_time);
    if (draft.count >= room || !fits(draft, entry.size(), limits)) return false;
    append_entry(draft.removes, entry);
    ++draft.count;
    removed_.push_back({now, key, status.said_from_time});
    status.said = status.doubtful = false;
    --said_;
  }
  removals_.pop_front();
  status.removing = false;
  forget(key);
  return true;
}

void WantedSet::mark_added(Entry& entry) {
  Status& status = entry.second;
  if (!status.said) ++said_;
  status.said = true;
  status.doubtful = false;
  status.said_from_time = status.from_time;
  heard_[status.type].reset(entry.first.symbol);
}

bool WantedSet::draft_addition(Draft& draft, const ClientQuota& quota, std::size_t room) {
  const FeedKey key = additions_.front();
  Entry& entry = *entries_.find(key);
  if (needs_addition(entry)) {
    if (quota.holds(key.type.view())) {
      held_.push_back(key);
      additions_.pop_front();
      return true;
    }
    if (!draft_needed(draft, entry, quota.limits(), room)) return false;
  }
  additions_.pop_front();
  entry.second.adding = false;
  forget(key);
  return true;
}

bool WantedSet::draft_needed(Draft& draft, Entry& entry, const SubscriptionLimits& limits,
                             std::size_t room) {
  auto& [key, status] = entry;
  // A time series that the server perhaps has would count twice (dxlink.md 4.8).
  const bool doubled = status.doubtful && status.said_from_time.has_value();
  if (doubled && draft.count > 0 && draft.count + 2 > room) return false;
  if (status.from_time && draft.series >= limits.series_entries) return false;
  const bool again = doubled && room >= 2;
  const std::string add = entry_text(key, status.from_time);
  const std::string removal = again ? entry_text(key, status.said_from_time) : std::string{};
  if (draft.count >= room || !fits(draft, add.size() + removal.size(), limits)) return false;
  if (again) append_entry(draft.removes, removal);
  append_entry(draft.adds, add);
  draft.count += again ? 2U : 1U;
  draft.series += status.from_time ? 1U : 0U;
  mark_added(entry);
  return true;
}

std::string WantedSet::finish(std::int64_t channel, const Draft& draft) {
  std::string out = "{\"type\":\"FEED_SUBSCRIPTION\",\"channel\":";
  append_integer(out, channel);
  if (std::exchange(reset_, false)) out += ",\"reset\":true";
  append_list(out, "remove", draft.removes);
  append_list(out, "add", draft.adds);
  return out += '}';
}

std::optional<std::string> WantedSet::next_message(std::int64_t channel, ClientQuota& quota,
                                                   Tick now) {
  const std::size_t room = has_changes() ? quota.room(now) : 0;
  if (room == 0) return std::nullopt;
  while (!removed_.empty() && now - removed_.front().said >= kMinute) removed_.pop_front();
  Draft draft;
  while (!removals_.empty() && draft_removal(draft, quota.limits(), room, now)) {
  }
  if (!draft.removes.empty()) quota.removed();
  while (removals_.empty() && !additions_.empty() && draft_addition(draft, quota, room)) {
  }
  if (draft.count == 0) return std::nullopt;
  quota.said(draft.count, now);
  return finish(channel, draft);
}

}  // namespace belay::dxlink
