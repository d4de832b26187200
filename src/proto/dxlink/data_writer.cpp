#include "proto/dxlink/data_writer.hpp"

#include <utility>

#include "proto/dxlink/json_writer.hpp"

namespace belay::dxlink {
namespace {

// Room for what ends a pair, names the next one and ends the message, beside the type's name.
constexpr std::size_t kFraming = 8;
constexpr std::string_view kEnd = "]}";

}  // namespace

void DataWriter::begin() {
  frame_ = "{\"type\":\"FEED_DATA\",\"channel\":";
  append_integer(frame_, channel_);
  frame_ += ",\"data\":[";
  codec_ = nullptr;
  rows_ = 0;
}

bool DataWriter::fits(const EventCodec& codec, std::string_view row) const {
  const bool same = codec_ == &codec;
  if (rows_ >= limits_.rows || (!same && !limits_.several_types)) return false;
  const std::size_t name = same ? 0 : codec.name.size();
  const std::size_t framing = same ? 1 + kEnd.size() + 1 : kFraming;
  return frame_.size() + row.size() + name + framing <= limits_.bytes;
}

void DataWriter::add(const EventCodec& codec, std::string_view row) {
  if (rows_ > 0 && !fits(codec, row)) finish();
  if (frame_.empty()) begin();
  if (format_ == DataFormat::compact && codec_ != &codec) {
    if (codec_ != nullptr) frame_ += "],";
    append_quoted(frame_, codec.name);
    frame_ += ",[";
  } else if (rows_ > 0) {
    frame_ += ',';
  }
  frame_ += row;
  codec_ = &codec;
  ++rows_;
}

void DataWriter::finish() {
  if (frame_.empty()) return;
  if (format_ == DataFormat::compact) frame_ += ']';
  frame_ += kEnd;
  written_ += frame_.size();
  frames_->push_back(std::exchange(frame_, {}));
  codec_ = nullptr;
  rows_ = 0;
}

}  // namespace belay::dxlink
