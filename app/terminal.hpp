#pragma once

#include <cstddef>
#include <memory>
#include <string>

namespace belay::app {

/// Facts about the terminal behind a file descriptor.
[[nodiscard]] bool is_terminal(int fd);
/// Its columns; `otherwise` when it is not one or does not say.
[[nodiscard]] std::size_t terminal_width(int fd, std::size_t otherwise);
/// Its lines; `otherwise` when it is not one or does not say.
[[nodiscard]] std::size_t terminal_height(int fd, std::size_t otherwise);
/// Enter or space: "go on".
[[nodiscard]] bool is_go_on(char key);
/// The NO_COLOR convention (no-color.org): set and not empty means no colour.
[[nodiscard]] bool no_color_wanted();

/// The terminal while a command is in charge of it: keys arrive without Enter and unseen, and after
/// take_over() what is drawn does not scroll what was there. The destructor gives the terminal back
/// as it was. Does nothing to what is not a terminal.
class LiveScreen {
 public:
  LiveScreen();
  ~LiveScreen();
  LiveScreen(const LiveScreen&) = delete;
  LiveScreen& operator=(const LiveScreen&) = delete;

  /// What to write so that `frame` (lines ending in '\n') replaces what the screen shows. What
  /// is too long loses lines above its last one, and says so; nothing ever scrolls.
  [[nodiscard]] static std::string redraw(const std::string& frame, std::size_t height);
  /// From now on a screen of its own, without a cursor, until destruction.
  void take_over();
  /// The next key pressed, '\0' when there is none; Q reads as q. Never waits.
  [[nodiscard]] char pressed();

 private:
  struct Saved;
  std::unique_ptr<Saved> saved_;
};

}  // namespace belay::app
