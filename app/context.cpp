#include "app/context.hpp"

#include <unistd.h>

#include "app/write.hpp"

namespace belay::app {

void Output::write(std::string_view text) {
  if (failure_ != 0 || text.empty()) return;
  clear_waiting();
  ++writes_;
  failure_ = write_all(STDOUT_FILENO, text);
}

void Context::complain(std::string_view text) {
  clear_waiting();
  // Nobody is left to tell that standard error does not take it.
  static_cast<void>(write_all(STDERR_FILENO, text));
}

}  // namespace belay::app
