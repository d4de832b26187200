#include "proto/dxlink/client_session.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "belay/model/indexed.hpp"
#include "proto/dxlink/candle_names.hpp"
#include "proto/dxlink/client_messages.hpp"
#include "proto/dxlink/frame_decoder.hpp"
#include "proto/dxlink/keepalive.hpp"
#include "proto/dxlink/server_complaint.hpp"

namespace belay::dxlink {
namespace {

using Kind = ServerMessage::Kind;

// A tick that comes so late means that we did not run: what the server said meanwhile waits in the
// socket and must be read before its silence is judged.
constexpr std::chrono::seconds kLate{1};

std::string without(std::string text, std::string_view secret) {
  if (secret.empty()) return text;
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
    text.replace(at, secret.size(), "(token)");
    at += std::string_view{"(token)"}.size();
  }
  return text;
}

ClientChannel::Settings settings_of(const ClientOptions& options, double aggregation_period) {
  return {.aggregation_period = aggregation_period,
          .step_limit = options.step_limit,
          .config_wait = options.config_wait,
          .fields = options.fields};
}

}  // namespace

struct ClientSession::Impl {
  explicit Impl(ClientOptions given)
      : options{std::move(given)},
        decoder{options.rows},
        channels{options.limits, settings_of(options, options.aggregation_period),
                 settings_of(options, options.history_period)} {
    decoder.listen_to({});
  }

  ClientOptions options;
  State state = State::idle;
  FrameDecoder decoder;
  CandleNames candle_names;
  ClientChannels channels;
  Keepalive keepalive;
  bool setup_seen = false;
  std::optional<bool> first_authorized;
  Tick step_deadline = Tick::max();
  Tick latest = Tick::min();  // the newest time we were told
  Tick last_data = Tick::min();
  Instant last_received;
  std::vector<std::string> outgoing;
  std::vector<Gap> gaps;
  std::vector<Notice> notices;
  std::optional<std::string> last_error;
  std::uint64_t channel_errors = 0;
  std::uint64_t refused = 0;

  void say(std::string message) { outgoing.push_back(std::move(message)); }
  std::unexpected<Error> end(Errc code, std::string message) {
    state = State::failed;
    return fail(code, without(std::move(message), options.token.reveal()));
  }
  void warn(std::string text) { notices.push_back({LogLevel::warning, std::move(text)}); }
  [[nodiscard]] bool is_open() const {
    return state == State::setup_sent || state == State::auth_sent || state == State::ready;
  }
  // The channels may have changed, and whatever was said since then is a sign of life of ours.
  void settle(std::size_t said_before, Tick now) {
    if (channels.take_change()) decoder.listen_to(channels.ids());
    if (outgoing.size() > said_before) keepalive.sent(now);
  }

  void begin(Tick now);
  Result<void> receive(const auto& frame, Tick now, Instant received);
  void name_candles(std::size_t known);
  void heard(std::size_t said_before, Tick now, Instant received);
  Result<void> handle(const ServerMessage& message, Tick now);
  Result<void> handle_setup(const ServerMessage& message, Tick now);
  Result<void> handle_auth_state(bool authorized, Tick now);
  Result<void> answer_first_state(Tick now);
  Result<void> handle_error(const ServerMessage& message, Tick now);
  Result<void> end_handshake(const ServerMessage& message);
  void heed(const Complaint& complaint, std::int64_t channel, Tick now);
  void become_ready(Tick now);
  Result<void> check_steps(Tick now);
};

void ClientSession::Impl::begin(Tick now) {
  state = State::setup_sent;
  setup_seen = false;
  first_authorized.reset();
  outgoing.clear();
  latest = now;
  last_data = Tick::min();
  step_deadline = now + options.step_limit;
  keepalive = Keepalive{options.keepalive_timeout, now};
  channels.begin();
  decoder.listen_to({});
  say(client_message::setup(options.version, options.keepalive_timeout));
}

Result<void> ClientSession::Impl::handle(const ServerMessage& message, Tick now) {
  switch (message.kind) {
    case Kind::feed_data: last_data = now; return {};
    case Kind::setup: return handle_setup(message, now);
    case Kind::auth_state: return handle_auth_state(message.authorized, now);
    case Kind::error: return handle_error(message, now);
    case Kind::channel_opened: channels.opened(message.channel, now, outgoing); return {};
    case Kind::channel_closed:
      channels.closed(message.channel, now, last_received, "the server closed the channel",
                      outgoing);
      return {};
    case Kind::feed_config: channels.configured(message.channel); return {};
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
  say(client_message::auth(options.token.reveal()));
  state = State::auth_sent;
  step_deadline = now + options.step_limit;
  return {};
}

Result<void> ClientSession::Impl::handle_error(const ServerMessage& message, Tick now) {
  last_error = without(fmt::format("{}: {}", message.error_type, message.error_text),
                       options.token.reveal());
  ++channel_errors;
  if (state != State::ready) return end_handshake(message);
  warn(fmt::format("the market-data server refuses something: {}", *last_error));
  const Complaint complaint = understand(message.error_type, message.error_text);
  if (complaint.kind == Complaint::Kind::unauthorized && message.channel == 0) {
    return end(Errc::unauthorized, fmt::format("dxLink: the server said {}; fetch a new token and "
                                               "connect again",
                                               *last_error));
  }
  if (complaint.kind == Complaint::Kind::wrong_order) {
    return end(Errc::protocol, fmt::format("dxLink: the server said {}", *last_error));
  }
  heed(complaint, message.channel, now);
  return {};
}

Result<void> ClientSession::Impl::end_handshake(const ServerMessage& message) {
  const Complaint complaint = understand(message.error_type, message.error_text);
  const bool refused_token =
      state == State::auth_sent && complaint.kind == Complaint::Kind::unauthorized;
  return end(refused_token ? Errc::unauthorized : Errc::protocol,
             fmt::format("dxLink: the server said {}", *last_error));
}

// Quota errors are no reason to leave (dxlink.md 4.8, P23).
void ClientSession::Impl::heed(const Complaint& complaint, std::int64_t channel, Tick now) {
  switch (complaint.kind) {
    case Complaint::Kind::too_fast: channels.slow_down(now, last_received, *last_error); break;
    case Complaint::Kind::too_many: channels.hold(complaint.type); break;
    default:
      channels.denied(channel, complaint.kind == Complaint::Kind::no_such_channel, now,
                      last_received, *last_error, outgoing);
  }
}

void ClientSession::Impl::become_ready(Tick now) {
  state = State::ready;
  step_deadline = Tick::max();
  channels.flush(now, outgoing);
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

ClientSession::ClientSession(ClientOptions options)
    : impl_{std::make_unique<Impl>(std::move(options))} {}
ClientSession::~ClientSession() = default;
ClientSession::ClientSession(ClientSession&&) noexcept = default;
ClientSession& ClientSession::operator=(ClientSession&&) noexcept = default;

void ClientSession::use_token(Secret token) { impl_->options.token = std::move(token); }

void ClientSession::start(Tick now) { impl_->begin(now); }

void ClientSession::lost(std::string_view reason) {
  impl_->state = State::idle;
  impl_->outgoing.clear();
  impl_->channels.lost(impl_->last_received, reason);
  impl_->decoder.listen_to({});
}

Result<void> ClientSession::Impl::receive(const auto& frame, Tick now, Instant received) {
  if (!is_open()) return fail(Errc::closed, "dxLink: this session is over; start a new one");
  const std::size_t said = outgoing.size();
  const std::size_t known = decoder.batch().count<Candle>();
  auto result = handle(decoder.decode(frame, received), now);
  name_candles(known);
  heard(said, now, received);
  return result;
}

// The newest candles, but for `known` of them, get the names they were asked by (dxlink.md 7).
void ClientSession::Impl::name_candles(std::size_t known) {
  for (Candle& candle : decoder.batch().newest<Candle>(known)) {
    candle.symbol = candle_names.of(candle.symbol);
  }
}

// Whatever came is a sign of life, and may end a gap.
void ClientSession::Impl::heard(std::size_t said_before, Tick now, Instant received) {
  latest = now;
  last_received = received;
  keepalive.received(now);
  channels.find_gaps(now, received, gaps);
  settle(said_before, now);
}

std::size_t ClientSession::receive_rows(std::span<const std::string_view> frames,
                                        std::size_t enough, Tick now, Instant received) {
  if (!impl_->is_open()) return 0;
  const std::size_t known = impl_->decoder.batch().count<Candle>();
  const std::size_t taken = impl_->decoder.decode_rows(frames, enough, received);
  impl_->name_candles(known);
  if (taken == 0) return 0;
  impl_->last_data = now;
  impl_->heard(impl_->outgoing.size(), now, received);
  return taken;
}

Result<void> ClientSession::receive(std::string_view frame, Tick now, Instant received) {
  return impl_->receive(frame, now, received);
}

Result<void> ClientSession::receive(PaddedFrame frame, Tick now, Instant received) {
  return impl_->receive(frame, now, received);
}

Result<void> ClientSession::tick(Tick now) {
  if (!impl_->is_open()) return {};
  const std::size_t said = impl_->outgoing.size();
  if (now >= next_deadline() + kLate) impl_->keepalive.excuse(now, kLate);
  impl_->latest = now;
  if (auto steps = impl_->check_steps(now); !steps) return steps;
  if (impl_->state == State::ready) {
    impl_->channels.tick(now, impl_->last_received, impl_->outgoing);
  }
  impl_->settle(said, now);
  if (impl_->keepalive.due(now)) {
    impl_->say(client_message::keepalive());
    impl_->keepalive.sent(now);
  }
  return {};
}

Result<void> ClientSession::subscribe(const SubscriptionKey& key, Tick now) {
  impl_->latest = std::max(impl_->latest, now);
  auto wanted = impl_->channels.want(canonical(key));
  if (!wanted) ++impl_->refused;
  return wanted;
}

void ClientSession::unsubscribe(const SubscriptionKey& key, Tick now) {
  impl_->latest = std::max(impl_->latest, now);
  impl_->channels.unwant(canonical(key));
}

bool ClientSession::is_wanted(const SubscriptionKey& key) const {
  return impl_->channels.has(canonical(key));
}

// Subscriptions are put into messages here, so that those made together travel together.
std::vector<std::string> ClientSession::take_outgoing() {
  const std::size_t said = impl_->outgoing.size();
  if (impl_->state == State::ready) impl_->channels.flush(impl_->latest, impl_->outgoing);
  impl_->settle(said, impl_->latest);
  return std::exchange(impl_->outgoing, {});
}

const EventBatch& ClientSession::batch() const { return impl_->decoder.batch(); }

void ClientSession::clear_batch() {
  impl_->channels.heard(impl_->decoder.batch());
  impl_->decoder.clear_batch();
}

std::vector<Gap> ClientSession::take_gaps() { return std::exchange(impl_->gaps, {}); }

void ClientSession::end_gaps(Instant now) { impl_->channels.end_gaps(now, impl_->gaps); }

std::vector<Notice> ClientSession::take_notices() {
  for (Notice& notice : impl_->channels.take_notices()) {
    impl_->notices.push_back(std::move(notice));
  }
  return std::exchange(impl_->notices, {});
}

Tick ClientSession::next_deadline() const {
  if (!impl_->is_open()) return Tick::max();
  return std::min(
      {impl_->step_deadline, impl_->keepalive.next(), impl_->channels.deadline(impl_->latest)});
}

ClientSession::State ClientSession::state() const { return impl_->state; }

ClientCounters ClientSession::counters() const {
  ClientCounters counters = impl_->decoder.counters();
  counters.channel_errors = impl_->channel_errors;
  counters.refused_subscriptions = impl_->refused;
  return counters;
}

const std::optional<std::string>& ClientSession::last_server_error() const {
  return impl_->last_error;
}

std::vector<ChannelView> ClientSession::channels() const { return impl_->channels.look(); }
std::optional<Contract> ClientSession::contract_of(std::int64_t channel) const {
  return impl_->channels.contract_of(channel);
}
Tick ClientSession::last_data() const { return impl_->last_data; }
Instant ClientSession::last_received() const { return impl_->last_received; }
std::optional<Instant> ClientSession::missing_since() const {
  return impl_->channels.missing_since();
}
bool ClientSession::expects_data() const { return impl_->channels.expects_data(); }
bool ClientSession::is_settled() const {
  return impl_->state == State::ready && impl_->channels.is_settled();
}

}  // namespace belay::dxlink
