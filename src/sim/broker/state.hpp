#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "belay/base/time.hpp"
#include "belay/model/accounts.hpp"
#include "sim/broker/book.hpp"
#include "sim/broker/token_desk.hpp"
#include "sim/market/market.hpp"

namespace belay::sim {

struct BrokerOptions {
  std::uint64_t seed = 42;
  double speed = 1.0;
  Instant start;
  std::string dxlink_url;  ///< what /api-quote-tokens names, e.g. "ws://127.0.0.1:7380/realtime"
  std::string version;     ///< of this program, for /belay-sim/status
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
  std::vector<HeldAccount> accounts;

  /// nullptr when the customer has no such account.
  [[nodiscard]] HeldAccount* find_account(std::string_view number);
};

}  // namespace belay::sim
