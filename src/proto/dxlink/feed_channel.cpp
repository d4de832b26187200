#include "proto/dxlink/feed_channel.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "belay/model/candle_symbol.hpp"
#include "proto/dxlink/data_writer.hpp"
#include "proto/dxlink/row_quirks.hpp"
#include "proto/dxlink/server_messages.hpp"

namespace belay::dxlink {
namespace {

// A book without a source is the one called DEFAULT (dxlink.md 6.2).
bool is_of_book(const FeedKey& key, const Event& event) {
  const Symbol source = source_of(event);
  return key.source.has_value() || !source.has_value() || source == "DEFAULT";
}

bool is_candle(Symbol type) { return type == Schema<Candle>::name; }

}  // namespace

FeedChannel::FeedChannel(std::int64_t id, Contract contract, const ServerContext& context, Tick now)
    : id_{id},
      contract_{contract},
      context_{&context},
      clock_{context.options.default_aggregation_period, now} {
  for (const EventCodec& codec : event_codecs()) encoders_.emplace_back(codec);
}

bool FeedChannel::wish(const EventCodec& codec, std::vector<std::string> names, Tick now) {
  wished_[codec.index] = true;
  distort_fields(codec, names, context_->quirks, now);
  RowEncoder wished{codec, names};
  RowEncoder& current = encoders_[codec.index];
  const bool changed = !(wished == current);
  current = std::move(wished);
  return changed && announced_[codec.index];
}

void FeedChannel::configure(const request::FeedSetup& setup, Tick now, Frames& frames) {
  if (setup.aggregation_period) clock_.set(*setup.aggregation_period);
  if (anything_waits()) due_ = clock_.next(now);
  format_ = setup.format.value_or(format_);
  said_format_ = format_;
  std::vector<const RowEncoder*> changed;
  for (const auto& [type, names] : setup.fields) {
    const EventCodec* const codec = find_codec(type);
    if (codec != nullptr && wish(*codec, names, now)) changed.push_back(&encoders_[codec->index]);
  }
  announce({}, frames, now);
  if (!changed.empty()) announce(changed, frames, now);
}

void FeedChannel::announce(std::span<const RowEncoder* const> types, Frames& frames, Tick now) {
  frames.push_back(server_message::feed_config(id_, said_format_, clock_.seconds(), types));
  respell_names(frames.back(), context_->quirks, now);
}

void FeedChannel::announce_new(Tick now, Frames& frames) {
  if (!fresh_.empty()) announce(fresh_, frames, now);
  fresh_.clear();
}

void FeedChannel::shuffle_fields(Frames& frames, Tick now) {
  std::vector<const RowEncoder*> changed;
  for (RowEncoder& encoder : encoders_) {
    if (!announced_[encoder.codec().index]) continue;
    std::vector<std::string> names;
    for (const std::string_view name : encoder.field_names()) names.emplace_back(name);
    std::ranges::rotate(names, names.begin() + (names.size() > 1 ? 1 : 0));
    encoder = RowEncoder{encoder.codec(), names};
    changed.push_back(&encoder);
  }
  if (!changed.empty()) announce(changed, frames, now);
}

std::optional<FeedKey> FeedChannel::key_of(const request::Entry& entry) const {
  const auto delivery =
      delivery_of(contract_, entry.type.view(), entry.from_time.has_value(), context_->options);
  if (!delivery) return std::nullopt;
  const bool any = entry.symbol == "*";
  if (any && (!context_->options.wildcard || delivery != Delivery::stream)) return std::nullopt;
  const Symbol symbol =
      is_candle(entry.type) ? Symbol{canonical_candle_symbol(entry.symbol.view())} : entry.symbol;
  return FeedKey{entry.type, symbol, entry.source};
}

std::vector<FeedKey> FeedChannel::keys() const {
  std::vector<FeedKey> all;
  all.reserve(subscriptions_.size());
  for (const auto& [key, subscription] : subscriptions_) all.push_back(key);
  return all;
}

void FeedChannel::add(const FeedKey& key, const request::Entry& entry, Tick now) {
  const EventCodec& codec = *find_codec(key.type.view());
  if (!std::exchange(announced_[codec.index], true)) {
    // Without a wish the fields are all of the type's, but a misbehaving server serves others.
    if (context_->quirks.any() && !wished_[codec.index]) {
      std::vector<std::string> names;
      for (const auto name : encoders_[codec.index].field_names()) names.emplace_back(name);
      wish(codec, std::move(names), now);
    }
    fresh_.push_back(&encoders_[codec.index]);
  }
  const Delivery delivery =
      *delivery_of(contract_, entry.type.view(), entry.from_time.has_value(), context_->options);
  const Subscription subscription{delivery, entry.symbol, entry.from_time};
  subscriptions_.emplace(key, subscription);
  begin(key, subscription, now);
}

void FeedChannel::renew(const FeedKey& key, const request::Entry& entry, Tick now) {
  Subscription& subscription = subscriptions_.at(key);
  if (subscription.from_time == entry.from_time) return;
  subscription.from_time = entry.from_time;
  subscription.spelled = entry.symbol;
  if (subscription.delivery == Delivery::history) begin(key, subscription, now);
}

void FeedChannel::begin(const FeedKey& key, const Subscription& subscription, Tick now) {
  if (subscription.delivery == Delivery::stream || is_silent(key, now)) return;
  if (subscription.delivery == Delivery::history) {
    const bool empty = contract_ == Contract::automatic && is_candle(key.type) &&
                       (context_->options.auto_candle_empty ||
                        context_->quirks.holds(Quirk::auto_candle_empty, now) != nullptr);
    history_.begin(key, subscription.from_time.value_or(0), empty);
    return;
  }
  if (const auto value = first_value(key, now)) {
    waiting_.drop(key);
    first_.put(key, *value);
  }
}

std::optional<Event> FeedChannel::first_value(const FeedKey& key, Tick now) {
  if (context_->quirks.holds(Quirk::old_futures, now) != nullptr) {
    if (auto old = old_future(key.type.view(), key.symbol)) return old;
  }
  if (!context_->source.snapshot) return std::nullopt;
  auto value = context_->source.snapshot(key.type.view(), key.symbol);
  const bool fits = value && value->index() == find_codec(key.type.view())->index;
  return fits ? value : std::nullopt;
}

bool FeedChannel::is_silent(const FeedKey& key, Tick now) {
  const QuirkRule* const rule = context_->quirks.holds(Quirk::silence, now);
  return rule != nullptr && is_silenced(*rule, key.type.view(), key.symbol.view());
}

bool FeedChannel::remove(const FeedKey& key, const request::Entry& entry, Tick now) {
  const auto found = subscriptions_.find(key);
  if (found == subscriptions_.end()) return false;
  const bool strict = context_->quirks.holds(Quirk::strict_match, now) != nullptr;
  if (strict && found->second.spelled != entry.symbol) return false;
  const Delivery delivery = found->second.delivery;
  subscriptions_.erase(found);
  if (delivery == Delivery::ticker && context_->quirks.holds(Quirk::late_removal, now) != nullptr) {
    start_period(now);
    if (const auto value = first_value(key, now)) waiting_.put(key, *value);
  } else {
    stop(key);
  }
  return true;
}

void FeedChannel::stop(const FeedKey& key) {
  first_.drop(key);
  waiting_.drop(key);
  slow_.drop(key);
  stream_.drop(key);
  history_.drop(key);
}

void FeedChannel::remove_all() {
  subscriptions_.clear();
  first_.drop_all();
  waiting_.drop_all();
  slow_.drop_all();
  stream_.drop_all();
  history_.drop_all();
}

void FeedChannel::publish(const FeedKey& pair, const Event& event, Tick now) {
  if (is_silent(pair, now)) return;
  const auto to = [&](const FeedKey& key) {
    const auto found = subscriptions_.find(key);
    if (found != subscriptions_.end()) publish_to(key, found->second, event, now);
  };
  to(pair);
  const Symbol source = source_of(event);
  if (source.has_value()) to({pair.type, pair.symbol, source});
}

void FeedChannel::publish_to(const FeedKey& key, const Subscription& subscription,
                             const Event& event, Tick now) {
  if (first_.replace(key, event)) return;
  start_period(now);
  switch (subscription.delivery) {
    case Delivery::ticker:
      if (!slowed(key, event, now)) waiting_.put(key, event);
      return;
    case Delivery::history:
      if (is_of_book(key, event)) history_.put(key, event);
      return;
    case Delivery::stream:
      stream_.put(key, event);
      if (context_->options.drop_oldest && overflows()) stream_.drop_oldest();
      return;
  }
}

bool FeedChannel::slowed(const FeedKey& key, const Event& event, Tick now) {
  const QuirkRule* const rule = context_->quirks.holds(Quirk::slow, now);
  if (rule == nullptr || rule->text != key.type.view()) return false;
  if (slow_.empty()) {
    slow_due_ = now + std::chrono::duration_cast<Tick::duration>(
                          std::chrono::duration<double>{rule->number});
  }
  slow_.put(key, event);
  return true;
}

void FeedChannel::start_period(Tick now) {
  if (anything_waits()) return;
  due_ = clock_.next(now);
  if (const QuirkRule* const rule = context_->quirks.holds(Quirk::jitter, now)) {
    const auto most = static_cast<std::size_t>(std::max(1.0, rule->number * 1000.0));
    due_ += std::chrono::milliseconds{context_->quirks.dice().below(most)};
  }
}

bool FeedChannel::anything_waits() const {
  return !waiting_.empty() || !stream_.empty() || history_.has_updates();
}

bool FeedChannel::has_output(Tick now) const {
  const bool due = due_ <= now;
  return !first_.empty() || history_.ready(due) || (due && anything_waits()) ||
         (!slow_.empty() && slow_due_ <= now);
}

Tick FeedChannel::due() const {
  if (!first_.empty() || history_.ready(false)) return Tick::min();
  const Tick slow = slow_.empty() ? Tick::max() : slow_due_;
  return std::min(slow, anything_waits() ? due_ : Tick::max());
}

bool FeedChannel::overflows() const { return stream_.size() > context_->options.max_stream_events; }

std::size_t FeedChannel::waiting() const {
  return first_.size() + waiting_.size() + slow_.size() + stream_.size() + history_.size();
}

std::vector<Event> FeedChannel::next_batch(Tick now) {
  const std::size_t most = context_->options.max_rows;
  if (!first_.empty()) return first_.take(most);
  const bool due = due_ <= now;
  if (due && !waiting_.empty()) return waiting_.take(most);
  if (!slow_.empty() && slow_due_ <= now) return slow_.take(most);
  if (history_.ready(due)) {
    const HistoryQueue::Shape shape{
        .most_rows = std::max<std::size_t>(1, context_->options.max_snapshot_rows),
        .update_first = context_->quirks.holds(Quirk::update_before_snapshot, now) != nullptr,
        .tx_over_end = context_->quirks.holds(Quirk::tx_over_end, now) != nullptr};
    return history_.take(most, due, context_->source.history, shape);
  }
  return due ? stream_.take(most) : std::vector<Event>{};
}

DataFormat FeedChannel::format_now(Tick now, Frames& frames) {
  const QuirkRule* const flip = context_->quirks.holds(Quirk::flip_full, now);
  const DataFormat format = flip != nullptr ? DataFormat::full : format_;
  const bool silent = flip != nullptr && flip->text == "silent";
  if (!silent && std::exchange(said_format_, format) != format) announce({}, frames, now);
  return format;
}

void FeedChannel::take(Tick now, std::size_t room, Frames& frames) {
  if (!has_output(now)) return;
  const DataFormat format = format_now(now, frames);
  const bool several = context_->quirks.holds(Quirk::multi_pair, now) != nullptr;
  const DataWriter::Limits limits{context_->options.max_message, context_->options.max_rows,
                                  several};
  DataWriter writer{id_, format, limits, frames};
  while (writer.bytes() < room && has_output(now)) {
    for (Event& event : next_batch(now)) write(std::move(event), writer, format, now);
  }
  writer.finish();
}

void FeedChannel::write(Event event, DataWriter& writer, DataFormat format, Tick now) {
  const RowEncoder& encoder = encoders_[event.index()];
  const bool spoiled = context_->quirks.any();
  if (spoiled) distort(event, context_->quirks, now);
  std::string row;
  encoder.append_row(row, event, format);
  if (spoiled) respell(row, context_->quirks, now);
  writer.add(encoder.codec(), row);
  if (!spoiled || flags_of(event) != 0) return;
  if (context_->quirks.holds(Quirk::repeat, now) != nullptr) writer.add(encoder.codec(), row);
}

}  // namespace belay::dxlink
