#include "belay/sim/simulator.hpp"

#include "belay/base/version.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
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
#include "sim/broker/broker.hpp"
#include "sim/market/market.hpp"
#include "sim/server/stream_connection.hpp"

namespace belay::sim {
namespace {

BrokerOptions broker_options(const Options& options) {
  return BrokerOptions{.seed = options.seed,
                       .speed = options.speed,
                       .start = options.start,
                       .version = std::string{kVersion}};
}

}  // namespace

// Everything but port and now() is touched on the strand only.
struct Simulator::Impl : std::enable_shared_from_this<Simulator::Impl> {
  Impl(const asio::any_io_executor& executor, Options wanted)
      : options{std::move(wanted)},
        strand{asio::make_strand(executor)},
        timer{strand},
        began{options.clock.tick()},
        market{options.seed, options.start},
        broker{market, broker_options(options)} {}

  [[nodiscard]] Instant now() const {
    const std::chrono::duration<double, std::nano> elapsed = options.clock.tick() - began;
    return options.start + std::chrono::nanoseconds{std::llround(elapsed.count() * options.speed)};
  }

  Result<void> listen();
  HttpResponse answer(const HttpRequest& request);
  asio::awaitable<void> stream(net::WebSocket socket);
  static asio::awaitable<void> run_market(std::shared_ptr<Impl> self);
  void advance();
  void close();

  Options options;
  asio::any_io_executor strand;
  asio::steady_timer timer;
  Tick began;
  Market market;
  Broker broker;
  std::optional<net::HttpServer> server;
  std::atomic<std::uint16_t> port{0};
  std::vector<std::shared_ptr<StreamConnection>> streams;
  bool stopped = false;
};

Result<void> Simulator::Impl::listen() {
  const std::weak_ptr<Impl> weak = weak_from_this();
  auto on_request = [weak](HttpRequest request) -> asio::awaitable<HttpResponse> {
    const auto self = weak.lock();
    if (!self) co_return HttpResponse{.status = 503};
    co_return self->answer(request);
  };
  auto on_stream = [weak](HttpRequest, net::WebSocket socket) -> asio::awaitable<void> {
    const auto self = weak.lock();
    if (self) co_await self->stream(std::move(socket));
  };
  const net::HttpServerOptions wanted{.port = options.port};
  auto listening = net::HttpServer::listen(strand, std::move(on_request), std::move(on_stream),
                                           wanted, options.log.named("sim"));
  if (!listening) return std::unexpected(std::move(listening.error()));
  server = std::move(*listening);
  port = server->port();
  return {};
}

HttpResponse Simulator::Impl::answer(const HttpRequest& request) {
  broker.serve_stream_at(fmt::format("ws://127.0.0.1:{}/realtime", port.load()));
  const BrokerTime time{.simulated = now(), .real = options.clock.tick()};
  HttpResponse response = broker.handle(request, time);
  const std::string_view target = request.target;
  options.log(LogLevel::debug, "{} {} {}", request.method, target.substr(0, target.find('?')),
              response.status);
  return response;
}

asio::awaitable<void> Simulator::Impl::stream(net::WebSocket socket) {
  const auto self = shared_from_this();
  dxlink::ServerSession session{
      dxlink::ServerOptions{},
      [this](std::string_view token) {
        return broker.authorize_stream(token, options.clock.tick());
      },
      [this](std::string_view type, Symbol symbol) { return market.last(type, symbol); }};
  auto connection = std::make_shared<StreamConnection>(
      strand, std::move(socket), std::move(session), options.clock, options.log.named("stream"));
  streams.push_back(connection);
  options.log(LogLevel::debug, "stream opened, {} in all", streams.size());
  if (!stopped) co_await StreamConnection::run(connection);
  std::erase(streams, connection);
  options.log(LogLevel::debug, "stream ended, {} left", streams.size());
}

asio::awaitable<void> Simulator::Impl::run_market(std::shared_ptr<Impl> self) {
  constexpr auto token = asio::as_tuple(asio::use_awaitable);
  while (!self->stopped) {
    self->timer.expires_after(self->options.step);
    co_await self->timer.async_wait(token);
    if (!self->stopped) self->advance();
  }
}

void Simulator::Impl::advance() {
  const Tick tick = options.clock.tick();
  market.advance(now(), [&](const Event& event) {
    for (const auto& connection : streams) connection->publish(event, tick);
  });
  for (const auto& connection : streams) connection->flush();
}

void Simulator::Impl::close() {
  if (std::exchange(stopped, true)) return;
  timer.cancel();
  for (const auto& connection : streams) connection->stop();
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
  auto impl = std::make_shared<Impl>(executor, std::move(options));
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
