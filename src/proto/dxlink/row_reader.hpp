#pragma once

#include <cstdint>
#include <string_view>

#include "belay/base/time.hpp"
#include "proto/dxlink/client_counters.hpp"
#include "proto/dxlink/event_batch.hpp"
#include "proto/dxlink/layout.hpp"
#include "proto/dxlink/value_reader.hpp"

namespace belay::dxlink {

/// Turns the `data` of one FEED_DATA into events (dxlink.md 4.4, 4.5), whatever it looks like.
/// Decodes by the shape it meets: a text begins a (type, values) pair, an object is a FULL row. A
/// row with a value that cannot be read is dropped and counted, a pair of a wrong length or an
/// unknown layout as a whole. The reference for CompactRows.
class RowReader {
 public:
  RowReader(EventBatch& batch, TextCache& cache, ClientCounters& counters, std::int64_t channel,
            Instant received)
      : batch_{batch}, cache_{cache}, counters_{counters}, channel_{channel}, received_{received} {}

  /// False when the JSON itself broke off; the caller then takes back what was appended.
  bool read_data(simdjson::ondemand::array& data, const ChannelLayouts& layouts);

 private:
  enum class Outcome { good, bad, broken };

  [[nodiscard]] static Outcome outcome_of(simdjson::error_code error);
  Outcome read_element(JsonValue& element, const ChannelLayouts& layouts, std::string_view& type);
  Outcome read_pair(std::string_view type, JsonValue& values, const ChannelLayouts& layouts);
  Outcome read_rows(const Layout& layout, simdjson::ondemand::array& values);
  void end_row(const Layout& layout, bool readable, const void* row);
  Outcome read_unknown_rows(std::string_view type, const Layout& layout,
                            simdjson::ondemand::array& values);
  Outcome read_unknown_array(std::string_view type, simdjson::ondemand::array& values);
  Outcome read_object(JsonValue& element);
  Outcome read_members(const EventCodec& codec, simdjson::ondemand::object& row);
  void keep_unknown(std::string_view type, std::string_view json);

  EventBatch& batch_;
  TextCache& cache_;
  ClientCounters& counters_;
  std::int64_t channel_;
  Instant received_;
};

}  // namespace belay::dxlink
