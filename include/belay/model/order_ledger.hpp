#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "belay/model/account_events.hpp"
#include "belay/model/orders.hpp"

namespace belay {

/// The newest word on every order, and each of its executions once (broker-api.md 8.7). A frame
/// replaces the whole order; one that is older by `updated-at` changes nothing but is still heard
/// for executions. Bounded: beyond kMostOrders the oldest that are over are forgotten, and which of
/// their executions were told is remembered for ten times as many.
class OrderLedger {
 public:
  static constexpr std::size_t kMostOrders = 10'000;

  struct Update {
    bool stale = false;                 ///< older than what is known, or without an id
    std::vector<Execution> executions;  ///< not told before
  };
  Update take(const OrderRecord& order);

  /// nullptr when unknown.
  [[nodiscard]] const OrderRecord* find(std::int64_t id) const;
  /// By id.
  [[nodiscard]] std::vector<OrderRecord> orders() const;
  /// Are all executions of `id` known? `Filled` may come before they are (gotcha 18): of a filled
  /// order they must add up to each leg's quantity, of others to what no longer remains. False when
  /// that cannot be shown.
  [[nodiscard]] bool fills_complete(std::int64_t id) const;
  /// What `symbol`'s leg of `id` executed, in all. Errors: overflow.
  [[nodiscard]] Result<Decimal> executed(std::int64_t id, const std::string& symbol) const;

 private:
  /// What was told of an order's executions; outlives the order.
  struct Told {
    std::set<std::string> fill_ids;
    std::map<std::string, Result<Decimal>> executed;  // by symbol
  };
  static void learn_fills(const OrderRecord& order, Told& told, std::vector<Execution>& news);
  void forget_oldest();

  std::map<std::int64_t, OrderRecord> orders_;
  std::map<std::int64_t, Told> told_;
};

}  // namespace belay
