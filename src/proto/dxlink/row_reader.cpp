#include "proto/dxlink/row_reader.hpp"

#include <string>
#include <utility>

#include "proto/dxlink/json_writer.hpp"

namespace belay::dxlink {
namespace {

using simdjson::SUCCESS;
using simdjson::ondemand::json_type;

}  // namespace

RowReader::Outcome RowReader::outcome_of(simdjson::error_code error) {
  return is_survivable(error) ? Outcome::bad : Outcome::broken;
}

bool RowReader::read_data(simdjson::ondemand::array& data, const ChannelLayouts& layouts) {
  std::string_view type;
  for (auto item : data) {
    JsonValue element;
    if (item.get(element) != SUCCESS) return false;
    const std::size_t events = batch_.size();
    const ClientCounters counted = counters_;
    const Outcome outcome = read_element(element, layouts, type);
    if (outcome == Outcome::broken) return false;
    if (outcome == Outcome::good) continue;
    batch_.truncate(events);
    counters_ = counted;
    ++counters_.bad_rows;
  }
  if (!type.empty()) ++counters_.bad_rows;  // a type without its values
  return true;
}

// `type` is the text that waits for its values.
RowReader::Outcome RowReader::read_element(JsonValue& element, const ChannelLayouts& layouts,
                                           std::string_view& type) {
  json_type shape{};
  if (element.type().get(shape) != SUCCESS) return Outcome::broken;
  const std::string_view waiting = std::exchange(type, {});
  if (shape == json_type::string) {
    if (element.get_string().get(type) != SUCCESS) return Outcome::broken;
    return waiting.empty() && !type.empty() ? Outcome::good : Outcome::bad;
  }
  if (shape == json_type::array && !waiting.empty()) return read_pair(waiting, element, layouts);
  if (shape == json_type::object && waiting.empty()) return read_object(element);
  return Outcome::bad;
}

RowReader::Outcome RowReader::read_pair(std::string_view type, JsonValue& values,
                                        const ChannelLayouts& layouts) {
  simdjson::ondemand::array array;
  if (values.get_array().get(array) != SUCCESS) return Outcome::broken;
  const Layout* const layout = layouts.find(type);
  if (layout == nullptr && find_codec(type) == nullptr) return read_unknown_array(type, array);
  if (layout == nullptr || !layout->usable) return Outcome::bad;
  return layout->codec == nullptr ? read_unknown_rows(type, *layout, array)
                                  : read_rows(*layout, array);
}

RowReader::Outcome RowReader::read_rows(const Layout& layout, simdjson::ondemand::array& values) {
  const std::size_t width = layout.columns.size();
  std::size_t column = 0;
  void* row = nullptr;
  bool readable = true;
  for (auto item : values) {
    JsonValue value;
    if (item.get(value) != SUCCESS) return Outcome::broken;
    if (column == 0) row = layout.codec->extend(batch_, channel_, 1, received_);
    const FieldCodec* const field = layout.columns[column];
    if (field != nullptr && readable) readable = field->read(row, value, cache_);
    if (++column < width) continue;
    end_row(layout, readable, row);
    column = 0;
    readable = true;
  }
  return column == 0 ? Outcome::good : Outcome::bad;
}

void RowReader::end_row(const Layout& layout, bool readable, const void* row) {
  if (readable && layout.codec->symbol_of(row).has_value()) {
    counters_.unknown_fields += layout.unknown_columns;
  } else {
    batch_.truncate(batch_.size() - 1);
    ++counters_.bad_rows;
  }
}

RowReader::Outcome RowReader::read_unknown_rows(std::string_view type, const Layout& layout,
                                                simdjson::ondemand::array& values) {
  std::size_t column = 0;
  std::string json = "{";
  for (auto item : values) {
    JsonValue value;
    if (item.get(value) != SUCCESS) return Outcome::broken;
    std::string_view text;
    if (const auto error = raw_text(value, text)) return outcome_of(error);
    append_key(json, layout.names[column]);
    json += text;
    if (++column < layout.names.size()) continue;
    keep_unknown(type, json + "}");
    json = "{";
    column = 0;
  }
  return column == 0 ? Outcome::good : Outcome::bad;
}

RowReader::Outcome RowReader::read_unknown_array(std::string_view type,
                                                 simdjson::ondemand::array& values) {
  std::string_view text;
  if (values.raw_json().get(text) != SUCCESS) return Outcome::broken;
  keep_unknown(type, trimmed(text));
  return Outcome::good;
}

RowReader::Outcome RowReader::read_object(JsonValue& element) {
  simdjson::ondemand::object row;
  if (element.get_object().get(row) != SUCCESS) return Outcome::broken;
  std::string_view type;
  const auto error = row.find_field_unordered("eventType").get_string().get(type);
  if (error != SUCCESS) return outcome_of(error);
  if (row.reset().error() != SUCCESS) return Outcome::broken;
  const EventCodec* const codec = find_codec(type);
  if (codec != nullptr) return read_members(*codec, row);
  std::string_view text;
  if (row.raw_json().get(text) != SUCCESS) return Outcome::broken;
  keep_unknown(type, trimmed(text));
  return Outcome::good;
}

RowReader::Outcome RowReader::read_members(const EventCodec& codec,
                                           simdjson::ondemand::object& row) {
  void* const event = codec.extend(batch_, channel_, 1, received_);
  for (auto item : row) {
    simdjson::ondemand::field member;
    std::string_view name;
    if (std::move(item).get(member) != SUCCESS || member.unescaped_key().get(name) != SUCCESS) {
      return Outcome::broken;
    }
    const FieldCodec* const field = codec.find_any(name);
    if (field == nullptr && name != "eventType") ++counters_.unknown_fields;
    if (field != nullptr && !field->read(event, member.value(), cache_)) return Outcome::bad;
  }
  return codec.symbol_of(event).has_value() ? Outcome::good : Outcome::bad;
}

void RowReader::keep_unknown(std::string_view type, std::string_view json) {
  batch_.extend<UnknownEvent>(channel_, 1).front() = {
      .type = std::string{type}, .json = std::string{json}, .received = received_};
  ++counters_.unknown_events;
}

}  // namespace belay::dxlink
