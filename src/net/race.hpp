#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include "net/await.hpp"

namespace belay::net {

/// A task and the moment it is no longer waited for.
template <class T>
struct Race {
  Race(const asio::any_io_executor& executor, Deadline deadline) : done{executor, deadline} {}
  asio::steady_timer done;
  asio::cancellation_signal stop;
  std::optional<Result<T>> result;
};

/// Cancels the task when whoever waits goes away first.
template <class T>
struct RaceEnd {
  std::shared_ptr<Race<T>> race;
  ~RaceEnd() {
    if (race->result) return;
    const auto executor = race->done.get_executor();
    race->stop.emit(asio::cancellation_type::terminal);
    // The signal may travel through the executor's queue: it must live until it arrived.
    asio::post(executor, [keep = race] {});
  }
};

/// `task`, cancelled and answered with Errc::timeout and `message` past the race's deadline.
/// Cancelling `race->done` is the deadline passing early.
template <class T>
Task<T> until(std::shared_ptr<Race<T>> race, Task<T> task, std::string message) {
  const auto executor = co_await asio::this_coro::executor;
  const RaceEnd<T> end{race};
  auto finish = [race](const std::exception_ptr& thrown, Result<T> result) {
    race->result =
        thrown ? fail(Errc::cancelled, "the operation was cancelled") : std::move(result);
    race->done.cancel();
  };
  asio::co_spawn(executor, std::move(task),
                 asio::bind_cancellation_slot(race->stop.slot(), std::move(finish)));
  co_await race->done.async_wait(kAwait);
  if (race->result) co_return std::move(*race->result);
  co_return fail(Errc::timeout, std::move(message));
}

}  // namespace belay::net
