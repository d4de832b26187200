#include "proto/dxlink/recording.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

namespace belay::dxlink {
namespace {

using Direction = RecordedFrame::Direction;

std::optional<Direction> direction_of(std::string_view text) {
  if (text == "s2c") return Direction::to_client;
  if (text == "c2s") return Direction::to_server;
  if (text == "both") return Direction::both;
  return std::nullopt;
}

std::unexpected<Error> bad_line(std::size_t number, std::string_view why) {
  return fail(Errc::parse, fmt::format("recording: line {}: {}", number, why));
}

// Lines that tell of the upgrade or a Close instead of a message.
bool is_message(simdjson::dom::object line) {
  std::string_view op;
  return line["op"].get(op) != simdjson::SUCCESS || op == "TEXT";
}

Result<RecordedFrame> read_frame(simdjson::dom::object line, std::size_t number) {
  std::string_view dir;
  if (line["dir"].get(dir) != simdjson::SUCCESS) return bad_line(number, "no `dir`");
  const auto direction = direction_of(dir);
  if (!direction) return bad_line(number, "`dir` is none of s2c, c2s, both");
  RecordedFrame frame{.direction = *direction};
  std::string_view raw;
  simdjson::dom::element body;
  if (line["raw"].get(raw) == simdjson::SUCCESS) {
    frame.raw = raw;
  } else if (line["raw"].get(body) == simdjson::SUCCESS && !body.is_null()) {
    return bad_line(number, "`raw` is neither a text nor null");
  } else {
    frame.lost = true;
  }
  return frame;
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

Result<std::vector<RecordedFrame>> read_recording(std::string_view text) {
  simdjson::dom::parser parser;
  std::vector<RecordedFrame> frames;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (is_blank(line)) continue;
    simdjson::dom::object object;
    if (parser.parse(line.data(), line.size()).get(object) != simdjson::SUCCESS) {
      return bad_line(number, "not a JSON object");
    }
    if (!is_message(object)) continue;
    auto frame = read_frame(object, number);
    if (!frame) return std::unexpected(std::move(frame).error());
    frames.push_back(*std::move(frame));
  }
  return frames;
}

}  // namespace belay::dxlink
