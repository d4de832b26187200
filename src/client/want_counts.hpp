#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>

#include "proto/dxlink/contract.hpp"
#include "proto/dxlink/feed_key.hpp"

namespace belay::detail {

/// How many consumers want each subscription: the server hears of the first and of the last.
class WantCounts {
 public:
  /// Another consumer. Returns what to subscribe for it, if anything. A series that is read already
  /// is asked for from another time, for the newcomer needs a snapshot and only that brings one
  /// (dxlink.md 4.3, C-45).
  [[nodiscard]] std::optional<dxlink::SubscriptionKey> add(dxlink::SubscriptionKey key) {
    Want& want = wants_[identity(key)];
    if (want.count++ == 0) {
      want.from_time = key.from_time;
      return key;
    }
    if (!key.from_time) return std::nullopt;
    const std::int64_t known = want.from_time.value_or(*key.from_time);
    want.from_time = *key.from_time < known ? *key.from_time : just_before(known);
    key.from_time = want.from_time;
    return key;
  }
  /// One consumer less; true when it was the last.
  [[nodiscard]] bool remove(const dxlink::SubscriptionKey& key) {
    const auto found = wants_.find(identity(key));
    if (found == wants_.end() || --found->second.count > 0) return false;
    wants_.erase(found);
    return true;
  }

 private:
  struct Identity {
    dxlink::FeedKey key;
    dxlink::Contract contract;
    friend bool operator==(const Identity&, const Identity&) = default;
  };
  struct Hash {
    std::size_t operator()(const Identity& identity) const noexcept {
      return dxlink::FeedKeyHash{}(identity.key) * 4 + static_cast<std::size_t>(identity.contract);
    }
  };
  struct Want {
    int count = 0;
    std::optional<std::int64_t> from_time;
  };
  // Zero and one both mean the very beginning.
  static std::int64_t just_before(std::int64_t time) {
    return time == 0 || time == 1 ? 1 - time : time - 1;
  }
  static Identity identity(const dxlink::SubscriptionKey& key) {
    return {{Symbol{key.type}, key.symbol, key.source}, contract_for(key)};
  }

  std::unordered_map<Identity, Want, Hash> wants_;
};

}  // namespace belay::detail
