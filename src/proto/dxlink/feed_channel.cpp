#include "proto/dxlink/feed_channel.hpp"

#include <algorithm>
#include <utility>

#include "proto/dxlink/json_writer.hpp"
#include "proto/dxlink/server_messages.hpp"

namespace belay::dxlink {
namespace {

constexpr double kLongestPeriod = 86'400.0;

Conflation::Period to_period(double seconds) {
  return std::chrono::duration_cast<Conflation::Period>(std::chrono::duration<double>{seconds});
}

Symbol type_symbol(const EventCodec& codec) {
  static const auto kSymbols = [] {
    std::array<Symbol, kEventTypes> symbols;
    for (const EventCodec& each : event_codecs()) symbols[each.index] = Symbol{each.name};
    return symbols;
  }();
  return kSymbols[codec.index];
}

std::string_view data_tail(DataFormat format) {
  return format == DataFormat::compact ? "]]}" : "]}";
}

// Events of one type together, types in the order in which they first appear.
std::vector<std::vector<const Event*>> grouped(const std::deque<Event>& events, bool only_runs) {
  std::vector<std::vector<const Event*>> groups;
  for (const Event& event : events) {
    const auto same = [&](const auto& group) { return group.front()->index() == event.index(); };
    const auto from = only_runs && !groups.empty() ? groups.end() - 1 : groups.begin();
    const auto found = std::find_if(from, groups.end(), same);
    (found == groups.end() ? groups.emplace_back() : *found).push_back(&event);
  }
  return groups;
}

}  // namespace

std::optional<Contract> parse_contract(std::string_view text) {
  if (text == "AUTO") return Contract::automatic;
  if (text == "TICKER") return Contract::ticker;
  if (text == "STREAM") return Contract::stream;
  if (text == "HISTORY") return Contract::history;
  return std::nullopt;
}

FeedChannel::FeedChannel(std::int64_t id, Contract contract, Limits limits, Tick now)
    : id_{id},
      contract_{contract},
      limits_{limits},
      conflation_{contract == Contract::stream, now} {
  for (const EventCodec& codec : event_codecs()) encoders_.emplace_back(codec);
  conflation_.set_period(to_period(limits_.aggregation_period), now);
}

bool FeedChannel::wish(const EventCodec& codec, const std::vector<std::string>& names) {
  RowEncoder wished{codec, names};
  RowEncoder& current = encoders_[codec.index];
  const bool changed = !(wished == current);
  current = std::move(wished);
  return changed && announced_[codec.index];
}

void FeedChannel::configure(const request::FeedSetup& setup, Tick now, Frames& frames) {
  if (setup.aggregation_period) {
    limits_.aggregation_period = std::min(*setup.aggregation_period, kLongestPeriod);
    conflation_.set_period(to_period(limits_.aggregation_period), now);
  }
  format_ = setup.format.value_or(format_);
  std::vector<const RowEncoder*> changed;
  for (const auto& [type, names] : setup.fields) {
    const EventCodec* const codec = find_codec(type);
    if (codec != nullptr && wish(*codec, names)) changed.push_back(&encoders_[codec->index]);
  }
  announce({}, frames);
  if (!changed.empty()) announce(changed, frames);
}

void FeedChannel::announce(std::span<const RowEncoder* const> types, Frames& frames) {
  frames.push_back(server_message::feed_config(id_, format_, limits_.aggregation_period, types));
}

void FeedChannel::reset() {
  pairs_.clear();
  conflation_.drop_all();
}

void FeedChannel::remove(Pair pair) {
  if (pairs_.erase(pair) > 0) conflation_.drop(pair);
}

void FeedChannel::begin(std::span<const Pair> added, const ServerSession::Snapshot& snapshot,
                        Frames& frames) {
  if (contract_ == Contract::history) return;
  std::vector<const RowEncoder*> fresh;
  std::deque<Event> values;
  for (const Pair& pair : added) {
    const EventCodec* const codec = find_codec(pair.type.view());
    if (codec == nullptr) continue;
    if (!std::exchange(announced_[codec->index], true)) fresh.push_back(&encoders_[codec->index]);
    if (contract_ == Contract::stream || !snapshot) continue;
    auto value = snapshot(codec->name, pair.symbol);
    if (value && value->index() == codec->index) values.push_back(*std::move(value));
  }
  if (!fresh.empty()) announce(fresh, frames);
  send(values, frames);
}

void FeedChannel::publish(const Event& event, Tick now, Frames& frames) {
  const EventCodec* const codec = codec_of(event);
  if (codec == nullptr || contract_ == Contract::history) return;
  const Pair pair{type_symbol(*codec), codec->symbol_of(event)};
  if (!has(pair)) return;
  conflation_.put(pair, event, now);
  flush(now, frames);
}

void FeedChannel::flush(Tick now, Frames& frames) {
  if (conflation_.due() <= now) send(conflation_.take(), frames);
}

void FeedChannel::send(const std::deque<Event>& events, Frames& frames) const {
  for (const auto& group : grouped(events, contract_ == Contract::stream)) {
    send_type(encoders_[group.front()->index()], group, frames);
  }
}

std::string FeedChannel::data_head(const RowEncoder& encoder) const {
  std::string out = "{\"type\":\"FEED_DATA\",\"channel\":";
  append_integer(out, id_);
  out += ",\"data\":[";
  if (format_ == DataFormat::compact) {
    append_quoted(out, encoder.codec().name);
    out += ",[";
  }
  return out;
}

void FeedChannel::send_type(const RowEncoder& encoder, std::span<const Event* const> events,
                            Frames& frames) const {
  const std::string head = data_head(encoder);
  const std::string_view tail = data_tail(format_);
  std::string frame = head;
  std::size_t rows = 0;
  for (const Event* event : events) {
    std::string row;
    encoder.append_row(row, *event, format_);
    const bool full = rows >= limits_.message_rows ||
                      frame.size() + 1 + row.size() + tail.size() > limits_.message_bytes;
    if (rows > 0 && full) {
      frames.push_back(std::move(frame += tail));
      frame = head;
      rows = 0;
    }
    if (rows > 0) frame += ',';
    frame += row;
    ++rows;
  }
  frames.push_back(std::move(frame += tail));
}

}  // namespace belay::dxlink
