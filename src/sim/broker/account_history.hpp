#pragma once

#include <cstdint>
#include <vector>

#include "belay/model/net_liq.hpp"
#include "belay/model/transactions.hpp"
#include "sim/broker/book.hpp"

namespace belay::sim {

/// What moved in an account, oldest first.
class AccountHistory {
 public:
  [[nodiscard]] const std::vector<Transaction>& transactions() const { return transactions_; }
  /// Takes the next id; ids rise with the order of arrival and exceed 32 bits.
  const Transaction& append(Transaction transaction);

 private:
  std::vector<Transaction> transactions_;
  std::int64_t next_id_ = 2'455'300'001;
};

/// A history that explains `book`: deposits, the trades that opened what it holds, a few that are
/// closed, dividends. Its net values add up to the book's cash, its quantities to the holdings.
[[nodiscard]] AccountHistory make_history(const Book& book, Instant start);

/// What one trade says: value, fees, net value and all their effects (broker-api.md 5.11).
struct TradeFacts {
  InstrumentType type = InstrumentType::equity;
  std::string symbol;
  std::string underlying;
  Action action = Action::buy_to_open;
  Decimal quantity;
  Decimal price;
  int multiplier = 1;
  bool index_option = false;
  Instant at;
};
[[nodiscard]] Transaction trade_of(std::string_view account, const TradeFacts& facts);

/// An account's value over time, the last bar at `now` (broker-api.md 5.25). The past is invented
/// and ends at `value`. `step` 0: a sensible one.
[[nodiscard]] std::vector<NetLiqBar> net_liq_bars(Decimal value, Instant from, Instant now,
                                                  std::chrono::minutes step);
/// What the curve of net_liq_bars says of one moment, as a factor of the value at `now`.
[[nodiscard]] double past_factor(Instant at, Instant now);

}  // namespace belay::sim
