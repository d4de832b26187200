#include "app/write.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <utility>

namespace belay::app {
namespace {

constexpr std::chrono::milliseconds kGrace{1000};

/// Waits until `fd` takes more: as long as it has to, but no longer than kGrace once a signal came.
/// Whoever interrupts wants to leave, not to be held up by a reader that has stopped reading.
bool takes_more(int fd, bool interrupted) {
  auto end = std::chrono::steady_clock::now() + kGrace;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    const int limit = !interrupted ? -1 : left.count() > 0 ? static_cast<int>(left.count()) : 0;
    pollfd ready{.fd = fd, .events = POLLOUT, .revents = 0};
    const int count = ::poll(&ready, 1, limit);
    if (count >= 0) return count > 0;
    if (errno != EINTR) return false;
    if (!std::exchange(interrupted, true)) end = std::chrono::steady_clock::now() + kGrace;
  }
}

bool blocks(int fd) { return (::fcntl(fd, F_GETFL) & O_NONBLOCK) == 0; }

}  // namespace

int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = ::write(fd, text.data(), text.size());
    const int why = put < 0 ? errno : 0;
    if (why != 0 && why != EINTR && why != EAGAIN) return why;
    if (put > 0) text.remove_prefix(static_cast<std::size_t>(put));
    if (text.empty()) return 0;
    // A descriptor that blocks takes less than all only when a signal came.
    const bool interrupted = why == EINTR || (why == 0 && blocks(fd));
    if (!takes_more(fd, interrupted)) return EINTR;
  }
  return 0;
}

}  // namespace belay::app
