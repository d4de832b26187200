#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/session.hpp"
#include "belay/client/receipt.hpp"
#include "belay/model/order_records.hpp"
#include "belay/model/placed_orders.hpp"

namespace belay::app {

/// What the broker has of what was sent.
struct Sent {
  std::vector<OrderRecord> orders;    ///< of a group: its trigger first
  std::optional<std::int64_t> group;  ///< the complex order's id
  std::string answer_json;            ///< the broker's words
  bool looked_for = false;            ///< the answer was lost, and the order found
};

[[nodiscard]] Sent sent_of(const PlacedOrder& placed);
/// "order 17 Live"; of a group "complex order 4, order 17 Live, order 18 Contingent".
[[nodiscard]] std::string words_of(const Sent& sent);
/// One of the orders is over, and not because it was filled: it does nothing of what it was sent
/// for. The error is `rejected`.
[[nodiscard]] std::optional<Error> refusal_in(const Sent& sent);

/// The call that a receipt for new terms is meant for.
enum class Amend : std::uint8_t { replace, edit };

/// Sends what `receipt` is proof of, once; when the answer is lost, looks for the order by its
/// identifier (broker-api.md 6.9). Errors: cancelled when the person has stopped the program before
/// it was sent; those of sending; still in doubt when nothing was found.
Task<Sent> settle(Session& session, Account account, Receipt receipt, Amend how = Amend::replace);

/// `identifier` and something that no submission had before: the broker does not refuse a name that
/// was used, and an old order found under it would pass for the new one.
[[nodiscard]] std::string name_of_submission(const std::string& identifier);

}  // namespace belay::app
