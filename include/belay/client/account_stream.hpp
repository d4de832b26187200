#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/awaitable.hpp>

#include "belay/model/account_book.hpp"
#include "belay/model/account_events.hpp"
#include "belay/model/feed.hpp"
#include "belay/task.hpp"

namespace belay {

namespace detail {
class AccountFeed;
}  // namespace detail

/// What is wanted beside the accounts, and how much may wait.
struct AccountStreamOptions {
  bool public_watchlists = false;
  bool quote_alerts = false;
  std::string user_external_id;  ///< whose messages; empty = nobody's
  /// Events. When as many wait, positions, balances, trading states and watchlists whose newer
  /// version waits too make room (dropped()). Orders, executions, gaps and all others are never
  /// dropped: the stream ends with Errc::overflow instead.
  std::size_t capacity = 65'536;
};

/// A look at an account stream: plain values, nothing live.
struct AccountStreamStatus {
  FeedState state = FeedState::idle;
  std::uint64_t connections = 0;
  std::uint64_t gaps = 0;
  std::uint64_t notifications = 0;
  std::uint64_t unknown_types = 0;
  std::uint64_t unreadable = 0;
  std::uint64_t stale = 0;  ///< older than what was known
  std::size_t depth = 0;    ///< events waiting
  std::uint64_t dropped = 0;
  std::optional<Instant> missing_since;  ///< nothing is known since then
  std::string last_error;                ///< why the last attempt or connection ended
};

/// What happens in some accounts: orders, executions, positions, balances and the rest of
/// broker-api.md 8.4. The first event is a Resync with their state. Connects, authenticates and
/// reconnects by itself: a loss is told at once (Interruption), and once it is mended the accounts
/// are read again and told as a Resync with its gap. Movable; destroying it ends the connection.
///
///     auto stream = co_await client.account_stream(accounts);
///     while (auto event = co_await stream->next()) {
///       if (const auto* done = event->as<Execution>()) …
///     }
class AccountStream {
 public:
  AccountStream(AccountStream&&) noexcept;
  AccountStream& operator=(AccountStream&&) noexcept;
  ~AccountStream();

  /// The next event, in arrival order; waits for one. nullopt = the end, see status().
  [[nodiscard]] boost::asio::awaitable<std::optional<AccountEvent>> next();
  /// Why next() ended: success after close(), else the error.
  [[nodiscard]] Result<void> status() const;
  /// The accounts as they are now, all waiting events included. Changes only while the owner waits
  /// or lets others run.
  [[nodiscard]] const AccountBook& book() const;
  [[nodiscard]] AccountStreamStatus look() const;
  /// Events that were replaced by newer ones because nobody took them in time.
  [[nodiscard]] std::uint64_t dropped() const { return look().dropped; }
  /// Ends the stream: next() returns nullopt when what waits has been taken.
  void close();

 private:
  friend class Client;
  explicit AccountStream(std::shared_ptr<detail::AccountFeed> feed);
  std::shared_ptr<detail::AccountFeed> feed_;
};

}  // namespace belay
