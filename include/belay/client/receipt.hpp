#pragma once

#include <string>
#include <utility>

#include "belay/model/orders.hpp"

namespace belay {

/// Proof that the broker has seen exactly this order, for this account, on this host, and what it
/// would cost. Only a dry-run makes one, it cannot be copied, and sending an order will consume it:
/// proof before money.
class Receipt {
 public:
  Receipt(const Receipt&) = delete;
  Receipt& operator=(const Receipt&) = delete;
  Receipt(Receipt&&) noexcept = default;
  Receipt& operator=(Receipt&&) noexcept = default;

  /// Change of buying power: negative when it costs, positive when it frees. Zero when the broker
  /// did not say (see answer()).
  [[nodiscard]] Decimal buying_power_change() const;
  /// Total fees: positive when they are paid, negative when they are a rebate.
  [[nodiscard]] Decimal fees() const;
  /// The broker's whole answer, warnings included.
  [[nodiscard]] const PlacedOrder& answer() const { return answer_; }
  [[nodiscard]] const Order& order() const { return order_; }
  [[nodiscard]] const std::string& account_number() const { return account_number_; }
  [[nodiscard]] const std::string& host() const { return host_; }

 private:
  friend class Client;
  Receipt(std::string account_number, std::string host, Order order, PlacedOrder answer)
      : account_number_{std::move(account_number)},
        host_{std::move(host)},
        order_{std::move(order)},
        answer_{std::move(answer)} {}

  std::string account_number_;
  std::string host_;
  Order order_;
  PlacedOrder answer_;
};

}  // namespace belay
