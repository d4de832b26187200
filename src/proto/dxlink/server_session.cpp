#include "proto/dxlink/server_session.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "proto/dxlink/feed_channel.hpp"
#include "proto/dxlink/keepalive.hpp"
#include "proto/dxlink/rate_window.hpp"
#include "proto/dxlink/request.hpp"
#include "proto/dxlink/server_messages.hpp"

namespace belay::dxlink {
namespace {

constexpr std::size_t kLargestFrame = 65'536;
constexpr std::size_t kMostChannels = 1'000;
constexpr std::int64_t kLargestChannel = 0x7FFF'FFFF;
constexpr std::size_t kChangesPerMinute = 10'000;

constexpr std::string_view kBadAction = "BAD_ACTION";
constexpr std::string_view kInvalid = "INVALID_MESSAGE";

}  // namespace

struct ServerSession::Impl {
  ServerOptions options;
  Authorize authorize;
  Snapshot snapshot;
  request::Reader reader;
  Keepalive keepalive;
  RateWindow rate{kChangesPerMinute};
  Tick started;
  bool setup_seen = false;
  bool state_left = false;  ///< the first AUTH_STATE was handed out
  bool authorized = false;
  std::map<std::int64_t, FeedChannel> channels;
  std::vector<std::string> outgoing;
  std::optional<ServerClose> close;

  void say(std::string message, Tick now) {
    outgoing.push_back(std::move(message));
    keepalive.sent(now);
  }
  void refuse(std::int64_t channel, std::string_view type, std::string_view text, Tick now) {
    say(server_message::error(channel, type, text), now);
  }
  void end(std::uint16_t code, std::string reason) {
    close = ServerClose{.code = code, .reason = std::move(reason)};
    channels.clear();
  }
  [[nodiscard]] bool is_live() const { return setup_seen && !close; }
  [[nodiscard]] std::size_t subscriptions() const;

  void handle(const request::Message& message, Tick now);
  void handle_first(const request::Message& message, Tick now);
  void begin(const request::Setup& setup, Tick now);
  FeedChannel* channel_or_refuse(std::int64_t id, Tick now);
  bool may_open(std::int64_t id, Tick now);
  void change(FeedChannel& channel, std::int64_t id, const request::FeedSubscription& wish,
              Tick now);
  /// Cuts the changes down to what the rate quota allows; false when something was cut.
  bool fit_rate(request::FeedSubscription& wish, Tick now);
  /// Adds while the size quota allows; false when something was left out.
  bool add_pairs(FeedChannel& channel, const std::vector<Pair>& wished, std::vector<Pair>& added);
  template <class Action>
  void feed(Tick now, Action action);

  // One per message; channel ids are checked inside.
  void on(std::int64_t id, const request::Illegal& message, Tick now);
  void on(std::int64_t id, const request::Unknown& message, Tick now);
  void on(std::int64_t id, const request::Setup& message, Tick now);
  void on(std::int64_t id, const request::Auth& message, Tick now);
  void on(std::int64_t, const request::Keepalive&, Tick) {}
  void on(std::int64_t, const request::ClientError&, Tick) {}
  void on(std::int64_t id, const request::ChannelRequest& message, Tick now);
  void on(std::int64_t id, const request::ChannelCancel& message, Tick now);
  void on(std::int64_t id, const request::FeedSetup& message, Tick now);
  void on(std::int64_t id, const request::FeedSubscription& message, Tick now);
};

std::size_t ServerSession::Impl::subscriptions() const {
  std::size_t total = 0;
  for (const auto& [id, channel] : channels) total += channel.subscriptions();
  return total;
}

void ServerSession::Impl::handle(const request::Message& message, Tick now) {
  if (!setup_seen) {
    handle_first(message, now);
    return;
  }
  std::visit([&](const auto& body) { on(message.channel, body, now); }, message.body);
}

void ServerSession::Impl::handle_first(const request::Message& message, Tick now) {
  if (const auto* setup = std::get_if<request::Setup>(&message.body)) {
    begin(*setup, now);
  } else if (const auto* illegal = std::get_if<request::Illegal>(&message.body)) {
    on(0, *illegal, now);
  } else {
    refuse(0, kBadAction, "SETUP step missing", now);
    end(1000, "SETUP step missing");
  }
}

void ServerSession::Impl::begin(const request::Setup& setup, Tick now) {
  if (!setup.version.starts_with("0.") && !setup.version.starts_with("1.")) {
    refuse(0, "UNSUPPORTED_PROTOCOL", "The protocol version is neither 0.x nor 1.x.", now);
    end(1000, "UNSUPPORTED_PROTOCOL");
    return;
  }
  setup_seen = true;
  authorized = !options.auth_required;
  keepalive.peer_says(setup.keepalive_timeout);
  say(server_message::setup(options.version, options.keepalive_timeout), now);
  say(authorized ? server_message::authorized({}) : server_message::unauthorized(), now);
}

void ServerSession::Impl::on(std::int64_t id, const request::Illegal& message, Tick now) {
  refuse(channels.contains(id) ? id : 0, kInvalid, message.why, now);
}

void ServerSession::Impl::on(std::int64_t id, const request::Unknown& message, Tick now) {
  const std::string type = message.type.substr(0, 64);
  refuse(channels.contains(id) ? id : 0, kInvalid, fmt::format("Unknown message type {}", type),
         now);
}

void ServerSession::Impl::on(std::int64_t, const request::Setup& message, Tick now) {
  keepalive.peer_says(message.keepalive_timeout);
  refuse(0, kBadAction, "SETUP was already done", now);
}

void ServerSession::Impl::on(std::int64_t, const request::Auth& message, Tick now) {
  if (options.strict && !state_left) {
    refuse(0, "UNAUTHORIZED", "com.dxfeed.mdd.dxlink.auth.AuthException: Session not found: api",
           now);
    return;
  }
  std::optional<std::string> user = std::string{};
  if (options.auth_required) user = authorize ? authorize(message.token) : std::nullopt;
  authorized = user.has_value();
  if (!authorized) channels.clear();
  say(authorized ? server_message::authorized(*user) : server_message::unauthorized(), now);
}

bool ServerSession::Impl::may_open(std::int64_t id, Tick now) {
  if (id % 2 == 0) {
    refuse(0, kBadAction, "Protocol violation with an even channel usage.", now);
  } else if (id < 0 || id > kLargestChannel) {
    refuse(0, kInvalid, "The channel is not between 1 and 2147483647.", now);
  } else if (!authorized) {
    refuse(0, kBadAction, "AUTH step missing", now);
  } else if (channels.contains(id)) {
    refuse(id, kBadAction, fmt::format("Channel with id {} already exists", id), now);
  } else if (channels.size() >= kMostChannels) {
    refuse(0, kBadAction, "Too many channels", now);
  } else {
    return true;
  }
  return false;
}

void ServerSession::Impl::on(std::int64_t id, const request::ChannelRequest& message, Tick now) {
  if (!may_open(id, now)) return;
  if (message.service != "FEED") {
    const std::string service = message.service.substr(0, 64);
    refuse(id, kBadAction, fmt::format("Service {} is not available", service), now);
    return;
  }
  const auto contract = parse_contract(message.contract);
  if (!contract) {
    refuse(id, kInvalid, "`contract` must be one of AUTO, TICKER, STREAM, HISTORY.", now);
    return;
  }
  const FeedChannel::Limits limits{.aggregation_period = options.default_aggregation_period,
                                   .message_bytes = options.max_message,
                                   .message_rows = options.max_rows};
  channels.emplace(id, FeedChannel{id, *contract, limits, now});
  say(server_message::channel_opened(id, message.service, message.parameters), now);
}

FeedChannel* ServerSession::Impl::channel_or_refuse(std::int64_t id, Tick now) {
  const auto found = channels.find(id);
  if (found != channels.end()) return &found->second;
  refuse(id, kBadAction, fmt::format("Channel with id {} not exists", id), now);
  return nullptr;
}

void ServerSession::Impl::on(std::int64_t id, const request::ChannelCancel&, Tick now) {
  if (channel_or_refuse(id, now) == nullptr) return;
  channels.erase(id);
  say(server_message::channel_closed(id), now);
}

void ServerSession::Impl::on(std::int64_t id, const request::FeedSetup& message, Tick now) {
  FeedChannel* const channel = channel_or_refuse(id, now);
  if (channel == nullptr) return;
  feed(now, [&](auto& frames) { channel->configure(message, now, frames); });
}

void ServerSession::Impl::on(std::int64_t id, const request::FeedSubscription& message, Tick now) {
  FeedChannel* const channel = channel_or_refuse(id, now);
  if (channel == nullptr) return;
  change(*channel, id, message, now);
}

// reset, remove, add: in this order (S-28).
void ServerSession::Impl::change(FeedChannel& channel, std::int64_t id,
                                 const request::FeedSubscription& wish, Tick now) {
  request::FeedSubscription allowed = wish;
  const bool whole = fit_rate(allowed, now);
  if (allowed.reset) channel.reset();
  for (const Pair& pair : allowed.remove) channel.remove(pair);
  std::vector<Pair> added;
  const bool fits = add_pairs(channel, allowed.add, added);
  if (!whole) refuse(id, kBadAction, "Your subscription rate is too high", now);
  if (!fits) refuse(id, kBadAction, "Your subscription size is too big", now);
  feed(now, [&](auto& frames) { channel.begin(added, snapshot, frames); });
}

bool ServerSession::Impl::fit_rate(request::FeedSubscription& wish, Tick now) {
  const std::size_t asked = wish.remove.size() + wish.add.size();
  const std::size_t granted = std::min(asked, rate.allowed(now));
  rate.spend(granted, now);
  wish.remove.resize(std::min(wish.remove.size(), granted));
  wish.add.resize(std::min(wish.add.size(), granted - wish.remove.size()));
  return granted == asked;
}

bool ServerSession::Impl::add_pairs(FeedChannel& channel, const std::vector<Pair>& wished,
                                    std::vector<Pair>& added) {
  std::size_t total = subscriptions();
  for (const Pair& pair : wished) {
    if (channel.has(pair)) continue;
    if (total >= options.max_subscriptions) return false;
    channel.add(pair);
    added.push_back(pair);
    ++total;
  }
  return true;
}

// Runs what produces frames of a channel.
template <class Action>
void ServerSession::Impl::feed(Tick now, Action action) {
  const std::size_t before = outgoing.size();
  action(outgoing);
  if (outgoing.size() != before) keepalive.sent(now);
}

ServerSession::ServerSession(ServerOptions options, Authorize authorize, Snapshot snapshot)
    : impl_{std::make_unique<Impl>()} {
  impl_->options = std::move(options);
  impl_->authorize = std::move(authorize);
  impl_->snapshot = std::move(snapshot);
}
ServerSession::~ServerSession() = default;
ServerSession::ServerSession(ServerSession&&) noexcept = default;
ServerSession& ServerSession::operator=(ServerSession&&) noexcept = default;

void ServerSession::start(Tick now) {
  impl_->started = now;
  impl_->keepalive = Keepalive{impl_->options.keepalive_timeout, now};
}

void ServerSession::receive(std::string_view frame, Tick now) {
  if (impl_->close) return;
  impl_->keepalive.received(now);
  if (frame.size() > kLargestFrame) {
    impl_->refuse(0, kInvalid, "Max frame length of 65536 has been exceeded.", now);
    impl_->end(1009, "Max frame length of 65536 has been exceeded.");
    return;
  }
  impl_->handle(impl_->reader.read(frame), now);
}

void ServerSession::tick(Tick now) {
  if (impl_->close) return;
  if (!impl_->setup_seen) {
    if (now < impl_->started + impl_->options.setup_limit) return;
    const auto limit = impl_->options.setup_limit.count();
    impl_->refuse(0, "TIMEOUT", fmt::format("SETUP did not arrive within {} seconds.", limit), now);
    impl_->end(1000, "Bye");
    return;
  }
  if (impl_->keepalive.silent(now)) {
    impl_->end(1000, "Bye");
    return;
  }
  for (auto& [id, channel] : impl_->channels) {
    impl_->feed(now, [&](auto& frames) { channel.flush(now, frames); });
  }
  if (impl_->keepalive.due(now)) impl_->say(server_message::keepalive(), now);
}

void ServerSession::publish(const Event& event, Tick now) {
  if (!impl_->is_live()) return;
  bool overflow = false;
  for (auto& [id, channel] : impl_->channels) {
    impl_->feed(now, [&](auto& frames) { channel.publish(event, now, frames); });
    overflow = overflow || channel.overflows();
  }
  if (overflow) impl_->end(1008, "slow consumer");
}

std::vector<std::string> ServerSession::take_outgoing() {
  impl_->state_left = impl_->setup_seen;
  return std::exchange(impl_->outgoing, {});
}

const std::optional<ServerClose>& ServerSession::close() const { return impl_->close; }

Tick ServerSession::next_deadline() const {
  if (impl_->close) return Tick::max();
  if (!impl_->setup_seen) return impl_->started + impl_->options.setup_limit;
  Tick next = impl_->keepalive.next();
  for (const auto& [id, channel] : impl_->channels) next = std::min(next, channel.due());
  return next;
}

bool ServerSession::wants(std::string_view type, Symbol symbol) const {
  const Pair pair{Symbol{type}, symbol};
  return std::ranges::any_of(impl_->channels,
                             [&](const auto& entry) { return entry.second.has(pair); });
}

std::size_t ServerSession::subscription_count() const { return impl_->subscriptions(); }

}  // namespace belay::dxlink
