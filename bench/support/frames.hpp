#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "belay/model/events.hpp"

// FEED_DATA frames as a busy feed might send them, for benchmarks: same options, same bytes, on any
// machine.

namespace belay::bench {

/// Which fields the frames carry: the four to eight that most programs read, those with `eventTime`
/// (kStamp in all events, to be overwritten), or all of them.
enum class FieldSet : std::uint8_t { lean, stamped, all };

/// What `eventTime` says in stamped frames: 16 digits, room for any time in nanoseconds.
inline constexpr std::int64_t kStamp = 1'000'000'000'000'000;

struct FrameOptions {
  std::uint64_t seed = 1;
  std::size_t events = 200'000;
  std::size_t per_frame = 100;  ///< events of one type
  std::size_t symbols = 1'000;  ///< half of them equities, half options
  FieldSet fields = FieldSet::lean;
  std::int64_t channel = 1;
};

/// 70 % Quote, 10 % each of Trade, TimeAndSale and Greeks. Prices have two decimals and walk
/// randomly, one quote of a hundred has no bid, greeks have all digits of a double.
[[nodiscard]] std::vector<std::string> make_frames(const FrameOptions& options);

/// One FEED_DATA frame that holds `quote` alone.
[[nodiscard]] std::string quote_frame(const FrameOptions& options, const Quote& quote);

/// The FEED_CONFIG that announces the frames' fields.
[[nodiscard]] std::string feed_config(const FrameOptions& options);

/// A symbol of the frames: `index` from 0 to FrameOptions::symbols.
[[nodiscard]] std::string symbol_name(const FrameOptions& options, std::size_t index);

}  // namespace belay::bench
