#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

#include "belay/base/time.hpp"
#include "belay/model/symbol.hpp"
#include "proto/dxlink/rate_window.hpp"

namespace belay::dxlink {

/// (event type, symbol), both interned.
struct Pair {
  Symbol type;
  Symbol symbol;
  friend bool operator==(const Pair&, const Pair&) = default;
};

struct PairHash {
  std::size_t operator()(const Pair& pair) const noexcept {
    return pair.type.hash() * 31 + pair.symbol.hash();
  }
};

/// The one authoritative set of wanted pairs of a channel, and the paced FEED_SUBSCRIPTION messages
/// that bring the server's set to it (dxlink.md 4.3, C-22, C-42, C-43, C-45).
class WantedSet {
 public:
  struct Limits {
    std::size_t entries = 200;
    std::size_t bytes = 32'768;
    std::chrono::milliseconds spacing{150};
    std::size_t changes_per_minute = 8'000;
  };

  explicit WantedSet(Limits limits) : limits_{limits}, rate_{limits.changes_per_minute} {}

  void add(Pair pair);
  void remove(Pair pair);
  /// The server knows nothing any more: everything wanted is to be said again, in the order it was
  /// first wanted, and the first message carries reset:true.
  void start_over();

  [[nodiscard]] bool has_changes() const { return !changed_.empty(); }
  /// When the next message may go; meaningful while has_changes().
  [[nodiscard]] Tick due() const;
  /// The next FEED_SUBSCRIPTION; nullopt when nothing is to be said, or not yet.
  [[nodiscard]] std::optional<std::string> next_message(std::int64_t channel, Tick now);
  /// Pairs that could never be said: their entry alone is longer than a message may be.
  [[nodiscard]] std::uint64_t unsendable() const { return unsendable_; }

 private:
  struct Status {
    std::uint64_t order = 0;
    bool wanted = false;
    bool said = false;    ///< the server has it
    bool queued = false;  ///< stands in changed_
  };
  struct Draft {
    std::string removes;
    std::string adds;
    std::size_t count = 0;
    [[nodiscard]] std::size_t bytes() const { return removes.size() + adds.size(); }
  };

  void queue(Pair pair, Status& status);
  [[nodiscard]] bool take_one(Draft& draft, std::size_t room);
  [[nodiscard]] std::string finish(std::int64_t channel, const Draft& draft);

  Limits limits_;
  RateWindow rate_;
  std::unordered_map<Pair, Status, PairHash> pairs_;
  std::deque<Pair> changed_;
  std::uint64_t next_order_ = 0;
  std::uint64_t unsendable_ = 0;
  bool reset_ = true;
  Tick spaced_until_ = Tick::min();
};

}  // namespace belay::dxlink
