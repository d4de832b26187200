#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "belay/base/time.hpp"
#include "proto/dxlink/audience.hpp"
#include "proto/dxlink/dom_channel.hpp"
#include "proto/dxlink/feed_channel.hpp"
#include "proto/dxlink/market_source.hpp"
#include "proto/dxlink/rate_window.hpp"
#include "proto/dxlink/request.hpp"
#include "proto/dxlink/server_quota.hpp"

namespace belay::dxlink {

/// The channels of one session: opened, configured, subscribed, closed (dxlink.md 3, 4.3, 4.8).
/// Replies are appended to the given frames; market data are taken.
class ServerChannels {
 public:
  using Frames = std::vector<std::string>;
  /// (type, symbol) has got its first, or lost its last, subscription of this session.
  using Interest = std::function<void(const FeedKey& pair, bool wanted)>;

  explicit ServerChannels(const ServerContext& context);

  void on_interest(Interest interest) { interest_ = std::move(interest); }
  [[nodiscard]] bool has(std::int64_t id) const { return channels_.contains(id); }
  [[nodiscard]] std::set<std::int64_t> ids() const;
  [[nodiscard]] std::size_t count() const { return channels_.size(); }

  void open(std::int64_t id, const request::ChannelRequest& request, Tick now, Frames& frames);
  void cancel(std::int64_t id, Tick now, Frames& frames);
  void configure(std::int64_t id, const request::FeedSetup& setup, Tick now, Frames& frames);
  void configure(std::int64_t id, const request::DomSetup& setup, Tick now, Frames& frames);
  void subscribe(std::int64_t id, const request::FeedSubscription& wish, Tick now, Frames& frames);
  /// Without a word.
  void close_all();
  /// CHANNEL_CLOSED of one of them, if there is any.
  void close_one(Tick now, Frames& frames);
  void shuffle_fields(Tick now, Frames& frames);

  void publish(const Event& event, Tick now);

  [[nodiscard]] bool has_output(Tick now) const;
  /// When something that is not due yet will be.
  [[nodiscard]] Tick next_due(Tick now) const;
  /// Writes market data until about `room` bytes are full, fairly over the channels.
  void take(Tick now, std::size_t room, Frames& frames);
  /// A STREAM channel keeps no more.
  [[nodiscard]] bool overflows() const { return overflows_; }

  [[nodiscard]] bool wants(const FeedKey& pair) const { return audience_.has(pair); }
  [[nodiscard]] std::size_t subscription_count() const;
  [[nodiscard]] std::vector<std::pair<std::int64_t, FeedKey>> subscriptions() const;
  [[nodiscard]] std::size_t waiting() const;

 private:
  using Channel = std::variant<FeedChannel, DomChannel>;

  bool open_service(std::int64_t id, const request::ChannelRequest& request, Tick now,
                    Frames& frames);
  /// nullptr, and said so, when it is not open or is of another service.
  template <class C>
  C* find(std::int64_t id, Frames& frames);
  /// Cuts the changes down to what the rate quota allows; false when something was cut.
  bool fit_rate(request::FeedSubscription& wish, Tick now);
  void remove_all(FeedChannel& channel, std::int64_t id);
  void remove(FeedChannel& channel, std::int64_t id, const request::Entry& entry, Tick now);
  /// The refusal's text, empty when granted.
  std::string add(FeedChannel& channel, std::int64_t id, const request::Entry& entry, Tick now);
  [[nodiscard]] ServerQuota::Answer ask_quota(Symbol type, Tick now);
  void join(const FeedKey& key, std::int64_t id);
  void leave(const FeedKey& key, std::int64_t id);
  void forget(std::int64_t id);

  ServerContext context_;
  RateWindow rate_;
  ServerQuota quota_;
  std::map<std::int64_t, Channel> channels_;
  Audience<std::int64_t> audience_;
  std::unordered_map<FeedKey, std::size_t, FeedKeyHash> duplicates_;  // Quirk::count_duplicates
  Interest interest_;
  std::int64_t turn_ = 0;  // where the next take() begins
  bool overflows_ = false;
};

}  // namespace belay::dxlink
