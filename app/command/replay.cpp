#include "app/command/commands.hpp"

#include <fmt/format.h>

#include "app/render/json.hpp"
#include "app/text_file.hpp"
#include "app/view/board.hpp"
#include "app/view/replay.hpp"
#include "proto/dxlink/recording.hpp"

namespace belay::app {

Result<ExitCode> run_replay(Context& context, const ReplayOptions& options) {
  const Result<std::string> text = text_of_file(options.file);
  if (!text) return std::unexpected(text.error());
  const auto frames = dxlink::read_recording(*text);
  if (!frames) {
    return fail(Errc::invalid, fmt::format("{}: {}", options.file, frames.error().message));
  }
  const bool json = context.globals.json;
  const auto each = [&](const Event& event) {
    if (json) context.out.write(json_event(event) + "\n");
  };
  const Replay replay = replayed(*frames, each);
  context.out.write(json ? replay_json(replay) + "\n" : replay_text(replay, context.style));
  return ExitCode::ok;
}

}  // namespace belay::app
