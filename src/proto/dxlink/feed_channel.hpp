#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "belay/base/time.hpp"
#include "proto/dxlink/conflation.hpp"
#include "proto/dxlink/request.hpp"
#include "proto/dxlink/row_encoder.hpp"
#include "proto/dxlink/server_session.hpp"

namespace belay::dxlink {

/// What a FEED channel promises (dxlink.md 4.1). AUTO is TICKER for every type published here.
/// A HISTORY channel opens and takes subscriptions, and stays silent: there is no history yet.
enum class Contract : std::uint8_t { automatic, ticker, stream, history };
[[nodiscard]] std::optional<Contract> parse_contract(std::string_view text);

/// One open FEED channel of a server session: its config, its subscriptions, its waiting events.
/// Channels know nothing of each other (S-22). Frames to send are appended to the given vector.
class FeedChannel {
 public:
  struct Limits {
    double aggregation_period = 1.0;
    std::size_t message_bytes = 65'536;
    std::size_t message_rows = 500;
  };
  using Frames = std::vector<std::string>;

  FeedChannel(std::int64_t id, Contract contract, Limits limits, Tick now);

  /// Answers with FEED_CONFIG without fields, and a second one when announced fields have changed.
  void configure(const request::FeedSetup& setup, Tick now, Frames& frames);

  [[nodiscard]] bool has(Pair pair) const { return pairs_.contains(pair); }
  [[nodiscard]] std::size_t subscriptions() const { return pairs_.size(); }
  /// Stops at once, waiting events included.
  void reset();
  void remove(Pair pair);
  void add(Pair pair) { pairs_.insert(pair); }
  /// Announces the fields of the types that are new among `added`, then sends the last known value
  /// of each pair.
  void begin(std::span<const Pair> added, const ServerSession::Snapshot& snapshot, Frames& frames);

  void publish(const Event& event, Tick now, Frames& frames);
  void flush(Tick now, Frames& frames);
  [[nodiscard]] Tick due() const { return conflation_.due(); }

  /// More events wait than a STREAM channel keeps.
  [[nodiscard]] bool overflows() const { return conflation_.size() > kMostWaiting; }

 private:
  static constexpr std::size_t kMostWaiting = 100'000;

  void announce(std::span<const RowEncoder* const> types, Frames& frames);
  void send(const std::deque<Event>& events, Frames& frames) const;
  void send_type(const RowEncoder& encoder, std::span<const Event* const> events,
                 Frames& frames) const;
  [[nodiscard]] std::string data_head(const RowEncoder& encoder) const;
  /// True when the wish changed how an announced type is written.
  bool wish(const EventCodec& codec, const std::vector<std::string>& names);

  std::int64_t id_;
  Contract contract_;
  Limits limits_;
  DataFormat format_ = DataFormat::full;
  std::vector<RowEncoder> encoders_;  // by EventCodec::index
  std::array<bool, kEventTypes> announced_{};
  std::unordered_set<Pair, PairHash> pairs_;
  Conflation conflation_;
};

}  // namespace belay::dxlink
