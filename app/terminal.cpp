#include "app/terminal.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace belay::app {
namespace {

winsize size_of(int fd) {
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0) return {};
  return size;
}

constexpr std::string_view kEnter = "\x1b[?1049h\x1b[?25l";  // alternate screen, no cursor
constexpr std::string_view kLeave = "\x1b[?25h\x1b[?1049l";

void send(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
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
  std::string out = "\x1b[H";
  std::size_t lines = 0;
  for (const char c : frame) {
    if (c == '\n') {
      out += "\x1b[K";               // what an older, longer line left behind
      if (++lines >= height) break;  // never scroll
      out += "\r\n";
    } else {
      out += c;
    }
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
