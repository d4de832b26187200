#include "app/waiting.hpp"

#include <unistd.h>

#include <utility>

#include <fmt/format.h>

#include "app/write.hpp"

namespace belay::app {
namespace {

constexpr std::string_view kErase = "\r\x1b[K";

/// True while the line stands on the terminal.
bool& is_shown() {
  static bool shown = false;
  return shown;
}

void send(std::string_view text) { static_cast<void>(write_all(STDERR_FILENO, text)); }

}  // namespace

std::string Waiting::line(Tick now, std::uint64_t written) {
  const bool late = since_ && now - looked_ >= kPatience;
  if (!since_ || late || written != written_) since_ = now;
  looked_ = now;
  written_ = written;
  if (over_ || now - *since_ < kPatience) return {};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now - *since_);
  const std::string so_far = got_.empty() ? "" : fmt::format(", {} so far", got_);
  return fmt::format("belay: waiting for the broker, {} s{}", seconds.count(), so_far);
}

void show_waiting(std::string_view line) {
  send(fmt::format("{}{}", kErase, line));
  is_shown() = true;
}

void clear_waiting() {
  if (std::exchange(is_shown(), false)) send(kErase);
}

}  // namespace belay::app
