#include "app/agree.hpp"

#include <unistd.h>

#include <iostream>
#include <string>

#include <fmt/format.h>

#include "app/terminal.hpp"

namespace belay::app {

Result<void> agreed(Context& context, bool said, std::string_view question) {
  if (said) return {};
  if (context.person) return context.person(question);
  if (context.globals.json || !is_terminal(STDIN_FILENO)) {
    return fail(Errc::blocked,
                "nothing was sent: nobody said yes; add --yes, or --dry-run to only look");
  }
  context.out.write(fmt::format("{} [y/N] ", question));
  std::string answer;
  std::getline(std::cin, answer);
  if (answer == "y" || answer == "yes") return {};
  return fail(Errc::blocked, "nothing was sent");
}

}  // namespace belay::app
