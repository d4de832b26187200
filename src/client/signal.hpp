#pragma once

#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "belay/base/time.hpp"

namespace belay::detail {

/// Wakes every coroutine that waits on it. Waking before anyone waits is not remembered, so a
/// waiter looks at its condition first; on a single strand nothing can happen between the look and
/// the wait.
class Signal {
 public:
  explicit Signal(boost::asio::any_io_executor executor) : executor_{std::move(executor)} {}

  /// Returns when notified, when `until` passes, or when the waiting coroutine is cancelled (only
  /// then true).
  boost::asio::awaitable<bool> wait(Tick until = Tick::max()) {
    boost::asio::steady_timer timer{executor_, until};
    const Waiter waiter{*this, timer};
    const auto token = boost::asio::as_tuple(boost::asio::use_awaitable);
    co_await timer.async_wait(token);
    const auto state = co_await boost::asio::this_coro::cancellation_state;
    co_return state.cancelled() != boost::asio::cancellation_type::none;
  }
  void notify() {
    for (boost::asio::steady_timer* timer : waiters_) timer->cancel();
  }

 private:
  struct Waiter {
    Waiter(Signal& signal, boost::asio::steady_timer& timer) : owner{signal}, mine{&timer} {
      owner.waiters_.push_back(mine);
    }
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    ~Waiter() { std::erase(owner.waiters_, mine); }
    Signal& owner;
    boost::asio::steady_timer* mine;
  };

  boost::asio::any_io_executor executor_;
  std::vector<boost::asio::steady_timer*> waiters_;
};

}  // namespace belay::detail
