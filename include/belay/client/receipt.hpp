#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "belay/model/placed_orders.hpp"

namespace belay {

/// Proof that the broker has seen exactly this order, for this account, on this host, and what it
/// would do. Only a dry-run makes one, it cannot be copied, and sending consumes it: proof before
/// money. What is sent is the very body that was tried.
class Receipt {
 public:
  /// What it is proof of, and so which call takes it.
  enum class For : std::uint8_t {
    order,        ///< Client::place
    group,        ///< Client::place: an OCO, OTO, OTOCO or PAIRS
    replacement,  ///< Client::replace or Client::edit
  };

  Receipt(const Receipt&) = delete;
  Receipt& operator=(const Receipt&) = delete;
  Receipt(Receipt&&) noexcept = default;
  Receipt& operator=(Receipt&&) noexcept = default;

  /// Change of buying power: negative when it costs, positive when it frees; absent when the broker
  /// did not tell amount and direction.
  [[nodiscard]] std::optional<Decimal> buying_power_change() const;
  /// Total fees: positive when they are paid, negative when they are a rebate; absent as above.
  [[nodiscard]] std::optional<Decimal> fees() const;
  /// The broker's whole answer, warnings included.
  [[nodiscard]] const PlacedOrder& answer() const { return answer_; }
  [[nodiscard]] For what_for() const { return what_for_; }
  /// The order to replace; 0 for anything else.
  [[nodiscard]] std::int64_t order_id() const { return order_id_; }
  /// What reconciles it: the broker echoes this text on the order (broker-api.md 6.9). Of a group,
  /// which the broker gives no such name, it is the first order's: the trigger where there is one.
  [[nodiscard]] const std::string& external_identifier() const { return external_identifier_; }
  [[nodiscard]] const std::string& account_number() const { return account_number_; }
  [[nodiscard]] const std::string& host() const { return host_; }

 private:
  friend class Client;
  Receipt() = default;

  For what_for_ = For::order;
  std::string account_number_;
  std::string host_;
  std::string body_;
  std::int64_t order_id_ = 0;
  std::string external_identifier_;
  PlacedOrder answer_;
};

}  // namespace belay
