#include "app/context.hpp"

#include <cerrno>

namespace belay::app {

void Output::write(std::string_view text) {
  if (failure_ != 0 || text.empty()) return;
  clear_waiting();
  ++writes_;
  errno = 0;
  const std::size_t written = std::fwrite(text.data(), 1, text.size(), stream_);
  if (written != text.size() || std::fflush(stream_) != 0) failure_ = errno != 0 ? errno : EIO;
}

void Context::complain(std::string_view text) {
  clear_waiting();
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace belay::app
