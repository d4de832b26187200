#include "app/view/replay.hpp"

#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "app/render/json.hpp"
#include "app/render/text.hpp"

namespace belay::app {
namespace {

using Count = std::pair<std::string_view, std::uint64_t>;

auto counts(const Replay& replay) {
  const dxlink::ClientCounters& c = replay.counters;
  return std::array<Count, 9>{{{"frames", c.frames},
                               {"events", c.events},
                               {"lost frames", replay.lost},
                               {"bad rows", c.bad_rows},
                               {"malformed messages", c.malformed_messages},
                               {"unknown messages", c.unknown_messages},
                               {"unknown events", c.unknown_events},
                               {"unknown fields", c.unknown_fields},
                               {"client frames", replay.from_client}}};
}

std::string key_of(std::string_view words) {
  std::string key{words};
  for (char& c : key) c = c == ' ' ? '_' : c;
  return key;
}

}  // namespace

Replay replayed(const std::vector<dxlink::RecordedFrame>& frames,
                const std::function<void(const Event&)>& each) {
  Replay replay;
  dxlink::FrameDecoder decoder;
  for (const dxlink::RecordedFrame& frame : frames) {
    if (frame.direction == dxlink::RecordedFrame::Direction::to_server) {
      ++replay.from_client;
    } else if (frame.lost) {
      ++replay.lost;
    } else {
      decoder.receive(frame.raw, Instant{});
      decoder.batch().for_each_run([&](std::int64_t, const auto& run) {
        for (const auto& event : run) {
          replay.board.put(event);
          each(event);
        }
      });
      decoder.clear_batch();
    }
  }
  replay.counters = decoder.counters();
  return replay;
}

std::string replay_text(const Replay& replay, const Style& style) {
  std::string summary;
  for (const auto& [words, count] : counts(replay)) {
    if (!summary.empty()) summary += ", ";
    summary += fmt::format("{} {}", count, words);
  }
  const std::string unknown = replay.board.unknown_text();
  if (!unknown.empty()) summary += "; " + unknown;
  return render(replay.board.table(Instant{}), style) + wrapped(summary, style.width, 0);
}

std::string replay_json(const Replay& replay) {
  JsonObject out;
  out.text("schema", "belay.replay/1");
  for (const auto& [words, count] : counts(replay)) out.count(key_of(words), count);
  return out.str();
}

}  // namespace belay::app
