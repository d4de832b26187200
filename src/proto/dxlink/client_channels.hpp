#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "belay/base/error.hpp"
#include "proto/dxlink/client_channel.hpp"
#include "proto/dxlink/client_quota.hpp"
#include "proto/dxlink/event_batch.hpp"
#include "proto/dxlink/notice.hpp"

namespace belay::dxlink {

/// A FEED channel as it stands.
struct ChannelView {
  std::int64_t id = -1;  ///< -1 while it is not open
  Contract contract = Contract::automatic;
  std::size_t subscriptions = 0;  ///< wanted
  std::size_t unsent = 0;         ///< changes that wait for their turn
  std::size_t silent = 0;         ///< said, and nothing came yet
};

/// The FEED channels of a client through all its conversations: AUTO, HISTORY and STREAM, which of
/// them is open under which id, and which may speak next within the quota they share (dxlink.md
/// 3.3, 4.1, 4.8). What is said is appended to `frames`.
class ClientChannels {
 public:
  using Frames = ClientChannel::Frames;

  ClientChannels(SubscriptionLimits limits, const ClientChannel::Settings& lasting,
                 const ClientChannel::Settings& series)
      : quota_{limits},
        channels_{ClientChannel{Contract::automatic, lasting},
                  ClientChannel{Contract::history, series},
                  ClientChannel{Contract::stream, lasting}} {}

  // Keys are canonical.
  Result<void> want(const SubscriptionKey& key);
  void unwant(const SubscriptionKey& key);
  [[nodiscard]] bool has(const SubscriptionKey& key) const { return at(key).wanted().has(key); }

  /// A new conversation: nothing is open, ids begin at 1.
  void begin();
  void lost(Instant last, std::string_view reason);
  void opened(std::int64_t id, Tick now, Frames& frames);
  void configured(std::int64_t id);
  void closed(std::int64_t id, Tick now, Instant last, std::string_view reason, Frames& frames);
  /// The server does not know this channel, or does not open it.
  void denied(std::int64_t id, bool unknown, Tick now, Instant last, std::string_view reason,
              Frames& frames);
  void heard(const EventBatch& batch);
  void tick(Tick now, Instant last, Frames& frames);
  /// Opens what is wanted and says what may be said now.
  void flush(Tick now, Frames& frames);

  /// The server complains of the rate: a pause, then what stays silent is added again.
  void slow_down(Tick now, Instant last, std::string_view reason);
  /// The server complains of the number, of this type or of any (""): nothing is added until
  /// something was removed.
  void hold(std::string_view type);

  /// A frame came: gaps that are over are appended.
  void find_gaps(Tick now, Instant received, std::vector<Gap>& gaps);
  void end_gaps(Instant now, std::vector<Gap>& gaps);
  [[nodiscard]] std::optional<Instant> missing_since() const;

  /// Of tick(); what waits for the quota is due now, `latest`, at the earliest.
  [[nodiscard]] Tick deadline(Tick latest) const;
  /// The server has subscriptions of ours.
  [[nodiscard]] bool expects_data() const;
  [[nodiscard]] bool is_settled() const;
  [[nodiscard]] std::vector<std::int64_t> ids() const;
  /// True once after ids() has changed.
  [[nodiscard]] bool take_change() { return std::exchange(changed_, false); }
  /// Of an id of this conversation, open or not.
  [[nodiscard]] std::optional<Contract> contract_of(std::int64_t id) const;
  [[nodiscard]] std::vector<ChannelView> look() const;
  [[nodiscard]] std::vector<Notice> take_notices() { return std::exchange(notices_, {}); }

 private:
  [[nodiscard]] ClientChannel* find(std::int64_t id);
  [[nodiscard]] ClientChannel& at(const SubscriptionKey& key);
  [[nodiscard]] const ClientChannel& at(const SubscriptionKey& key) const;
  [[nodiscard]] Result<void> admit(const SubscriptionKey& key) const;
  void open(ClientChannel& channel, Tick now, Frames& frames);
  void close(ClientChannel& channel, Tick now, Instant last, std::string_view reason,
             Frames& frames);
  bool flush_one(Tick now, Frames& frames);

  ClientQuota quota_;
  std::array<ClientChannel, 3> channels_;
  std::size_t turn_ = 0;  // who may speak next
  std::int64_t next_id_ = 1;
  std::vector<std::pair<std::int64_t, Contract>> opened_;  // every id of this conversation
  bool changed_ = false;
  std::vector<Notice> notices_;
};

}  // namespace belay::dxlink
