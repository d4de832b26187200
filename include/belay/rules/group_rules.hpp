#pragma once

#include "belay/base/error.hpp"
#include "belay/model/order_intents.hpp"

namespace belay::rules {

/// The body for orders that belong together, or the first rule that refuses it: an OCO and the pair
/// of an OTOCO are one Limit and one Stop or Stop Limit, an OTO has one to three followers, PAIRS
/// are two with a ratio of prices, each order is legal by itself (broker-api.md 5.10, 6.8). Errors:
/// blocked, as to_request(Order).
[[nodiscard]] Result<NewComplexOrder> to_request(const OrderGroup& group);

/// The same rules for a finished body.
[[nodiscard]] Result<void> check(const NewComplexOrder& request);

/// The body that replaces or edits an order: its new terms, without legs (6.6). Errors: blocked
/// when nothing is left to change, or the date does not fit the time in force.
[[nodiscard]] Result<NewOrder> to_request(const Amendment& amendment);

}  // namespace belay::rules
