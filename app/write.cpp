#include "app/write.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>

namespace belay::app {
namespace {

constexpr std::chrono::milliseconds kGrace{1000};

/// Whoever interrupts wants to leave: not held up by a reader that has stopped reading.
bool takes_more(int fd) {
  const auto end = std::chrono::steady_clock::now() + kGrace;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    pollfd ready{.fd = fd, .events = POLLOUT, .revents = 0};
    const int count = ::poll(&ready, 1, left.count() > 0 ? static_cast<int>(left.count()) : 0);
    if (count >= 0) return count > 0;
    if (errno != EINTR) return false;
  }
}

}  // namespace

int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = ::write(fd, text.data(), text.size());
    if (put >= 0) {
      text.remove_prefix(static_cast<std::size_t>(put));
      continue;
    }
    const int why = errno;
    if (why != EINTR && why != EAGAIN) return why;
    if (!takes_more(fd)) return why;
  }
  return 0;
}

}  // namespace belay::app
