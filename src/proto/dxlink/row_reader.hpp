#pragma once

#include <string_view>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/events.hpp"
#include "proto/dxlink/client_session.hpp"
#include "proto/dxlink/layout.hpp"
#include "proto/dxlink/value_reader.hpp"

namespace belay::dxlink {

/// Turns the `data` of one FEED_DATA into events (dxlink.md 4.4, 4.5). Decodes by the shape it
/// meets: a text begins a (type, values) pair, an object is a FULL row. Whatever cannot be read is
/// dropped pair by pair and counted.
class RowReader {
 public:
  RowReader(std::vector<Event>& events, TextCache& cache, ClientCounters& counters)
      : events_{events}, cache_{cache}, counters_{counters} {}

  /// False when the JSON itself broke off; the caller then takes back what was appended.
  bool read_data(simdjson::ondemand::array& data, const ChannelLayouts& layouts, Instant received);

 private:
  enum class Outcome { good, bad_row, broken };

  [[nodiscard]] static Outcome outcome_of(simdjson::error_code error);
  Outcome read_element(JsonValue& element, const ChannelLayouts& layouts, std::string_view& type);
  Outcome read_pair(std::string_view type, JsonValue& values, const ChannelLayouts& layouts);
  Outcome read_rows(const Layout& layout, simdjson::ondemand::array& values);
  Outcome read_unknown_rows(std::string_view type, const Layout& layout,
                            simdjson::ondemand::array& values);
  Outcome read_unknown_array(std::string_view type, simdjson::ondemand::array& values);
  Outcome read_object(JsonValue& element);
  Outcome read_members(const EventCodec& codec, simdjson::ondemand::object& row);
  void keep_unknown(std::string_view type, std::string_view json);

  std::vector<Event>& events_;
  TextCache& cache_;
  ClientCounters& counters_;
  Instant received_;
};

}  // namespace belay::dxlink
