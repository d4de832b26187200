#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/accounts.hpp"
#include "belay/sim/trading_options.hpp"
#include "sim/broker/book.hpp"
#include "sim/broker/order_desk.hpp"
#include "sim/broker/route.hpp"
#include "sim/broker/token_desk.hpp"
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
};

/// One of the customer's accounts.
struct HeldAccount {
  Account profile;
  Book book;
};

/// Those the customer has on the day of `start`, the flight school first.
[[nodiscard]] std::vector<HeldAccount> open_accounts(const Market& market, Instant start);

/// Everything the broker knows between two requests. `market` must outlive it.
struct BrokerState {
  const Market& market;
  BrokerOptions options;
  TokenDesk tokens;
  std::vector<HeldAccount> accounts;  ///< stay where they are: the desks name their books
  Numbers numbers;
  std::map<std::string, std::unique_ptr<OrderDesk>, std::less<>> desks;  ///< by account number

  /// nullptr when the customer has no such account.
  [[nodiscard]] HeldAccount* find_account(std::string_view number);
  /// Of the account that a path begins with.
  [[nodiscard]] OrderDesk& desk_of(const Ask& ask) {
    return *desks.at(ask.account->profile.account_number);
  }
};

}  // namespace belay::sim
