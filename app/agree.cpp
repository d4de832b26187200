#include "app/agree.hpp"

#include <unistd.h>

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "app/prompt.hpp"
#include "app/render/text.hpp"
#include "app/terminal.hpp"

namespace belay::app {
namespace {

constexpr std::size_t kLongestAnswer = 80;

bool is_yes(std::string answer) {
  std::ranges::transform(answer, answer.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return answer == "y" || answer == "yes";
}

}  // namespace

Result<void> agreed(Context& context, bool said, std::string_view question) {
  if (said) return {};
  if (context.person) return context.person(question);
  if (context.globals.json || !is_terminal(STDIN_FILENO)) {
    return fail(Errc::blocked,
                "nothing was sent: nobody said yes; add --yes, or --dry-run to only look");
  }
  context.out.write(fmt::format("{} [y/N] ", question));
  std::string answer;
  const Result<void> read = read_line(STDIN_FILENO, answer, kLongestAnswer);
  if (!read && read.error().code == Errc::cancelled) {
    return fail(Errc::cancelled, "nothing was sent: stopped");
  }
  if (read && is_yes(answer)) return {};
  return fail(Errc::blocked,
              fmt::format("nothing was sent: '{}' is not y or yes", escape_control(answer)));
}

}  // namespace belay::app
