#include "proto/dxlink/frame_decoder.hpp"

#include <array>
#include <cstring>
#include <map>
#include <utility>
#include <vector>

#include "proto/dxlink/layout.hpp"
#include "proto/dxlink/row_reader.hpp"

namespace belay::dxlink {
namespace {

using simdjson::SUCCESS;
using Kind = ServerMessage::Kind;
using Object = simdjson::ondemand::object;
using FieldLists = std::vector<std::pair<std::string, std::vector<std::string>>>;

constexpr std::array<std::pair<std::string_view, Kind>, 8> kKinds{{
    {"FEED_DATA", Kind::feed_data},
    {"KEEPALIVE", Kind::keepalive},
    {"FEED_CONFIG", Kind::feed_config},
    {"SETUP", Kind::setup},
    {"AUTH_STATE", Kind::auth_state},
    {"ERROR", Kind::error},
    {"CHANNEL_OPENED", Kind::channel_opened},
    {"CHANNEL_CLOSED", Kind::channel_closed},
}};

Kind kind_of(std::string_view type) {
  for (const auto& [name, kind] : kKinds) {
    if (name == type) return kind;
  }
  return Kind::unknown;
}

// Simdjson reads a little past the end: frames are copied into this, which only grows.
class PaddedBuffer {
 public:
  simdjson::padded_string_view hold(std::string_view frame) {
    const std::size_t needed = frame.size() + simdjson::SIMDJSON_PADDING;
    if (bytes_.size() < needed) bytes_.resize(needed);
    if (!frame.empty()) std::memcpy(bytes_.data(), frame.data(), frame.size());
    std::memset(bytes_.data() + frame.size(), 0, simdjson::SIMDJSON_PADDING);
    return simdjson::padded_string_view{bytes_.data(), frame.size(), bytes_.size()};
  }

 private:
  std::vector<char> bytes_;
};

// False when the JSON broke off; an absent member is an empty text.
bool text_member(Object& message, std::string_view name, std::string& out) {
  std::string_view text;
  const auto error = message.find_field_unordered(name).get_string().get(text);
  if (error == SUCCESS) out = text;
  return is_survivable(error);
}

bool read_names(JsonValue& value, std::vector<std::string>& names) {
  simdjson::ondemand::array list;
  if (value.get_array().get(list) != SUCCESS) return false;
  for (auto item : list) {
    std::string_view name;
    if (item.get_string().get(name) != SUCCESS) return false;
    names.emplace_back(name);
  }
  return true;
}

bool read_field_lists(Object& by_type, FieldLists& lists) {
  for (auto item : by_type) {
    simdjson::ondemand::field member;
    std::string_view type;
    if (std::move(item).get(member) != SUCCESS || member.unescaped_key().get(type) != SUCCESS)
      return false;
    auto& [name, fields] = lists.emplace_back();
    name = type;
    if (!read_names(member.value(), fields)) return false;
  }
  return true;
}

}  // namespace

struct FrameDecoder::Impl {
  simdjson::ondemand::parser parser;
  PaddedBuffer buffer;
  TextCache cache;
  std::map<std::int64_t, ChannelLayouts> layouts;
  bool listens_to_all = true;
  std::optional<std::int64_t> only;
  std::vector<Event> events;
  ClientCounters counters;
  ServerMessage message;

  // `read_*` return false when the frame turns out to be no message at all.
  bool read_message(std::string_view frame, Instant received);
  bool read_body(Object& body, Instant received);
  bool read_setup(Object& body);
  bool read_auth_state(Object& body);
  bool read_error(Object& body);
  bool read_config(Object& body);
  bool read_data(Object& body, Instant received);
  [[nodiscard]] bool hears(std::int64_t channel) const { return listens_to_all || only == channel; }
};

bool FrameDecoder::Impl::read_message(std::string_view frame, Instant received) {
  simdjson::ondemand::document document;
  Object body;
  if (parser.iterate(buffer.hold(frame)).get(document) != SUCCESS) return false;
  if (document.get_object().get(body) != SUCCESS) return false;
  std::string_view type;
  if (body.find_field_unordered("type").get_string().get(type) != SUCCESS) return false;
  if (body.find_field_unordered("channel").get_int64().get(message.channel) != SUCCESS)
    return false;
  message.kind = kind_of(type);
  return read_body(body, received);
}

bool FrameDecoder::Impl::read_body(Object& body, Instant received) {
  switch (message.kind) {
    case Kind::setup: return read_setup(body);
    case Kind::auth_state: return read_auth_state(body);
    case Kind::error: return read_error(body);
    case Kind::feed_config: return read_config(body);
    case Kind::feed_data: return read_data(body, received);
    case Kind::unknown: ++counters.unknown_messages; return true;
    default: return true;
  }
}

bool FrameDecoder::Impl::read_setup(Object& body) {
  double seconds = 0;
  if (body.find_field_unordered("keepaliveTimeout").get_double().get(seconds) == SUCCESS) {
    message.keepalive_timeout = seconds;
  }
  return true;
}

bool FrameDecoder::Impl::read_auth_state(Object& body) {
  std::string state;
  if (!text_member(body, "state", state)) return false;
  message.authorized = state == "AUTHORIZED";
  return message.authorized || state == "UNAUTHORIZED";
}

bool FrameDecoder::Impl::read_error(Object& body) {
  return text_member(body, "error", message.error_type) &&
         text_member(body, "message", message.error_text);
}

bool FrameDecoder::Impl::read_config(Object& body) {
  if (!hears(message.channel)) {
    message.kind = Kind::ignored;
    return true;
  }
  Object by_type;
  if (body.find_field_unordered("eventFields").get_object().get(by_type) != SUCCESS) return true;
  FieldLists lists;
  if (!read_field_lists(by_type, lists)) return false;
  for (auto& [type, names] : lists) layouts[message.channel].announce(type, std::move(names));
  return true;
}

bool FrameDecoder::Impl::read_data(Object& body, Instant received) {
  if (!hears(message.channel)) {
    message.kind = Kind::ignored;
    return true;
  }
  simdjson::ondemand::array data;
  if (body.find_field_unordered("data").get_array().get(data) != SUCCESS) return false;
  static const ChannelLayouts kNone;
  const auto found = layouts.find(message.channel);
  const ChannelLayouts& known = found == layouts.end() ? kNone : found->second;
  const std::size_t before = events.size();
  const bool whole = RowReader{events, cache, counters}.read_data(data, known, received);
  if (!whole) events.resize(before);
  counters.events += events.size() - before;
  return whole;
}

FrameDecoder::FrameDecoder() : impl_{std::make_unique<Impl>()} {}
FrameDecoder::~FrameDecoder() = default;
FrameDecoder::FrameDecoder(FrameDecoder&&) noexcept = default;
FrameDecoder& FrameDecoder::operator=(FrameDecoder&&) noexcept = default;

const ServerMessage& FrameDecoder::decode(std::string_view frame, Instant received) {
  ++impl_->counters.frames;
  impl_->message = ServerMessage{};
  if (!impl_->read_message(frame, received)) {
    impl_->message.kind = Kind::malformed;
    ++impl_->counters.malformed_messages;
  }
  return impl_->message;
}

void FrameDecoder::listen_to(std::optional<std::int64_t> channel) {
  impl_->listens_to_all = false;
  impl_->only = channel;
  std::erase_if(impl_->layouts, [&](const auto& entry) { return entry.first != channel; });
}

std::span<const Event> FrameDecoder::events() const { return impl_->events; }
void FrameDecoder::clear_events() { impl_->events.clear(); }
const ClientCounters& FrameDecoder::counters() const { return impl_->counters; }

}  // namespace belay::dxlink
