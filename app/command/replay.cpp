#include "app/command/commands.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

#include "app/render/json.hpp"
#include "app/view/board.hpp"
#include "app/view/replay.hpp"
#include "proto/dxlink/recording.hpp"

namespace belay::app {
namespace {

Result<std::string> read_file(const std::string& path) {
  std::error_code unknown;
  if (std::filesystem::is_directory(path, unknown)) {
    return fail(Errc::io, fmt::format("{} is a directory; name one recorded session in it", path));
  }
  std::ifstream file{path, std::ios::binary};
  if (!file) return fail(Errc::io, fmt::format("cannot read {}", path));
  std::string text{std::istreambuf_iterator<char>{file}, {}};
  if (file.bad()) return fail(Errc::io, fmt::format("reading {} stopped half way", path));
  return text;
}

}  // namespace

Result<ExitCode> run_replay(Context& context, const ReplayOptions& options) {
  const Result<std::string> text = read_file(options.file);
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
