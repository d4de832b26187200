#include "proto/dxlink/client_session.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "proto/dxlink/client_messages.hpp"
#include "proto/dxlink/frame_decoder.hpp"
#include "proto/dxlink/keepalive.hpp"
#include "proto/dxlink/wanted_set.hpp"

namespace belay::dxlink {
namespace {

using Kind = ServerMessage::Kind;
using std::chrono::seconds;

// A channel that lived this long may be reopened at once when the server closes it.
constexpr seconds kHealthyLife{60};
constexpr seconds kLongestPause{30};

std::string without(std::string text, std::string_view secret) {
  if (secret.empty()) return text;
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
    text.replace(at, secret.size(), "(token)");
    at += std::string_view{"(token)"}.size();
  }
  return text;
}

/// The one FEED channel.
struct Channel {
  enum class Stage : std::uint8_t {
    none,
    requested,   ///< until CHANNEL_OPENED
    configured,  ///< FEED_SETUP said, until the first FEED_CONFIG
    subscribing,
    pausing,  ///< closed by the server, to be requested again
  };
  Stage stage = Stage::none;
  std::int64_t id = -1;
  Tick deadline = Tick::max();  ///< of requested, configured and pausing
  Tick opened = Tick::min();
  seconds pause{0};
};

}  // namespace

struct ClientSession::Impl {
  using Stage = Channel::Stage;

  explicit Impl(ClientOptions given)
      : options{std::move(given)},
        wanted{{.entries = options.max_entries,
                .bytes = options.max_message,
                .spacing = options.chunk_spacing}} {
    decoder.listen_to(std::nullopt);
  }

  ClientOptions options;
  State state = State::idle;
  FrameDecoder decoder;
  WantedSet wanted;
  Channel channel;
  Keepalive keepalive;
  bool setup_seen = false;
  std::optional<bool> first_authorized;
  Tick step_deadline = Tick::max();
  Tick latest = Tick::min();  ///< the newest time we were told
  std::vector<std::string> outgoing;
  std::optional<std::string> last_error;
  ClientCounters counters;
  std::uint64_t channel_errors = 0;

  void say(std::string message, Tick now) {
    outgoing.push_back(std::move(message));
    keepalive.sent(now);
  }
  std::unexpected<Error> end(Errc code, std::string message) {
    state = State::failed;
    return fail(code, without(std::move(message), options.token.reveal()));
  }
  [[nodiscard]] bool is_open() const {
    return state == State::setup_sent || state == State::auth_sent || state == State::ready;
  }

  Result<void> handle(const ServerMessage& message, Tick now);
  Result<void> handle_setup(const ServerMessage& message, Tick now);
  Result<void> handle_auth_state(bool authorized, Tick now);
  Result<void> answer_first_state(Tick now);
  Result<void> handle_error(const ServerMessage& message);
  void handle_opened(std::int64_t id, Tick now);
  void handle_closed(std::int64_t id, Tick now);
  void become_ready(Tick now);
  void request_channel(Tick now);
  void begin_subscribing(Tick now);
  void flush(Tick now);
  Result<void> check_steps(Tick now);
  Result<void> tick_channel(Tick now);
  void refresh_counters();
};

Result<void> ClientSession::Impl::handle(const ServerMessage& message, Tick now) {
  switch (message.kind) {
    case Kind::setup: return handle_setup(message, now);
    case Kind::auth_state: return handle_auth_state(message.authorized, now);
    case Kind::error: return handle_error(message);
    case Kind::channel_opened: handle_opened(message.channel, now); return {};
    case Kind::channel_closed: handle_closed(message.channel, now); return {};
    case Kind::feed_config: begin_subscribing(now); return {};
    default: return {};
  }
}

Result<void> ClientSession::Impl::handle_setup(const ServerMessage& message, Tick now) {
  keepalive.peer_says(message.keepalive_timeout);
  setup_seen = true;
  return answer_first_state(now);
}

Result<void> ClientSession::Impl::handle_auth_state(bool authorized, Tick now) {
  if (state == State::setup_sent) {
    first_authorized = authorized;
    return answer_first_state(now);
  }
  if (!authorized) {
    return end(Errc::unauthorized,
               state == State::auth_sent
                   ? "dxLink: the server refused the token; fetch a new one and connect again"
                   : "dxLink: the server took the authorization back; fetch a new token and "
                     "connect again");
  }
  if (state == State::auth_sent) become_ready(now);
  return {};
}

// SETUP and the first AUTH_STATE may come in either order: both are waited for.
Result<void> ClientSession::Impl::answer_first_state(Tick now) {
  if (state != State::setup_sent || !setup_seen || !first_authorized) return {};
  if (*first_authorized) {
    become_ready(now);
    return {};
  }
  if (options.token.empty()) {
    return end(Errc::unauthorized, "dxLink: the server asks for a token and there is none");
  }
  say(client_message::auth(options.token.reveal()), now);
  state = State::auth_sent;
  step_deadline = now + options.step_limit;
  return {};
}

Result<void> ClientSession::Impl::handle_error(const ServerMessage& message) {
  last_error = without(fmt::format("{}: {}", message.error_type, message.error_text),
                       options.token.reveal());
  ++channel_errors;
  if (state != State::ready) {
    return end(Errc::protocol, fmt::format("dxLink: the server said {}", *last_error));
  }
  if (message.channel == 0 && message.error_type == "UNAUTHORIZED") {
    return end(Errc::unauthorized, fmt::format("dxLink: the server said {}; fetch a new token and "
                                               "connect again",
                                               *last_error));
  }
  if (channel.stage == Stage::requested && message.channel == channel.id) {
    return end(Errc::protocol, fmt::format("dxLink: the FEED channel {} was not opened: {}",
                                           channel.id, *last_error));
  }
  return {};
}

void ClientSession::Impl::become_ready(Tick now) {
  state = State::ready;
  step_deadline = Tick::max();
  request_channel(now);
}

// Ids are never used twice on one connection.
void ClientSession::Impl::request_channel(Tick now) {
  channel.id += 2;
  channel.stage = Stage::requested;
  channel.deadline = now + options.step_limit;
  decoder.listen_to(channel.id);
  say(client_message::channel_request(channel.id), now);
}

void ClientSession::Impl::handle_opened(std::int64_t id, Tick now) {
  if (channel.stage != Stage::requested || id != channel.id) return;
  channel.stage = Stage::configured;
  channel.opened = now;
  channel.deadline = now + options.config_wait;
  say(client_message::feed_setup(id, options.aggregation_period), now);
}

void ClientSession::Impl::handle_closed(std::int64_t id, Tick now) {
  const bool ours = channel.stage != Stage::none && channel.stage != Stage::pausing;
  if (!ours || id != channel.id) return;
  const bool opened = channel.stage != Stage::requested;
  const seconds pause = opened && now - channel.opened >= kHealthyLife ? seconds{0} : channel.pause;
  channel.pause = std::clamp(pause * 2, seconds{1}, kLongestPause);
  channel.stage = Stage::pausing;
  channel.deadline = now + pause;
  decoder.listen_to(std::nullopt);
  wanted.start_over();
  if (pause == seconds{0}) request_channel(now);
}

// Only the first FEED_CONFIG after opening counts; later ones never cause a subscription (P10).
void ClientSession::Impl::begin_subscribing(Tick now) {
  if (channel.stage != Stage::configured) return;
  channel.stage = Stage::subscribing;
  channel.deadline = Tick::max();
  latest = now;
}

void ClientSession::Impl::flush(Tick now) {
  if (state != State::ready || channel.stage != Stage::subscribing) return;
  if (auto message = wanted.next_message(channel.id, now)) say(*std::move(message), now);
}

Result<void> ClientSession::Impl::check_steps(Tick now) {
  if (keepalive.silent(now)) {
    return end(Errc::timeout, fmt::format("dxLink: no message from the server for {} s",
                                          keepalive.receive_limit().count()));
  }
  if (now < step_deadline) return {};
  const std::string_view awaited = state == State::auth_sent ? "the answer to AUTH"
                                   : setup_seen              ? "AUTH_STATE"
                                                             : "SETUP";
  return end(Errc::timeout, fmt::format("dxLink: {} did not come within {} s", awaited,
                                        options.step_limit.count()));
}

Result<void> ClientSession::Impl::tick_channel(Tick now) {
  if (now >= channel.deadline) {
    switch (channel.stage) {
      case Stage::requested:
        return end(Errc::timeout, fmt::format("dxLink: the FEED channel {} was not opened within "
                                              "{} s",
                                              channel.id, options.step_limit.count()));
      case Stage::configured: begin_subscribing(now); break;
      case Stage::pausing: request_channel(now); break;
      default: break;
    }
  }
  flush(now);
  return {};
}

void ClientSession::Impl::refresh_counters() {
  counters = decoder.counters();
  counters.channel_errors = channel_errors;
  counters.unsendable_subscriptions = wanted.unsendable();
}

ClientSession::ClientSession(ClientOptions options)
    : impl_{std::make_unique<Impl>(std::move(options))} {}
ClientSession::~ClientSession() = default;
ClientSession::ClientSession(ClientSession&&) noexcept = default;
ClientSession& ClientSession::operator=(ClientSession&&) noexcept = default;

void ClientSession::start(Tick now) {
  impl_->state = State::setup_sent;
  impl_->latest = now;
  impl_->step_deadline = now + impl_->options.step_limit;
  impl_->keepalive = Keepalive{impl_->options.keepalive_timeout, now};
  impl_->say(client_message::setup(impl_->options.version, impl_->options.keepalive_timeout), now);
}

Result<void> ClientSession::receive(std::string_view frame, Tick now, Instant received) {
  if (!impl_->is_open()) return fail(Errc::closed, "dxLink: this session is over; start a new one");
  impl_->latest = now;
  impl_->keepalive.received(now);
  auto result = impl_->handle(impl_->decoder.decode(frame, received), now);
  impl_->refresh_counters();
  return result;
}

Result<void> ClientSession::tick(Tick now) {
  if (!impl_->is_open()) return {};
  impl_->latest = now;
  if (auto steps = impl_->check_steps(now); !steps) return steps;
  if (auto channel = impl_->tick_channel(now); !channel) return channel;
  if (impl_->keepalive.due(now)) impl_->say(client_message::keepalive(), now);
  impl_->refresh_counters();
  return {};
}

void ClientSession::subscribe(SubscriptionKey key, Tick now) {
  impl_->wanted.add({Symbol{key.type}, key.symbol});
  impl_->latest = now;
}

void ClientSession::unsubscribe(SubscriptionKey key, Tick now) {
  impl_->wanted.remove({Symbol{key.type}, key.symbol});
  impl_->latest = now;
}

// Subscriptions are put into messages here, so that those made together travel together.
std::vector<std::string> ClientSession::take_outgoing() {
  impl_->flush(impl_->latest);
  return std::exchange(impl_->outgoing, {});
}

std::span<const Event> ClientSession::events() const { return impl_->decoder.events(); }
void ClientSession::clear_events() { impl_->decoder.clear_events(); }

Tick ClientSession::next_deadline() const {
  if (!impl_->is_open()) return Tick::max();
  Tick next = std::min({impl_->step_deadline, impl_->keepalive.next(), impl_->channel.deadline});
  const bool flushing = impl_->channel.stage == Channel::Stage::subscribing;
  if (flushing && impl_->wanted.has_changes()) next = std::min(next, impl_->wanted.due());
  return next;
}

ClientSession::State ClientSession::state() const { return impl_->state; }
const ClientCounters& ClientSession::counters() const { return impl_->counters; }
const std::optional<std::string>& ClientSession::last_server_error() const {
  return impl_->last_error;
}

}  // namespace belay::dxlink
