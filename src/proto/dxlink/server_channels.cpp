#include "proto/dxlink/server_channels.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "proto/dxlink/server_messages.hpp"

namespace belay::dxlink {
namespace {

constexpr std::string_view kBadAction = "BAD_ACTION";
constexpr std::string_view kInvalid = "INVALID_MESSAGE";
constexpr std::size_t kEverything = static_cast<std::size_t>(-1);

// Listeners are found by type and symbol; sources are the channels' affair.
FeedKey without_source(const FeedKey& key) { return {key.type, key.symbol, {}}; }

std::string too_many_of(Symbol type) {
  return fmt::format("Your subscription size for event type '{}' is too big", type);
}

}  // namespace

ServerChannels::ServerChannels(const ServerContext& context)
    : context_{context}, rate_{context.options.changes_per_minute} {}

void ServerChannels::open(std::int64_t id, const request::ChannelRequest& request, Tick now,
                          Frames& frames) {
  if (!open_service(id, request, now, frames)) return;
  frames.push_back(server_message::channel_opened(id, request.service, request.parameters));
  if (context_.quirks.holds(Quirk::duplicate_opened, now) != nullptr) {
    frames.emplace_back(frames.back());
  }
}

bool ServerChannels::open_service(std::int64_t id, const request::ChannelRequest& request, Tick now,
                                  Frames& frames) {
  if (request.service == "DOM") {
    if (!request.symbol.empty()) {
      channels_.emplace(id, DomChannel{id, request, context_, now});
      return true;
    }
    frames.push_back(server_message::error(id, kInvalid, "DOM: `symbol` must be a string."));
    return false;
  }
  if (request.service != "FEED") {
    const auto service = server_message::beginning_of(request.service);
    frames.push_back(
        server_message::error(id, kBadAction, fmt::format("Service {} is not available", service)));
    return false;
  }
  if (const auto contract = parse_contract(request.contract)) {
    channels_.emplace(id, FeedChannel{id, *contract, context_, now});
    return true;
  }
  frames.push_back(server_message::error(
      id, kInvalid, "`contract` must be one of AUTO, TICKER, STREAM, HISTORY."));
  return false;
}

template <class C>
C* ServerChannels::find(std::int64_t id, Frames& frames) {
  const auto found = channels_.find(id);
  if (found == channels_.end()) {
    frames.push_back(
        server_message::error(id, kBadAction, fmt::format("Channel with id {} not exists", id)));
    return nullptr;
  }
  C* const channel = std::get_if<C>(&found->second);
  if (channel == nullptr) {
    frames.push_back(
        server_message::error(id, kBadAction, "The message is not of the channel's service"));
  }
  return channel;
}

void ServerChannels::cancel(std::int64_t id, Tick now, Frames& frames) {
  const auto found = channels_.find(id);
  if (found == channels_.end()) {
    frames.push_back(
        server_message::error(id, kBadAction, fmt::format("Channel with id {} not exists", id)));
    return;
  }
  auto* const feed = std::get_if<FeedChannel>(&found->second);
  if (feed != nullptr && context_.quirks.holds(Quirk::late_removal, now) != nullptr) {
    feed->take(std::max(now, feed->due()), kEverything, frames);
  }
  forget(id);
  frames.push_back(server_message::channel_closed(id));
}

void ServerChannels::forget(std::int64_t id) {
  const auto found = channels_.find(id);
  if (found == channels_.end()) return;
  if (auto* const feed = std::get_if<FeedChannel>(&found->second)) remove_all(*feed, id);
  channels_.erase(found);
}

void ServerChannels::close_all() {
  while (!channels_.empty()) forget(channels_.begin()->first);
  overflows_ = false;
}

void ServerChannels::close_one(Tick now, Frames& frames) {
  if (channels_.empty()) return;
  const std::size_t which = context_.quirks.dice().below(channels_.size());
  const std::int64_t id = std::next(channels_.begin(), static_cast<std::ptrdiff_t>(which))->first;
  cancel(id, now, frames);
}

void ServerChannels::shuffle_fields(Tick now, Frames& frames) {
  for (auto& [id, channel] : channels_) {
    if (auto* const feed = std::get_if<FeedChannel>(&channel)) feed->shuffle_fields(frames, now);
  }
}

void ServerChannels::configure(std::int64_t id, const request::FeedSetup& setup, Tick now,
                               Frames& frames) {
  if (auto* const channel = find<FeedChannel>(id, frames)) channel->configure(setup, now, frames);
}

void ServerChannels::configure(std::int64_t id, const request::DomSetup& setup, Tick now,
                               Frames& frames) {
  if (auto* const channel = find<DomChannel>(id, frames)) channel->configure(setup, now, frames);
}

// reset, remove, add: in this order (S-28).
void ServerChannels::subscribe(std::int64_t id, const request::FeedSubscription& wish, Tick now,
                               Frames& frames) {
  auto* const channel = find<FeedChannel>(id, frames);
  if (channel == nullptr) return;
  request::FeedSubscription allowed = wish;
  const bool whole = fit_rate(allowed, now);
  if (allowed.reset) remove_all(*channel, id);
  for (const request::Entry& entry : allowed.remove) remove(*channel, id, entry, now);
  std::set<std::string> refusals;
  for (const request::Entry& entry : allowed.add) refusals.insert(add(*channel, id, entry, now));
  refusals.erase("");
  if (!whole) refusals.insert("Your subscription rate is too high");
  for (const std::string& text : refusals) {
    frames.push_back(server_message::error(id, kBadAction, text));
  }
  channel->announce_new(now, frames);
}

bool ServerChannels::fit_rate(request::FeedSubscription& wish, Tick now) {
  const std::size_t asked = wish.remove.size() + wish.add.size();
  std::size_t allowed = rate_.allowed(now);
  if (const QuirkRule* const rule = context_.quirks.holds(Quirk::rate_limit, now)) {
    const std::size_t used = context_.options.changes_per_minute - allowed;
    const auto limit = static_cast<std::size_t>(rule->number);
    allowed = std::min(allowed, limit > used ? limit - used : 0);
  }
  const std::size_t granted = std::min(asked, allowed);
  rate_.spend(granted, now);
  wish.remove.resize(std::min(wish.remove.size(), granted));
  wish.add.resize(std::min(wish.add.size(), granted - wish.remove.size()));
  return granted == asked;
}

void ServerChannels::remove_all(FeedChannel& channel, std::int64_t id) {
  for (const FeedKey& key : channel.keys()) leave(key, id);
  channel.remove_all();
}

void ServerChannels::remove(FeedChannel& channel, std::int64_t id, const request::Entry& entry,
                            Tick now) {
  // The channel may have been asked with a fromTime and be told to remove without one (S-30).
  const auto key = channel.key_of(entry);
  if (key && channel.remove(*key, entry, now)) leave(*key, id);
}

std::string ServerChannels::add(FeedChannel& channel, std::int64_t id, const request::Entry& entry,
                                Tick now) {
  const auto key = channel.key_of(entry);
  if (!key) return {};
  const bool again = channel.has(*key);
  const bool counts = context_.quirks.holds(Quirk::count_duplicates, now) != nullptr;
  if (again && !counts) {
    channel.renew(*key, entry, now);
    return {};
  }
  const auto answer = ask_quota(key->type, now);
  if (answer == ServerQuota::Answer::too_many) return "Your subscription size is too big";
  if (answer == ServerQuota::Answer::too_many_of_type) return too_many_of(key->type);
  quota_.take(key->type);
  if (again) {
    ++duplicates_[*key];
    channel.renew(*key, entry, now);
    return {};
  }
  channel.add(*key, entry, now);
  join(*key, id);
  return {};
}

ServerQuota::Answer ServerChannels::ask_quota(Symbol type, Tick now) {
  ServerQuota::Limits limits{.total = context_.options.max_subscriptions,
                             .series = context_.options.max_series,
                             .candles = context_.options.max_series};
  if (const QuirkRule* const rule = context_.quirks.holds(Quirk::candle_cap, now)) {
    limits.candles = static_cast<std::size_t>(rule->number);
  }
  return quota_.ask(type, limits);
}

void ServerChannels::join(const FeedKey& key, std::int64_t id) {
  const FeedKey pair = without_source(key);
  const bool first = !audience_.has(pair);
  audience_.add(pair, id);
  if (first && interest_) interest_(pair, true);
}

void ServerChannels::leave(const FeedKey& key, std::int64_t id) {
  quota_.give_back(key.type);
  if (const auto more = duplicates_.extract(key)) quota_.give_back(key.type, more.mapped());
  const FeedKey pair = without_source(key);
  audience_.remove(pair, id);
  if (!audience_.has(pair) && interest_) interest_(pair, false);
}

void ServerChannels::publish(const Event& event, Tick now) {
  if (std::holds_alternative<UnknownEvent>(event)) return;
  const auto to = [&](const FeedKey& pair) {
    audience_.for_each(pair, [&](std::int64_t id) {
      auto& channel = std::get<FeedChannel>(channels_.at(id));
      channel.publish(pair, event, now);
      overflows_ = overflows_ || channel.overflows();
    });
  };
  const FeedKey pair = pair_of(event);
  to(pair);
  if (context_.options.wildcard) to({pair.type, Symbol{"*"}, {}});
}

std::set<std::int64_t> ServerChannels::ids() const {
  std::set<std::int64_t> all;
  for (const auto& [id, channel] : channels_) all.insert(id);
  return all;
}

bool ServerChannels::has_output(Tick now) const {
  return std::ranges::any_of(channels_, [&](const auto& entry) {
    return std::visit([&](const auto& channel) { return channel.has_output(now); }, entry.second);
  });
}

Tick ServerChannels::next_due(Tick now) const {
  Tick next = Tick::max();
  for (const auto& [id, each] : channels_) {
    std::visit(
        [&](const auto& channel) {
          if (!channel.has_output(now)) next = std::min(next, channel.due());
        },
        each);
  }
  return next;
}

void ServerChannels::take(Tick now, std::size_t room, Frames& frames) {
  std::size_t used = 0;
  auto at = channels_.lower_bound(turn_);
  for (std::size_t i = 0; i < channels_.size() && used < room; ++i, ++at) {
    if (at == channels_.end()) at = channels_.begin();
    const std::size_t before = frames.size();
    if (auto* const feed = std::get_if<FeedChannel>(&at->second)) {
      feed->take(now, room - used, frames);
    } else {
      std::get<DomChannel>(at->second).take(now, frames);
    }
    for (std::size_t f = before; f < frames.size(); ++f) used += frames[f].size();
  }
  turn_ = at == channels_.end() || used < room ? 0 : at->first;
}

std::size_t ServerChannels::subscription_count() const { return quota_.total(); }

std::vector<std::pair<std::int64_t, FeedKey>> ServerChannels::subscriptions() const {
  std::vector<std::pair<std::int64_t, FeedKey>> all;
  for (const auto& [id, channel] : channels_) {
    const auto* const feed = std::get_if<FeedChannel>(&channel);
    if (feed == nullptr) continue;
    for (const FeedKey& key : feed->keys()) all.emplace_back(id, key);
  }
  return all;
}

std::size_t ServerChannels::waiting() const {
  std::size_t total = 0;
  for (const auto& [id, channel] : channels_) {
    if (const auto* const feed = std::get_if<FeedChannel>(&channel)) total += feed->waiting();
  }
  return total;
}

}  // namespace belay::dxlink
