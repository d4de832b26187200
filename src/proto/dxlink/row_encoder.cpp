#include "proto/dxlink/row_encoder.hpp"

#include <algorithm>
#include <utility>

#include "proto/dxlink/json_writer.hpp"

namespace belay::dxlink {
namespace {

constexpr std::string_view kEventType = "eventType";

}  // namespace

std::string_view to_string(DataFormat format) {
  return format == DataFormat::full ? "FULL" : "COMPACT";
}

RowEncoder::RowEncoder(const EventCodec& codec) : codec_{&codec}, fields_{nullptr} {
  for (const FieldCodec& field : codec.fields) fields_.push_back(&field);
}

RowEncoder::RowEncoder(const EventCodec& codec, const std::vector<std::string>& wished)
    : codec_{&codec} {
  for (const std::string& name : wished) add(name);
  if (fields_.empty()) *this = RowEncoder{codec};
}

void RowEncoder::add(std::string_view name) {
  const FieldCodec* const field = codec_->find(name);
  if (field == nullptr && name != kEventType) return;
  if (std::ranges::find(fields_, field) == fields_.end()) fields_.push_back(field);
}

std::vector<std::string_view> RowEncoder::field_names() const {
  std::vector<std::string_view> names;
  names.reserve(fields_.size());
  for (const FieldCodec* field : fields_) names.push_back(field ? field->name : kEventType);
  return names;
}

void RowEncoder::append_row(std::string& out, const Event& event, DataFormat format) const {
  const void* const row = codec_->fields_of(event);
  format == DataFormat::full ? append_members(out, row) : append_values(out, row);
}

void RowEncoder::append_values(std::string& out, const void* row) const {
  bool first = true;
  for (const FieldCodec* field : fields_) {
    if (!std::exchange(first, false)) out += ',';
    if (field == nullptr) {
      append_quoted(out, codec_->name);
    } else {
      field->write(out, row);
    }
  }
}

// Without its type an object could not be read: it goes first, wished or not.
void RowEncoder::append_members(std::string& out, const void* row) const {
  out += '{';
  append_quoted(out, kEventType);
  out += ':';
  append_quoted(out, codec_->name);
  for (const FieldCodec* field : fields_) {
    if (field == nullptr) continue;
    append_key(out, field->name);
    field->write(out, row);
  }
  out += '}';
}

}  // namespace belay::dxlink
