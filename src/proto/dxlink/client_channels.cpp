#include "proto/dxlink/client_channels.hpp"

#include <algorithm>
#include <ranges>
#include <span>

#include <fmt/format.h>

#include "belay/model/indexed.hpp"

namespace belay::dxlink {
namespace {

using Stage = ClientChannel::Stage;

}  // namespace

ClientChannel* ClientChannels::find(std::int64_t id) {
  const auto found = std::ranges::find(channels_, id, &ClientChannel::id);
  return id <= 0 || found == channels_.end() ? nullptr : &*found;
}

ClientChannel& ClientChannels::at(const SubscriptionKey& key) {
  return *std::ranges::find(channels_, contract_for(key), &ClientChannel::contract);
}

const ClientChannel& ClientChannels::at(const SubscriptionKey& key) const {
  return *std::ranges::find(channels_, contract_for(key), &ClientChannel::contract);
}

Result<void> ClientChannels::admit(const SubscriptionKey& key) const {
  if (has(key)) return {};
  if (2 * (entry_size(key) + 1) + kSubscriptionEnvelope > quota_.limits().bytes) {
    return fail(Errc::blocked, fmt::format("{} {:.40}… was not subscribed: the symbol is too long "
                                           "for a message",
                                           key.type, key.symbol.view()));
  }
  return quota_.admits(key);
}

Result<void> ClientChannels::want(const SubscriptionKey& key) {
  if (auto admitted = admit(key); !admitted) return admitted;
  if (at(key).want(key)) quota_.took(key.type);
  return {};
}

void ClientChannels::unwant(const SubscriptionKey& key) {
  if (at(key).wanted().remove(key)) quota_.gave_back(key.type);
}

void ClientChannels::begin() {
  next_id_ = 1;
  opened_.clear();
  quota_.start_over();
  changed_ = true;
}

void ClientChannels::lost(Instant last, std::string_view reason) {
  for (ClientChannel& channel : channels_) channel.lost(last, reason);
  changed_ = true;
}

// Ids are never used twice on one connection.
void ClientChannels::open(ClientChannel& channel, Tick now, Frames& frames) {
  opened_.emplace_back(next_id_, channel.contract());
  channel.request(std::exchange(next_id_, next_id_ + 2), now, frames);
  changed_ = true;
}

void ClientChannels::opened(std::int64_t id, Tick now, Frames& frames) {
  ClientChannel* const channel = find(id);
  if (channel != nullptr && channel->stage() == Stage::requested) channel->opened(now, frames);
}

void ClientChannels::configured(std::int64_t id) {
  if (ClientChannel* const channel = find(id)) channel->configured();
}

void ClientChannels::closed(std::int64_t id, Tick now, Instant last, std::string_view reason,
                            Frames& frames) {
  if (ClientChannel* const channel = find(id)) close(*channel, now, last, reason, frames);
}

void ClientChannels::denied(std::int64_t id, bool unknown, Tick now, Instant last,
                            std::string_view reason, Frames& frames) {
  ClientChannel* const channel = find(id);
  if (channel == nullptr || (!unknown && channel->stage() != Stage::requested)) return;
  close(*channel, now, last, reason, frames);
}

void ClientChannels::close(ClientChannel& channel, Tick now, Instant last, std::string_view reason,
                           Frames& frames) {
  notices_.push_back({LogLevel::warning, fmt::format("the {} channel is closed: {}",
                                                     to_text(channel.contract()), reason)});
  channel.closed(now, last, reason);
  changed_ = true;
  if (channel.wants_reopening(now)) open(channel, now, frames);
}

void ClientChannels::heard(const EventBatch& batch) {
  batch.for_each_run([this]<class E>(std::int64_t id, std::span<const E> run) {
    if constexpr (market_event<E>) {
      ClientChannel* const channel = find(id);
      if (channel == nullptr) return;
      for (const E& event : run) {
        channel->wanted().heard(event_index<E>, event.symbol);
        if constexpr (timed_event<E>) channel->reached(event.time);
      }
    }
  });
}

void ClientChannels::tick(Tick now, Instant last, Frames& frames) {
  for (ClientChannel& channel : channels_) {
    if (channel.wants_reopening(now)) open(channel, now, frames);
    if (const auto trouble = channel.tick(now)) close(channel, now, last, *trouble, frames);
  }
  flush(now, frames);
}

// Removals of any channel go first: they make room.
bool ClientChannels::flush_one(Tick now, Frames& frames) {
  for (ClientChannel& channel : channels_) {
    if (channel.wanted().has_removals() && channel.flush(quota_, now, frames)) return true;
  }
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    const std::size_t place = (turn_ + i) % channels_.size();
    if (!channels_[place].flush(quota_, now, frames)) continue;
    turn_ = place + 1;
    return true;
  }
  return false;
}

void ClientChannels::flush(Tick now, Frames& frames) {
  for (ClientChannel& channel : channels_) {
    if (channel.is_missing()) open(channel, now, frames);
  }
  while (flush_one(now, frames)) {
  }
  if (!quota_.let_go()) return;
  for (ClientChannel& channel : channels_) channel.wanted().let_go();
}

void ClientChannels::slow_down(Tick now, Instant last, std::string_view reason) {
  quota_.pause(now);
  for (ClientChannel& channel : channels_) channel.refused(last, reason);
}

void ClientChannels::hold(std::string_view type) {
  quota_.hold(type);
  for (ClientChannel& channel : channels_) channel.wanted().doubt_silent(type);
}

void ClientChannels::find_gaps(Tick now, Instant received, std::vector<Gap>& gaps) {
  for (ClientChannel& channel : channels_) {
    if (auto gap = channel.recovered(now, received)) gaps.push_back(std::move(*gap));
  }
}

void ClientChannels::end_gaps(Instant now, std::vector<Gap>& gaps) {
  for (ClientChannel& channel : channels_) {
    if (auto gap = channel.give_up(now)) gaps.push_back(std::move(*gap));
  }
}

std::optional<Instant> ClientChannels::missing_since() const {
  std::optional<Instant> earliest;
  for (const ClientChannel& channel : channels_) {
    const auto since = channel.missing_since();
    if (since && (!earliest || *since < *earliest)) earliest = since;
  }
  return earliest;
}

bool ClientChannels::expects_data() const {
  return std::ranges::any_of(
      channels_, [](const ClientChannel& channel) { return channel.wanted().is_said(); });
}

Tick ClientChannels::deadline(Tick latest) const {
  Tick next = Tick::max();
  for (const ClientChannel& channel : channels_) {
    next = std::min(next, channel.deadline());
    if (channel.has_changes()) next = std::min(next, std::max(quota_.due(), latest));
  }
  return next;
}

bool ClientChannels::is_settled() const {
  return std::ranges::all_of(channels_, [](const ClientChannel& channel) {
    return channel.wanted().empty() ||
           (channel.stage() == Stage::subscribing && !channel.has_changes());
  });
}

std::vector<std::int64_t> ClientChannels::ids() const {
  std::vector<std::int64_t> ids;
  for (const ClientChannel& channel : channels_) {
    if (channel.id() > 0) ids.push_back(channel.id());
  }
  return ids;
}

std::optional<Contract> ClientChannels::contract_of(std::int64_t id) const {
  for (const auto& [opened, contract] : opened_ | std::views::reverse) {
    if (opened == id) return contract;
  }
  return std::nullopt;
}

std::vector<ChannelView> ClientChannels::look() const {
  std::vector<ChannelView> views;
  for (const ClientChannel& channel : channels_) {
    const WantedSet& wanted = channel.wanted();
    if (channel.stage() == Stage::closed && wanted.empty()) continue;
    views.push_back(
        {channel.id(), channel.contract(), wanted.size(), wanted.unsent(), wanted.silent()});
  }
  return views;
}

}  // namespace belay::dxlink
