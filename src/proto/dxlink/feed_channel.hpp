#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "belay/base/time.hpp"
#include "proto/dxlink/contract.hpp"
#include "proto/dxlink/delivery.hpp"
#include "proto/dxlink/event_lanes.hpp"
#include "proto/dxlink/flush_clock.hpp"
#include "proto/dxlink/history_queue.hpp"
#include "proto/dxlink/market_source.hpp"
#include "proto/dxlink/request.hpp"
#include "proto/dxlink/row_encoder.hpp"
#include "proto/dxlink/stream_queue.hpp"

namespace belay::dxlink {

/// One open FEED channel of a server session: its config, its subscriptions, its waiting events.
/// Channels know nothing of each other (S-22).
///
/// Market data are written when they are taken, never before: what waits is events, newest wins,
/// and nothing more than the subscriptions allow, however slowly the client reads (S-45).
class FeedChannel {
 public:
  using Frames = std::vector<std::string>;

  FeedChannel(std::int64_t id, Contract contract, const ServerContext& context, Tick now);

  /// Answers with FEED_CONFIG without fields, and a second one when announced fields have changed.
  void configure(const request::FeedSetup& setup, Tick now, Frames& frames);

  /// What `entry` means here; nullopt for what this channel ignores.
  [[nodiscard]] std::optional<FeedKey> key_of(const request::Entry& entry) const;
  [[nodiscard]] bool has(const FeedKey& key) const { return subscriptions_.contains(key); }
  [[nodiscard]] std::vector<FeedKey> keys() const;
  [[nodiscard]] std::size_t subscriptions() const { return subscriptions_.size(); }
  void add(const FeedKey& key, const request::Entry& entry, Tick now);
  /// `key` is there already: another fromTime is a new snapshot (S-29).
  void renew(const FeedKey& key, const request::Entry& entry, Tick now);
  /// Stops at once, waiting events included. False when nothing was removed.
  bool remove(const FeedKey& key, const request::Entry& entry, Tick now);
  void remove_all();
  /// Announces the fields of the types that were added since the last time (S-25).
  void announce_new(Tick now, Frames& frames);
  /// Another order of fields, announced (S-38).
  void shuffle_fields(Frames& frames, Tick now);

  /// `pair`: the type and the symbol, or `*`, under which it is listened to.
  void publish(const FeedKey& pair, const Event& event, Tick now);

  /// Something is to be said now.
  [[nodiscard]] bool has_output(Tick now) const;
  /// When what waits is to go; Tick::max() when nothing waits.
  [[nodiscard]] Tick due() const;
  /// Writes what is due until about `room` bytes are full.
  void take(Tick now, std::size_t room, Frames& frames);
  /// More events wait than a STREAM channel keeps (dxlink.md 10.1).
  [[nodiscard]] bool overflows() const;
  /// Events that wait.
  [[nodiscard]] std::size_t waiting() const;

 private:
  struct Subscription {
    Delivery delivery = Delivery::ticker;
    Symbol spelled;
    std::optional<std::int64_t> from_time;
  };

  void announce(std::span<const RowEncoder* const> types, Frames& frames, Tick now);
  /// True when the wish changed how an announced type is written.
  bool wish(const EventCodec& codec, std::vector<std::string> names, Tick now);
  void begin(const FeedKey& key, const Subscription& subscription, Tick now);
  [[nodiscard]] std::optional<Event> first_value(const FeedKey& key, Tick now);
  void publish_to(const FeedKey& key, const Subscription& subscription, const Event& event,
                  Tick now);
  [[nodiscard]] bool is_silent(const FeedKey& key, Tick now);
  [[nodiscard]] bool slowed(const FeedKey& key, const Event& event, Tick now);
  void stop(const FeedKey& key);
  void start_period(Tick now);
  [[nodiscard]] bool anything_waits() const;
  [[nodiscard]] std::vector<Event> next_batch(Tick now);
  [[nodiscard]] DataFormat format_now(Tick now, Frames& frames);
  void write(Event event, class DataWriter& writer, DataFormat format, Tick now);

  std::int64_t id_;
  Contract contract_;
  const ServerContext* context_;
  DataFormat format_ = DataFormat::full;
  DataFormat said_format_ = DataFormat::full;
  std::vector<RowEncoder> encoders_;  // by EventCodec::index
  std::array<bool, kEventTypes> announced_{};
  std::array<bool, kEventTypes> wished_{};  // the fields are what a client asked for
  std::vector<const RowEncoder*> fresh_;    // to be announced
  std::unordered_map<FeedKey, Subscription, FeedKeyHash> subscriptions_;
  FlushClock clock_;
  Tick due_ = Tick::max();
  EventLanes first_;    // values of new subscriptions: at once
  EventLanes waiting_;  // TICKER: at the end of the period
  EventLanes slow_;     // Quirk::slow
  Tick slow_due_ = Tick::max();
  StreamQueue stream_;
  HistoryQueue history_;
};

}  // namespace belay::dxlink
