#include "app/command/commands.hpp"

#include <csignal>
#include <map>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "app/child.hpp"
#include "app/render/banner.hpp"
#include "app/render/json.hpp"
#include "app/text_file.hpp"
#include "belay/sim/simulator.hpp"

namespace belay::app {
namespace {

namespace asio = boost::asio;

/// What a client needs to find this simulator. Every simulator accepts these credentials; they
/// protect nothing.
std::map<std::string, std::string> client_environment(const sim::Simulator& simulator) {
  const Config config = Config::simulator(simulator.port());
  return {{"BELAY_PROFILE", "sim"},
          {"BELAY_URL", simulator.url()},
          {"BELAY_CLIENT_SECRET", std::string{config.client_secret.reveal()}},
          {"BELAY_REFRESH_TOKEN", std::string{config.refresh_token.reveal()}}};
}

Result<sim::Options> simulator_options(const Context& context, const SimOptions& options) {
  sim::Options out{.port = kSimulatorPort, .seed = options.seed, .speed = options.speed};
  if (!options.command.empty()) out.port = 0;
  out.port = context.globals.port.value_or(out.port);
  out.clock = context.clock;
  out.log = context.log.named("sim");
  if (options.chaos.empty()) return out;
  auto chaos = text_of_file(options.chaos);
  if (!chaos) return std::unexpected(chaos.error());
  out.chaos = *std::move(chaos);
  out.chaos_name = options.chaos;
  return out;
}

std::string greeting(const Context& context, const sim::Simulator& simulator,
                     const SimOptions& options) {
  const std::string what = fmt::format("simulator at {}, seed {}, speed {}x", simulator.url(),
                                       options.seed, options.speed);
  std::string text = render(Banner{Environment::sim, simulator.now(), what}, context.style);
  text += "point clients at it with:\n";
  for (const auto& [name, value] : client_environment(simulator)) {
    text += fmt::format("  export {}={}\n", name, value);
  }
  return text + "Ctrl-C ends it\n";
}

std::string greeting_json(const sim::Simulator& simulator, const SimOptions& options) {
  JsonObject environment;
  for (const auto& [name, value] : client_environment(simulator)) environment.text(name, value);
  return json_document("belay.sim/1", "sim", simulator.now())
             .text("url", simulator.url())
             .count("seed", options.seed)
             .number("speed", options.speed)
             .raw("environment", environment.str())
             .str() +
         "\n";
}

/// Says `ready` once a signal would be noticed, so that whoever reads it may send one.
ExitCode wait_for_signal(asio::io_context& loop, Output& out, const std::string& ready) {
  asio::signal_set signals{loop, SIGINT, SIGTERM};
  signals.async_wait([&](const boost::system::error_code&, int) { loop.stop(); });
  out.write(ready);
  loop.run();
  return ExitCode::ok;
}

}  // namespace

Result<ExitCode> run_sim(Context& context, const SimOptions& options) {
  asio::io_context loop{1};
  auto wanted = simulator_options(context, options);
  if (!wanted) return std::unexpected(wanted.error());
  auto simulator = sim::Simulator::start(loop.get_executor(), *std::move(wanted));
  if (!simulator) return std::unexpected(simulator.error());
  context.log(LogLevel::info, "simulator at {}, seed {}", simulator->url(), options.seed);
  if (!options.command.empty()) {
    return run_child(loop, options.command, client_environment(*simulator));
  }
  std::string ready;
  if (!options.quiet) {
    ready = context.globals.json ? greeting_json(*simulator, options)
                                 : greeting(context, *simulator, options);
  }
  return wait_for_signal(loop, context.out, ready);
}

}  // namespace belay::app
