#include "app/child.hpp"

#include <spawn.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <functional>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace belay::app {
namespace {

namespace asio = boost::asio;

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

/// While it lives, these signals wait to be read instead of ending the process.
class HeldSignals {
 public:
  HeldSignals() {
    ::sigemptyset(&held_);
    for (const int signal : {SIGCHLD, SIGINT, SIGTERM}) ::sigaddset(&held_, signal);
    ::pthread_sigmask(SIG_BLOCK, &held_, &before_);
  }
  ~HeldSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  [[nodiscard]] const sigset_t& held() const { return held_; }
  [[nodiscard]] const sigset_t& before() const { return before_; }

 private:
  sigset_t held_{};
  sigset_t before_{};
};

/// What we ignore or hold back, the child does not inherit.
class ChildSignals {
 public:
  explicit ChildSignals(const HeldSignals& held) {
    ::posix_spawnattr_init(&attributes_);
    sigset_t defaults = held.held();
    ::sigaddset(&defaults, SIGPIPE);
    ::posix_spawnattr_setsigdefault(&attributes_, &defaults);
    ::posix_spawnattr_setsigmask(&attributes_, &held.before());
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }
  ~ChildSignals() { ::posix_spawnattr_destroy(&attributes_); }
  ChildSignals(const ChildSignals&) = delete;
  ChildSignals& operator=(const ChildSignals&) = delete;
  [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

Result<pid_t> start_child(const std::vector<std::string>& command,
                          const std::map<std::string, std::string>& environment,
                          const HeldSignals& held) {
  const ArgumentList arguments{command};
  const ArgumentList variables{changed_environment(environment)};
  const ChildSignals signals{held};
  pid_t child = 0;
  const int failure = ::posix_spawnp(&child, command.front().c_str(), nullptr, signals.get(),
                                     arguments.data(), variables.data());
  if (failure == 0) return child;
  return fail(Errc::usage,
              fmt::format("cannot run {}: {}", command.front(), std::strerror(failure)));
}

ExitCode child_code(int status) {
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return static_cast<ExitCode>(code);
}

/// Sent by a process, as opposed to the terminal or the end of a child.
bool is_message(const signalfd_siginfo& signal) {
  return signal.ssi_signo != SIGCHLD && signal.ssi_code <= 0;
}

ExitCode wait_for_child(asio::io_context& loop, pid_t child, const HeldSignals& held) {
  asio::posix::stream_descriptor signals{loop, ::signalfd(-1, &held.held(), SFD_CLOEXEC)};
  signalfd_siginfo signal{};
  int status = 0;
  std::function<void()> listen;
  const auto look = [&](const boost::system::error_code& error, std::size_t) {
    if (error) return;
    if (is_message(signal)) ::kill(child, static_cast<int>(signal.ssi_signo));
    if (::waitpid(child, &status, WNOHANG) == child) {
      loop.stop();
    } else {
      listen();
    }
  };
  listen = [&] { signals.async_read_some(asio::buffer(&signal, sizeof signal), look); };
  listen();
  loop.run();
  return child_code(status);
}

}  // namespace

Result<ExitCode> run_child(asio::io_context& loop, const std::vector<std::string>& command,
                           const std::map<std::string, std::string>& environment) {
  const HeldSignals held;
  const Result<pid_t> child = start_child(command, environment, held);
  if (!child) return std::unexpected(child.error());
  return wait_for_child(loop, *child, held);
}

}  // namespace belay::app
