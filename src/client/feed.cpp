#include "client/feed.hpp"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "belay/model/calendar.hpp"
#include "proto/dxlink/event_batch.hpp"
#include "proto/dxlink/feed_key.hpp"

namespace belay::detail {
namespace {

// Events are handed out while the processor's nearest cache still holds them.
constexpr std::size_t kDeliverAt = 64;

using ActionKind = dxlink::Action::Kind;

dxlink::LifeOptions life_options(const Config& config, dxlink::LifeOptions options) {
  options.session.aggregation_period = config.aggregation_period;
  options.seed = static_cast<std::uint64_t>(config.clock.tick().time_since_epoch().count());
  if (!options.market_open) {
    options.market_open = [](Instant at) { return is_open(at, Market::equity); };
  }
  return options;
}

// Where a sink keeps what: by all that makes a subscription but its beginning.
using SlotMap = std::unordered_map<dxlink::FeedKey, std::uint32_t, dxlink::FeedKeyHash>;

dxlink::FeedKey place_of(const dxlink::SubscriptionKey& key) {
  return {Symbol{key.type}, key.symbol, key.source};
}

SlotMap slots_of(const Sink& sink) {
  SlotMap slots;
  slots.reserve(sink.symbols());
  for (std::uint32_t slot = 0; slot < sink.keys().size(); ++slot) {
    const dxlink::SubscriptionKey& key = sink.keys()[slot];
    if (key.symbol.has_value()) slots.emplace(place_of(key), slot);
  }
  return slots;
}

}  // namespace

Feed::Feed(boost::asio::any_io_executor executor, Config config, FeedWorld world)
    : executor_{std::move(executor)},
      config_{std::move(config)},
      world_{std::move(world)},
      life_{life_options(config_, world_.life)},
      decided_{executor_},
      sooner_{executor_} {}

Task<void> Feed::start() {
  if (!running_ && !stopped_) {
    running_ = true;
    const auto weak = weak_from_this();
    wire_ = std::make_shared<Wire>(
        executor_, Wire::owner_of(weak, [weak] { return reach(weak); }, &Feed::take_batch));
    life_.start(now());
    boost::asio::co_spawn(
        executor_, [self = shared_from_this()] { return self->keep_time(); },
        boost::asio::detached);
    act();
  }
  while (!first_attempt_ && !stopped_) {
    const bool cancelled = co_await decided_.wait();
    if (cancelled) co_return fail(Errc::cancelled, "stopped while connecting to market data");
  }
  if (first_attempt_) co_return *first_attempt_;
  co_return fail(Errc::closed, "market data was closed");
}

void Feed::stop(Result<void> why) {
  if (std::exchange(stopped_, true)) return;
  life_.stop(now());
  act();
  for (const std::shared_ptr<Sink>& sink : sinks_) sink->end(why);
  for (const std::weak_ptr<GapQueue>& queue : gap_queues_) {
    if (const auto alive = queue.lock()) alive->end();
  }
  decided_.notify();
  sooner_.notify();
}

// ---- what is wanted ----------------------------------------------------------------------------

Result<void> Feed::add(const std::shared_ptr<Sink>& sink) {
  if (auto wanted = want(sink->keys()); !wanted) return wanted;
  sink->feed = weak_from_this();
  sink->on_release = [weak = weak_from_this(), released = sink.get()] {
    if (const auto self = weak.lock()) self->release(*released);
  };
  sink->alarm = [log = config_.log](const std::string& text) {
    log(LogLevel::warning, "{}", text);
  };
  sinks_.push_back(sink);
  afterwards([this, sink] { sink->enlist(router_); });
  act();
  return {};
}

Result<void> Feed::extend(const std::shared_ptr<Sink>& sink,
                          std::vector<dxlink::SubscriptionKey> keys) {
  const SlotMap held = slots_of(*sink);
  std::erase_if(keys, [&](const auto& key) { return held.contains(place_of(key)); });
  if (auto wanted = want(keys); !wanted) return wanted;
  for (const dxlink::SubscriptionKey& key : keys) {
    const std::uint32_t slot = sink->admit(key);
    afterwards([this, sink, slot, key] { sink->enlist(router_, slot, key); });
  }
  act();
  return {};
}

void Feed::shrink(const std::shared_ptr<Sink>& sink,
                  const std::vector<dxlink::SubscriptionKey>& keys) {
  SlotMap held = slots_of(*sink);
  for (const dxlink::SubscriptionKey& wanted : keys) {
    const auto found = held.extract(place_of(wanted));
    if (!found) continue;
    const std::uint32_t slot = found.mapped();
    const dxlink::SubscriptionKey key = sink->keys()[slot];
    unwant(key);
    sink->let_go(slot);
    afterwards([this, sink, slot, key] {
      sink->dismiss(router_, key);
      sink->recycle(slot);
    });
  }
  act();
}

Result<void> Feed::want(const std::vector<dxlink::SubscriptionKey>& keys) {
  const Tick tick = config_.clock.tick();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto key = wants_.add(keys[i]);
    if (!key) continue;
    Result<void> admitted = life_.subscribe(*key, tick);
    if (admitted) continue;
    for (std::size_t taken = 0; taken <= i; ++taken) unwant(keys[taken]);
    return admitted;
  }
  return {};
}

void Feed::unwant(const dxlink::SubscriptionKey& key) {
  if (wants_.remove(key)) life_.unsubscribe(key, config_.clock.tick());
}

// Another time than before, and the server begins again (dxlink.md 4.3).
void Feed::repeat(const dxlink::SubscriptionKey& key) {
  const auto again = wants_.add(key);
  static_cast<void>(wants_.remove(key));  // one more reader, for a moment
  if (again && !life_.subscribe(*again, config_.clock.tick())) return;
  afterwards([this] { act(); });
}

void Feed::release(Sink& sink) {
  for (const dxlink::SubscriptionKey& key : sink.keys()) {
    if (key.symbol.has_value()) unwant(key);
  }
  const auto found = std::ranges::find(sinks_, &sink, &std::shared_ptr<Sink>::get);
  if (found == sinks_.end()) return;
  afterwards([this, kept = *found] { kept->dismiss(router_); });
  sinks_.erase(found);
  act();
}

// While events are handed out, nothing changes about who gets them.
void Feed::afterwards(std::function<void()> change) {
  if (delivering_) {
    afterwards_.push_back(std::move(change));
  } else {
    change();
  }
}

// ---- what the life decides ---------------------------------------------------------------------

void Feed::act() {
  for (dxlink::Action& action : life_.take_actions()) perform(action);
  for (const dxlink::Notice& notice : life_.take_notices()) {
    config_.log(notice.level, "{}", notice.text);
  }
  for (const Gap& gap : life_.take_gaps()) report(gap);
  tell_interruption();
  settle_first_attempt();
  if (life_.next_deadline() < alarm_) sooner_.notify();
}

void Feed::tell_interruption() {
  const std::optional<Instant> missing = life_.session().missing_since();
  if (missing == missing_since_) return;
  missing_since_ = missing;
  if (!missing) return;
  const std::string reason = life_.last_error() ? life_.last_error()->message : "connection lost";
  for (const std::shared_ptr<Sink>& sink : sinks_) sink->interrupted(*missing, reason);
}

void Feed::perform(dxlink::Action& action) {
  const auto self = shared_from_this();
  switch (action.kind) {
    case ActionKind::fetch_token:
      boost::asio::co_spawn(
          executor_, [self] { return self->fetch_token(); }, boost::asio::detached);
      break;
    case ActionKind::connect:
      address_ = std::move(action.text);
      wire_->connect();
      break;
    case ActionKind::send: wire_->send(std::move(action.text)); break;
    case ActionKind::drop: wire_->leave(false); break;
    case ActionKind::close: wire_->leave(true); break;
  }
}

// Whoever asked for market data decides what to do when the first attempt fails.
void Feed::settle_first_attempt() {
  const FeedState state = life_.state();
  if (state == FeedState::ready && !first_attempt_) {
    first_attempt_.emplace();
    decided_.notify();
  }
  const bool failed =
      state == FeedState::failed || (state == FeedState::backoff && !first_attempt_);
  if (!failed || stopped_) return;
  const Result<void> why = std::unexpected(life_.last_error().value());
  if (!first_attempt_) first_attempt_ = why;
  stop(why);
}

void Feed::report(const Gap& gap) {
  ++gaps_;
  config_.log(LogLevel::warning, "{} data may be missing from {} to {}: {}", gap.contract,
              to_iso_utc(gap.from), to_iso_utc(gap.to), gap.reason);
  std::erase_if(gap_queues_, [](const std::weak_ptr<GapQueue>& queue) { return queue.expired(); });
  for (const std::weak_ptr<GapQueue>& queue : gap_queues_) queue.lock()->put(gap);
}

// ---- carrying ----------------------------------------------------------------------------------

boost::asio::awaitable<void> Feed::keep_time() {
  co_await boost::asio::this_coro::throw_if_cancelled(false);
  while (!stopped_) {
    const dxlink::Moment moment = now();
    if (moment.tick >= life_.next_deadline()) {
      life_.tick(moment);
      alarm_ = Tick::max();
      act();
    }
    if (stopped_) break;
    alarm_ = life_.next_deadline();
    if (now().tick < alarm_) co_await sooner_.wait(ring_at(alarm_));
  }
}

boost::asio::awaitable<void> Feed::fetch_token() {
  co_await boost::asio::this_coro::throw_if_cancelled(false);
  Result<QuoteToken> token = co_await world_.token();
  if (stopped_) co_return;
  if (!token) {
    life_.token_failed(token.error(), now());
    act();
    co_return;
  }
  if (token->dxlink_url.find("delayed") != std::string::npos || token->level == "demo") {
    config_.log(LogLevel::warning, "market data is DELAYED (level {}, {})",
                token->level.value_or("?"), token->dxlink_url);
  }
  life_.token_arrived(std::move(token->token), std::move(token->dxlink_url), now());
  act();
}

Task<net::WebSocket> Feed::reach(std::weak_ptr<Feed> feed) {
  const std::shared_ptr<Feed> self = feed.lock();
  if (!self) co_return fail(Errc::closed, "market data was closed");
  co_return co_await self->world_.connect(self->address_);
}

// Consumers that are told may end the connection: then the rest of the batch is nobody's.
void Feed::take_batch(net::WebSocket::Messages frames) {
  const dxlink::Moment moment = now();
  while (!frames.empty() && wire_->connected()) {
    frames = frames.subspan(life_.receive_some(frames, kDeliverAt, moment));
    deliver();
  }
}

void Feed::deliver() {
  delivering_ = true;
  life_.batch().for_each_run([this]<class E>(std::int64_t channel, std::span<const E> events) {
    if constexpr (market_event<E>) {
      const auto contract = life_.session().contract_of(channel);
      unwanted_ += contract ? router_.lane<E>(*contract).deliver(events) : events.size();
    }
  });
  life_.clear_batch();
  delivering_ = false;
  const auto changes = std::exchange(afterwards_, {});
  for (const std::function<void()>& change : changes) change();
}

// ---- looking -----------------------------------------------------------------------------------

std::shared_ptr<GapQueue> Feed::gaps() {
  const auto queue = std::make_shared<GapQueue>(executor_);
  if (stopped_) queue->end();
  gap_queues_.push_back(queue);
  return queue;
}

FeedStatus Feed::status() const {
  const dxlink::ClientSession& session = life_.session();
  const dxlink::ClientCounters counted = session.counters();
  FeedStatus status{
      .state = life_.state(),
      .address = life_.address(),
      .connections = life_.connections(),
      .counters = {.frames = counted.frames,
                   .events = counted.events,
                   .unknown_messages = counted.unknown_messages,
                   .malformed_messages = counted.malformed_messages,
                   .bad_rows = counted.bad_rows,
                   .unknown_events = counted.unknown_events,
                   .unknown_fields = counted.unknown_fields,
                   .channel_errors = counted.channel_errors},
      .unwanted_events = unwanted_,
      .gap_since = session.missing_since(),
      .gaps = gaps_,
      .last_error = life_.last_error() ? life_.last_error()->message : "",
      .last_server_error = session.last_server_error().value_or(""),
  };
  for (const dxlink::ChannelView& channel : session.channels()) {
    status.channels.push_back({channel.id, to_text(channel.contract), channel.subscriptions,
                               channel.unsent, channel.silent});
  }
  for (const std::shared_ptr<Sink>& sink : sinks_) status.queues.push_back(sink->look());
  if (session.last_received() != Instant{}) {
    status.last_frame_age = config_.clock.now() - session.last_received();
  }
  return status;
}

}  // namespace belay::detail
