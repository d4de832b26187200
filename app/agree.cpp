#include "app/agree.hpp"

#include <unistd.h>

#include <algorithm>

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "app/prompt.hpp"
#include "app/render/text.hpp"
#include "app/terminal.hpp"

namespace belay::app {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kLongestAnswer = 80;

bool is_yes(std::string answer) {
  std::ranges::transform(answer, answer.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return answer == "y" || answer == "yes";
}

/// True when there is something to read, false when the person stopped the program. Waits in the
/// loop and not in read(): a Ctrl-C cannot fall beside it.
asio::awaitable<bool> was_typed(Session& session) {
  asio::posix::stream_descriptor input{session.executor, ::dup(STDIN_FILENO)};
  const auto token = asio::as_tuple(asio::use_awaitable);
  co_await input.async_wait(asio::posix::stream_descriptor::wait_read, token);
  const bool stopped = co_await was_stopped();
  co_return !stopped;
}

}  // namespace

Task<void> agreed(Session& session, bool said, std::string question) {
  const Context& context = session.context;
  if (said) co_return Result<void>{};
  if (context.person) co_return context.person(question);
  if (context.globals.json || !is_terminal(STDIN_FILENO)) {
    co_return fail(Errc::blocked,
                   "nothing was sent: nobody said yes; add --yes, or --dry-run to only look");
  }
  session.context.waiting.end();  // the person's turn
  session.context.out.write(fmt::format("{} [y/N] ", question));
  const bool typed = co_await was_typed(session);
  std::string answer;
  const Result<void> read =
      typed ? read_line(STDIN_FILENO, answer, kLongestAnswer) : fail(Errc::cancelled, "stopped");
  if (!read && read.error().code == Errc::cancelled) {
    co_return fail(Errc::cancelled, "nothing was sent: stopped");
  }
  if (read && is_yes(answer)) co_return Result<void>{};
  co_return fail(Errc::blocked,
                 fmt::format("nothing was sent: '{}' is not y or yes", escape_control(answer)));
}

}  // namespace belay::app
