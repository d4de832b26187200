#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "belay/base/time.hpp"
#include "proto/dxlink/client_quota.hpp"
#include "proto/dxlink/feed_key.hpp"
#include "proto/dxlink/subscription_key.hpp"
#include "proto/dxlink/symbol_bits.hpp"

namespace belay::dxlink {

/// Bytes that a key takes in a FEED_SUBSCRIPTION.
[[nodiscard]] std::size_t entry_size(const SubscriptionKey& key);
/// Everything of a FEED_SUBSCRIPTION that is not an entry fits into so many bytes.
inline constexpr std::size_t kSubscriptionEnvelope = 128;

/// The one authoritative set of what is wanted on a channel, and the FEED_SUBSCRIPTION messages
/// that bring the server's set to it (dxlink.md 4.3, C-21, C-22, C-42, C-43, C-45, C-46). What is
/// removed goes before what is added, so that a full quota is never exceeded in passing. It
/// outlives channels and connections.
class WantedSet {
 public:
  /// Keys are canonical. True when it was not wanted; a wanted time series with another beginning
  /// is said once more.
  bool add(const SubscriptionKey& key);
  /// True when it was wanted. The beginning does not matter.
  bool remove(const SubscriptionKey& key);
  [[nodiscard]] bool has(const SubscriptionKey& key) const;

  /// The server knows nothing any more: everything wanted is to be said again, in the order in
  /// which it was first wanted, and the first message carries reset:true.
  void start_over();
  /// The server refused some additions, of this type or of any (""), nobody knows which: what stays
  /// silent is to be added again. True when there is something silent.
  bool doubt_silent(std::string_view type);
  /// The server refused changes for coming too fast, removals perhaps among them: those of the last
  /// minute are to be said again.
  void doubt_removals();
  /// What the quota held back may go.
  void let_go();
  /// An event of this type (event_index) came.
  void heard(std::size_t type, Symbol symbol) { heard_[type].set(symbol); }

  [[nodiscard]] std::size_t size() const { return wanted_; }
  [[nodiscard]] bool empty() const { return wanted_ == 0; }
  /// The server has something of it.
  [[nodiscard]] bool is_said() const { return said_ > 0; }
  [[nodiscard]] bool has_changes() const { return !removals_.empty() || !additions_.empty(); }
  [[nodiscard]] bool has_removals() const { return !removals_.empty(); }
  [[nodiscard]] std::size_t unsent() const {
    return removals_.size() + additions_.size() + held_.size();
  }
  /// Said, and nothing came yet.
  [[nodiscard]] std::size_t silent() const;

  /// The next FEED_SUBSCRIPTION; nullopt when nothing is to be said, or not yet.
  [[nodiscard]] std::optional<std::string> next_message(std::int64_t channel, ClientQuota& quota,
                                                        Tick now);

 private:
  struct Status {
    std::size_t type = 0;  // event_index
    std::uint64_t order = 0;
    std::optional<std::int64_t> from_time;       // wanted
    std::optional<std::int64_t> said_from_time;  // as the server has it
    bool wanted = false;
    bool said = false;      // the server has it
    bool doubtful = false;  // perhaps the server refused it
    bool adding = false;    // stands in additions_ or held_
    bool removing = false;  // stands in removals_
  };
  using Entry = std::pair<const FeedKey, Status>;
  struct Removal {
    Tick said;
    FeedKey key;
    std::optional<std::int64_t> from_time;
  };
  struct Draft {
    std::string removes;
    std::string adds;
    std::size_t count = 0;
    std::size_t series = 0;
  };

  [[nodiscard]] bool is_silent(const Entry& entry) const;
  [[nodiscard]] bool needs_addition(const Entry& entry) const;
  [[nodiscard]] static bool fits(const Draft& draft, std::size_t more,
                                 const SubscriptionLimits& limits);
  bool draft_removal(Draft& draft, const SubscriptionLimits& limits, std::size_t room, Tick now);
  bool draft_addition(Draft& draft, const ClientQuota& quota, std::size_t room);
  bool draft_needed(Draft& draft, Entry& entry, const SubscriptionLimits& limits, std::size_t room);
  void queue_addition(Entry& entry);
  void mark_added(Entry& entry);
  void forget(const FeedKey& key);
  [[nodiscard]] std::string finish(std::int64_t channel, const Draft& draft);

  std::unordered_map<FeedKey, Status, FeedKeyHash> entries_;
  std::deque<FeedKey> removals_;
  std::deque<Removal> removed_;  // within the last minute
  std::deque<FeedKey> additions_;
  std::vector<FeedKey> held_;
  std::array<SymbolBits, MarketEvents::size + 1> heard_;
  std::size_t wanted_ = 0;
  std::size_t said_ = 0;
  std::uint64_t next_order_ = 0;
  bool reset_ = true;
};

}  // namespace belay::dxlink
