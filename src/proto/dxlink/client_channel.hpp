#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/feed.hpp"
#include "proto/dxlink/client_messages.hpp"
#include "proto/dxlink/contract.hpp"
#include "proto/dxlink/wanted_set.hpp"

namespace belay::dxlink {

/// One FEED channel of a client through all its openings: what is wanted on it, how far it is, and
/// since when it misses data (dxlink.md 3.3, 4.2, 4.3). What it says is appended to `frames`.
class ClientChannel {
 public:
  using Frames = std::vector<std::string>;
  struct Settings {
    double aggregation_period = 0.1;      ///< seconds, as wished
    std::chrono::seconds step_limit{10};  ///< for CHANNEL_OPENED
    std::chrono::seconds config_wait{5};  ///< for the first FEED_CONFIG before subscribing
    FieldWishes fields;
  };
  enum class Stage : std::uint8_t {
    closed,
    requested,   ///< until CHANNEL_OPENED
    configured,  ///< FEED_SETUP said, until the first FEED_CONFIG
    subscribing,
    pausing,  ///< closed by the server or refused, to be requested again
  };

  ClientChannel(Contract contract, Settings settings)
      : contract_{contract}, settings_{std::move(settings)} {}

  [[nodiscard]] Contract contract() const { return contract_; }
  [[nodiscard]] Stage stage() const { return stage_; }
  /// On the wire; -1 while there is none.
  [[nodiscard]] std::int64_t id() const { return id_; }
  [[nodiscard]] WantedSet& wanted() { return wanted_; }
  [[nodiscard]] const WantedSet& wanted() const { return wanted_; }
  /// The quota admits it and the key is canonical. True when it was not wanted.
  bool want(const SubscriptionKey& key);
  /// It should be opened now.
  [[nodiscard]] bool is_missing() const {
    return stage_ == Stage::closed && (contract_ == Contract::automatic || !wanted_.empty());
  }

  void request(std::int64_t id, Tick now, Frames& frames);
  void opened(Tick now, Frames& frames);
  /// FEED_CONFIG came. Only the first one after opening counts (P10).
  void configured();
  /// The server closed it, or did not open it: to be requested again under a new id, at once when
  /// it had lived well, else after a growing pause. `last` is the time of the last frame.
  void closed(Tick now, Instant last, std::string_view reason);
  /// The connection is gone.
  void lost(Instant last, std::string_view reason);
  /// The server refused changes for coming too fast: what stays silent is added again, and misses
  /// data until then.
  void refused(Instant last, std::string_view reason);
  /// An event of this time (epoch ms, 0 = none) came.
  void reached(std::int64_t time) {
    if (contract_ == Contract::stream) newest_ = std::max(newest_, time);
  }
  /// A deadline may have passed. Returns what did not come, if anything.
  [[nodiscard]] std::optional<std::string> tick(Tick now);
  /// Says what is due; true when something was said.
  bool flush(ClientQuota& quota, Tick now, Frames& frames);
  [[nodiscard]] bool has_changes() const {
    return stage_ == Stage::subscribing && (setup_due_ || wanted_.has_changes());
  }
  /// Of tick(), without what flush() is waiting for.
  [[nodiscard]] Tick deadline() const { return deadline_; }
  /// The pause is over.
  [[nodiscard]] bool wants_reopening(Tick now) const {
    return stage_ == Stage::pausing && now >= deadline_;
  }

  [[nodiscard]] std::optional<Instant> missing_since() const;
  /// A frame came at `now`: ends the gap if everything is subscribed, and was so a round trip ago.
  [[nodiscard]] std::optional<Gap> recovered(Tick now, Instant received);
  /// Ends the gap whatever the state: nobody waits any longer.
  [[nodiscard]] std::optional<Gap> give_up(Instant now);

 private:
  struct Loss {
    Instant from;
    std::string reason;
  };
  void note_loss(Instant last, std::string_view reason);
  void say_setup(Frames& frames);

  Contract contract_;
  Settings settings_;
  WantedSet wanted_;
  std::vector<std::string_view> types_;  // ever wanted here
  std::vector<std::string_view> asked_;  // in the FEED_SETUP of this opening
  Stage stage_ = Stage::closed;
  std::int64_t id_ = -1;
  Tick deadline_ = Tick::max();  // of requested, configured and pausing
  Tick requested_ = Tick::min();
  Tick opened_ = Tick::min();
  Tick said_ = Tick::min();  // the last FEED_SUBSCRIPTION
  std::chrono::nanoseconds round_trip_{0};
  std::chrono::seconds pause_{0};
  bool setup_due_ = false;
  std::int64_t newest_ = 0;  // epoch ms, of the events of a stream
  std::optional<Loss> loss_;
};

}  // namespace belay::dxlink
