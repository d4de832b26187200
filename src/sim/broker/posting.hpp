#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "belay/base/error.hpp"
#include "belay/model/transactions.hpp"
#include "sim/broker/book.hpp"
#include "sim/broker/catalog.hpp"

// What a fill does to an account (broker-api.md 5.5, 5.11, 8.4): positions, cash, fees,
// history, gains.

namespace belay::sim {

/// One leg of one execution.
struct Execution {
  std::int64_t order_id = 0;
  Tradable instrument;
  std::string symbol;
  bool buys = true;
  Decimal quantity;  ///< above zero
  Decimal price;     ///< per unit, not negative
  Instant at;
  std::string exec_id;
  std::string venue;
};

struct Posted {
  std::vector<TradeRow> rows;  ///< one, or two when it closed and opened
  Holding holding;             ///< as it is now; quantity 0 and side `zero` when it ended
};

/// Closes first, opens with the rest. `next_id` numbers the rows. Errors: overflow; the book is
/// then as it was.
[[nodiscard]] Result<Posted> post(Book& book, const Execution& execution, std::int64_t& next_id);

/// The row as the broker tells it (broker-api.md 5.11): a Trade, unsigned amounts with effects.
[[nodiscard]] Transaction transaction_of(const Book& book, const TradeRow& row);

/// What an action is called, given what it does.
[[nodiscard]] constexpr Action action_of(bool buys, bool opens) {
  if (buys) return opens ? Action::buy_to_open : Action::buy_to_close;
  return opens ? Action::sell_to_open : Action::sell_to_close;
}

}  // namespace belay::sim
