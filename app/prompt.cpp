#include "app/prompt.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include <fmt/format.h>

#include "app/write.hpp"

namespace belay::app {
namespace {

constexpr std::size_t kLongest = 16'384;  // a JWT has some two thousand
constexpr std::size_t kShortestPassphrase = 8;

/// The terminal of this process, whatever its standard input is; without echo while `hidden`.
class Terminal {
 public:
  explicit Terminal(bool hidden) : fd_{::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)} {
    if (fd_ < 0 || !hidden || ::tcgetattr(fd_, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    silent_ = ::tcsetattr(fd_, TCSAFLUSH, &silent) == 0;
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() {
    if (silent_) {
      ::tcsetattr(fd_, TCSAFLUSH, &before_);
      say("\n");
    }
    if (fd_ >= 0) ::close(fd_);
  }

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] bool silent() const { return silent_; }
  void say(std::string_view text) const { static_cast<void>(write_all(fd_, text)); }

 private:
  int fd_;
  termios before_{};
  bool silent_ = false;
};

Result<Secret> read_secret(int fd, std::string_view question) {
  std::string line;
  const Result<void> read = read_line(fd, line, kLongest);
  Secret answer{std::move(line)};
  if (!read) return std::unexpected(read.error());
  if (!answer.empty()) return answer;
  return fail(Errc::usage, fmt::format("no answer to: {}", question));
}

Result<Secret> ask(std::string_view question, bool from_stdin, bool hidden) {
  if (from_stdin) return read_secret(STDIN_FILENO, question);
  const Terminal terminal{hidden};
  if (terminal.fd() < 0) {
    return fail(Errc::usage, fmt::format("there is no terminal to ask on ({}); give the answers as "
                                         "lines of standard input, with --from-stdin",
                                         question));
  }
  if (hidden && !terminal.silent()) {
    return fail(Errc::io, "this terminal cannot hide what is typed; use --from-stdin");
  }
  terminal.say(fmt::format("{}: ", question));
  return read_secret(terminal.fd(), question);
}

}  // namespace

Result<void> read_line(int fd, std::string& line, std::size_t longest) {
  line.clear();
  line.reserve(longest);  // of a secret, no copy stays behind in a smaller buffer
  char c = 0;
  for (;;) {
    const ssize_t got = ::read(fd, &c, 1);
    if (got < 0 && errno == EINTR) return fail(Errc::cancelled, "stopped");
    if (got <= 0 || c == '\n') return {};
    if (line.size() == longest) return fail(Errc::usage, "the answer is too long");
    if (c != '\r') line += c;
  }
}

Result<Secret> Asker::hidden(std::string_view question) const {
  return ask(question, from_stdin_, true);
}

Result<std::string> Asker::shown(std::string_view question) const {
  const Result<Secret> answer = ask(question, from_stdin_, false);
  if (!answer) return std::unexpected(answer.error());
  return std::string{answer->reveal()};
}

Result<Secret> ask_passphrase(bool twice) {
  const Asker asker{false};
  Result<Secret> first = asker.hidden(twice ? "Passphrase to seal the credentials with"
                                            : "Passphrase of the credentials");
  if (!first) {
    if (first.error().code != Errc::usage) return first;
    return fail(Errc::unauthorized,
                "the credentials are sealed and there is no terminal to ask for the passphrase on; "
                "set BELAY_PASSPHRASE_FILE to a file of mode 600 that holds it");
  }
  if (!twice) return first;
  if (first->reveal().size() < kShortestPassphrase) {
    return fail(Errc::usage, "a passphrase has at least eight letters");
  }
  const Result<Secret> second = asker.hidden("The same once more");
  if (!second) return second;
  if (*first != *second) return fail(Errc::usage, "the two passphrases differ; nothing was kept");
  return first;
}

}  // namespace belay::app
