#include "proto/dxlink/server_session.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "proto/dxlink/keepalive.hpp"
#include "proto/dxlink/outbox.hpp"
#include "proto/dxlink/request.hpp"
#include "proto/dxlink/server_channels.hpp"
#include "proto/dxlink/server_messages.hpp"

namespace belay::dxlink {
namespace {

constexpr std::size_t kMostChannels = 1'000;
constexpr std::int64_t kLargestChannel = 0x7FFF'FFFF;

// What waits, whatever the aggregation periods are.
constexpr std::chrono::hours kBeyondAllPeriods{48};

constexpr std::string_view kBadAction = "BAD_ACTION";
constexpr std::string_view kInvalid = "INVALID_MESSAGE";
constexpr std::string_view kUnauthorized = "UNAUTHORIZED";
constexpr std::string_view kTooEarly =
    "com.dxfeed.mdd.dxlink.auth.AuthException: Session not found: api";
constexpr std::string_view kTooLong = "Max frame length of 65536 has been exceeded.";

}  // namespace

struct ServerSession::Impl {
  Impl(ServerOptions wanted, Authorize may, MarketSource market)
      : options{std::move(wanted)},
        source{std::move(market)},
        authorize{std::move(may)},
        quirks{options.quirks, options.connection},
        channels{{options, source, quirks}} {}

  const ServerOptions options;
  const MarketSource source;
  Authorize authorize;
  QuirkSchedule quirks;
  ServerChannels channels;  // keeps references to the three above
  request::Reader reader;
  Keepalive keepalive;
  Outbox outbox;
  Tick started;
  Tick now;  // the latest anyone has told
  Tick heard;
  bool setup_seen = false;
  bool state_left = false;  ///< the first AUTH_STATE was handed out
  bool authorized = false;
  std::set<std::int64_t> asked_again;  ///< channels the JS client may request after another AUTH
  bool mute = false;                   ///< Quirk::expire silently: no more market data
  bool lost = false;     ///< ended as if the network had: nothing more is heard or said
  bool unheard = false;  ///< the client spoke while this end was half open
  std::optional<ServerClose> close;

  void say(std::string message) { outbox.add(std::move(message)); }
  void refuse(std::int64_t channel, std::string_view type, std::string_view text) {
    say(server_message::error(channel, type, text));
  }
  void end(std::uint16_t code, std::string_view reason) {
    close = ServerClose{.code = code, .reason = std::string{reason}};
    channels.close_all();
  }
  [[nodiscard]] bool holds(Quirk quirk) { return quirks.holds(quirk, now) != nullptr; }
  [[nodiscard]] bool is_frozen() { return holds(Quirk::half_open); }
  [[nodiscard]] bool is_stalled() { return holds(Quirk::stall) || is_frozen(); }
  [[nodiscard]] bool says_data() { return setup_seen && !mute && !holds(Quirk::stop_data); }
  [[nodiscard]] std::int64_t known(std::int64_t id) const { return channels.has(id) ? id : 0; }

  void handle(const request::Message& message);
  void handle_first(const request::Message& message);
  void begin(const request::Setup& setup);
  bool fits(std::string_view frame);
  void let_in(const std::string& token);
  void keep_out();
  bool may_open(std::int64_t id, const request::ChannelRequest& message);
  bool may_reopen(std::int64_t id, const request::ChannelRequest& message);
  void happen(const QuirkRule& moment);
  void expire(std::string_view how);
  [[nodiscard]] Tick silence_ends();
  void end_silence();
  void take_data(std::size_t room, std::vector<std::string>& frames);
  /// Runs what answers on a channel.
  template <class Action>
  void reply(Action action);

  // One per message; channel ids are checked inside.
  void on(std::int64_t id, const request::Illegal& message);
  void on(std::int64_t id, const request::Unknown& message);
  void on(std::int64_t id, const request::Setup& message);
  void on(std::int64_t id, const request::Auth& message);
  void on(std::int64_t, const request::Keepalive&) {}
  void on(std::int64_t, const request::ClientError&) {}
  void on(std::int64_t id, const request::ChannelRequest& message);
  void on(std::int64_t id, const request::ChannelCancel& message);
  void on(std::int64_t id, const request::FeedSetup& message);
  void on(std::int64_t id, const request::FeedSubscription& message);
  void on(std::int64_t id, const request::DomSetup& message);
};

// --- what the client says ------------------------------------------------------------------------

bool ServerSession::Impl::fits(std::string_view frame) {
  std::size_t most = options.max_frame;
  if (const QuirkRule* const rule = quirks.holds(Quirk::frame_limit, now)) {
    most = std::min(most, static_cast<std::size_t>(rule->number));
  }
  return frame.size() <= most;
}

void ServerSession::Impl::handle(const request::Message& message) {
  if (!setup_seen) {
    handle_first(message);
    return;
  }
  std::visit([&](const auto& body) { on(message.channel, body); }, message.body);
}

void ServerSession::Impl::handle_first(const request::Message& message) {
  if (const auto* setup = std::get_if<request::Setup>(&message.body)) {
    begin(*setup);
  } else if (const auto* illegal = std::get_if<request::Illegal>(&message.body)) {
    on(0, *illegal);
  } else {
    refuse(0, kBadAction, "SETUP step missing");
    end(1000, "SETUP step missing");
  }
}

void ServerSession::Impl::begin(const request::Setup& setup) {
  if (!setup.version.starts_with("0.") && !setup.version.starts_with("1.")) {
    refuse(0, "UNSUPPORTED_PROTOCOL", "The protocol version is neither 0.x nor 1.x.");
    end(1000, "UNSUPPORTED_PROTOCOL");
    return;
  }
  setup_seen = true;
  authorized = !options.auth_required;
  keepalive.peer_says(setup.keepalive_timeout);
  if (holds(Quirk::error_in_handshake)) {
    refuse(0, "UNKNOWN", "Internal error");
    return;
  }
  say(server_message::setup(options.version, options.keepalive_timeout));
  say(authorized ? server_message::authorized({}) : server_message::unauthorized());
}

void ServerSession::Impl::on(std::int64_t id, const request::Illegal& message) {
  refuse(known(id), kInvalid, message.why);
}

void ServerSession::Impl::on(std::int64_t id, const request::Unknown& message) {
  const auto type = server_message::beginning_of(message.type);
  refuse(known(id), kInvalid, fmt::format("Unknown message type {}", type));
}

void ServerSession::Impl::on(std::int64_t, const request::Setup& message) {
  keepalive.peer_says(message.keepalive_timeout);
  refuse(0, kBadAction, "SETUP was already done");
}

void ServerSession::Impl::on(std::int64_t, const request::Auth& message) {
  const bool early = !state_left && (options.strict || holds(Quirk::reject_early_auth));
  if (early || quirks.refuses(Quirk::refuse_auth, now)) {
    refuse(0, kUnauthorized, kTooEarly);
  } else {
    let_in(message.token);
  }
}

// A second AUTH replaces the token; channels stay (dxlink.md 2.3).
void ServerSession::Impl::let_in(const std::string& token) {
  if (authorized && !options.strict) asked_again = channels.ids();
  std::optional<std::string> user = std::string{};
  if (options.auth_required) user = authorize ? authorize(token) : std::nullopt;
  authorized = user.has_value();
  if (authorized) {
    say(server_message::authorized(*user));
  } else {
    keep_out();
  }
}

void ServerSession::Impl::keep_out() {
  channels.close_all();
  if (options.auth_refusal != AuthRefusal::state) {
    refuse(0, kUnauthorized, "Authorization failed");
  }
  if (options.auth_refusal != AuthRefusal::error) say(server_message::unauthorized());
  if (options.auth_refusal == AuthRefusal::close) end(1000, "UNAUTHORIZED");
}

bool ServerSession::Impl::may_open(std::int64_t id, const request::ChannelRequest& message) {
  if (id % 2 == 0) {
    refuse(0, kBadAction, "Protocol violation with an even channel usage.");
  } else if (id < 0 || id > kLargestChannel) {
    refuse(0, kInvalid, "The channel is not between 1 and 2147483647.");
  } else if (!authorized || holds(Quirk::auth_step_missing)) {
    refuse(0, kBadAction, "AUTH step missing");
  } else if (channels.has(id)) {
    return may_reopen(id, message);
  } else if (channels.count() >= kMostChannels) {
    refuse(0, kBadAction, "Too many channels");
  } else {
    return true;
  }
  return false;
}

// The channel stays as it is, either way.
bool ServerSession::Impl::may_reopen(std::int64_t id, const request::ChannelRequest& message) {
  if (asked_again.erase(id) > 0 || options.reopen_channels || holds(Quirk::reopen_channel)) {
    say(server_message::channel_opened(id, message.service, message.parameters));
  } else {
    refuse(id, kBadAction, fmt::format("Channel with id {} already exists", id));
  }
  return false;
}

template <class Action>
void ServerSession::Impl::reply(Action action) {
  std::vector<std::string> frames;
  action(frames);
  for (std::string& frame : frames) say(std::move(frame));
}

void ServerSession::Impl::on(std::int64_t id, const request::ChannelRequest& message) {
  if (!may_open(id, message)) return;
  reply([&](auto& frames) { channels.open(id, message, now, frames); });
}

void ServerSession::Impl::on(std::int64_t id, const request::ChannelCancel&) {
  reply([&](auto& frames) { channels.cancel(id, now, frames); });
}

void ServerSession::Impl::on(std::int64_t id, const request::FeedSetup& message) {
  reply([&](auto& frames) { channels.configure(id, message, now, frames); });
}

void ServerSession::Impl::on(std::int64_t id, const request::FeedSubscription& message) {
  reply([&](auto& frames) { channels.subscribe(id, message, now, frames); });
}

void ServerSession::Impl::on(std::int64_t id, const request::DomSetup& message) {
  reply([&](auto& frames) { channels.configure(id, message, now, frames); });
}

// --- time ----------------------------------------------------------------------------------------

Tick ServerSession::Impl::silence_ends() {
  if (!setup_seen) return started + options.setup_limit;
  Tick end = heard + keepalive.receive_limit();
  if (const QuirkRule* const rule = quirks.holds(Quirk::bye_after, now)) {
    const std::chrono::duration<double> most{rule->number};
    end = std::min(end, heard + std::chrono::duration_cast<Tick::duration>(most));
  }
  return end;
}

void ServerSession::Impl::end_silence() {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - heard).count();
  if (!setup_seen) {
    const auto limit = options.setup_limit.count();
    refuse(0, "TIMEOUT", fmt::format("SETUP did not arrive within {} seconds.", limit));
  } else if (options.timeout_error || holds(Quirk::timeout_error)) {
    refuse(
        0, "TIMEOUT",
        fmt::format("The timeout has been reached. The message was last received {} seconds ago.",
                    seconds));
  }
  end(1000, "Bye");
}

// budget: a switch over what may happen
void ServerSession::Impl::happen(const QuirkRule& moment) {
  switch (moment.quirk) {
    case Quirk::drop:
      lost = true;
      end(1006, {});
      return;
    case Quirk::bye: end(1000, "Bye"); return;
    case Quirk::evict:
      refuse(0, kUnauthorized, "Another session took the place of this one");
      end(1000, "Bye");
      return;
    case Quirk::expire: expire(moment.text); return;
    case Quirk::close_channel:
      reply([&](auto& frames) { channels.close_one(now, frames); });
      return;
    case Quirk::spurious_error: refuse(0, "UNKNOWN", "Something went wrong, or not"); return;
    case Quirk::change_fields:
      reply([&](auto& frames) { channels.shuffle_fields(now, frames); });
      return;
    default: return;
  }
}

void ServerSession::Impl::expire(std::string_view how) {
  if (!setup_seen || !authorized) return;
  if (how == "silence") {
    mute = true;
    return;
  }
  authorized = false;
  channels.close_all();
  if (how == "error") {
    refuse(0, kUnauthorized, "The token has expired");
  } else {
    say(server_message::unauthorized());
  }
}

// --- what it says --------------------------------------------------------------------------------

void ServerSession::Impl::take_data(std::size_t room, std::vector<std::string>& frames) {
  const std::size_t before = frames.size();
  channels.take(now, room, frames);
  if (!quirks.any()) return;
  for (std::size_t i = before; i < frames.size(); ++i) {
    quirks.data_said();
    if (!holds(Quirk::malformed)) continue;
    const auto at = frames.begin() + static_cast<std::ptrdiff_t>(i);
    frames.insert(at, frames[i].substr(0, frames[i].size() / 2));
    ++i;
  }
}

ServerSession::ServerSession(ServerOptions options, Authorize authorize, Snapshot snapshot,
                             History history, Depth depth)
    : impl_{std::make_unique<Impl>(
          std::move(options), std::move(authorize),
          MarketSource{std::move(snapshot), std::move(history), std::move(depth)})} {}
ServerSession::~ServerSession() = default;
ServerSession::ServerSession(ServerSession&&) noexcept = default;
ServerSession& ServerSession::operator=(ServerSession&&) noexcept = default;

void ServerSession::on_interest(Interest interest) {
  impl_->channels.on_interest(std::move(interest));
}

void ServerSession::start(Tick now) {
  impl_->started = impl_->now = impl_->heard = now;
  impl_->keepalive = Keepalive{impl_->options.keepalive_timeout, now};
  impl_->quirks.open(now);
}

void ServerSession::receive(std::string_view frame, Tick now) {
  impl_->now = now;
  impl_->unheard |= impl_->is_frozen();
  if (impl_->close || impl_->unheard) return;
  impl_->heard = now;
  if (impl_->fits(frame)) {
    impl_->handle(impl_->reader.read(frame));
  } else {
    too_long(now);
  }
}

void ServerSession::too_long(Tick now) {
  impl_->now = now;
  if (impl_->close) return;
  impl_->refuse(0, kInvalid, kTooLong);
  impl_->end(1009, kTooLong);
}

void ServerSession::tick(Tick now) {
  impl_->now = now;
  if (impl_->close) return;
  while (const auto moment = impl_->quirks.take_moment(now)) {
    impl_->happen(*moment);
    if (impl_->close) return;
  }
  if (impl_->unheard && !impl_->is_frozen()) {
    impl_->happen({.quirk = Quirk::drop});  // no network gives lost bytes back
  } else if (now >= impl_->silence_ends()) {
    impl_->end_silence();
  } else if (impl_->channels.overflows() || impl_->outbox.bytes() > impl_->options.max_replies) {
    impl_->end(1008, "slow consumer");
  } else if (impl_->setup_seen && impl_->keepalive.due(now)) {
    if (!has_output()) impl_->say(server_message::keepalive());
    impl_->keepalive.sent(now);  // what waits is as good as a KEEPALIVE
  }
}

void ServerSession::publish(const Event& event, Tick now) {
  impl_->now = now;
  if (impl_->setup_seen && !impl_->close) impl_->channels.publish(event, now);
}

void ServerSession::abandon() { impl_->channels.close_all(); }

void ServerSession::evict(Tick now) {
  impl_->now = now;
  if (!impl_->close) impl_->happen({.quirk = Quirk::evict});
}

bool ServerSession::has_output() const {
  if (impl_->lost || impl_->is_stalled()) return false;
  return !impl_->outbox.empty() ||
         (!impl_->close && impl_->says_data() && impl_->channels.has_output(impl_->now));
}

std::vector<std::string> ServerSession::take_outgoing(std::size_t room) {
  if (impl_->lost || impl_->is_stalled()) return {};
  impl_->state_left = impl_->setup_seen;
  const bool shuffled = impl_->holds(Quirk::shuffle_replies);
  std::vector<std::string> frames = impl_->outbox.take(shuffled ? &impl_->quirks.dice() : nullptr);
  if (!impl_->close && impl_->says_data()) impl_->take_data(room, frames);
  if (!frames.empty()) impl_->keepalive.sent(impl_->now);
  return frames;
}

std::vector<std::string> ServerSession::take_farewell() {
  const QuirkRule* const rule = impl_->quirks.holds(Quirk::data_after_close, impl_->now);
  if (rule == nullptr || impl_->close || !impl_->setup_seen) return {};
  std::vector<std::string> frames;
  impl_->channels.take(impl_->now + kBeyondAllPeriods, kEverything, frames);
  frames.resize(std::min(frames.size(), static_cast<std::size_t>(rule->number)));
  return frames;
}

const std::optional<ServerClose>& ServerSession::close() const {
  static const std::optional<ServerClose> kNone;
  return impl_->is_frozen() ? kNone : impl_->close;
}

Tick ServerSession::next_deadline() const {
  if (impl_->close) return impl_->is_frozen() ? impl_->quirks.next_change(impl_->now) : Tick::max();
  Tick next = std::min(impl_->silence_ends(), impl_->quirks.next_change(impl_->now));
  if (!impl_->setup_seen) return next;
  next = std::min(next, impl_->keepalive.next_send());
  return std::min(next, impl_->channels.next_due(impl_->now));
}

bool ServerSession::wants(std::string_view type, Symbol symbol) const {
  return impl_->channels.wants({Symbol{type}, symbol, {}});
}

std::size_t ServerSession::subscription_count() const {
  return impl_->channels.subscription_count();
}

std::vector<std::pair<std::int64_t, FeedKey>> ServerSession::subscriptions() const {
  return impl_->channels.subscriptions();
}

std::size_t ServerSession::waiting() const { return impl_->channels.waiting(); }

}  // namespace belay::dxlink
