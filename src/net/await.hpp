#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/stream.hpp"

namespace belay::net {

/// The token of every co_await in this module: errors come back as values.
inline constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

using Deadline = std::chrono::steady_clock::time_point;

/// `limit` from now; a limit beyond a day is a day, so that no caller can overflow the clock.
[[nodiscard]] inline Deadline deadline_after(std::chrono::milliseconds limit) {
  constexpr std::chrono::milliseconds kLongest = std::chrono::hours{24};
  return std::chrono::steady_clock::now() + std::min(limit, kLongest);
}

/// Calls `bite` once when `deadline` passes while the watchdog lives. Asio's own cancellation stops
/// one operation; a bite that closes the socket ends all of them, whatever they are composed of.
class Watchdog {
 public:
  Watchdog(const asio::any_io_executor& executor, Deadline deadline, std::function<void()> bite)
      : state_{std::make_shared<State>(executor, deadline, std::move(bite))} {
    state_->timer.async_wait([state = state_](error_code error) {
      if (error || !state->armed) return;
      state->bit = true;
      state->bite();
    });
  }
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog() {
    state_->armed = false;
    state_->timer.cancel();
  }

  [[nodiscard]] bool bit() const { return state_->bit; }

 private:
  struct State {
    State(const asio::any_io_executor& executor, Deadline deadline, std::function<void()> action)
        : timer{executor, deadline}, bite{std::move(action)} {}
    asio::steady_timer timer;
    std::function<void()> bite;
    bool armed = true;
    bool bit = false;
  };
  std::shared_ptr<State> state_;
};

}  // namespace belay::net
