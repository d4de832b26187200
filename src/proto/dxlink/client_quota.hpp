#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <string_view>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/base/time.hpp"
#include "proto/dxlink/rate_window.hpp"
#include "proto/dxlink/subscription_key.hpp"

namespace belay::dxlink {

/// What one session may ask for (dxlink.md 4.8, with the distance that our client keeps).
struct SubscriptionLimits {
  std::size_t total = 25'000;              ///< subscriptions per session
  std::size_t per_series_type = 100;       ///< of Candle, Order and Series each
  std::size_t changes_per_minute = 8'000;  ///< in any 60 s
  std::size_t entries = 200;               ///< per FEED_SUBSCRIPTION
  std::size_t series_entries = 20;         ///< time series added per FEED_SUBSCRIPTION
  std::size_t bytes = 32'768;              ///< per FEED_SUBSCRIPTION
  std::chrono::milliseconds spacing{150};  ///< between two of them
  std::chrono::seconds rate_pause{60};     ///< after the server complained about the rate
};

/// What all channels of a client share: how many subscriptions there may be, and how fast they may
/// change (dxlink.md 4.8, C-42, C-46).
class ClientQuota {
 public:
  explicit ClientQuota(SubscriptionLimits limits)
      : limits_{limits}, rate_{limits.changes_per_minute} {}

  [[nodiscard]] const SubscriptionLimits& limits() const { return limits_; }

  /// Errc::blocked, naming the key and the limit, when the server would refuse it.
  [[nodiscard]] Result<void> admits(const SubscriptionKey& key) const;
  void took(std::string_view type);
  void gave_back(std::string_view type);
  [[nodiscard]] std::size_t taken() const { return total_; }

  /// How many changes the next message may carry; 0 = none may go now.
  [[nodiscard]] std::size_t room(Tick now);
  void said(std::size_t changes, Tick now);
  /// When the next message may go.
  [[nodiscard]] Tick due() const;
  /// The server refused changes for coming too fast.
  void pause(Tick now) { paused_until_ = now + limits_.rate_pause; }

  /// The server refused subscriptions of this type, or of any (""), for being too many: nothing
  /// more is added until something was removed.
  void hold(std::string_view type) { held_.push_back(type); }
  [[nodiscard]] bool holds(std::string_view type) const;
  void removed() { room_made_ = !held_.empty(); }
  /// True once after something was removed while additions were held back: they may go.
  bool let_go();

  /// A new conversation: the server counts from zero, the minute goes on.
  void start_over();

 private:
  struct Count {
    std::string_view type;
    std::size_t count = 0;
  };
  [[nodiscard]] const Count* capped(std::string_view type) const;

  SubscriptionLimits limits_;
  RateWindow rate_;
  std::size_t total_ = 0;
  std::array<Count, 3> series_{{{"Candle"}, {"Order"}, {"Series"}}};
  std::vector<std::string_view> held_;
  bool room_made_ = false;
  Tick spaced_until_ = Tick::min();
  Tick paused_until_ = Tick::min();
};

}  // namespace belay::dxlink
