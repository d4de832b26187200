#include "app/command/live_loop.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "app/terminal.hpp"

#include <unistd.h>

namespace belay::app {

boost::asio::awaitable<bool> pause_before_redraw(Session& session) {
  boost::asio::steady_timer timer{session.executor, kRedraw};
  const auto token = boost::asio::as_tuple(boost::asio::use_awaitable);
  co_await timer.async_wait(token);
  const bool stopped = co_await was_stopped();
  co_return stopped || session.context.out.broken();
}

std::size_t fit_to_terminal(Session& session) {
  if (!session.context.globals.width) {
    session.context.style.width = terminal_width(STDOUT_FILENO, session.context.style.width);
  }
  return terminal_height(STDOUT_FILENO, 24);
}

}  // namespace belay::app
