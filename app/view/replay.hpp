#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/render/style.hpp"
#include "app/view/board.hpp"
#include "proto/dxlink/recording.hpp"

namespace belay::app {

/// What a recorded session comes to.
struct Replay {
  EventBoard board;
  dxlink::ClientCounters counters;
  std::uint64_t lost = 0;         ///< frames whose body was not kept
  std::uint64_t from_client = 0;  ///< frames of the other direction, not decoded
};

/// Feeds the server's frames through the decoder a live client uses; `each` sees every event in
/// order.
[[nodiscard]] Replay replayed(const std::vector<dxlink::RecordedFrame>& frames,
                              const std::function<void(const Event&)>& each);

[[nodiscard]] std::string replay_text(const Replay& replay, const Style& style);
/// The counters as one line, schema belay.replay/1.
[[nodiscard]] std::string replay_json(const Replay& replay);

}  // namespace belay::app
