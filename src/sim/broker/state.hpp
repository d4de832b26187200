#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/accounts.hpp"
#include "belay/sim/account_stream_options.hpp"
#include "belay/sim/trading_options.hpp"
#include "sim/broker/account_history.hpp"
#include "sim/broker/alert_desk.hpp"
#include "sim/broker/backtest_desk.hpp"
#include "sim/broker/book.hpp"
#include "sim/broker/order_desk.hpp"
#include "sim/broker/route.hpp"
#include "sim/broker/sign_in.hpp"
#include "sim/broker/token_desk.hpp"
#include "sim/broker/version.hpp"
#include "sim/broker/watchlists.hpp"
#include "sim/market/market.hpp"

namespace belay::sim {

struct BrokerOptions {
  std::uint64_t seed = 42;
  double speed = 1.0;
  Instant start;
  std::string dxlink_url;  ///< what /api-quote-tokens names, e.g. "ws://127.0.0.1:7380/realtime"
  std::string version;     ///< of this program, for /belay-sim/status
  std::string account_stream_url;  ///< likewise, e.g. "ws://127.0.0.1:7380/account-streamer"
  TradingOptions trading;
  AccountStreamOptions account_stream;
  SignInOptions sign_in;
  bool delayed_feed = false;         ///< quote tokens say level `demo`
  bool refuse_quote_tokens = false;  ///< as to a user who is no customer
  /// How many of the customer's four accounts there are; the flight school is the first.
  std::size_t accounts = 1;
  /// How far the simulator's `Date` is off the machine's clock.
  std::chrono::seconds clock_skew{0};
  VersionRule versions = VersionRule::documented;
  /// Lists of single options answer 403, as the sandbox has been seen to (broker-api.md 1.2).
  bool refuse_option_lists = false;
  /// The one route without a token is refused with one (broker-api.md 9, 38).
  bool refuse_token_on_public_routes = false;
};

/// One of the customer's accounts.
struct HeldAccount {
  Account profile;
  Book book;
  AccountHistory history;
};

/// Those the customer has on the day of `start`, the flight school first.
[[nodiscard]] std::vector<HeldAccount> open_accounts(const Market& market, Instant start);

/// Everything the broker knows between two requests. `market` must outlive it.
struct BrokerState {
  const Market& market;
  BrokerOptions options;
  TokenDesk tokens;
  SignInDesk sign_in;
  std::vector<HeldAccount> accounts;  ///< stay where they are: the desks name their books
  WatchlistShelf watchlists;
  AlertDesk alerts;
  BacktestDesk backtests;
  Numbers numbers;
  std::map<std::string, std::unique_ptr<OrderDesk>, std::less<>> desks;  ///< by account number
  OrderDesk::Tell listener;  ///< hears of every change in any account; may be empty

  void tell(const account::Notification& notice) const {
    if (listener) listener(notice);
  }

  /// nullptr when the customer has no such account.
  [[nodiscard]] HeldAccount* find_account(std::string_view number);
  /// Of the account that a path begins with.
  [[nodiscard]] OrderDesk& desk_of(const Ask& ask) {
    return *desks.at(ask.account->profile.account_number);
  }
};

}  // namespace belay::sim
