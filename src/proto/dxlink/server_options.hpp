#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "proto/dxlink/quirks.hpp"

namespace belay::dxlink {

/// How a session answers a bad token (dxlink.md 2.3 allows all).
enum class AuthRefusal : std::uint8_t { state, error, close };
/// What AUTO means for a type of which nobody knows for certain (dxlink.md 4.1).
enum class AutoBooks : std::uint8_t { stream, history };

struct ServerOptions {
  bool auth_required = true;
  /// Strict refuses AUTH before our first AUTH_STATE (tolerant serves it, dxlink.md 2.2).
  bool strict = false;
  AuthRefusal auth_refusal = AuthRefusal::state;
  /// ERROR TIMEOUT before the Close of a silent client (S-12).
  bool timeout_error = false;
  /// A request for an open channel is always answered by CHANNEL_OPENED, not only once after a
  /// second AUTH, when the JS client asks for each again (dxlink.md 2.3, 3.3).
  bool reopen_channels = false;
  /// AUTO answers candles with what there is, or with an empty snapshot (4.1).
  bool auto_candle_empty = false;
  AutoBooks auto_books = AutoBooks::history;
  /// AUTO TimeAndSale with a fromTime is a time series.
  bool auto_prints_history = false;
  bool wildcard = false;     ///< symbol `*` on STREAM (S-48)
  bool drop_oldest = false;  ///< of a STREAM nobody reads, instead of the Close (dxlink.md 10.1)
  std::string version = "1.0-1.2.3-20240912-171526";
  std::chrono::seconds keepalive_timeout{60};
  std::chrono::seconds setup_limit{10};
  double default_aggregation_period = 1.0;  ///< seconds, when the client names none
  std::size_t max_message = 65'536;         ///< bytes per FEED_DATA
  std::size_t max_rows = 500;               ///< rows per FEED_DATA
  std::size_t max_frame = 65'536;           ///< bytes of a client's message (S-14)
  std::size_t max_subscriptions = 25'000;   ///< per session (4.8)
  std::size_t max_series = 100;             ///< of Candle, Order and Series each
  std::size_t changes_per_minute = 10'000;
  std::size_t max_snapshot_rows = 8'000;           ///< a longer one is cut (6.5)
  std::size_t max_stream_events = 100'000;         ///< waiting on a STREAM channel (10.1)
  std::size_t max_replies = std::size_t{8} << 20;  ///< bytes that wait for a client that asks and
                                                   ///< does not read
  Quirks quirks;
  std::uint64_t connection = 1;  ///< 1, 2, 3, …: each has its own luck with the quirks
};

/// How the server wants the connection ended. 1006: without a word.
struct ServerClose {
  std::uint16_t code = 1000;
  std::string reason;
};

}  // namespace belay::dxlink
