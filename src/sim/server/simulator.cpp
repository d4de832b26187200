#include "belay/sim/simulator.hpp"

#include "belay/base/version.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <ctime>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/http_server.hpp"
#include "proto/dxlink/audience.hpp"
#include "proto/dxlink/chaos_file.hpp"
#include "proto/dxlink/quirk_schedule.hpp"
#include "sim/broker/broker.hpp"
#include "sim/broker/rest_chaos.hpp"
#include "sim/broker/rest_settings.hpp"
#include "sim/market/depth.hpp"
#include "sim/market/market.hpp"
#include "sim/market/market_history.hpp"
#include "sim/server/account_connection.hpp"
#include "sim/server/session_desk.hpp"
#include "sim/server/stream_connection.hpp"

namespace belay::sim {
namespace {

// A timer that is later than this many strides jumps.
constexpr std::int64_t kMostStrides = 100;
// How often series that nobody wants any more are forgotten.
constexpr std::chrono::seconds kSweep{10};

BrokerOptions broker_options(const Options& options) {
  return BrokerOptions{.seed = options.seed,
                       .speed = options.speed,
                       .start = options.start,
                       .version = std::string{kVersion},
                       .trading = options.trading,
                       .account_stream = options.account_stream,
                       .accounts = options.accounts};
}

constexpr std::string_view kAccountStreamer = "/account-streamer";

account::ServerOptions account_options(const AccountStreamOptions& options) {
  return {.idle_limit = options.idle_limit,
          .batch = options.batch,
          .sequence = options.sequence,
          .connect_extends = options.connect_extends,
          .close_after_error = options.close_after_error,
          .delay = options.delay,
          .drop_after = options.drop_after,
          .most_waiting = options.most_waiting};
}

}  // namespace

// Everything but port and now() is touched on the strand only.
struct Simulator::Impl : std::enable_shared_from_this<Simulator::Impl> {
  Impl(const asio::any_io_executor& executor, Options wanted, dxlink::Quirks chaos,
       const BrokerOptions& how, RestChaos rest)
      : options{std::move(wanted)},
        quirks{std::move(chaos)},
        strand{asio::make_strand(executor)},
        timer{strand},
        began{options.clock.tick()},
        market{options.seed, options.start},
        reached{options.start},
        history{options.seed, market},
        broker{market, how},
        rest_chaos{std::move(rest)},
        skew{how.clock_skew},
        desk{options.sessions_per_token, options.refuse_extra_sessions} {
    broker.on_notice([this](const account::Notification& notice) {
      for (const auto& connection : account_streams) connection->publish(notice);
    });
  }

  [[nodiscard]] Instant now() const {
    const std::chrono::duration<double, std::nano> elapsed = options.clock.tick() - began;
    return options.start + std::chrono::nanoseconds{std::llround(elapsed.count() * options.speed)};
  }

  Result<void> listen();
  void address_streams();
  HttpResponse answer(const HttpRequest& request);
  const std::string& http_date();
  std::optional<HttpResponse> refuse_upgrade();
  asio::awaitable<void> stream(net::WebSocket socket);
  asio::awaitable<void> account_stream(net::WebSocket socket);
  std::shared_ptr<StreamConnection> open_stream(net::WebSocket socket);
  std::optional<std::string> let_in(std::string_view token, StreamConnection* connection);
  std::optional<dxlink::DepthBook> depth(Symbol symbol, std::size_t limit);
  void publish(const Event& event, Tick tick);
  static asio::awaitable<void> run_market(std::shared_ptr<Impl> self);
  void advance();
  void close();

  Options options;
  dxlink::Quirks quirks;
  asio::any_io_executor strand;
  asio::steady_timer timer;
  Tick began;
  Market market;
  Instant reached;  // of simulated time, in strides from the start
  MarketHistory history;
  Broker broker;
  RestChaos rest_chaos;
  std::chrono::seconds skew;
  std::time_t dated = 0;
  std::string date;  // the header of that second
  SessionDesk<StreamConnection*> desk;
  dxlink::Audience<StreamConnection*> audience;
  std::uint64_t upgrades = 0;
  bool addressed = false;
  Tick swept;
  std::optional<net::HttpServer> server;
  std::atomic<std::uint16_t> port{0};
  std::vector<std::shared_ptr<StreamConnection>> streams;
  std::vector<std::shared_ptr<AccountConnection>> account_streams;
  std::uint32_t account_sessions = 0;
  bool stopped = false;
};

Result<void> Simulator::Impl::listen() {
  const std::weak_ptr<Impl> weak = weak_from_this();
  auto on_request = [weak](HttpRequest request) -> asio::awaitable<HttpResponse> {
    const auto self = weak.lock();
    if (!self) co_return HttpResponse{.status = 503};
    HttpResponse response = self->answer(request);
    if (response.delay > std::chrono::milliseconds::zero()) {
      asio::steady_timer wait{self->strand, response.delay};
      constexpr auto token = asio::as_tuple(asio::use_awaitable);
      co_await wait.async_wait(token);
    }
    co_return response;
  };
  auto on_stream = [weak](HttpRequest request, net::WebSocket socket) -> asio::awaitable<void> {
    const auto self = weak.lock();
    if (!self) co_return;
    if (request.target.starts_with(kAccountStreamer)) {
      co_await self->account_stream(std::move(socket));
    } else {
      co_await self->stream(std::move(socket));
    }
  };
  net::HttpServerOptions wanted{.port = options.port};
  wanted.websocket.compress = options.compress;
  wanted.websocket.owner_ends = true;
  wanted.refuse_upgrade = [weak](const HttpRequest& request) -> std::optional<HttpResponse> {
    const auto self = weak.lock();
    const bool market_data = !request.target.starts_with(kAccountStreamer);
    return self && market_data ? self->refuse_upgrade() : std::nullopt;
  };
  auto listening = net::HttpServer::listen(strand, std::move(on_request), std::move(on_stream),
                                           wanted, options.log.named("sim"));
  if (!listening) return std::unexpected(std::move(listening.error()));
  server = std::move(*listening);
  port = server->port();
  return {};
}

// `Mon, 13 Jan 2025 15:31:07 GMT`, by the machine's clock: what tells a client that its own is off.
const std::string& Simulator::Impl::http_date() {
  const Instant at = options.clock.now() + skew;
  const std::time_t second =
      std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  if (std::exchange(dated, second) != second || date.empty()) {
    std::tm parts{};
    gmtime_r(&second, &parts);
    std::array<char, 40> text{};
    const std::size_t size =
        std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    date.assign(text.data(), size);
  }
  return date;
}

// The broker says where the streams are; the port is known once we listen.
void Simulator::Impl::address_streams() {
  if (std::exchange(addressed, true)) return;
  broker.serve_stream_at(fmt::format("ws://127.0.0.1:{}/realtime", port.load()));
  broker.serve_accounts_at(fmt::format("ws://127.0.0.1:{}{}", port.load(), kAccountStreamer));
}

HttpResponse Simulator::Impl::answer(const HttpRequest& request) {
  address_streams();
  const BrokerTime time{.simulated = now(), .real = options.clock.tick()};
  HttpResponse response =
      rest_chaos.is_empty()
          ? broker.handle(request, time)
          : rest_chaos.handle(request, [&] { return broker.handle(request, time); });
  response.headers.push_back({"Date", http_date()});
  const std::string_view target = request.target;
  options.log(LogLevel::debug, "{} {} {}", request.method, target.substr(0, target.find('?')),
              response.status);
  return response;
}

// A gateway's fault, before any session begins (dxlink.md 10.2).
std::optional<HttpResponse> Simulator::Impl::refuse_upgrade() {
  dxlink::QuirkSchedule luck{quirks, ++upgrades};
  luck.open(options.clock.tick());
  if (!luck.refuses(dxlink::Quirk::refuse_upgrade, options.clock.tick())) return std::nullopt;
  return HttpResponse{.status = 502, .body = "Bad Gateway\n"};
}

asio::awaitable<void> Simulator::Impl::stream(net::WebSocket socket) {
  const auto self = shared_from_this();
  const auto connection = open_stream(std::move(socket));
  streams.push_back(connection);
  options.log(LogLevel::debug, "stream opened, {} in all", streams.size());
  if (!stopped) co_await StreamConnection::run(connection);
  std::erase(streams, connection);
  connection->forget();
  desk.leave(connection.get());
  options.log(LogLevel::debug, "stream ended, {} left", streams.size());
}

asio::awaitable<void> Simulator::Impl::account_stream(net::WebSocket socket) {
  const auto self = shared_from_this();
  const std::uint32_t number = ++account_sessions * 0x9e3779b1U;
  account::ServerSession session{
      fmt::format("{:08x}", number),
      {.admits = [this](std::string_view header, Tick now) { return broker.admits(header, now); },
       .owns =
           [this](std::string_view wanted) {
             return broker.state().find_account(wanted) != nullptr;
           }},
      account_options(broker.state().options.account_stream)};
  const auto connection = std::make_shared<AccountConnection>(strand, std::move(socket),
                                                              std::move(session), options.clock);
  account_streams.push_back(connection);
  if (!stopped) co_await AccountConnection::run(connection);
  std::erase(account_streams, connection);
}

std::shared_ptr<StreamConnection> Simulator::Impl::open_stream(net::WebSocket socket) {
  // The session is made before the connection that its callbacks name.
  const auto self = std::make_shared<StreamConnection*>(nullptr);
  dxlink::ServerSession session{
      dxlink::ServerOptions{.quirks = quirks, .connection = upgrades},
      [this, self](std::string_view token) { return let_in(token, *self); },
      [this](std::string_view type, Symbol symbol) {
        auto known = market.last(type, symbol);
        return known ? known : history.last(type, symbol);
      },
      [this](std::string_view type, Symbol symbol, std::string_view source,
             std::int64_t from_time) { return history.history(type, symbol, source, from_time); },
      [this](Symbol symbol, std::string_view, std::size_t limit) { return depth(symbol, limit); }};
  session.on_interest([this, self](const dxlink::FeedKey& pair, bool wanted) {
    if (wanted) {
      audience.add(pair, *self);
    } else {
      audience.remove(pair, *self);
    }
  });
  auto connection = std::make_shared<StreamConnection>(
      strand, std::move(socket), std::move(session), options.clock, options.log.named("stream"));
  *self = connection.get();
  return connection;
}

std::optional<std::string> Simulator::Impl::let_in(std::string_view token,
                                                   StreamConnection* connection) {
  auto user = broker.authorize_stream(token, options.clock.tick());
  if (!user) return std::nullopt;
  const auto admission = desk.admit(token, connection);
  if (admission.evicted) (*admission.evicted)->evict();
  return admission.granted ? user : std::nullopt;
}

std::optional<dxlink::DepthBook> Simulator::Impl::depth(Symbol symbol, std::size_t limit) {
  const auto quote = market.last(Schema<Quote>::name, symbol);
  if (!quote) return std::nullopt;
  return book_around(std::get<Quote>(*quote), options.seed, market.now(), limit);
}

asio::awaitable<void> Simulator::Impl::run_market(std::shared_ptr<Impl> self) {
  constexpr auto token = asio::as_tuple(asio::use_awaitable);
  while (!self->stopped) {
    self->timer.expires_after(self->options.step);
    co_await self->timer.async_wait(token);
    if (!self->stopped) self->advance();
  }
}

void Simulator::Impl::publish(const Event& event, Tick tick) {
  audience.for_each(dxlink::pair_of(event),
                    [&](StreamConnection* connection) { connection->publish(event, tick); });
}

// Simulated time goes on in equal strides, however late the timer is: seed and speed alone decide
// what happens, unless the machine slept.
void Simulator::Impl::advance() {
  const Tick tick = options.clock.tick();
  const std::chrono::duration<double, std::nano> real = options.step;
  const std::chrono::nanoseconds stride{std::max(1LL, std::llround(real.count() * options.speed))};
  const std::int64_t due = (now() - reached) / stride;
  if (due > kMostStrides) reached += stride * (due - 1);
  const auto tell = [&](const Event& event) { publish(event, tick); };
  const auto wanted = [this](std::string_view type, Symbol symbol) {
    return audience.has({Symbol{type}, symbol, {}});
  };
  while (reached + stride <= now()) {
    reached += stride;
    market.advance(reached, [&](const Event& event) {
      tell(event);
      history.on_event(event, tell);
    });
    history.look(wanted, tell);
    broker.advance(reached);
  }
  for (const auto& connection : streams) connection->poke();
  if (tick - swept < kSweep) return;
  swept = tick;
  history.keep(wanted);
}

void Simulator::Impl::close() {
  if (std::exchange(stopped, true)) return;
  timer.cancel();
  for (const auto& connection : streams) connection->stop();
  for (const auto& connection : account_streams) connection->stop();
  if (server) server->stop();
}

Result<Simulator> Simulator::start(asio::any_io_executor executor, Options options) {
  if (!(options.speed > 0 && options.speed <= 1000)) {
    return fail(Errc::invalid, fmt::format("the speed {} of the simulator is out of range; give "
                                           "one above 0 and not above 1000",
                                           options.speed));
  }
  if (options.step <= std::chrono::milliseconds::zero()) {
    return fail(Errc::invalid, fmt::format("the step {} ms of the simulator is not positive",
                                           options.step.count()));
  }
  auto chaos = dxlink::parse_chaos(RestChaos::without_rest(options.chaos), options.chaos_name);
  if (!chaos) return std::unexpected(chaos.error());
  BrokerOptions how = broker_options(options);
  for (const auto& [name, value] : options.settings) {
    if (const Result<void> done = apply_setting(how, name, value); !done) {
      return std::unexpected(done.error());
    }
  }
  auto rest = RestChaos::parse(options.chaos, options.chaos_name, how);
  if (!rest) return std::unexpected(rest.error());
  options.start = how.start;
  auto impl = std::make_shared<Impl>(executor, std::move(options), *std::move(chaos), how,
                                     *std::move(rest));
  if (const Result<void> listening = impl->listen(); !listening) {
    return std::unexpected(listening.error());
  }
  auto market = Impl::run_market(impl);
  asio::co_spawn(impl->strand, std::move(market), asio::detached);
  return Simulator{std::move(impl)};
}

Simulator::Simulator(std::shared_ptr<Impl> impl) : impl_{std::move(impl)} {}
Simulator::Simulator(Simulator&&) noexcept = default;

Simulator& Simulator::operator=(Simulator&& other) noexcept {
  if (this != &other) {
    stop();
    impl_ = std::move(other.impl_);
  }
  return *this;
}

Simulator::~Simulator() { stop(); }

std::uint16_t Simulator::port() const { return impl_->port; }
std::string Simulator::url() const { return fmt::format("http://127.0.0.1:{}", port()); }
Instant Simulator::now() const { return impl_->now(); }

void Simulator::stop() {
  if (!impl_) return;
  asio::dispatch(impl_->strand, [impl = impl_] { impl->close(); });
}

}  // namespace belay::sim
