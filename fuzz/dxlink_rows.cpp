#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "proto/dxlink/event_codec.hpp"
#include "proto/dxlink/frame_decoder.hpp"
#include "proto/dxlink/row_encoder.hpp"

// The ways of reading rows against each other: whatever stands in a frame, they give the same
// events and counters. Lines are frames; "F" and a few letters announce fields of a type, "D" and
// the inside of `data` make a frame of the usual shape.

namespace {

using namespace belay;
using dxlink::FrameDecoder;

// "FAbcd": the type that A stands for with the fields b, c, d; a letter beyond the table is a field
// that nobody knows.
std::string feed_config(std::string_view letters) {
  const auto codecs = dxlink::event_codecs();
  const auto number = [](char letter) { return static_cast<unsigned char>(letter) % 64U; };
  const dxlink::EventCodec& codec =
      codecs[letters.empty() ? 0 : number(letters.front()) % codecs.size()];
  std::string fields = R"("eventSymbol")";
  for (const char letter : letters.substr(letters.empty() ? 0 : 1)) {
    const std::size_t at = number(letter);
    fields += fmt::format(R"(,"{}")", at < codec.fields.size() ? codec.fields[at].name : "weather");
  }
  return fmt::format(R"({{"type":"FEED_CONFIG","channel":1,"eventFields":{{"{}":[{}]}}}})",
                     codec.name, fields);
}

std::string frame_of(std::string_view line) {
  if (line.starts_with('F')) return feed_config(line.substr(1));
  if (line.starts_with('D')) {
    return fmt::format(R"({{"type":"FEED_DATA","channel":1,"data":[{}]}})", line.substr(1));
  }
  return std::string{line};
}

std::string text_of(const UnknownEvent& event) { return event.type + event.json; }
template <class E>
std::string text_of(const E& event) {
  const dxlink::RowEncoder encoder{*dxlink::find_codec(Schema<E>::name)};
  std::string out;
  encoder.append_row(out, Event{event}, dxlink::DataFormat::full);
  return out;
}

// Everything that a decoder says about its frames.
std::string told_by(const FrameDecoder& decoder) {
  std::string out;
  decoder.batch().for_each_run([&](std::int64_t channel, const auto& run) {
    for (const auto& event : run) {
      out += fmt::format("{} {} {}\n", channel, text_of(event),
                         event.received.time_since_epoch().count());
    }
  });
  const dxlink::ClientCounters& counters = decoder.counters();
  return out + fmt::format("{} {} {} {} {} {} {}", counters.frames, counters.events,
                           counters.unknown_messages, counters.malformed_messages,
                           counters.bad_rows, counters.unknown_events, counters.unknown_fields);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FrameDecoder general{dxlink::RowPath::general};
  FrameDecoder portable{dxlink::RowPath::portable};
  FrameDecoder plain_cpu{dxlink::RowPath::plain_cpu};
  FrameDecoder fastest{dxlink::RowPath::fastest};
  std::string_view rest{reinterpret_cast<const char*>(data), size};
  const Instant received = from_epoch_ms(1'736'452'511'076);
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const std::string frame = frame_of(line);
    const dxlink::ServerMessage expected = general.decode(frame, received);
    for (FrameDecoder* decoder : {&portable, &plain_cpu, &fastest}) {
      const dxlink::ServerMessage& message = decoder->decode(frame, received);
      if (message.kind != expected.kind || message.channel != expected.channel ||
          told_by(*decoder) != told_by(general)) {
        std::abort();
      }
      decoder->clear_batch();
    }
    general.clear_batch();
  }
  return 0;
}
