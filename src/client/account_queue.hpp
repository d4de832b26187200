#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "belay/base/error.hpp"
#include "belay/model/account_events.hpp"
#include "client/signal.hpp"

namespace belay::detail {

/// Account events on their way to one consumer, bounded. When it is full, states whose newer
/// version waits too (a position, a balance, …) make room and are counted. What tells of orders,
/// money and gaps is never dropped: where only that is left, the queue ends with Errc::overflow.
class AccountQueue {
 public:
  AccountQueue(const boost::asio::any_io_executor& executor, std::size_t capacity)
      : capacity_{capacity}, ready_{executor} {}

  void put(AccountEvent event);
  /// No more events; those already here can still be taken. The first reason stays.
  void end(Result<void> status);

  /// The next event, or nullopt at the end. Keeps the queue alive while it waits.
  static boost::asio::awaitable<std::optional<AccountEvent>> next(
      std::shared_ptr<AccountQueue> queue);

  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] const Result<void>& status() const { return status_; }
  [[nodiscard]] std::size_t depth() const { return waiting_.size(); }
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

 private:
  void drop_superseded();

  std::size_t capacity_;
  std::deque<AccountEvent> waiting_;
  std::uint64_t dropped_ = 0;
  bool ended_ = false;
  Result<void> status_;
  Signal ready_;
};

}  // namespace belay::detail
