#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/error.hpp"
#include "proto/dxlink/frame_decoder.hpp"

namespace belay::dxlink {

/// One message of a recorded session.
struct RecordedFrame {
  enum class Direction : std::uint8_t { to_client, to_server, both };
  Direction direction = Direction::to_client;
  std::string raw;    ///< the message, byte for byte; empty when `lost`
  bool lost = false;  ///< the recorder could not keep the body
};

/// Reads JSON Lines: per line an object with `dir` ("s2c", "c2s" or "both") and `raw`, the exact
/// text of one message, or null when it was not kept. Other members, and lines that are about
/// something else than a message (no `raw` and an `op` other than TEXT), are skipped; empty lines
/// too. Errors: parse, naming the line.
[[nodiscard]] Result<std::vector<RecordedFrame>> read_recording(std::string_view text);

}  // namespace belay::dxlink
