#include "proto/dxlink/client_quota.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace belay::dxlink {

const ClientQuota::Count* ClientQuota::capped(std::string_view type) const {
  const auto found = std::ranges::find(series_, type, &Count::type);
  return found == series_.end() ? nullptr : &*found;
}

Result<void> ClientQuota::admits(const SubscriptionKey& key) const {
  if (total_ >= limits_.total) {
    return fail(Errc::blocked,
                fmt::format("{} {} was not subscribed: {} subscriptions are wanted already, which "
                            "is the server's limit per session; end some first",
                            key.type, key.symbol, total_));
  }
  const Count* const series = capped(key.type);
  if (series != nullptr && series->count >= limits_.per_series_type) {
    return fail(Errc::blocked,
                fmt::format("{} {} was not subscribed: {} subscriptions of {} are wanted already, "
                            "which is the server's limit; end some first",
                            key.type, key.symbol, series->count, key.type));
  }
  return {};
}

void ClientQuota::took(std::string_view type) {
  ++total_;
  for (Count& series : series_) series.count += series.type == type ? 1U : 0U;
}

void ClientQuota::gave_back(std::string_view type) {
  --total_;
  for (Count& series : series_) series.count -= series.type == type ? 1U : 0U;
}

std::size_t ClientQuota::room(Tick now) {
  if (now < spaced_until_ || now < paused_until_) return 0;
  return std::min(limits_.entries, rate_.allowed(now));
}

void ClientQuota::said(std::size_t changes, Tick now) {
  rate_.spend(changes, now);
  spaced_until_ = now + limits_.spacing;
}

Tick ClientQuota::due() const { return std::max({spaced_until_, paused_until_, rate_.free_at()}); }

bool ClientQuota::holds(std::string_view type) const {
  return std::ranges::any_of(
      held_, [type](std::string_view held) { return held.empty() || held == type; });
}

bool ClientQuota::let_go() {
  if (!std::exchange(room_made_, false)) return false;
  held_.clear();
  return true;
}

void ClientQuota::start_over() {
  held_.clear();
  room_made_ = false;
  spaced_until_ = Tick::min();
  paused_until_ = Tick::min();
}

}  // namespace belay::dxlink
