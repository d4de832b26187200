#include "app/command/commands.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <map>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "app/render/banner.hpp"
#include "app/render/json.hpp"
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

sim::Options simulator_options(const Context& context, const SimOptions& options) {
  sim::Options out{.port = kSimulatorPort, .seed = options.seed, .speed = options.speed};
  if (!options.command.empty()) out.port = 0;
  out.port = context.globals.port.value_or(out.port);
  out.clock = context.clock;
  out.log = context.log.named("sim");
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

/// A process of ours and its arguments, in the form the operating system takes.
class ArgumentList {
 public:
  explicit ArgumentList(std::vector<std::string> texts) : texts_{std::move(texts)} {
    for (std::string& text : texts_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
  }
  [[nodiscard]] char* const* data() const { return pointers_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

/// Our environment with `changes` put over it.
std::vector<std::string> changed_environment(const std::map<std::string, std::string>& changes) {
  std::vector<std::string> out;
  for (char** at = environ; *at != nullptr; ++at) {
    const std::string entry{*at};
    if (!changes.contains(entry.substr(0, entry.find('=')))) out.push_back(entry);
  }
  for (const auto& [name, value] : changes) out.push_back(fmt::format("{}={}", name, value));
  return out;
}

/// What we ignore or catch, the child does not inherit.
class ChildSignals {
 public:
  ChildSignals() {
    ::posix_spawnattr_init(&attributes_);
    sigset_t defaults;
    ::sigemptyset(&defaults);
    for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGCHLD}) ::sigaddset(&defaults, signal);
    ::posix_spawnattr_setsigdefault(&attributes_, &defaults);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF);
  }
  ~ChildSignals() { ::posix_spawnattr_destroy(&attributes_); }
  ChildSignals(const ChildSignals&) = delete;
  ChildSignals& operator=(const ChildSignals&) = delete;
  [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

Result<pid_t> start_child(const std::vector<std::string>& command,
                          const std::map<std::string, std::string>& environment) {
  const ArgumentList arguments{command};
  const ArgumentList variables{changed_environment(environment)};
  const ChildSignals signals;
  pid_t child = 0;
  const int failure = ::posix_spawnp(&child, command.front().c_str(), nullptr, signals.get(),
                                     arguments.data(), variables.data());
  if (failure == 0) return child;
  return fail(Errc::usage,
              fmt::format("cannot run {}: {}", command.front(), std::strerror(failure)));
}

/// As a shell counts: its own code, or 128 + the signal that ended it.
ExitCode child_code(int status) {
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return static_cast<ExitCode>(code);
}

/// Runs the loop until the child has ended. Ctrl-C reaches the child by itself (one terminal);
/// SIGTERM is passed on.
ExitCode wait_for_child(asio::io_context& loop, pid_t child) {
  int status = 0;
  asio::signal_set signals{loop, SIGCHLD, SIGINT, SIGTERM};
  std::function<void()> listen;
  const auto look = [&](const boost::system::error_code& error, int signal) {
    if (error) return;
    if (signal == SIGTERM) ::kill(child, SIGTERM);
    if (::waitpid(child, &status, WNOHANG) == child) {
      loop.stop();
    } else {
      listen();
    }
  };
  listen = [&] { signals.async_wait(look); };
  listen();
  if (::waitpid(child, &status, WNOHANG) != child) loop.run();
  return child_code(status);
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
  Result<sim::Simulator> simulator =
      sim::Simulator::start(loop.get_executor(), simulator_options(context, options));
  if (!simulator) return std::unexpected(simulator.error());
  context.log(LogLevel::info, "simulator at {}, seed {}", simulator->url(), options.seed);
  if (!options.command.empty()) {
    const auto child = start_child(options.command, client_environment(*simulator));
    if (!child) return std::unexpected(child.error());
    return wait_for_child(loop, *child);
  }
  std::string ready;
  if (!options.quiet) {
    ready = context.globals.json ? greeting_json(*simulator, options)
                                 : greeting(context, *simulator, options);
  }
  return wait_for_signal(loop, context.out, ready);
}

}  // namespace belay::app
