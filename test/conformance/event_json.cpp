#include "conformance/event_json.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "conformance/script.hpp"
#include "proto/dxlink/frame_decoder.hpp"
#include "proto/dxlink/row_encoder.hpp"
#include "support/event_batch.hpp"

namespace belay::conformance {

Event event_from(std::string_view type, std::string_view members) {
  boost::json::object row = boost::json::parse({members.data(), members.size()}).as_object();
  row["eventType"] = boost::json::string_view{type.data(), type.size()};
  dxlink::FrameDecoder decoder;
  decoder.receive(fmt::format(R"({{"type":"FEED_DATA","channel":1,"data":[{}]}})",
                              std::string{boost::json::serialize(row)}),
                  Instant{});
  if (decoder.batch().size() != 1) throw std::runtime_error("script: no event in this line");
  return test::all_events(decoder.batch()).front();
}

std::string event_text(const Event& event) {
  if (const auto* unknown = std::get_if<UnknownEvent>(&event)) return unknown->json;
  const dxlink::RowEncoder encoder{*dxlink::codec_of(event)};
  std::string out;
  encoder.append_row(out, event, dxlink::DataFormat::full);
  return out;
}

bool event_matches(std::string_view type, std::string_view members, const Event& event) {
  const auto* const unknown = std::get_if<UnknownEvent>(&event);
  const std::string_view actual_type =
      unknown != nullptr ? std::string_view{unknown->type} : dxlink::codec_of(event)->name;
  return actual_type == type && matches(boost::json::parse({members.data(), members.size()}),
                                        boost::json::parse(event_text(event)), true);
}

}  // namespace belay::conformance
