#include "app/terminal.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "app/write.hpp"

namespace belay::app {
namespace {

winsize size_of(int fd) {
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0) return {};
  return size;
}

constexpr std::string_view kEnter = "\x1b[?1049h\x1b[?25l";  // alternate screen, no cursor
constexpr std::string_view kLeave = "\x1b[?25h\x1b[?1049l";

void send(std::string_view text) { static_cast<void>(write_all(STDOUT_FILENO, text)); }

/// Without their ends.
std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

}  // namespace

bool is_terminal(int fd) { return ::isatty(fd) == 1; }

std::size_t terminal_width(int fd, std::size_t otherwise) {
  const winsize size = size_of(fd);
  return size.ws_col > 0 ? size.ws_col : otherwise;
}

std::size_t terminal_height(int fd, std::size_t otherwise) {
  const winsize size = size_of(fd);
  return size.ws_row > 0 ? size.ws_row : otherwise;
}

bool is_go_on(char key) { return key == '\n' || key == '\r' || key == ' '; }

bool no_color_wanted() {
  const char* value = std::getenv("NO_COLOR");
  return value != nullptr && *value != '\0';
}

struct LiveScreen::Saved {
  termios input{};
  bool has_input = false;
  bool taken_over = false;
};

LiveScreen::LiveScreen() {
  if (!is_terminal(STDOUT_FILENO)) return;
  saved_ = std::make_unique<Saved>();
  saved_->has_input = ::tcgetattr(STDIN_FILENO, &saved_->input) == 0;
  if (saved_->has_input) {
    termios raw = saved_->input;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
  }
}

LiveScreen::~LiveScreen() {
  if (saved_ == nullptr) return;
  if (saved_->taken_over) send(kLeave);
  if (saved_->has_input) ::tcsetattr(STDIN_FILENO, TCSANOW, &saved_->input);
}

std::string LiveScreen::redraw(const std::string& frame, std::size_t height) {
  std::vector<std::string> lines = lines_of(frame);
  if (lines.size() > height && height >= 2) {
    const std::size_t kept = height - 2;  // the top, one line that says so, and the last
    lines[kept] = fmt::format("… {} more lines", lines.size() - height + 1);
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(kept) + 1, lines.end() - 1);
  }
  std::string out = "\x1b[H";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out += (i == 0 ? "" : "\r\n") + lines[i] + "\x1b[K";  // the rest of an older, longer line
  }
  return out + "\x1b[J";
}

void LiveScreen::take_over() {
  if (saved_ == nullptr || saved_->taken_over) return;
  saved_->taken_over = true;
  send(kEnter);
}

char LiveScreen::pressed() {
  if (saved_ == nullptr || !saved_->has_input) return '\0';
  pollfd waiting{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
  if (::poll(&waiting, 1, 0) != 1 || (waiting.revents & POLLIN) == 0) return '\0';
  char key = 0;
  if (::read(STDIN_FILENO, &key, 1) != 1) return '\0';
  return key == 'Q' ? 'q' : key;
}

}  // namespace belay::app
