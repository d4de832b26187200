#include "proto/dxlink/wanted_set.hpp"

#include <algorithm>
#include <vector>

#include "proto/dxlink/json_writer.hpp"

namespace belay::dxlink {
namespace {

// Everything of a message that is not an entry fits in here.
constexpr std::size_t kEnvelope = 128;

std::string entry_of(Pair pair) {
  std::string out = "{\"type\":";
  append_quoted(out, pair.type.view());
  append_key(out, "symbol");
  append_quoted(out, pair.symbol.view());
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

void WantedSet::queue(Pair pair, Status& status) {
  if (status.queued) return;
  status.queued = true;
  changed_.push_back(pair);
}

void WantedSet::add(Pair pair) {
  Status& status = pairs_[pair];
  if (status.wanted) return;
  status.wanted = true;
  status.order = next_order_++;
  queue(pair, status);
}

void WantedSet::remove(Pair pair) {
  const auto found = pairs_.find(pair);
  if (found == pairs_.end() || !found->second.wanted) return;
  found->second.wanted = false;
  queue(pair, found->second);
}

void WantedSet::start_over() {
  std::erase_if(pairs_, [](const auto& entry) { return !entry.second.wanted; });
  std::vector<std::pair<std::uint64_t, Pair>> ordered;
  for (auto& [pair, status] : pairs_) {
    status.said = false;
    status.queued = true;
    ordered.emplace_back(status.order, pair);
  }
  std::ranges::sort(ordered, {}, [](const auto& entry) { return entry.first; });
  changed_.clear();
  for (const auto& [order, pair] : ordered) changed_.push_back(pair);
  reset_ = true;
}

Tick WantedSet::due() const { return std::max(spaced_until_, rate_.free_at()); }

// Moves the first changed pair into the draft; false when it does not fit any more.
bool WantedSet::take_one(Draft& draft, std::size_t room) {
  const Pair pair = changed_.front();
  Status& status = pairs_.at(pair);
  const bool change = status.wanted != status.said;
  const std::string entry = change ? entry_of(pair) : std::string{};
  const bool sendable = entry.size() + kEnvelope <= limits_.bytes;
  if (change && sendable) {
    if (draft.count >= room ||
        draft.bytes() + draft.count + entry.size() + kEnvelope > limits_.bytes)
      return false;
    append_entry(status.wanted ? draft.adds : draft.removes, entry);
    status.said = status.wanted;
    ++draft.count;
  }
  if (!sendable) ++unsendable_;
  changed_.pop_front();
  status.queued = false;
  if (!status.wanted) pairs_.erase(pair);
  return true;
}

std::string WantedSet::finish(std::int64_t channel, const Draft& draft) {
  std::string out = "{\"type\":\"FEED_SUBSCRIPTION\",\"channel\":";
  append_integer(out, channel);
  if (reset_) out += ",\"reset\":true";
  reset_ = false;
  append_list(out, "remove", draft.removes);
  append_list(out, "add", draft.adds);
  return out += '}';
}

std::optional<std::string> WantedSet::next_message(std::int64_t channel, Tick now) {
  const std::size_t room = std::min(limits_.entries, rate_.allowed(now));
  if (changed_.empty() || room == 0 || now < spaced_until_) return std::nullopt;
  Draft draft;
  while (!changed_.empty() && take_one(draft, room)) {
  }
  if (draft.count == 0) return std::nullopt;
  rate_.spend(draft.count, now);
  spaced_until_ = now + limits_.spacing;
  return finish(channel, draft);
}

}  // namespace belay::dxlink
