#include "app/view/frames.hpp"

#include <vector>

#include <fmt/format.h>

#include "app/render/json.hpp"
#include "app/render/text.hpp"
#include "app/view/events.hpp"

namespace belay::app {

std::string frame_text(const ShownFrame& frame, const Style& style, bool cut) {
  const auto fitted = [&](const std::string& text, std::size_t used) {
    const std::string safe = escape_control(text);
    return cut ? ellipsize(safe, style.width - std::min(used, style.width)) : safe;
  };
  const std::string time = json_time(frame.at).substr(11);
  const std::string head =
      fmt::format("{}  {}  ch {}  {}", time, frame.sent ? '>' : '<', frame.channel,
                  escape_control(frame.type.empty() ? "?" : frame.type));
  const Meaning meaning = frame.type == "ERROR" ? Meaning::warning
                          : frame.sent          ? Meaning::heading
                                                : Meaning::plain;
  std::string out = paint(head, meaning, style.color);
  out += fitted("  " + frame.text, display_width(head)) + "\n";
  constexpr std::size_t kIndent = 6;
  for (const Event& event : frame.events) {
    out += std::string(kIndent, ' ') + fitted(event_line(event), kIndent) + "\n";
  }
  return out;
}

std::string frame_json(const ShownFrame& frame) {
  JsonObject out;
  out.text("schema", "belay.frame/1").text("time", json_time(frame.at));
  out.text("direction", frame.sent ? "sent" : "received").integer("channel", frame.channel);
  out.text("type", frame.type).text("raw", frame.text);
  std::vector<std::string> events;
  for (const Event& event : frame.events) events.push_back(json_event(event));
  return out.raw("events", json_array(events)).str();
}

}  // namespace belay::app
