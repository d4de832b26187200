#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "belay/base/time.hpp"

namespace belay::dxlink {

/// Who spoke when, and what silence means (dxlink.md 2.4): the same for both ends. Any message
/// counts, in each direction separately.
class Keepalive {
 public:
  using seconds = std::chrono::seconds;

  Keepalive() = default;
  Keepalive(seconds own_timeout, Tick now)
      : own_{own_timeout}, last_sent_{now}, last_received_{now} {}

  /// The peer's keepaliveTimeout in seconds; absent, or beyond reason, is 60.
  void peer_says(std::optional<double> timeout) {
    const bool legal = timeout && *timeout >= 1.0 && *timeout <= 86'400.0;
    peer_ = legal ? std::chrono::duration_cast<seconds>(std::chrono::duration<double>{*timeout})
                  : kDefault;
  }
  void sent(Tick now) { last_sent_ = now; }
  void received(Tick now) { last_received_ = now; }
  /// We did not look for a while: the peer has at least `grace` from now on.
  void excuse(Tick now, seconds grace) {
    last_received_ = std::max(last_received_, Tick{now + grace - peer_});
  }

  /// After this much of the peer's silence it is gone.
  [[nodiscard]] seconds receive_limit() const { return peer_; }
  [[nodiscard]] bool silent(Tick now) const { return now >= last_received_ + peer_; }
  /// A KEEPALIVE should be said now.
  [[nodiscard]] bool due(Tick now) const { return now >= last_sent_ + send_interval(); }
  [[nodiscard]] Tick next_send() const { return last_sent_ + send_interval(); }
  [[nodiscard]] Tick next() const { return std::min(Tick{last_received_ + peer_}, next_send()); }

 private:
  static constexpr seconds kDefault{60};

  [[nodiscard]] std::chrono::milliseconds send_interval() const {
    const std::chrono::milliseconds shorter = std::min(own_, peer_);
    return std::clamp(shorter / 2, std::chrono::milliseconds{500},
                      std::chrono::milliseconds{30'000});
  }

  seconds own_ = kDefault;
  seconds peer_ = kDefault;
  Tick last_sent_;
  Tick last_received_;
};

}  // namespace belay::dxlink
