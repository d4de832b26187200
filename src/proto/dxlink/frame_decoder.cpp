#include "proto/dxlink/frame_decoder.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "proto/dxlink/compact_rows.hpp"
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

// Both ways of reading look a little past the ends: frames without room around them are copied into
// this, which only grows.
class PaddedBuffer {
 public:
  PaddedFrame hold(std::string_view frame) {
    const std::size_t needed = frame.size() + 2 * PaddedFrame::kSlack;
    if (bytes_.size() < needed) bytes_.resize(needed);
    char* const begin = bytes_.data() + PaddedFrame::kSlack;
    if (!frame.empty()) std::memcpy(begin, frame.data(), frame.size());
    return {{begin, frame.size()}};
  }

 private:
  std::vector<char> bytes_;
};

/// A FEED_DATA whose members stand in the server's order, without white space.
struct FeedData {
  std::int64_t channel = 0;
  std::string_view data;  ///< from the bracket to the end of the frame
};

std::optional<FeedData> usual_feed_data(std::string_view frame) {
  constexpr std::string_view kHead = R"({"type":"FEED_DATA","channel":)";
  constexpr std::string_view kData = R"(,"data":[)";
  constexpr std::size_t kMostDigits = 9;
  if (!frame.starts_with(kHead)) return std::nullopt;
  std::size_t at = kHead.size();
  FeedData message;
  for (; at < frame.size() && frame[at] >= '0' && frame[at] <= '9'; ++at) {
    message.channel = message.channel * 10 + (frame[at] - '0');
    if (at - kHead.size() == kMostDigits) return std::nullopt;
  }
  const bool digits = at > kHead.size() && (frame[kHead.size()] != '0' || at == kHead.size() + 1);
  if (!digits || !frame.substr(at).starts_with(kData)) return std::nullopt;
  message.data = frame.substr(at + kData.size() - 1);
  return message;
}

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

SeparatorIndex::Method method_of(RowPath path) {
  switch (path) {
    case RowPath::fastest: return SeparatorIndex::best();
    case RowPath::plain_cpu: return SeparatorIndex::Method::baseline;
    default: return SeparatorIndex::Method::portable;
  }
}

}  // namespace

struct FrameDecoder::Impl {
  explicit Impl(RowPath way) : path{way}, rows{method_of(way)} {}

  RowPath path;
  CompactRows rows;
  simdjson::ondemand::parser parser;
  PaddedBuffer buffer;
  TextCache cache;
  std::vector<std::pair<std::int64_t, ChannelLayouts>> layouts;  // by channel; few
  bool listens_to_all = true;
  std::vector<std::int64_t> only;  // a handful
  EventBatch batch;
  ClientCounters counters;
  ServerMessage message;

  [[nodiscard]] ChannelLayouts& layouts_of(std::int64_t channel);
  // False when the frame is anything but plain rows on a channel that is listened to.
  bool read_plain_rows(std::string_view frame, Instant received);
  // `read_*` return false when the frame turns out to be no message at all.
  bool read_message(PaddedFrame frame, Instant received);
  bool read_body(Object& body, Instant received);
  bool read_setup(Object& body);
  bool read_auth_state(Object& body);
  bool read_error(Object& body);
  bool read_config(Object& body);
  bool read_data(Object& body, Instant received);
  [[nodiscard]] bool hears(std::int64_t channel) const {
    return listens_to_all || std::ranges::find(only, channel) != only.end();
  }
};

ChannelLayouts& FrameDecoder::Impl::layouts_of(std::int64_t channel) {
  for (auto& [id, known] : layouts) {
    if (id == channel) return known;
  }
  return layouts.emplace_back(channel, ChannelLayouts{}).second;
}

bool FrameDecoder::Impl::read_plain_rows(std::string_view frame, Instant received) {
  if (path == RowPath::general) return false;
  const std::optional<FeedData> usual = usual_feed_data(frame);
  if (!usual || !hears(usual->channel)) return false;
  const std::size_t before = batch.size();
  CompactRows::Context context{batch, cache, layouts_of(usual->channel), usual->channel, received};
  if (!rows.read(usual->data, context)) {
    batch.truncate(before);
    return false;
  }
  message.kind = Kind::feed_data;
  message.channel = usual->channel;
  counters.events += batch.size() - before;
  counters.unknown_fields += context.unknown_fields;
  return true;
}

bool FrameDecoder::Impl::read_message(PaddedFrame frame, Instant received) {
  simdjson::ondemand::document document;
  Object body;
  const simdjson::padded_string_view text{frame.text.data(), frame.text.size(),
                                          frame.text.size() + PaddedFrame::kSlack};
  if (parser.iterate(text).get(document) != SUCCESS) return false;
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
  for (auto& [type, names] : lists) layouts_of(message.channel).announce(type, std::move(names));
  return true;
}

bool FrameDecoder::Impl::read_data(Object& body, Instant received) {
  if (!hears(message.channel)) {
    message.kind = Kind::ignored;
    return true;
  }
  simdjson::ondemand::array data;
  if (body.find_field_unordered("data").get_array().get(data) != SUCCESS) return false;
  const std::size_t before = batch.size();
  RowReader reader{batch, cache, counters, message.channel, received};
  const bool whole = reader.read_data(data, layouts_of(message.channel));
  if (!whole) batch.truncate(before);
  counters.events += batch.size() - before;
  return whole;
}

FrameDecoder::FrameDecoder(RowPath path) : impl_{std::make_unique<Impl>(path)} {}
FrameDecoder::~FrameDecoder() = default;
FrameDecoder::FrameDecoder(FrameDecoder&&) noexcept = default;
FrameDecoder& FrameDecoder::operator=(FrameDecoder&&) noexcept = default;

const ServerMessage& FrameDecoder::decode(std::string_view frame, Instant received) {
  return decode(impl_->buffer.hold(frame), received);
}

std::size_t FrameDecoder::decode_rows(std::span<const std::string_view> frames, std::size_t enough,
                                      Instant received) {
  std::size_t taken = 0;
  while (taken < frames.size() && impl_->batch.size() < enough &&
         impl_->read_plain_rows(frames[taken], received)) {
    ++taken;
  }
  impl_->counters.frames += taken;
  return taken;
}

const ServerMessage& FrameDecoder::decode(PaddedFrame frame, Instant received) {
  ++impl_->counters.frames;
  impl_->message.clear();
  if (impl_->read_plain_rows(frame.text, received)) return impl_->message;
  if (!impl_->read_message(frame, received)) {
    impl_->message.kind = Kind::malformed;
    ++impl_->counters.malformed_messages;
  }
  return impl_->message;
}

void FrameDecoder::listen_to(std::vector<std::int64_t> channels) {
  impl_->listens_to_all = false;
  impl_->only = std::move(channels);
  std::erase_if(impl_->layouts, [this](const auto& entry) { return !impl_->hears(entry.first); });
}

const EventBatch& FrameDecoder::batch() const { return impl_->batch; }
EventBatch& FrameDecoder::batch() { return impl_->batch; }
void FrameDecoder::clear_batch() { impl_->batch.clear(); }
const ClientCounters& FrameDecoder::counters() const { return impl_->counters; }

}  // namespace belay::dxlink
