#include "proto/dxlink/row_reader.hpp"

#include <string>
#include <utility>

#include "proto/dxlink/json_writer.hpp"

namespace belay::dxlink {
namespace {

using simdjson::SUCCESS;
using simdjson::ondemand::json_type;

std::string_view trimmed(std::string_view text) {
  const auto last = text.find_last_not_of(" \t\r\n");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

bool scalar_is_legal(JsonValue& value, json_type type) {
  switch (type) {
    case json_type::string: return value.get_string().error() == SUCCESS;
    case json_type::number: return value.get_double().error() == SUCCESS;
    case json_type::boolean: return value.get_bool().error() == SUCCESS;
    case json_type::null: return is_null(value);
    default: return false;
  }
}

// The value's own text; an error when it is none.
simdjson::error_code raw_text(JsonValue& value, std::string_view& out) {
  json_type type{};
  if (const auto error = value.type().get(type)) return error;
  if (type == json_type::array) {
    simdjson::ondemand::array array;
    const auto error = value.get_array().get(array);
    return error != SUCCESS ? error : array.raw_json().get(out);
  }
  if (type == json_type::object) {
    simdjson::ondemand::object object;
    const auto error = value.get_object().get(object);
    return error != SUCCESS ? error : object.raw_json().get(out);
  }
  out = trimmed(value.raw_json_token());
  return scalar_is_legal(value, type) ? SUCCESS : simdjson::INCORRECT_TYPE;
}

}  // namespace

RowReader::Outcome RowReader::outcome_of(simdjson::error_code error) {
  return is_survivable(error) ? Outcome::bad_row : Outcome::broken;
}

bool RowReader::read_data(simdjson::ondemand::array& data, const ChannelLayouts& layouts,
                          Instant received) {
  received_ = received;
  std::string_view type;
  for (auto item : data) {
    JsonValue element;
    if (item.get(element) != SUCCESS) return false;
    const std::size_t before = events_.size();
    const Outcome outcome = read_element(element, layouts, type);
    if (outcome == Outcome::good) continue;
    events_.resize(before);
    if (outcome == Outcome::broken) return false;
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
    return waiting.empty() && !type.empty() ? Outcome::good : Outcome::bad_row;
  }
  if (shape == json_type::array && !waiting.empty()) return read_pair(waiting, element, layouts);
  if (shape == json_type::object && waiting.empty()) return read_object(element);
  return Outcome::bad_row;
}

RowReader::Outcome RowReader::read_pair(std::string_view type, JsonValue& values,
                                        const ChannelLayouts& layouts) {
  simdjson::ondemand::array array;
  if (values.get_array().get(array) != SUCCESS) return Outcome::broken;
  const Layout* const layout = layouts.find(type);
  if (layout == nullptr && find_codec(type) == nullptr) return read_unknown_array(type, array);
  if (layout == nullptr || !layout->usable) return Outcome::bad_row;
  return layout->codec == nullptr ? read_unknown_rows(type, *layout, array)
                                  : read_rows(*layout, array);
}

RowReader::Outcome RowReader::read_rows(const Layout& layout, simdjson::ondemand::array& values) {
  const std::size_t width = layout.columns.size();
  std::size_t column = 0;
  void* row = nullptr;
  for (auto item : values) {
    JsonValue value;
    if (item.get(value) != SUCCESS) return Outcome::broken;
    if (column == 0) row = layout.codec->append(events_, received_);
    const FieldCodec* const field = layout.columns[column];
    if (field != nullptr && !field->read(row, value, cache_)) return Outcome::bad_row;
    if (++column < width) continue;
    if (!layout.codec->symbol_of(events_.back()).has_value()) return Outcome::bad_row;
    column = 0;
    counters_.unknown_fields += layout.unknown_columns;
  }
  return column == 0 ? Outcome::good : Outcome::bad_row;
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
  return column == 0 ? Outcome::good : Outcome::bad_row;
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
  void* const event = codec.append(events_, received_);
  for (auto item : row) {
    simdjson::ondemand::field member;
    std::string_view name;
    if (std::move(item).get(member) != SUCCESS || member.unescaped_key().get(name) != SUCCESS) {
      return Outcome::broken;
    }
    const FieldCodec* const field = codec.find(name);
    if (field == nullptr && name != "eventType") ++counters_.unknown_fields;
    if (field != nullptr && !field->read(event, member.value(), cache_)) return Outcome::bad_row;
  }
  return codec.symbol_of(events_.back()).has_value() ? Outcome::good : Outcome::bad_row;
}

void RowReader::keep_unknown(std::string_view type, std::string_view json) {
  events_.emplace_back(
      UnknownEvent{.type = std::string{type}, .json = std::string{json}, .received = received_});
  ++counters_.unknown_events;
}

}  // namespace belay::dxlink
