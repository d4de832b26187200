#include "app/place.hpp"

#include <chrono>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "app/credentials.hpp"
#include "app/session.hpp"
#include "net/http_client.hpp"
#include "proto/json/document.hpp"
#include "proto/url.hpp"

namespace belay::app {
namespace {

constexpr std::chrono::milliseconds kLookLimit{500};

std::string environment_variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string{} : std::string{value};
}

/// The address the user named, if any.
std::string wanted_url(const Globals& globals) {
  if (!globals.url.empty()) return globals.url;
  if (globals.port) return fmt::format("http://127.0.0.1:{}", *globals.port);
  return environment_variable("BELAY_URL");
}

/// A market clock that goes on from what a simulator said at `asked`.
std::function<Instant()> market_clock(const Clock& clock, SimulatorStatus status) {
  return [now = clock.now, asked = clock.now(), status] {
    const std::chrono::duration<double> passed = now() - asked;
    return status.time +
           std::chrono::duration_cast<std::chrono::nanoseconds>(passed * status.speed);
  };
}

/// The simulator that is running at `config`'s address; its clock when it tells it.
Place running_simulator(const Context& context, Config config,
                        const Result<SimulatorStatus>& status) {
  Place place{.config = std::move(config), .now = context.clock.now};
  place.description = "simulator at " + place.config.base_url;
  if (status) {
    place.description += fmt::format(", seed {}, speed {}x", status->seed, status->speed);
    place.now = market_clock(context.clock, *status);
  }
  return place;
}

Result<Place> own_simulator(const Context& context, boost::asio::any_io_executor executor,
                            Config config) {
  sim::Options options = context.own_simulator.value_or(sim::Options{});
  options.clock = context.clock;
  options.log = context.log.named("sim");
  const std::uint64_t seed = options.seed;
  Result<sim::Simulator> started = sim::Simulator::start(std::move(executor), std::move(options));
  if (!started) return std::unexpected(started.error());
  Place place{.config = std::move(config)};
  place.description = fmt::format("in-process simulator, seed {}", seed);
  place.simulator = std::make_shared<sim::Simulator>(std::move(*started));
  place.config.go_to(place.simulator->url());
  place.now = [simulator = place.simulator] { return simulator->now(); };
  return place;
}

Place real_broker(const Context& context, Config config) {
  Place place{.config = std::move(config), .now = context.clock.now};
  place.description = place.config.base_url;
  return place;
}

std::uint64_t whole(std::string_view text) {
  return std::strtoull(std::string{text}.c_str(), nullptr, 10);
}

}  // namespace

std::optional<SimulatorStatus> read_simulator_status(std::string_view json) {
  const Result<json::Document> document = json::Document::parse(json);
  if (!document) return std::nullopt;
  const json::Node root = document->root();
  if (root.scalar("belay-sim") != "true") return std::nullopt;
  const Result<Instant> time = parse_timestamp(root.scalar("time"));
  if (!time) return std::nullopt;
  const double speed = std::strtod(std::string{root.scalar("speed")}.c_str(), nullptr);
  return SimulatorStatus{
      .time = *time, .speed = speed > 0 ? speed : 1.0, .seed = whole(root.scalar("seed"))};
}

Task<SimulatorStatus> ask_simulator(boost::asio::any_io_executor executor, std::string url) {
  const Result<Url> parts = parse_url(url);
  if (!parts) co_return std::unexpected(parts.error());
  net::Endpoint endpoint{.host = parts->host, .port = parts->port, .tls = parts->secure()};
  net::TlsOptions tls;
  net::HttpClientOptions options{.connect_limit = kLookLimit};
  net::HttpClient http{executor, endpoint, tls, options};
  HttpRequest request{.target = "/belay-sim/status"};
  const Result<HttpResponse> response = co_await http.send(request, kLookLimit);
  if (!response) co_return std::unexpected(response.error());
  const auto status = read_simulator_status(response->body);
  if (!status) co_return fail(Errc::unreachable, "what answers at " + url + " is no simulator");
  co_return *status;
}

Task<Place> find_place(Context& context, boost::asio::any_io_executor executor) {
  const bool real = context.profile != Environment::sim && !context.own_simulator;
  Result<Config> config = context.own_simulator ? Config::simulator()
                          : real                ? broker_config(context)
                                                : Config::from_env();
  if (!config) co_return std::unexpected(config.error());
  config->log = context.log.named("client");
  config->clock = context.clock;
  if (context.profile != Environment::sim) {
    if (context.globals.port) {
      co_return fail(
          Errc::usage,
          fmt::format("--port {} is a simulator's, but the profile is {}; leave one of them out",
                      *context.globals.port, enum_name(context.profile)));
    }
    co_return real_broker(context, std::move(*config));
  }
  if (context.own_simulator) co_return own_simulator(context, executor, std::move(*config));
  const std::string url = wanted_url(context.globals);
  if (!url.empty()) config->go_to(url);
  const std::string usual = config->base_url;
  const Result<SimulatorStatus> status = co_await ask_simulator(executor, usual);
  const bool stopped = co_await was_stopped();
  if (stopped) co_return fail(Errc::cancelled, "stopped");
  if (status || !url.empty()) co_return running_simulator(context, std::move(*config), status);
  co_return own_simulator(context, executor, std::move(*config));
}

}  // namespace belay::app
